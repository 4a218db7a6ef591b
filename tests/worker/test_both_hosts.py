"""The protocol's one set of tests: what a worker does, it does on a thread and in a process alike."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

import pytest

from blender_movie_director.worker.protocol import Cancelled, Facts, Failed, Finished, Part, Progress, Words
from tests.worker.desk import PATIENCE, Desk

if TYPE_CHECKING:
    from collections.abc import Callable

    from blender_movie_director.worker.hosts import Host


def test_a_job_from_its_start_to_its_end(desk: Desk, little_script: str) -> None:
    assert not desk.supervisor.busy
    assert desk.supervisor.host_name == "", "nothing is started before it is needed"
    job = desk.ask(little_script)
    assert desk.supervisor.busy
    desk.finish(job)
    assert not desk.supervisor.busy
    kinds = [type(message) for message in desk.heard[job]]
    assert kinds[:3] == [Facts, Progress, Words]
    assert kinds[-2:] == [Progress, Finished]
    assert desk.progress(job) == [0, 1, 2, 2, 3, 4, 4]
    parts = [message for message in desk.heard[job] if isinstance(message, Part)]
    told = [part.name for part in parts if part.name != "spent"]
    assert told == ["scenes", "scenes", "story", "assessment", "summary"]
    assert json.loads(json.dumps([part.data for part in parts])) == [part.data for part in parts]
    assert desk.words(job).startswith("No language model is connected")
    assert desk.words(job).index("### 1. INT. KITCHEN") < desk.words(job).index("### 2. EXT. GARDEN")
    ending = desk.ending(job)
    assert isinstance(ending, Finished)
    assert ending.stand_in
    assert ending.model == "scripted/stand-in"
    assert ending.output_tokens


def test_what_would_be_sent_is_told_and_nothing_is_sent(desk: Desk, little_script: str) -> None:
    payload = {
        "text": little_script,
        "name": "Rooms",
        "model": "anthropic/claude-sonnet-4-5",
        "instruction": "Be kind.",
    }
    job = desk.submit("analysis_preview", payload)
    desk.finish(job)
    (preview,) = (message for message in desk.heard[job] if isinstance(message, Part))
    assert preview.name == "preview"
    assert preview.data["messages"][0]["text"].endswith("Be kind.")
    assert "ANNA stands at the sink." in preview.data["messages"][1]["text"]
    assert [call["what"] for call in preview.data["calls"]] == ["scenes", "story", "assessment"]
    assert float(preview.data["dollars"]) > 0
    assert isinstance(desk.ending(job), Finished), "although Blender is offline"


def test_the_facts_are_a_report_and_where_the_scenes_stand(desk: Desk, little_script: str) -> None:
    """And no more: Blender's main thread takes each message in one piece."""
    job = desk.ask(little_script)
    desk.finish(job)
    facts = desk.facts(job)
    assert json.loads(json.dumps(facts.data)) == facts.data
    assert "ANNA" in facts.report
    lines = little_script.split("\n")
    assert [lines[scene["first_line"]] for scene in facts.data["scenes"]] == [
        "INT. KITCHEN - DAY",
        "EXT. GARDEN - NIGHT",
    ]
    assert {*facts.data, *facts.data["scenes"][0]} == {"scenes", "ordinal", "heading", "first_line", "last_line"}


def test_cancelling_in_mid_stream_keeps_what_came(desk: Desk, little_script: str) -> None:
    job = desk.ask(little_script, "scripted/slow")
    desk.until(lambda: len(desk.words(job).split()) >= 3)
    desk.supervisor.cancel(job)
    desk.finish(job)
    assert desk.ending(job) == Cancelled(job)
    assert "No language model" in desk.words(job)
    assert "### 2." not in desk.words(job)


def test_cancelling_at_once_and_twice(desk: Desk, little_script: str) -> None:
    job = desk.ask(little_script, "scripted/slow")
    desk.supervisor.cancel(job)
    desk.supervisor.cancel(job)
    desk.finish(job)
    assert desk.ending(job) == Cancelled(job)
    desk.supervisor.cancel(job)
    desk.supervisor.cancel("no such job")
    other = desk.ask(little_script)
    desk.finish(other)
    assert isinstance(desk.ending(other), Finished)


def test_a_model_that_fails_keeps_what_it_said(desk: Desk, little_script: str) -> None:
    job = desk.ask(little_script, "scripted/failing")
    desk.finish(job)
    assert desk.failure(job).what == "The scripted model was told to fail here."
    assert desk.failure(job).remedy
    assert desk.words(job).startswith("No language model is connected")
    assert desk.facts(job).report


def test_a_text_that_is_no_script(desk: Desk) -> None:
    job = desk.ask(" \n")
    desk.finish(job)
    assert desk.failure(job).what == "Rooms is empty."
    assert desk.failure(job).remedy


def test_a_task_that_breaks(desk: Desk, little_script: str) -> None:
    job = desk.submit("analysis", {"text": little_script})
    desk.finish(job)
    assert "Something went wrong inside Movie Director (KeyError)" in desk.failure(job).what
    assert "Your script is untouched" in desk.failure(job).remedy
    job = desk.ask(little_script)
    desk.finish(job)
    assert isinstance(desk.ending(job), Finished), "the worker lives on"


