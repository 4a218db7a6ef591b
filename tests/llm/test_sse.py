from __future__ import annotations

import random
from itertools import pairwise

import pytest

from blender_movie_director.llm.sse import OversizedEventError, Parser, ServerEvent

UNICODE = "Zoë 東京 👩\u200d🎬 \u2028\x85\x0b end"
STREAMS = {
    "plain": (b"data: one\n\ndata: two\n\n", [ServerEvent("one"), ServerEvent("two")]),
    "no space": (b"data:one\n\ndata:  two\n\n", [ServerEvent("one"), ServerEvent(" two")]),
    "crlf": (b"data: one\r\n\r\ndata: two\r\n\r\n", [ServerEvent("one"), ServerEvent("two")]),
    "cr": (b"data: one\r\rdata: two\r\r", [ServerEvent("one"), ServerEvent("two")]),
    "mixed": (b"data: one\r\n\ndata: two\n\r\ndata: three\r\n\r", [ServerEvent(w) for w in ("one", "two", "three")]),
    "comments": (b": ping\n\n:\n\ndata: one\n: in between\n\n: end\n\n", [ServerEvent("one")]),
    "lines": (b"data: one\ndata: two\ndata\ndata:\n\n", [ServerEvent("one\ntwo\n\n")]),
    "bom": (b"\xef\xbb\xbfdata: one\n\n", [ServerEvent("one")]),
    "bom once": (b"\xef\xbb\xbf\xef\xbb\xbfdata: one\n\ndata: two\n\n", [ServerEvent("two")]),
    "names": (b"event: error\ndata: one\n\ndata: two\n\n", [ServerEvent("one", "error"), ServerEvent("two")]),
    "name alone": (b"event: ping\n\ndata: one\n\n", [ServerEvent("one")]),
    "others": (b"id: 7\nretry: 10\ndata: one\nnonsense\ndatabase: x\n\n", [ServerEvent("one")]),
    "unicode": (f"data: {UNICODE}\n\n".encode(), [ServerEvent(UNICODE)]),
    "not utf-8": (b"data: a\xffb\n\n", [ServerEvent("a\ufffdb")]),
    "done": (b'data: {"a": 1}\n\ndata: [DONE]\n\n', [ServerEvent('{"a": 1}'), ServerEvent("[DONE]")]),
    "no last line": (b"data: one\n\ndata: two", [ServerEvent("one"), ServerEvent("two")]),
    "no empty line": (b"data: one\n\ndata: two\n", [ServerEvent("one"), ServerEvent("two")]),
    "nothing": (b"", []),
    "empty lines": (b"\n\r\n\r\n\n", []),
}  # fmt: skip


def parsed(*pieces: bytes) -> list[ServerEvent]:
    parser = Parser()
    return [event for piece in pieces for event in parser.feed(piece)] + parser.close()


@pytest.mark.parametrize("name", STREAMS)
def test_what_is_in_a_stream(name: str) -> None:
    stream, events = STREAMS[name]
    assert parsed(stream) == events


@pytest.mark.parametrize("name", STREAMS)
def test_every_split_in_two_and_every_byte_by_itself_gives_the_same(name: str) -> None:
    stream, events = STREAMS[name]
    for place in range(len(stream) + 1):
        assert parsed(stream[:place], stream[place:]) == events, place
    assert parsed(*(bytes([byte]) for byte in stream)) == events


@pytest.mark.parametrize("seed", range(60))
def test_any_bytes_in_any_pieces_give_the_same(seed: int) -> None:
    dice = random.Random(seed)
    words = [
        b"data:",
        b"data: ",
        b"event: x",
        b":",
        b"\n",
        b"\r",
        b"\r\n",
        b"\n\n",
        b"\xe6\x9d\xb1",
        b"\xef\xbb\xbf",
        b"w",
        b"{}",
    ]
    stream = b"".join(dice.choice(words) for _ in range(200))
    whole = parsed(stream)
    for _ in range(20):
        places = sorted(dice.randrange(len(stream) + 1) for _ in range(dice.randrange(30)))
        cuts = [0, *places, len(stream)]
        assert parsed(*(stream[a:b] for a, b in pairwise(cuts))) == whole


def test_events_come_with_their_last_byte_and_not_later() -> None:
    parser = Parser()
    assert parser.feed(b"data: one\n") == []
    assert parser.feed(b"\n") == [ServerEvent("one")]
    assert parser.feed(b"data: two\r\n\r") == [ServerEvent("two")]
    assert parser.feed(b"\ndata: three\n\n") == [ServerEvent("three")]


@pytest.mark.parametrize("piece", [b"x" * 50, b"data: " + b"x" * 40 + b"\n"], ids=["a line", "an event"])
def test_what_does_not_end_is_an_error(piece: bytes) -> None:
    parser = Parser(longest=1000)

    def feed_for_long() -> None:
        for _ in range(40):
            parser.feed(piece)

    with pytest.raises(OversizedEventError):
        feed_for_long()


def test_a_long_line_in_small_pieces_is_joined_once() -> None:
    """Counted in what is kept, not by a clock: the pieces stay apart until the line ends."""
    parser = Parser()
    parser.feed(b"data: ")
    for _ in range(5000):
        parser.feed(b"x" * 10)
    assert len(parser._line) == 5001
    assert parser.feed(b"\n\n") == [ServerEvent("x" * 50_000)]
    assert not parser._line
