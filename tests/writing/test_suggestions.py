"""What whoever asks for suggestions relies on: as many as were asked for, each another one, and a way to go on."""

from __future__ import annotations

import json
from typing import Any

import pytest

from blender_movie_director.llm import errors
from blender_movie_director.llm.assembly import open_client
from blender_movie_director.llm.backends.scripted import Cut, Fail, Say, SayJSON
from blender_movie_director.llm.client import LLMClient
from blender_movie_director.llm.settings import ClientSettings, Retries
from blender_movie_director.screenplay import ScriptError
from blender_movie_director.writing import asked, suggestions
from blender_movie_director.writing.distinct import Distinct
from blender_movie_director.writing.scene_context import Place
from blender_movie_director.writing.suggested import Suggested, Suggestion
from blender_movie_director.writing.suggestions import Options, suggest
from tests.writing.room import SCRIPT, Heard, Player, heard

FLOOD = {
    "title": "The flood",
    "pitch": "The cellar fills until the piano floats.",
    "why": "Stakes.",
    "cost": "Scene 3.",
}
LETTER = {"title": "The letter", "pitch": "Anna finds a letter hidden in the drawer.", "why": "Past.", "cost": "None."}
SAME = {"title": "A note", "pitch": "Ben discovers a hidden letter in a drawer.", "why": "Secrets.", "cost": "None."}
SALE = {
    "title": "For sale",
    "pitch": "A broker arrives with the keys and a buyer.",
    "why": "Clock.",
    "cost": "More cast.",
}


@pytest.fixture
def client() -> LLMClient:
    return open_client(ClientSettings(retries=Retries(attempts=1)))


def said(*found: dict[str, Any]) -> list[object]:
    return [SayJSON({"suggestions": list(found)})]


async def asked_for(client: LLMClient, player: Player, options: Options, script: str = SCRIPT) -> Heard:
    return await heard(suggest(client, script, name="Rooms", model=player.model, options=options))


async def test_each_comes_as_soon_as_it_is_written(client: LLMClient) -> None:
    player = Player("two", said(FLOOD, LETTER))
    found = await asked_for(client, player, Options(count=2))
    assert found.parts("suggestion") == [{"number": 1, **FLOOD}, {"number": 2, **LETTER}]
    assert found.words.startswith(
        "1. The flood\nThe cellar fills until the piano floats.\nWhy: Stakes.\nCost: Scene 3.\n\n2."
    )
    assert [(step.done, step.total) for step in found.of(asked.Progress)] == [(0, 2), (1, 2), (2, 2), (2, 2)]
    result = found.result
    assert result.suggestions == (Suggestion(**FLOOD), Suggestion(**LETTER))
    assert (result.about, result.state, result.faults, result.spent.calls) == ("plot", "complete", (), 1)
    assert found.parts("suggestions") == [result.to_dict()]
    assert Suggested.from_dict(json.loads(json.dumps(result.to_dict()))) == result


async def test_what_is_sent(client: LLMClient) -> None:
    player = Player("sent", said(FLOOD))
    options = Options("turn", 1, Place(scene=2), ("The letter",), asked.How("Be bold.", summaries={1: "They fix it."}))
    await asked_for(client, player, options)
    assert player.prompt.endswith("About: turn\nWhere: scene 2\nHow many: 1\nAlready there: The letter")
    assert "1. INT. KITCHEN - DAY: They fix it." in player.prompt
    assert "<<<SCENE 2 " in player.prompt
    assert "@McDUFF\nAch, the rain." in player.prompt
    assert "wants in addition:\nBe bold.\n" in player.requests[0].messages[0].text
    whole = Player("whole", said(FLOOD))
    await asked_for(client, whole, Options(count=1))
    assert "Ach" not in whole.prompt.split("<<<SCENES")[0]
    assert "Where" not in whole.prompt


