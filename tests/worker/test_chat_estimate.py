"""What a question in a chat would take, as Blender's side asks for it, on a thread and in a process."""

from __future__ import annotations

from typing import Any

from blender_movie_director.worker.protocol import Failed, Finished, Part
from blender_movie_director.writing.chat.talks import Talk
from tests.worker.desk import Desk


def payload(question: str, text: str, **more: Any) -> dict[str, Any]:
    talk = Talk("a", "Talk")
    talk.say(question)
    return {
        "talk": talk.to_plain(),
        "model": "openai/gpt-4o",
        "script": {"text": text, "name": "Rooms", "place": {"line": 0}},
        **more,
    }


def test_the_script_does_not_travel_back_unless_it_is_wanted(desk: Desk, little_script: str) -> None:
    for more, messages in (({}, 2), ({"brief": True}, 0)):
        job = desk.submit("chat_estimate", payload("Why?", little_script, **more))
        desk.finish(job)
        assert isinstance(desk.ending(job), Finished), "although Blender is offline"
        (part,) = [
            message.data for message in desk.heard[job] if isinstance(message, Part) and message.name == "estimate"
        ]
        assert (len(part["messages"]), part["window"], part["in_view"]) == (messages, 128_000, "whole")
        assert part["input_tokens"] > 100
        assert float(part["dollars"]) > 0


def test_a_question_that_no_window_takes_is_a_sentence(desk: Desk, little_script: str) -> None:
    job = desk.submit("chat_estimate", payload("Why does she stay? " * 40_000, little_script, brief=True))
    desk.finish(job)
    ending = desk.ending(job)
    assert isinstance(ending, Failed)
    assert "window" in ending.what
    assert ending.remedy