def test_a_task_that_does_not_exist(desk: Desk) -> None:
    job = desk.submit("juggling", {})
    desk.finish(job)
    assert desk.failure(job) == Failed(job, 'There is no task "juggling".', "Update Movie Director.")


def test_nul_and_lone_surrogates(desk: Desk, little_script: str) -> None:
    job = desk.ask(little_script.replace("sink", "si\0nk \ud800\udfff \udc00"), name="R\ud800ooms\0")
    desk.finish(job)
    assert isinstance(desk.ending(job), Finished), desk.ending(job)


def test_four_megabytes(desk: Desk, little_script: str) -> None:
    page = "He walks on, and on, and the rain does not stop for him, nor for anyone.\n" * 100
    script = little_script + page * (4_000_000 // len(page))
    job = desk.ask(script)
    desk.finish(job)
    assert isinstance(desk.ending(job), Finished), desk.ending(job)


def test_three_at_once_do_not_mix(desk: Desk, little_script: str) -> None:
    scripts = [little_script.replace("KITCHEN", room) for room in ("ATTIC", "CELLAR", "PANTRY")]
    jobs = [desk.ask(script) for script in scripts]
    assert len(set(jobs)) == 3
    desk.finish(*jobs)
    for job, room in zip(jobs, ("ATTIC", "CELLAR", "PANTRY"), strict=True):
        assert f"### 1. INT. {room} - DAY" in desk.words(job)
        assert isinstance(desk.ending(job), Finished)
        others = {"ATTIC", "CELLAR", "PANTRY"} - {room}
        assert not any(other in desk.words(job) for other in others)


def test_a_new_job_takes_nothing_from_the_one_that_runs(desk: Desk, little_script: str) -> None:
    """Asking listens for a dead worker first, and may then hear a word that belongs to another job."""
    alone = desk.ask(little_script)
    desk.finish(alone)
    running = desk.ask(little_script, "scripted/slow")
    more = []
    while desk.ending(running) is None:
        more.append(desk.ask(little_script))
        desk.until(lambda: desk.ending(running) is not None or desk.ending(more[-1]) is not None)
    desk.finish(*more)
    assert desk.words(running) == desk.words(alone)
    assert {desk.words(job) for job in more} == {desk.words(alone)}


def test_stopping_in_mid_stream_ends_everything(desk: Desk, little_script: str) -> None:
    jobs = [desk.ask(little_script, "scripted/slow") for _ in range(2)]
    desk.until(lambda: all(desk.words(job) for job in jobs))
    assert desk.supervisor.stop(PATIENCE)
    desk.finish(*jobs)
    assert [desk.ending(job) for job in jobs] == [Cancelled(job) for job in jobs]
    assert not desk.supervisor.busy
    assert desk.supervisor.stop(PATIENCE), "stopping what is stopped is no error"


def test_asking_again_after_a_stop_starts_another_worker(desk: Desk, little_script: str) -> None:
    for _ in range(3):
        job = desk.ask(little_script)
        desk.finish(job)
        assert isinstance(desk.ending(job), Finished)
        assert desk.supervisor.stop(PATIENCE)


def test_stopping_before_the_worker_has_spoken(desk: Desk, little_script: str) -> None:
    job = desk.ask(little_script)
    assert desk.supervisor.stop(PATIENCE)
    desk.finish(job)
    assert desk.ending(job) == Cancelled(job)


def test_two_supervisors_at_once(make_host: Callable[[], Host], desk: Desk, little_script: str) -> None:
    other = Desk(make_host)
    here, there = desk.ask(little_script, "scripted/slow"), other.ask(little_script, "scripted/slow")
    desk.until(lambda: desk.words(here))
    other.until(lambda: other.words(there))
    assert desk.supervisor.stop(PATIENCE)
    other.finish(there)
    assert isinstance(other.ending(there), Finished)
    assert other.supervisor.stop(PATIENCE)


@pytest.mark.parametrize("model", ["openai/gpt-5-mini", "gpt-5-mini", "anthropic/claude-sonnet-4-5"])
def test_offline_refuses_what_is_elsewhere(desk: Desk, little_script: str, model: str) -> None:
    desk.configure(online=False, session_keys={"openai": "sk-0123456789abcdef"})
    job = desk.ask(little_script, model)
    desk.finish(job)
    assert desk.failure(job).what == f"Blender is offline, and {model} is not on this computer."
    assert "Allow Online Access" in desk.failure(job).remedy
    assert desk.facts(job).report, "what needs no model is there all the same"


def test_a_visit_is_short_whatever_lies_waiting(desk: Desk, little_script: str) -> None:
    """With a deadline that has passed, a visit still brings something, or nothing ever would."""
    job = desk.ask(little_script)
    late = time.monotonic() + PATIENCE
    while desk.ending(job) is None and time.monotonic() < late:
        arrived = list(desk.supervisor.receive(0.0))
        assert len(arrived) <= 1
        desk.heard[job] += arrived
    assert isinstance(desk.ending(job), Finished)
