"""The breakdown: what a script contains, told from its text alone."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from blender_movie_director.screenplay import Breakdown, breakdown, breakdown_steps, parse
from blender_movie_director.screenplay.facts import Options
from blender_movie_director.screenplay.pages import A4, paginate

EXAMPLE = (Path(__file__).parents[3] / "examples" / "one_below.fountain").read_text(encoding="utf-8")

SCRIPT = """\
Title: The Ferry
Author: A. Writer

It begins.

INT. HOUSE - DAY #1A#

Anna waits.

ANNA (V.O.)
One two three.

BOB
Four.

ANNA (CONT'D)
(low)
Five.
~Six.

# Act Two

= Everything turns.

EXT. Pier - NIGHT

Rain.

INT. house - NIGHT

BOB
Seven.

[[Is it too soon?]]

"""


def of(text: str, options: Options | None = None) -> Breakdown:
    return breakdown(parse(text), options)


def test_title_and_author_come_from_the_title_page() -> None:
    assert (of(SCRIPT).title, of(SCRIPT).author) == ("The Ferry", "A. Writer")


def test_scenes_are_numbered_placed_and_named() -> None:
    scenes = of(SCRIPT).scenes
    assert [(s.ordinal, s.number, s.where, s.location, s.time) for s in scenes] == [
        (1, "1A", "INT", "HOUSE", "DAY"),
        (2, None, "EXT", "Pier", "NIGHT"),
        (3, None, "INT", "house", "NIGHT"),
    ]


def test_a_scene_runs_from_its_heading_to_its_last_line_and_not_into_the_next_act() -> None:
    lines = SCRIPT.split("\n")
    spans = [(lines[s.first_line], lines[s.last_line]) for s in of(SCRIPT).scenes]
    assert spans == [
        ("INT. HOUSE - DAY #1A#", "~Six."),
        ("EXT. Pier - NIGHT", "Rain."),
        ("INT. house - NIGHT", "[[Is it too soon?]]"),
    ]


def test_who_speaks_in_a_scene_is_listed_once_in_order() -> None:
    assert [scene.cast for scene in of(SCRIPT).scenes] == [("ANNA", "BOB"), (), ("BOB",)]


def test_cast_folds_extensions_and_counts_speeches_words_and_scenes() -> None:
    assert [(c.name, c.speeches, c.words, c.scenes, c.first_scene, c.last_scene) for c in of(SCRIPT).cast] == [
        ("ANNA", 2, 5, (1,), 1, 1),
        ("BOB", 2, 2, (1, 3), 1, 3),
    ]


def test_the_same_name_in_another_case_is_the_same_part() -> None:
    cast = of("@McCLANE\nOne.\n\nMCCLANE\nTwo.\n\nZOË\nHi.\n").cast
    assert [(c.name, c.speeches) for c in cast] == [("McCLANE", 2), ("ZOË", 1)]


def test_a_cue_with_nothing_said_is_no_part() -> None:
    assert of("@Anna\n\nShe leaves.\n").cast == ()


def test_a_location_visited_again_is_one_location() -> None:
    assert [(place.name, place.scenes) for place in of(SCRIPT).locations] == [("HOUSE", (1, 3)), ("Pier", (2,))]


def test_words_and_dialogue_share() -> None:
    result = of("INT. A - DAY\n\nOne two.\n\nANNA\n(low)\nThree four [[not this]] five.\n")
    assert result.words == 4 + 2 + 1 + 1 + 3
    assert result.dialogue_share == pytest.approx(3 / 5)
    assert result.scenes[0].words == result.words


def test_length_is_rounded_up_by_scene_and_in_total() -> None:
    result = of("INT. A - DAY\n\nHi.\n\nINT. B - DAY\n\nHi.\n")
    assert [scene.eighths for scene in result.scenes] == [1, 1]
    assert result.eighths == 2
    # Three lines and the blank one between the two: the last line is on row 7, and 55 rows play for a minute.
    assert result.seconds == 8


def test_a_bare_heading_still_takes_an_eighth() -> None:
    assert of("INT. A - DAY\n").scenes[0].eighths == 1


def test_a_page_of_action_is_a_page_and_a_minute() -> None:
    result = of("INT. A - DAY\n\n" + "Hi.\n" * 53)
    assert (result.eighths, result.seconds, result.pages) == (8, 60, 1)


def test_what_a_turned_page_leaves_empty_is_nobodys_length() -> None:
    result = of("INT. A - DAY\n\nHi.\n\n===\n\n===\n\nINT. B - DAY\n\nHi.\n\n===\n")
    assert [(scene.page, scene.eighths, scene.seconds) for scene in result.scenes] == [("1", 1, 3), ("2", 1, 3)]
    assert (result.eighths, result.pages) == (1, 2)


def test_without_headings_there_are_no_scenes_but_a_cast() -> None:
    result = of("It rains.\n\nANNA\nOne two.\n")
    assert result.scenes == ()
    assert result.words == 5
    assert [(c.name, c.words, c.scenes, c.first_scene) for c in result.cast] == [("ANNA", 2, (), None)]


@pytest.mark.parametrize("text", ["", "\n\n", "/* all of it */", "Title: A\n"])
def test_nothing_printed_gives_zeros(text: str) -> None:
    result = of(text)
    assert (result.scenes, result.cast, result.words, result.eighths, result.dialogue_share) == ((), (), 0, 0, 0.0)


def test_what_was_probably_not_meant_is_said_with_its_line() -> None:
    assert of("INT. A - DAY\nHe waits.\n\nInt. b\nShe waits.\n\n/* cut\n\nINT. C\n").warnings == (
        "Line 1 looks like a scene heading, but no blank line follows it, so it reads as a character's cue.",
        "Line 4 looks like a scene heading, but no blank line follows it, so it reads as action.",
        "The /* on line 7 is never closed with */, so everything after it is left out.",
    )


@pytest.mark.parametrize("text", [SCRIPT, "!INT. A\nHe waits.\n", "@INT. MAN\nHi.\n", "/* cut */"])
def test_a_sound_script_gets_no_warning(text: str) -> None:
    assert of(text).warnings == ()


def test_to_dict_is_plain_json() -> None:
    data = of(SCRIPT).to_dict()
    assert json.loads(json.dumps(data)) == data
    assert data["scenes"][0]["cast"] == ["ANNA", "BOB"]
    assert data["cast"][1]["scenes"] == [1, 3]


def test_the_same_script_gives_the_same_breakdown() -> None:
    assert of(SCRIPT) == of(SCRIPT)


def test_the_steps_lead_to_the_same_breakdown() -> None:
    script = parse(EXAMPLE)
    found = []

    def follow() -> Iterator[None]:
        found.append((yield from breakdown_steps(script)))

    assert len(list(follow())) > 5
    assert found == [breakdown(script)]


def test_a_pagination_that_is_there_is_used() -> None:
    script = parse("INT. A - DAY\n\n" + "Hi.\n" * 56)
    assert breakdown(script).pages == 2
    assert breakdown(script, pagination=paginate(script, A4)).pages == 1


def test_a_scene_knows_its_page_act_synopsis_and_notes() -> None:
    text = (
        "# One\n\n## Morning\n\nINT. A - DAY\n\n= She leaves.\n\n= He stays.\n\nHi. [[why?]]\n\n===\n\n"
        "## Noon\n\n= Not of a scene.\n\nINT. B - DAY\n\nHi.\n\n# Two\n\nINT. C - DAY\n"
    )
    scenes = of(text).scenes
    assert [(s.page, s.sections, s.synopsis, s.notes) for s in scenes] == [
        ("1", ("One", "Morning"), "She leaves.\nHe stays.", ("why?",)),
        ("2", ("One", "Noon"), "", ()),
        ("2", ("Two",), "", ()),
    ]


def test_a_note_within_a_paragraph_does_not_shorten_its_scene() -> None:
    (scene,) = of("INT. A - DAY\n\nOne [[x]]\ntwo\nthree.\n").scenes
    assert scene.last_line == 4


def test_each_scene_is_weighed_between_dialogue_and_action() -> None:
    talk, silence = of("INT. A - DAY\n\nOne.\n\nANNA\nOne two three.\n\nINT. B - DAY\n").scenes
    assert (talk.dialogue_words, talk.action_words, talk.dialogue_share) == (3, 1, 0.75)
    assert silence.dialogue_share == 0.0


def test_the_longest_scenes_and_the_average() -> None:
    result = of("INT. A - DAY\n\nHi.\n\nINT. B - DAY\n\n" + "Hi.\n" * 20 + "\nINT. C - DAY\n\nHi.\nHo.\nHa.\n")
    assert result.longest_scenes == (2, 3, 1)
    assert result.average_eighths == pytest.approx((4 + 23 + 5) * 8 / 55 / 3, abs=0.01)
    assert of("Hi.\n").average_eighths == 0.0


def test_the_pacing_curve_goes_by_the_page_and_adds_up() -> None:
    result = of(EXAMPLE)
    assert [page.number for page in result.pacing] == [str(page + 1) for page in range(result.pages)]
    assert sum(page.words for page in result.pacing) == result.words
    assert sum(page.dialogue_words for page in result.pacing) == result.dialogue_words
    assert [ordinal for page in result.pacing for ordinal in page.scenes] == list(range(1, len(result.scenes) + 1))


def test_a_page_on_which_nothing_begins_is_one_all_the_same() -> None:
    pacing = of("INT. A - DAY\n\n" + "Hi.\n" * 150).pacing
    assert [(page.number, page.action_words) for page in pacing] == [("1", 150), ("2", 0), ("3", 0)]


def test_warnings_are_the_findings_that_are_more_than_hints() -> None:
    result = of("INT. A - LATER\n\nHi.\n\nINT. - DAY\n\nHi.\n")
    assert [finding.kind for finding in result.findings] == ["time_goes_on_from_nothing", "missing_location"]
    assert result.warnings == (result.findings[1].sentence,)
    assert result.to_dict()["warnings"] == list(result.warnings)