async def test_what_is_too_much_alike_is_asked_for_once_more(client: LLMClient) -> None:
    player = Player("alike", said(LETTER, SAME, FLOOD), said(LETTER, SALE))
    found = await asked_for(client, player, Options(count=3))
    assert [each.title for each in found.result.suggestions] == ["The letter", "The flood", "For sale"]
    assert found.result.faults == ()
    assert player.requests[1].messages[1].text.endswith("How many: 1\nAlready there: The letter; The flood")


async def test_fewer_than_asked_for_is_said(client: LLMClient) -> None:
    player = Player("few", said(LETTER, SAME))
    result = (await asked_for(client, player, Options(count=2))).result
    assert result.faults == ("1 of 2 suggestions came; 1 more were too much like others.",)
    assert len(player.requests) == 2
    broken = [Fail(errors.ServerError("It broke.", model="scripted/few"))]
    result = (await asked_for(client, Player("few", said(FLOOD), broken), Options(count=2))).result
    assert result.faults == ("1 of 2 suggestions came.",)


async def test_more_than_asked_for_are_left_out(client: LLMClient) -> None:
    result = (await asked_for(client, Player("many", said(FLOOD, LETTER, SALE)), Options(count=2))).result
    assert len(result.suggestions) == 2


@pytest.mark.parametrize(
    "answer",
    [
        [FLOOD, LETTER],
        {"suggestions": [{**FLOOD, "number": 1}, {**LETTER, "number": 2}]},
        {"suggestions": [FLOOD, LETTER], "note": "Enjoy!"},
        {"suggestions": {"1": FLOOD, "2": LETTER}},
        {"ideas": [FLOOD, LETTER]},
    ],
    ids=["a list alone", "a key too many in each", "a key too many", "by number", "renamed"],
)
async def test_a_habit_of_the_model_costs_no_second_answer(client: LLMClient, answer: Any) -> None:
    player = Player("habit", [SayJSON(answer)])
    result = (await asked_for(client, player, Options(count=2))).result
    assert result.suggestions == (Suggestion(**FLOOD), Suggestion(**LETTER))
    assert (result.state, result.spent.calls) == ("complete", 1)


@pytest.mark.parametrize("left_out", [{}, {"cost": None}, {"cost": 3}], ids=["missing", "null", "a number"])
async def test_a_cost_that_is_not_told_is_none(client: LLMClient, left_out: dict[str, Any]) -> None:
    bare = [{name: each[name] for name in ("title", "pitch", "why")} | left_out for each in (FLOOD, LETTER)]
    result = (await asked_for(client, Player("bare", said(*bare)), Options(count=2))).result
    assert [each.cost for each in result.suggestions] == [str(left_out.get("cost") or "")] * 2
    assert (result.faults, result.spent.calls) == ((), 1)


async def test_when_all_have_come_no_fault_around_them_costs_another_answer(client: LLMClient) -> None:
    broken = json.dumps({"suggestions": [FLOOD, LETTER]})[:-1] + ', "note": }'
    player = Player("broken", [Say(broken)])
    result = (await asked_for(client, player, Options(count=2))).result
    assert (len(result.suggestions), result.state, len(player.requests)) == (2, "complete", 1)


async def test_earlier_titles_are_not_wanted_again(client: LLMClient) -> None:
    player = Player("earlier", said(FLOOD), said(SALE))
    result = (await asked_for(client, player, Options(count=1, already=("the FLOOD",)))).result
    assert [each.title for each in result.suggestions] == ["For sale"]


async def test_those_that_had_come_are_kept_when_it_breaks_off(client: LLMClient) -> None:
    half = json.dumps({"suggestions": [FLOOD, LETTER]})[:-40]
    found = Heard()
    player = Player("half", [Say(half), Cut()])
    with pytest.raises(errors.CutStreamError):
        await heard(suggest(client, SCRIPT, name="R", model=player.model), found)
    (kept,) = found.parts("suggestions")
    assert ([each["title"] for each in kept["suggestions"]], kept["state"]) == (["The flood"], "partial")
    assert kept["failure"].startswith("The answer broke off")


