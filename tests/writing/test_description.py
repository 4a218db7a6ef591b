"""What whoever asks for a description relies on: new action, the dialogue as it was, a word where no camera looks."""

from __future__ import annotations

from dataclasses import replace

import pytest

from blender_movie_director.llm.assembly import open_client
from blender_movie_director.llm.backends.scripted import Say
from blender_movie_director.llm.client import LLMClient
from blender_movie_director.llm.settings import ClientSettings
from blender_movie_director.screenplay import ScriptError
from blender_movie_director.writing import asked, description
from blender_movie_director.writing.description import Options, write
from blender_movie_director.writing.scene_context import Place
from blender_movie_director.writing.targets import Target
from tests.writing.room import SCRIPT, Heard, Player, heard

KITCHEN = Options(Place(scene=1))
SHOWN = (
    "INT. KITCHEN - DAY\n\nANNA stands at the sink. She has a wrench.\n\n"
    "ANNA\nIt leaks. Everything in this house leaks, bleeding thing.\n\n"
    "BEN\n(wet)\nSo does this.\n\nShe turns the tap."
)
BETTER = SHOWN.replace("stands at", "leans over")


@pytest.fixture
def client() -> LLMClient:
    return open_client(ClientSettings())


async def asked_for(client: LLMClient, player: Player, options: Options = KITCHEN, script: str = SCRIPT) -> Heard:
    return await heard(write(client, script, name="Rooms", model=player.model, options=options))


async def test_the_passage_is_sent_as_it_is_typed_and_comes_back_better(client: LLMClient) -> None:
    player = Player("better", [Say(BETTER)])
    result = (await asked_for(client, player, Options(Place(scene=1), mode="tighten"))).result
    assert f"\n{SHOWN}\n<<<END" in player.prompt
    assert player.prompt.endswith("\nDo: tighten\nRule: only what the camera sees")
    assert (result.request, result.state, result.faults, result.notes) == ("description", "complete", (), ())
    applied = Target.from_plain(result.target).applied(result.text, SCRIPT)
    assert applied == SCRIPT.replace("stands at", "leans over")


async def test_a_selection_is_widened_to_whole_paragraphs(client: LLMClient) -> None:
    line = SCRIPT.split("\n").index("Rain. @McDUFF waits under a tree.")
    player = Player("selection", [Say("Rain. @McDUFF shivers under a tree.\n\n@McDUFF\nAch, the rain.")])
    result = (await asked_for(client, player, Options(Place(lines=(line + 3, line))))).result
    assert "<<<PASSAGE" in player.prompt
    target = Target.from_plain(result.target)
    assert target.base == "Rain. @McDUFF waits under a tree.\n\n@McDUFF\nAch, the rain.\n\n"
    assert (target.first_line, target.ordinal, target.heading) == (line, 2, "EXT. GARDEN - NIGHT")
    assert target.applied(result.text, SCRIPT) == SCRIPT.replace("waits", "shivers")


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (BETTER.replace("So does this", "So does that"), "this dialogue has not come back as it was: So does this."),
        (BETTER.replace("(wet)\n", ""), "this parenthetical has not come back as it was: (wet)"),
        (BETTER + "\n\nANNA\nThere.", "this character is new: ANNA"),
        (BETTER.replace("INT. KITCHEN", "INT. BATH"), "this scene heading has not come back"),
        ("INT. KITCHEN - DAY", "There is no action in it. Only the action may change, and this character"),
    ],
)
async def test_dialogue_that_changed_is_asked_for_once_more(client: LLMClient, answer: str, fault: str) -> None:
    player = Player("touched", [Say(answer)], [Say(BETTER)])
    found = await asked_for(client, player)
    assert fault in found.of(asked.Afresh)[0].why
    assert (found.result.text, found.result.faults) == (BETTER, ())
    player = Player("touched-twice", [Say(answer)])
    (first, *_) = (await asked_for(client, player)).result.faults
    assert first in found.of(asked.Afresh)[0].why


async def test_notes_inside_of_a_line_must_come_back(client: LLMClient) -> None:
    script = SCRIPT.replace("She turns the tap.", "She turns the tap. [[slowly?]]")
    player = Player("notes", [Say(BETTER)], [Say(f"{BETTER} [[slowly?]]")])
    found = await asked_for(client, player, KITCHEN, script)
    assert "A note is gone: [[slowly?]]" in found.of(asked.Afresh)[0].why
    applied = Target.from_plain(found.result.target).applied(found.result.text, script)
    assert applied == script.replace("stands at", "leans over")


@pytest.mark.parametrize(
    ("script", "answer"),
    [
        (SCRIPT.replace("It leaks.", 'It\'s "wet" -- here.'), "It\u2019s \u201cwet\u201d \u2014 here."),
        (SCRIPT.replace("It leaks.", "It *leaks*."), "It leaks."),
    ],
)
async def test_quotes_dashes_and_marks_are_no_reason_to_ask_again(client: LLMClient, script: str, answer: str) -> None:
    manner = BETTER.replace("It leaks.", answer).replace("ANNA\n", "**ANNA**\n").replace("- DAY", "\u2013 DAY")
    result = (await asked_for(client, Player("marks", [Say(manner)]), KITCHEN, script)).result
    assert (result.faults, result.spent.calls) == ((), 1)


