from __future__ import annotations

import json
import random
from collections.abc import AsyncGenerator

import pytest

from blender_movie_director.llm.anonymise import Anonymiser, Anonymising
from blender_movie_director.llm.events import Event, FellBack, Finished, ReasoningDelta, TextDelta, ToolCallDelta
from blender_movie_director.llm.messages import Image, Message, Request, Response, Text, ToolCall
from blender_movie_director.llm.pipeline import Call, compose

NAMES = ("Anna Bell", "ANNA", "Ben", "McKenna", "O'BRIEN", "James", "Rose")


def stand_in(anonymiser: Anonymiser, name: str) -> str:
    return anonymiser.hide(name)


@pytest.mark.parametrize(
    "text",
    [
        "ANNA\nIt leaks.\n\nAnna's sink, ANNA'S SINK. (Anna)",
        "Anna Bell meets BEN. Ben and Anna, and ANNA BELL again.",
        "McKenna, MCKENNA; O'Brien's and O'BRIEN'S.",
        "James' hat and James\u2019s hat",
        "Nobody here.",
        "",
    ],
)
def test_there_and_back(text: str) -> None:
    anonymiser = Anonymiser(NAMES)
    hidden = anonymiser.hide(text)
    for name in ("Anna", "ANNA", "Ben", "BEN", "Bell", "McKenna", "MCKENNA", "Brien", "BRIEN", "James"):
        assert name not in hidden
    assert anonymiser.show(hidden) == text


def test_case_and_possessive_are_kept() -> None:
    anonymiser = Anonymiser(["ANNA"])
    name = stand_in(anonymiser, "Anna")
    assert name[0].isupper()
    assert name[1:].islower()
    assert anonymiser.hide("ANNA and Anna's") == f"{name.upper()} and {name}'s"
    assert anonymiser.show(f"{name}\u2019s, {name.upper()}!") == "Anna\u2019s, ANNA!"


def test_words_that_only_hold_a_name_or_look_like_one_stay() -> None:
    anonymiser = Anonymiser(["Rose", "Ben"])
    text = "He rose to smell a rose in the BENCH; Roses; Benjamin; xBen"
    assert anonymiser.hide(text) == text


def test_a_name_over_a_line_break() -> None:
    anonymiser = Anonymiser(NAMES)
    assert anonymiser.hide("Anna\n  Bell") == stand_in(anonymiser, "Anna Bell")


def test_stand_ins_are_stable_and_all_different() -> None:
    anonymiser = Anonymiser(["Anna"])
    before = stand_in(anonymiser, "Anna")
    anonymiser.add([f"Person{number}" for number in range(3000)])
    anonymiser.add(["ANNA", " anna ", ""])
    assert stand_in(anonymiser, "Anna") == before
    everyone = {stand_in(anonymiser, f"Person{number}") for number in range(3000)} | {before}
    assert len({name.casefold() for name in everyone}) == 3001
    assert all(name.isalpha() for name in everyone)


def test_a_stand_in_is_never_a_given_name() -> None:
    first = stand_in(Anonymiser(["Anna"]), "Anna")
    anonymiser = Anonymiser([first, "Anna"])
    assert stand_in(anonymiser, first) != first
    assert anonymiser.show(anonymiser.hide(f"{first} and Anna")) == f"{first} and Anna"


def pieces(text: str, dice: random.Random) -> list[str]:
    cut = sorted(dice.randrange(len(text) + 1) for _ in range(dice.randrange(12)))
    return [text[start:end] for start, end in zip([0, *cut], [*cut, len(text)], strict=True)]


@pytest.mark.parametrize("seed", range(200))
def test_text_in_pieces_is_restored_as_text_in_one(seed: int) -> None:
    dice = random.Random(seed)
    anonymiser = Anonymiser(NAMES)
    words = [stand_in(anonymiser, name) for name in ("Anna", "Ben", "JAMES", "Anna Bell")]
    words += [
        words[0][:2],
        words[1] + "x",
        "x" + words[2],
        "the",
        "\u00e9",
        " ",
        " ",
        ", ",
        "'s",
        "\n",
        words[3].upper(),
    ]
    text = "".join(dice.choice(words) for _ in range(30))
    restorer = anonymiser.restorer()
    assert "".join([*(restorer.feed(piece) for piece in pieces(text, dice)), restorer.flush()]) == anonymiser.show(text)


def test_only_what_may_become_a_name_is_held_back() -> None:
    anonymiser = Anonymiser(["Anna"])
    name = stand_in(anonymiser, "Anna")
    restorer = anonymiser.restorer()
    assert restorer.feed("The cat") == "The cat"
    assert restorer.feed(f" {name[:2]}") == " "
    assert restorer.feed(name[2:]) == ""
    assert restorer.feed("'s") == "Anna's"
    assert restorer.flush() == ""


async def test_the_layer_swaps_both_ways() -> None:
    anonymiser = Anonymiser(["Anna", 'Jo "Ace" Kay'])
    anna, jo = stand_in(anonymiser, "Anna"), stand_in(anonymiser, 'Jo "Ace" Kay')
    sent: list[Request] = []

    async def backend(call: Call) -> AsyncGenerator[Event, None]:
        sent.append(call.request)
        yield TextDelta(f"Poor {anna[:2]}")
        yield FellBack("a", "b", "down", f"Poor {anna[:2]}")
        yield ReasoningDelta(f"{anna}?")
        yield TextDelta(f"Well, {anna[:3]}")
        yield TextDelta(anna[3:])
        yield ToolCallDelta(0, "c", "cast", f'{{"who": "{jo[:2]}')
        yield ToolCallDelta(0, "", "", f'{jo[2:]}"}}')
        arguments = json.dumps({"who": jo})
        yield Finished(Response(f"Well, {anna}", "m", "tool_calls", tool_calls=(ToolCall("c", "cast", arguments),)))

    content = (Text("About Anna."), Image(b"x"))
    request = Request((Message("user", content), Message("tool", "ANNA is here", tool_call_id="z")), "m")
    layered = compose([Anonymising(anonymiser)], backend)
    events = [event async for event in layered(Call(request, "m"))]
    assert [message.text for message in sent[0].messages] == [f"About {anna}.", f"{anna.upper()} is here"]
    assert sent[0].messages[0].content[1] == Image(b"x")
    assert "".join(event.text for event in events if isinstance(event, TextDelta)) == "Poor Well, Anna"
    assert "".join(event.text for event in events if isinstance(event, ReasoningDelta)) == "Anna?"
    (call,) = [event for event in events if isinstance(event, ToolCallDelta)]
    assert (call.id, call.name, json.loads(call.arguments)) == ("c", "cast", {"who": 'Jo "Ace" Kay'})
    assert isinstance(events[-1], Finished)
    assert events[-1].response.text == "Well, Anna"
    assert json.loads(events[-1].response.tool_calls[0].arguments) == {"who": 'Jo "Ace" Kay'}


def test_nothing_given_nothing_swapped() -> None:
    assert Anonymiser().hide("Anna") == Anonymiser().show("Anna") == "Anna"
    assert "Anna" not in repr(Anonymiser(["Anna"]))