async def test_nothing_of_use_is_a_sentence(client: LLMClient) -> None:
    with pytest.raises(errors.InvalidAnswerError, match="there was no suggestion in it"):
        await asked_for(client, Player("none", said({**FLOOD, "pitch": " "})), Options(count=1))
    with pytest.raises(errors.InvalidAnswerError, match="did not have the form"):
        await asked_for(client, Player("prose", [Say("How about a flood?")]), Options(count=1))


async def test_long_and_odd_texts_are_bounded(client: LLMClient) -> None:
    odd = {"title": "A\u0007\nB", "pitch": "word " * 10_000, "why": "", "cost": ""}
    found = await asked_for(client, Player("odd", said(odd)), Options(count=1))
    (one,) = found.result.suggestions
    assert (one.title, len(one.pitch) <= 1_500) == ("A B", True)
    assert "Why" not in found.words


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (Options("colours"), "no suggestions about colours"),
        (Options(count=0), "0 suggestions cannot be asked for"),
        (Options(count=13), "13 suggestions"),
        (Options("turn", place=Place(line=0)), "Rooms has no scene there"),
    ],
)
async def test_what_cannot_be_asked_for(client: LLMClient, options: Options, sentence: str) -> None:
    with pytest.raises(ScriptError, match=sentence):
        await asked_for(client, Player("never", said(FLOOD)), options)


async def test_ideas_for_a_script_that_is_not_begun(client: LLMClient) -> None:
    result = (await asked_for(client, Player("begin", said(FLOOD)), Options(count=1), "")).result
    assert len(result.suggestions) == 1


@pytest.mark.parametrize("about", suggestions.ABOUT)
async def test_the_stand_in_answers_plausibly(client: LLMClient, about: str) -> None:
    options = Options(about, suggestions.MOST)
    result = (await heard(suggest(client, SCRIPT, name="R", model="scripted/stand-in", options=options))).result
    assert (len(result.suggestions), result.faults, result.stand_in) == (suggestions.MOST, (), True)


def test_an_estimate_for_a_feature_is_bounded(feature: str) -> None:
    for model, most in (("openai/gpt-4o", 6_000), ("ollama/nobody-knows", 8_192)):
        found = suggestions.estimate(feature, name="F", model=model)
        assert found.input_tokens + found.output_tokens < most
        assert "190. " in found.messages[1].text


def test_options_from_a_message() -> None:
    data = {"about": "titles", "count": 3, "place": {"line": 4}, "already": ["A"], "instruction": "x"}
    assert Options.from_plain(data) == Options("titles", 3, Place(line=4), ("A",), asked.How("x"))


class TestDistinct:
    def test_the_same_title_is_the_same_idea(self) -> None:
        distinct = Distinct()
        assert distinct.is_new("The Flood!", "Water rises.")
        assert not distinct.is_new("the flood", "Everything burns.")

    def test_names_do_not_make_ideas_alike(self) -> None:
        distinct = Distinct(["ANNA", "BEN"])
        assert distinct.is_new("A", "Anna leaves Ben at the station.")
        assert distinct.is_new("B", "Anna shoots Ben in the kitchen.")

    def test_titles_are_told_by_themselves(self) -> None:
        distinct = Distinct(titles_alone=True)
        assert distinct.is_new("Two Rooms", "Names the places.")
        assert distinct.is_new("Wet House", "Names the places.")
        assert not distinct.is_new("The Wet House", "Dry.")

    def test_languages_without_spaces(self) -> None:
        distinct = Distinct()
        assert distinct.is_new("一", "安娜在抽屉里发现了一封信")
        assert not distinct.is_new("二", "安娜在抽屉里找到了一封信")
        assert distinct.is_new("三", "房子被水淹没了")
