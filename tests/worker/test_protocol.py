from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_type_hints

import pytest

from blender_movie_director.worker import protocol
from blender_movie_director.worker.protocol import ProtocolError, decode, encode

KEY = "sk-not-to-be-seen"
ODD = 'quote " back \\ line\n\r\u2028 null \0 high \ud800 low \udfff emoji \U0001f3ac'

MESSAGES: list[protocol.Message] = [
    protocol.Configure(
        online=True,
        settings={"servers": {"openai": {"url": "http://127.0.0.1/v1"}}, "fallback_models": ["a/b"], "retries": None},
        folder="/somewhere",
        session_keys={"openai": KEY},
        environment={"OPENAI_API_KEY": KEY},
        keyring=False,
    ),
    protocol.Configure(online=False),
    protocol.Start("job-1", "analysis", {"text": ODD, "temperature": None, "list": [1, 2.5, True, {"a": "b"}]}),
    protocol.Cancel("job-1"),
    protocol.Answer("job-1", 2, True),
    protocol.Stop(),
    protocol.Ready(1, 4711, "3.11.7"),
    protocol.Facts("job-1", ODD, {"scenes": [{"heading": ODD}]}),
    protocol.Words("job-1", ODD),
    protocol.Words("", ""),
    protocol.Part("job-1", "scenes", {"scenes": [{"heading": ODD}]}),
    protocol.Progress("job-1", 1, 3, ODD),
    protocol.Asking("job-1", 2, ODD, "Go on?"),
    protocol.Finished("job-1", "openai/x", False, 10, None),
    protocol.Finished("job-1", "openai/x", False, 10, 3, "0.0000012"),
    protocol.Failed("job-1", "What.", "Remedy."),
    protocol.Cancelled("job-1"),
    protocol.Lost("gone"),
]


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: type(message).__name__)
def test_every_message_comes_back_as_it_went(message: protocol.Message) -> None:
    line = encode(message)
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    assert line.isascii()
    assert decode(line) == message
    assert type(decode(line)) is type(message), "messages of different kinds may be equal"


def test_every_kind_is_tried() -> None:
    assert {type(message).__name__ for message in MESSAGES} == set(protocol._KINDS)


def test_every_kind_holds_plain_values_only() -> None:
    plain = [str, int, bool, int | None, Mapping[str, str], Mapping[str, Any], dict[str, Any]]
    for kind in protocol._KINDS.values():
        for hint in get_type_hints(kind).values():
            assert hint in plain, kind


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"\n",
        b"hello " + KEY.encode(),
        b'{"kind": "Words", "job": "j"',
        b'{"kind": "Words", "job": "' + KEY.encode() + b'"}',
        b'{"kind": "Words", "job": "j", "text": "t", "more": "' + KEY.encode() + b'"}',
        b'{"kind": "Nonsense"}',
        b'{"kind": ["Words"]}',
        b'{"job": "j"}',
        b"[1, 2]",
        b'"Words"',
        b"17",
        b"null",
        b"\xff\xfe\xfd",
        b"[" * 100_000,
        b"9" * 10_000,
    ],
    ids=range(16),
)
def test_a_line_that_is_no_message_is_an_error_that_does_not_repeat_it(line: bytes) -> None:
    with pytest.raises(ProtocolError) as caught:
        decode(line)
    assert KEY not in str(caught.value)
    assert caught.value.__suppress_context__
    assert str(len(line)) in str(caught.value)


def test_what_may_be_secret_or_long_shows_in_no_repr() -> None:
    settings = {"keys": {"mistral": [KEY]}, "servers": {"openai": {"url": "http://x", "headers": {"x-key": KEY}}}}
    told = protocol.Configure(
        online=True, settings=settings, session_keys={"openai": KEY}, environment={"OPENAI_API_KEY": KEY}
    )
    assert KEY not in repr(told)
    assert told.secrets() == {KEY}
    kept = protocol.Start("j", "keys", {"action": "set", "provider": "openai", "value": KEY})
    assert KEY not in repr(kept)
    assert kept.secrets() == {KEY}
    assert "the whole script" not in repr(protocol.Start("j", "analysis", {"text": "the whole script"}))


@pytest.mark.parametrize("value", [object(), {1, 2}, {("a", 1)}, b"bytes", (x for x in ())])
def test_what_is_not_plain_data_cannot_be_sent(value: object) -> None:
    with pytest.raises(TypeError):
        encode(protocol.Facts("j", "r", {"a": value}))
