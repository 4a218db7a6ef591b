"""What of a chat is sent, and what comes back of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from blender_movie_director.llm.assembly import open_client
from blender_movie_director.llm.backends.scripted import Cut, End, Fail, Say
from blender_movie_director.llm.catalog import Catalog
from blender_movie_director.llm.errors import (
    BadRequestError,
    ContentFilterError,
    InvalidAnswerError,
    LLMError,
    ServerError,
)
from blender_movie_director.llm.settings import ClientSettings
from blender_movie_director.writing.chat import talking
from blender_movie_director.writing.chat.talks import Talk
from tests.writing.room import SCRIPT, Heard, Player, heard

FEATURE = "\n\n".join(
    f"INT. ROOM {number} - DAY\n\nSomebody enters room {number}. {'They wait. ' * 40}\n\nANNA\nNumber {number}."
    for number in range(1, 41)
)


async def ask(model: str, talk: Talk, *, window: int | None = None, into: Heard | None = None, **payload: Any) -> Heard:
    client = open_client(ClientSettings())
    try:
        spec = replace(Catalog().find(model), window=window) if window else None
        options = talking.Options.from_plain(payload)
        return await heard(talking.answer(client, talk, model=model, options=options, spec=spec), into)
    finally:
        await client.close()


def script(text: str = SCRIPT, **place: Any) -> dict[str, Any]:
    return {"text": text, "name": "Two Rooms", "place": place}


def asking(*questions: str) -> Talk:
    talk = Talk("a", "Talk")
    for question in questions[:-1]:
        talk.say(question)
        talk.answer("Yes.", "scripted/chat")
    talk.say(questions[-1])
    return talk


async def test_the_script_is_in_view_as_fenced_material() -> None:
    player = Player("chat_view", [Say("She "), Say("stays.")])
    told = await ask(player.model, asking("One?", "Why?"), script=script())
    assert (told.words, told.result.text, told.result.state) == ("She stays.", "She stays.", "complete")
    assert told.result.in_view == "whole"
    (turn,) = told.parts("turn")
    assert turn["spent"]["calls"] == 1
    system, first, *rest = player.requests[0].messages
    assert "colleague" in system.text
    assert "It leaks." not in system.text
    mark = first.text.partition("The mark is ")[2].partition(".")[0]
    assert f"<<<SCRIPT {mark}" in first.text
    assert "Bleeding house." in first.text
    assert first.text.endswith("\n\nOne?")
    assert [message.text for message in rest] == ["Yes.", "Why?"]


def test_an_estimate_tells_what_the_window_takes() -> None:
    talk = asking("One?", "Two? " * 2_000, "Three?")
    spec = replace(Catalog().find("openai/gpt-4o"), window=4_000)
    options = talking.Options.from_plain({"script": script(FEATURE, line=0)})
    found = talking.estimate(talk, model="openai/gpt-4o", options=options, spec=spec)
    assert (found.window, found.in_view) == (4_000, "part")
    assert 0 < found.left_out < 5
    assert 0 < found.input_tokens < 4_000
    assert float(found.dollars) > 0
    small = talking.estimate(asking("One?"), model="scripted/chat")
    assert (small.left_out, small.in_view, small.dollars) == (0, "", "0")


async def test_without_the_script_and_with_words_and_a_prompt_of_ones_own() -> None:
    player = Player("chat_own", [Say("Yes.")])
    talk = asking("Why?")
    talk.system = "Be brief."
    told = await ask(player.model, talk, prompts={"chat": "You are Ben."})
    system, first = player.requests[0].messages
    assert system.text.startswith("You are Ben.")
    assert system.text.endswith("Be brief.")
    assert (first.text, told.result.in_view) == ("Why?", "")


async def test_of_a_script_that_does_not_fit_the_scene_at_the_cursor_is_sent() -> None:
    player = Player("chat_part", [Say("Yes.")])
    line = FEATURE[: FEATURE.index("ROOM 20 ")].count("\n")
    told = await ask(player.model, asking("Why?"), window=4_000, script=script(FEATURE, line=line))
    (_, first) = player.requests[0].messages
    assert told.result.in_view == "part"
    assert "<<<SCENE 20, AT THE CURSOR" in first.text
    assert "Number 20." in first.text
    assert "LIST OF THE SCENES" in first.text
    assert "Number 33." not in first.text
    assert first.text.endswith("Why?")


async def test_a_place_that_is_gone_does_not_stop_the_talk() -> None:
    player = Player("chat_gone", [Say("Yes.")])
    told = await ask(player.model, asking("Why?"), script=script(scene=99))
    assert told.result.in_view == "whole"


async def test_what_outgrows_the_window_is_summed_up_and_nothing_is_lost() -> None:
    long = [f"Question {number}: {'word ' * 120}" for number in range(12)]
    player = Player("chat_long", [Say("They spoke of words.")], [Say("Yes.")])
    talk = asking(*long, "And now?")
    told = await ask(player.model, talk, window=2_500)
    (summary,) = told.parts("summary")
    assert summary["summary"] == "They spoke of words."
    assert 0 < summary["summarised"] < len(talk.turns)
    assert told.result.left_out > 0
    asked = player.requests[1].messages
    assert any("They spoke of words." in message.text for message in asked)
    assert asked[-1].text == "And now?"
    assert len(talk.turns) == 25


async def test_a_summary_that_fails_is_no_reason_for_no_answer() -> None:
    long = [f"Question {number}: {'word ' * 120}" for number in range(12)]
    player = Player("chat_no_summary", [Fail(BadRequestError("No."))], [Say("Yes.")])
    told = await ask(player.model, asking(*long, "And now?"), window=2_500)
    assert told.parts("summary") == []
    assert told.result.text == "Yes."


async def test_what_breaks_off_is_kept() -> None:
    player = Player("chat_broken", [Say("She "), Cut()])
    into = Heard()
    with pytest.raises(LLMError):
        await ask(player.model, asking("Why?"), into=into)
    (turn,) = into.parts("turn")
    assert (turn["text"], turn["state"]) == ("She", "partial")
    assert turn["failure"]


@pytest.mark.parametrize(
    ("script", "says", "does"),
    [
        ([Say("x" * (talking.LONGEST_ANSWER + 1))], "went on for more than 200,000 characters", "another model"),
        ([Say("Half"), End("length")], "length limit", "go on"),
        ([Say("Half"), End("content_filter")], "content filter", "wording"),
    ],
)
async def test_an_answer_that_has_no_proper_end_says_so(script: list[Any], says: str, does: str) -> None:
    told = await ask(Player("chat_without_end", script).model, asking("Why?"))
    assert told.result.state == "partial"
    assert told.result.text
    assert says in told.result.failure
    assert does in told.result.failure


async def test_nothing_said_and_nothing_asked_are_sentences() -> None:
    with pytest.raises(InvalidAnswerError):
        await ask(Player("chat_empty", [Say("  ")]).model, asking("Why?"))
    with pytest.raises(ContentFilterError):
        await ask(Player("chat_kept_back", [Say(""), End("content_filter")]).model, asking("Why?"))
    with pytest.raises(InvalidAnswerError) as caught:
        await ask(Player("chat_no_room", [Say(""), End("length")]).model, asking("Why?"))
    assert "longer answers" in caught.value.remedy
    with pytest.raises(BadRequestError):
        await ask("scripted/stand-in", Talk("a", "Talk"))
    with pytest.raises(ServerError):
        await ask(Player("chat_down", [Fail(ServerError("Down."))]).model, asking("Why?"))


async def test_the_stand_in_talks_too() -> None:
    told = await ask("scripted/stand-in", asking("Why?"), script=script())
    assert "in view" in told.words
    assert told.result.stand_in