@pytest.mark.parametrize(
    "manner",
    [
        f"Voici la sc\u00e8ne r\u00e9\u00e9crite :\n\n{BETTER}",
        f"{BETTER}\n\n*Note: I kept the dialogue as it was.*",
        BETTER.replace("BEN\n(wet)\n", "BEN (wet)\n"),
        BETTER.replace("ANNA\n", "Anna\n"),
        BETTER.replace("INT. KITCHEN - DAY", "## INT. KITCHEN - DAY"),
    ],
)
async def test_a_models_manner_is_no_change(client: LLMClient, manner: str) -> None:
    result = (await asked_for(client, Player("manner", [Say(manner)]))).result
    assert (result.text, result.faults, result.spent.calls) == (BETTER, (), 1)


async def test_windows_line_ends_and_marks_survive(client: LLMClient) -> None:
    script = SCRIPT.replace("INT. KITCHEN - DAY", ".KITCHEN #1#").replace("\n", "\r\n")
    player = Player("windows", [Say(BETTER.replace("INT. KITCHEN - DAY", "KITCHEN"))])
    result = (await asked_for(client, player, KITCHEN, script)).result
    target = Target.from_plain(result.target)
    assert result.faults == (), "marks that were lost are put back"
    (change,) = target.changes(result.text)
    assert change.new == "ANNA leans over the sink. She has a wrench.\r\n"
    assert target.applied(result.text, script) == script.replace("stands at", "leans over")


async def test_what_no_camera_sees_is_noted_and_never_refused(client: LLMClient) -> None:
    player = Player("thoughts", [Say(BETTER.replace("She turns the tap.", "She remembers her mother."))])
    result = (await asked_for(client, player)).result
    assert (result.state, result.faults) == ("complete", ())
    (note,) = result.notes
    assert (note.words, result.text.split("\n")[note.line]) == ("remembers", "She remembers her mother.")
    assert note.sentence == "A camera does not see the past: show it, or let it be said."


@pytest.mark.parametrize(
    ("options", "script", "sentence"),
    [
        (Options(Place(scene=1), mode="sing"), SCRIPT, "cannot be written in the way sing"),
        (Options(Place(scene=3)), SCRIPT, "There is no action in it."),
        (KITCHEN, " \n", "no scene"),
    ],
)
async def test_nothing_to_describe(client: LLMClient, options: Options, script: str, sentence: str) -> None:
    with pytest.raises(ScriptError, match=sentence):
        await heard(write(client, script, name="Rooms", model="scripted/echo", options=options))


async def test_a_scene_without_action_can_be_expanded(client: LLMClient) -> None:
    answer = "INT. HALL - NIGHT\n\nWater on the stairs.\n\nBEN\nBleeding rain.\n\nANNA\nBleeding house."
    player = Player("expand", [Say(answer)])
    result = (await asked_for(client, player, Options(Place(scene=3), mode="expand"))).result
    applied = Target.from_plain(result.target).applied(result.text, SCRIPT)
    assert applied == SCRIPT.replace("INT. HALL - NIGHT\n", "INT. HALL - NIGHT\n\nWater on the stairs.\n")


async def test_who_allows_asides_gets_no_notes_about_them(client: LLMClient) -> None:
    player = Player(
        "asides", [Say(BETTER.replace("stands", "remembers the sea and stands").replace("leans", "remembers"))]
    )
    strict = (await asked_for(client, player)).result
    free = await asked_for(client, player, replace(KITCHEN, only_seen=False))
    assert strict.notes
    assert free.result.notes == ()
    assert "asides to the reader are allowed" in player.requests[-1].messages[1].text
    assert Options.from_plain({"only_seen": False}).only_seen is False


def test_estimates_and_options_from_a_message() -> None:
    found = description.estimate(SCRIPT, name="Rooms", model="scripted/echo", options=KITCHEN)
    assert "Do: rewrite" in found.messages[1].text
    assert found.output_tokens > 100
    assert Options.from_plain(
        {"place": {"scene": 1}, "mode": "expand", "scene_id": "a", "temperature": 1.0}
    ) == Options(Place(scene=1), "expand", "a", asked.How(temperature=1.0))


async def test_the_stand_in_answers_plausibly(client: LLMClient) -> None:
    steps = write(client, SCRIPT, name="R", model="scripted/stand-in", options=KITCHEN)
    result = (await heard(steps)).result
    assert (result.state, result.faults, result.stand_in) == ("complete", (), True)
    assert "wrench. Here a model would write what the camera sees." in result.text
    steps = write(client, SCRIPT, name="R", model="scripted/stand-in", options=Options(Place(scene=3), mode="expand"))
    assert (await heard(steps)).result.faults == ()
