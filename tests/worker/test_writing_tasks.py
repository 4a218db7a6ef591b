"""Dialogue, descriptions, suggestions and estimates as Blender's side hears of them, on a thread and in a process."""

from __future__ import annotations

import json
from typing import Any

from blender_movie_director.worker.protocol import Cancelled, Failed, Finished, Part, Words
from blender_movie_director.writing.targets import Target
from tests.worker.desk import Desk


def payload(text: str, **more: Any) -> dict[str, Any]:
    return {"text": text, "name": "Rooms", "model": "scripted/stand-in", **more}


def parts(desk: Desk, job: str, name: str) -> list[dict[str, Any]]:
    found = [message.data for message in desk.heard[job] if isinstance(message, Part) and message.name == name]
    assert json.loads(json.dumps(found)) == found
    return found


def test_dialogue_and_description_end_with_a_take(desk: Desk, little_script: str) -> None:
    for task, more in (
        ("dialogue", {"place": {"line": 7}, "characters": ["Anna", "Ben"], "scene_id": "k3f9"}),
        ("description", {"place": {"scene": 1}, "mode": "expand"}),
    ):
        job = desk.submit(task, payload(little_script, **more))
        desk.finish(job)
        (take,) = parts(desk, job, "take")
        assert (take["request"], take["state"], take["stand_in"]) == (task, "complete", True)
        assert desk.words(job).strip() == take["text"]
        target = Target.from_plain(take["target"])
        assert target.applied(take["text"], little_script) != little_script
        assert desk.progress(job) == [0, 1]
        ending = desk.ending(job)
        assert isinstance(ending, Finished)
        assert (ending.model, ending.stand_in) == ("scripted/stand-in", True)


def test_suggestions_come_one_by_one(desk: Desk, little_script: str) -> None:
    job = desk.submit("suggestions", payload(little_script, about="what-ifs", count=3))
    desk.finish(job)
    assert [part["number"] for part in parts(desk, job, "suggestion")] == [1, 2, 3]
    (whole,) = parts(desk, job, "suggestions")
    assert (whole["about"], len(whole["suggestions"])) == ("what-ifs", 3)


def test_an_estimate_sends_nothing(desk: Desk, little_script: str) -> None:
    for request in ("dialogue", "description", "suggestions"):
        job = desk.submit(
            "writing_estimate", payload(little_script, model="openai/gpt-4o", request=request, place={"scene": 1})
        )
        desk.finish(job)
        (found,) = parts(desk, job, "estimate")
        assert found["messages"][0]["role"] == "system"
        assert float(found["dollars"]) > 0
        assert isinstance(desk.ending(job), Finished), "although Blender is offline"


def test_what_breaks_off_is_told_as_a_partial_take(desk: Desk, little_script: str) -> None:
    job = desk.submit("dialogue", payload(little_script, model="scripted/failing", place={"scene": 1}))
    desk.finish(job)
    (take,) = parts(desk, job, "take")
    assert take["state"] == "partial"
    assert take["text"].startswith("ANNA\nHere a model")
    assert isinstance(desk.ending(job), Failed)


def test_cancelling_keeps_the_words_that_came(desk: Desk, little_script: str) -> None:
    job = desk.submit("dialogue", payload(little_script, model="scripted/slow", place={"scene": 1}))
    desk.until(lambda: desk.words(job))
    desk.supervisor.cancel(job)
    desk.finish(job)
    assert isinstance(desk.ending(job), Cancelled)
    assert any(isinstance(message, Words) for message in desk.heard[job])
    assert not parts(desk, job, "take")


def test_a_place_that_is_not_there_is_a_sentence(desk: Desk, little_script: str) -> None:
    job = desk.submit("description", payload(little_script, place={"scene": 9}))
    desk.finish(job)
    assert desk.failure(job).what == "Rooms has no scene 9."
