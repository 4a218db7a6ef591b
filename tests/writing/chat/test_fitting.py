"""What of a chat is sent: the question first of all, then the script, then as many turns as there is room for."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from blender_movie_director.llm.catalog import Catalog
from blender_movie_director.llm.errors import ContextWindowError
from blender_movie_director.llm.messages import Text
from blender_movie_director.writing import prompts
from blender_movie_director.writing.analysis.portions import tokens_of, window_of
from blender_movie_director.writing.chat import talking
from blender_movie_director.writing.chat.fitting import Fitted, conversation_of, fitted, tokens_in
from blender_movie_director.writing.chat.talks import Talk
from tests.writing.chat.test_material import CAST, SCENES, WITHOUT_HEADINGS, line_of
from tests.writing.room import SCRIPT

MODEL = "ollama/anything"
SPEC = Catalog().find(MODEL)
PROMPT = prompts.load("chat", {})


def asked(*questions: str, script: str = "", line: int = 0) -> Fitted:
    seen: dict[str, Any] | None = {"text": script, "name": "S", "place": {"line": line}} if script else None
    return fitted(conversation_of(talk(*questions), PROMPT), seen, SPEC, MODEL)


def talk(*questions: str) -> Talk:
    found = Talk("a", "Talk")
    for question in questions[:-1]:
        found.say(question)
        found.answer("Yes.", MODEL)
    found.say(questions[-1])
    return found


@pytest.mark.parametrize("script", [SCENES, WITHOUT_HEADINGS, f"{SCENES}\n\n{CAST}"])
@pytest.mark.parametrize("earlier", [(), ("One?",), ("One?", "Two? " * 900)])
def test_a_question_that_fits_without_the_script_fits_with_it(script: str, earlier: tuple[str, ...]) -> None:
    views = set()
    for length in range(0, 6_000, 250):
        question = f"Is this better? {'rain ' * length}"
        try:
            asked(*earlier, question)
        except ContextWindowError:
            with pytest.raises(ContextWindowError):
                asked(*earlier, question, script=script, line=200)
            continue
        found = asked(*earlier, question, script=script, line=200)
        views.add(found.view.extent)
        assert question.strip() in found.messages[-1].text
        assert tokens_in(found.messages, MODEL) + found.reserve <= window_of(SPEC)
    assert views == {"part", ""}


def test_the_cursor_is_told_with_the_last_question_and_nothing_before_it_moves() -> None:
    here = asked("One?", "Two?", script=SCRIPT, line=line_of(SCRIPT, "It leaks."))
    there = asked("One?", "Two?", script=SCRIPT, line=line_of(SCRIPT, "Ach, the rain."))
    assert here.view.extent == "whole"
    assert here.messages[:-1] == there.messages[:-1]
    first, last = here.messages[1], here.messages[-1]
    assert isinstance(first.content[0], Text)
    assert first.content[0].ends_head
    assert "CURSOR" not in first.text
    assert "in scene 1." in last.text
    assert "in scene 2." in there.messages[-1].text
    assert last.text.endswith("\n\nTwo?")


def test_of_one_question_the_part_that_is_kept_is_the_same_wherever_the_cursor_is() -> None:
    found = [asked("One?", script=SCRIPT, line=line).messages[-1].content for line in (0, 9, 24)]
    heads = {content[0] for content in found if not isinstance(content, str)}
    assert len(heads) == 1
    assert len({str(content) for content in found}) == 3


def test_an_estimate_counts_what_is_sent() -> None:
    spec = replace(SPEC, window=8_192)
    for script in (SCRIPT, SCENES, WITHOUT_HEADINGS):
        options = talking.Options(script={"text": script, "name": "S", "place": {"line": 20}})
        found = talking.estimate(talk("One?", "Two?"), model=MODEL, options=options, spec=spec)
        sent = fitted(conversation_of(talk("One?", "Two?"), PROMPT), options.script, spec, MODEL).messages
        assert [message.text for message in found.messages] == [message.text for message in sent]
        assert found.input_tokens == tokens_in(sent, MODEL)
        assert found.input_tokens >= sum(tokens_of(message.text, MODEL) for message in sent)
