"""What is shown of a script, and which part of it an answer is for."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blender_movie_director.screenplay import ScriptError, parse
from blender_movie_director.writing import answer_text, camera
from blender_movie_director.writing.pieces import silent_lines
from blender_movie_director.writing.scene_context import Place, SceneContext
from blender_movie_director.writing.voices import speeches, voices
from tests.writing.room import SCRIPT

WORDS = "CARL\nNew."


def line_of(text: str, words: str) -> int:
    return text[: text.index(words)].count("\n")


def inserted(script: str, place: Place) -> str:
    return SceneContext(script, "R", place).gap().applied(WORDS, script)


@pytest.mark.parametrize(
    ("place", "before"),
    [
        (Place(line=line_of(SCRIPT, "ANNA stands")), "ANNA\nIt leaks"),
        (Place(line=line_of(SCRIPT, "ANNA\n")), "[[id: k3f9]]"),
        (Place(line=line_of(SCRIPT, "INT. KITCHEN")), "ANNA stands"),
        (Place(line=line_of(SCRIPT, "INT. KITCHEN") + 1), "ANNA stands"),
        (Place(line=line_of(SCRIPT, "EXT. GARDEN") - 1), "EXT. GARDEN"),
        (Place(scene=1), "EXT. GARDEN"),
        (Place(line=0), "INT. KITCHEN"),
    ],
)
def test_what_comes_in_between(place: Place, before: str) -> None:
    assert inserted(SCRIPT, place) == SCRIPT.replace(before, f"{WORDS}\n\n{before}", 1)


@pytest.mark.parametrize("place", [Place(), Place(scene=3), Place(line=999), Place(lines=(998, 999))])
def test_at_the_end(place: Place) -> None:
    assert inserted(SCRIPT, place) == f"{SCRIPT}\n{WORDS}\n"


def test_cut_text_is_not_torn() -> None:
    script = "INT. A - DAY\n\nRain.\n\n/* one\n\ntwo */\n\nSun.\n"
    assert inserted(script, Place(line=5)) == script.replace("Sun.", f"{WORDS}\n\nSun.")


def test_before_the_first_scene() -> None:
    script = "Title: T\n\nFADE IN:\n\nA voice in the dark.\n\nINT. A - DAY\n\nRain.\n"
    assert inserted(script, Place(line=2)) == script.replace("A voice", f"{WORDS}\n\nA voice")
    context = SceneContext(script, "R", Place(line=2))
    assert context.shown(context.gap()) == "FADE IN:\n\nA voice in the dark."
    no_scene = "Title: T\n\nRain.\n"
    context = SceneContext(no_scene, "R", Place())
    assert context.shown(context.gap()) == "Rain."
    assert inserted(no_scene, Place()) == f"{no_scene}\n{WORDS}\n"
    assert inserted(no_scene, Place(line=0)) == f"Title: T\n\n{WORDS}\n\nRain.\n"


def test_lines_that_do_not_print_are_silent() -> None:
    base = (
        "INT. A - DAY\n\n= What happens.\n\nRain. [[why?]]\n\n[[a\nb]]\n\n"
        "Sun.\n/* cut\n\nmore */\nWind.\n\n# Act\n\n!Last.\n"
    )
    context = SceneContext(base, "R", Place(scene=1))
    assert silent_lines(base)[:2] == (2, 3)
    assert context.shown(context.passage()) == "INT. A - DAY\n\nRain. [[why?]]\n\nSun.\nWind.\n\n!Last."
    assert silent_lines("Title: this is no title page\n\n/* open") == (2,)


@given(st.text(alphabet="AN.\n []/*=# x", max_size=60), st.integers(0, 20), st.integers(0, 20))
def test_no_place_in_any_script_raises_anything_else(text: str, first: int, last: int) -> None:
    for place in (Place(line=first), Place(lines=(first, last)), Place()):
        with suppress(ScriptError):
            context = SceneContext(text, "R", place)
            (change,) = context.gap().changes(WORDS)
            assert change.old == ""
            assert WORDS in context.gap().applied(WORDS, context.text)
            target = context.passage()
            assert target.base in context.text
            assert target.applied(context.shown(target), context.text) == context.text


def test_a_selection_that_touches_cut_text_holds_all_of_it() -> None:
    script = "INT. A - DAY\n\nRain.\n/* one\n\ntwo */\nSun.\nWind.\n\nANNA\n(low)\nNo.\n"
    for lines in ((5, 5), (6, 4), (3, 99)):
        context = SceneContext(script, "R", Place(lines=lines))
        target = context.passage()
        assert target.base.startswith("Rain.\n/* one")
        assert context.shown(target).startswith("Rain.\nSun.\nWind.")
    target = SceneContext(script, "R", Place(lines=(10, 10))).passage()
    assert (target.base, target.first_line) == ("ANNA\n(low)\nNo.\n", 9)


def test_around_a_scene_the_nearest_are_shown_in_full(feature: str) -> None:
    context = SceneContext(feature, "F", Place(scene=100))
    parts = dict(context.around(2_000, "openai/gpt-4o", {90: "They meet."}))
    full = [name for name in parts if name.startswith("SCENE ")]
    assert "SCENE 99, BEFORE" in full
    assert "90. " in parts["EARLIER SCENES"]
    assert "They meet." in parts["EARLIER SCENES"]
    assert parts["LATER SCENES"]
    assert context.around(20, "openai/gpt-4o", {}) == []
    assert SceneContext("", "F", Place()).around(900, "x/y", {}) == []


def test_a_list_of_scenes_fits(feature: str) -> None:
    context = SceneContext(feature, "F", Place(scene=100))
    whole = context.listed(50_000, "openai/gpt-4o", {})
    assert len(whole.split("\n")) == 190
    assert ": " in whole
    short = context.listed(3_500, "openai/gpt-4o", {})
    assert len(short.split("\n")) == 190
    some = context.listed(300, "openai/gpt-4o", {}).split("\n")
    assert 5 < len(some) < 60
    assert any(line.startswith("100. ") for line in some)


class TestVoices:
    def test_lines_that_tell_people_apart(self, feature: str) -> None:
        elements = parse(feature).elements
        said = speeches(elements)
        names = sorted(said, key=lambda name: -len(said[name]))[:3]
        heard = voices(elements, names, 300, "openai/gpt-4o")
        assert heard == voices(elements, names, 300, "openai/gpt-4o")
        assert [block.partition(",")[0] for block in heard.split("\n\n")] == names
        assert len(heard) < 300 * 6

    def test_own_words_come_before_common_ones(self) -> None:
        cues = "".join(f"ANNA\n{said}\n\nBEN\nWe have to go there now.\n\n" for said in (
            "We have to go there now.", "Blast that wrench, blast it.", "Blast the lot of them.", "Yes.",
        ))  # fmt: skip
        heard = voices(parse(f"INT. A - DAY\n\n{cues}").elements, ["Anna"], 27, "openai/gpt-4o")
        assert "Blast" in heard
        assert "We have to" not in heard

    def test_who_has_not_spoken_and_who_finds_no_room(self) -> None:
        elements = parse(SCRIPT).elements
        assert voices(elements, ["ZOE"], 100, "x/y") == "ZOE has not spoken yet."
        assert voices(elements, ["ANNA"], 3, "x/y") == ""
        assert voices(elements, [], 100, "x/y") == ""

    def test_lines_are_as_long_as_those_who_say_them_use_to_speak(self) -> None:
        brief = [f"Well, {word} it is." for word in ("rain", "hail", "snow", "sleet", "fog", "mist", "dew", "frost")]
        long = [f"When {word} came down on us we had nothing, and nobody said so." for word in ("ash", "soot")]
        spoken = [*brief, *brief[:4], *long, "Yes."]
        cues = "".join(f"ANNA\n{said}\n\nBEN\nNo.\n\n" for said in spoken)
        heard = voices(parse(f"INT. A - DAY\n\n{cues}").elements, ["ANNA"], 60, "openai/gpt-4o")
        lines = [line for line in heard.split("\n") if line.startswith("- ")]
        assert len(lines) >= 5
        assert sum(line[2:] in brief for line in lines) > len(lines) / 2

    def test_what_is_said_in_scenes_comes_before_what_is_told_over_them(self) -> None:
        told = [f"That year the {word} took the {word} and all of us with it." for word in ("river", "fever", "war")]
        cues = [f"ANNA (V.O.)\n{said}\n\n" for said in told]
        cues += [f"ANNA (O.S.)\nMind the {word}, will you.\n\n" for word in ("step", "dog", "door")]
        heard = voices(parse(f"INT. A - DAY\n\n{''.join(cues)}").elements, ["ANNA"], 40, "openai/gpt-4o")
        assert heard.count("Mind the") == 3
        assert "That year" not in heard
        only = voices(parse(f"INT. A - DAY\n\n{''.join(cues[:4])}").elements, ["ANNA"], 60, "openai/gpt-4o")
        assert only.count("That year") > 1, "most of theirs is told so"

    def test_what_the_request_shows_already_is_left_out(self) -> None:
        script = "INT. A - DAY\n\nANNA\nMind the step,\n(low)\nwill you.\n\nANNA\nMind the dog, will you.\n\n"
        shown = script.partition("ANNA\nMind the dog")[0]
        heard = voices(parse(script).elements, ["ANNA"], 200, "x/y", shown=shown)
        assert heard == "ANNA, 2 speeches:\n- Mind the dog, will you."
        assert voices(parse(script).elements, ["ANNA"], 200, "x/y", shown=script) == ""

    def test_the_same_line_is_given_once(self) -> None:
        script = "INT. A - DAY\n\n" + "ANNA\nWhere is it now?\n\n" * 4
        assert voices(parse(script).elements, ["ANNA"], 200, "x/y") == "ANNA, 4 speeches:\n- Where is it now?"


class TestCamera:
    @pytest.mark.parametrize(
        ("action", "words"),
        [
            ("She remembers the war.", "remembers"),
            ("He knows that she lied.", "knows that"),
            ("She thinks about it.", "thinks about"),
            ("He feels guilty.", "feels guilty"),
            ("He feels a pang of guilt.", "feels a pang"),
            ("She wants to leave.", "wants to"),
            ("Unbeknownst to them, it ticks.", "Unbeknownst"),
            ("She realises it is over.", "realises"),
            ("He has always lived here.", "has always"),
        ],
    )
    def test_what_it_does_not_see(self, action: str, words: str) -> None:
        (note,) = camera.unfilmable(f"INT. A - DAY\n\nRain.\n{action}\n")
        assert (note.line, note.words) == (3, words)
        assert note.sentence

    @pytest.mark.parametrize(
        "action",
        [
            "She feels for the switch.", "He feels the wall.", "A known face.", "She thinks.", "He wishes her luck.",
            "Memorial stones.", "She stares at the letter, then burns it.", "A wanted poster.",
        ],
    )  # fmt: skip
    def test_what_it_sees(self, action: str) -> None:
        assert camera.unfilmable(f"INT. A - DAY\n\n{action}\n") == ()

    def test_people_may_say_what_they_think(self) -> None:
        assert camera.unfilmable("INT. A - DAY\n\nANNA\n(she remembers)\nHe knows that I regret it.\n") == ()


class TestAnswers:
    @pytest.mark.parametrize(
        ("said", "script"),
        [
            ("ANNA\nNo.", "ANNA\nNo."),
            ("\r\n ANNA\r\nNo.\r\n\r\n", "ANNA\nNo."),
            ("<think>Hm.\nANNA?</think>\n\nANNA\nNo.", "ANNA\nNo."),
            ("<think>never ends", ""),
            ("```fountain\nANNA\nNo.\n```", "ANNA\nNo."),
            ("Here you go:\n\n```\nANNA\nNo.", "ANNA\nNo."),
            ("Sure, here's the scene:\n\nANNA\nNo.\n\nLet me know if you want more!", "ANNA\nNo."),
            ("Here\u2019s a version.\n\nANNA\nNo.", "ANNA\nNo."),
            ("<<<PASSAGE 0123456789\nANNA\nNo.\n<<<END 0123456789", "ANNA\nNo."),
            ("ANNA\nN\0o.\x07\ud800", "ANNA\nNo.\ufffd"),
            ("ANNA\nSure. Here it is:\n\nShe points.", "ANNA\nSure. Here it is:\n\nShe points."),
            ("Here is ANNA, in the rain.\n\nShe waits.", "Here is ANNA, in the rain.\n\nShe waits."),
            ("> ANNA\n> No.\n>\n> BEN\n> Yes.", "ANNA\nNo.\n\nBEN\nYes."),
            ("> ONE <\n\n> TWO <\n\n> CUT TO:", "> ONE <\n\n> TWO <\n\n> CUT TO:"),
            ("", ""),
        ],
    )
    def test_the_script_in_an_answer(self, said: str, script: str) -> None:
        assert answer_text.cleaned(said) == script

    def test_refusals(self) -> None:
        assert answer_text.refusal("I\u2019m sorry, but I can't help with that.")
        assert answer_text.refusal("I cannot write this. " * 20).endswith("...")
        assert not answer_text.refusal("ANNA\nI'm sorry.")
        assert not answer_text.refusal("I'm sorry. " + "She walks on. " * 200)
