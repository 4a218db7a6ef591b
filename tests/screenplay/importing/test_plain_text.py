"""Pasted scripts: told by indents where there are any, by wording where there are none, and no word is lost."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blender_movie_director.screenplay import Kind, ScriptError, parse
from blender_movie_director.screenplay.importing import from_pasted_text
from blender_movie_director.screenplay.importing.plain_text import is_typeset
from tests.screenplay.importing.comparing import share_right
from tests.screenplay.importing.layouts import LAYOUTS, Layout, printed, typeset

REPOSITORY = Path(__file__).resolve().parents[3]
EXAMPLE = (REPOSITORY / "examples" / "one_below.fountain").read_text(encoding="utf-8")
SHOOTING_SCRIPT = (REPOSITORY / "tests" / "data" / "importing" / "shooting_script.txt").read_text(encoding="utf-8")


RAIN = (
    "Rain on every window. The diesel coughs, thinks about it, and goes on. MARA (40s, oilskins) has one hand on the "
    "wheel."
)


def kinds_and_words(text: str) -> list[tuple[str, str]]:
    return [(kind.value, words) for kind, words in printed(from_pasted_text(text).text)]


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_the_example_comes_back_from_every_layout(layout: Layout) -> None:
    imported = from_pasted_text(typeset(EXAMPLE, layout))
    assert share_right(EXAMPLE, imported.text) > 0.99
    assert imported.confidence > 0.85


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_so_does_a_feature(feature: str, layout: Layout) -> None:
    imported = from_pasted_text(typeset(feature, layout))
    assert share_right(feature, imported.text) > 0.985
    assert len(imported.confidences) == len(parse(imported.text).elements)


def test_a_shooting_script_loses_its_page_furniture_and_nothing_else() -> None:
    imported = from_pasted_text(SHOOTING_SCRIPT)
    script = parse(imported.text)
    assert script.title_page == {
        "title": ("THE LONG PIER",),
        "credit": ("Written by",),
        "author": ("Nobody Atall",),
        "source": ("Based on a letter nobody sent",),
        "draft date": ("Blue Revision 3/14/26",),
        "contact": ("nobody@example.org",),
    }
    assert printed(imported.text) == [
        (Kind.ACTION, "FADE IN:"),
        (Kind.SCENE_HEADING, "INT./EXT. FERRY - CABIN - NIGHT"),
        (
            Kind.ACTION,
            RAIN,
        ),
        (Kind.CHARACTER, "MARA"),
        (Kind.PARENTHETICAL, "(not turning around)"),
        (Kind.DIALOGUE, "You are sitting on the life jackets."),
        (Kind.CHARACTER, "OTTO (O.S.)"),
        (
            Kind.DIALOGUE,
            "Then I shall be the last to drown and the first to be sorry about it. It is a comfortable way to go.",
        ),
        (Kind.ACTION, "She looks back. He is not there. On the bench: a wet newspaper."),
        (Kind.TRANSITION, "CUT TO:"),
        (Kind.SCENE_HEADING, "EXT. PIER - DAWN"),
        (Kind.ACTION, "Grey water. A sign:"),
        (Kind.CENTERED, "NO PASSAGE TODAY"),
        (Kind.ACTION, "Gulls. Somebody has tied a boat to the sign with a shoelace."),
        (Kind.CHARACTER, "McREA"),
        (Kind.DIALOGUE, "Who ties a boat with a shoelace?"),
        (Kind.CHARACTER, "MARA"),
        (Kind.PARENTHETICAL, "(beat)"),
        (Kind.DIALOGUE, "Somebody with one shoe."),
        (Kind.TRANSITION, "FADE OUT."),
        (Kind.CENTERED, "THE END"),
    ]
    numbers = [element.number for element in script.elements if element.kind is Kind.SCENE_HEADING]
    assert numbers == ["12", "12A"]
    assert imported.notes == ("The revision marks (*) beside the text were left out.",)


def test_a_first_scene_without_a_heading_is_no_part_of_the_title() -> None:
    text = "The Long Pier\n\nby Nobody Atall\nand Anyone\n\nSecond draft\n\nRain, and a boat.\n\nINT. FERRY - DAY\n"
    script = parse(from_pasted_text(text).text)
    assert script.title_page == {
        "title": ("The Long Pier",),
        "credit": ("by",),
        "author": ("Nobody Atall", "and Anyone"),
        "draft date": ("Second draft",),
    }
    assert script.elements[4].text == "Rain, and a boat."


def test_only_words_that_would_read_otherwise_are_forced() -> None:
    text = from_pasted_text(SHOOTING_SCRIPT).text
    assert re.findall(r"^[.@!>~#=].*", text, re.MULTILINE) == [
        "> NO PASSAGE TODAY <",
        "@McREA",
        "> FADE OUT.",
        "> THE END <",
    ]


def test_action_in_capitals_is_no_cue_where_cues_are_indented() -> None:
    text = "INT. HOUSE - DAY\n\nTHE CAT\nIS OUT.\n\n                  ANNA\n          Again.\n"
    assert kinds_and_words(text)[1] == ("action", "THE CAT\nIS OUT.")
    assert "!THE CAT\nIS OUT." in from_pasted_text(text).text


@pytest.mark.parametrize("blank", ["\n", "\n\n"], ids=["no empty lines", "an empty line after each"])
def test_empty_lines_that_tell_nothing_are_done_without(blank: str) -> None:
    lines = [
        "INT. HOUSE - DAY",
        "A house.",
        "OTTO",
        "(soft)",
        "Go away.",
        "She goes.",
        "OTTO (V.O.)",
        "Stay.",
        "CUT TO:",
    ]
    imported = from_pasted_text(blank.join(lines) + "\n")
    assert [kind.value for kind, _ in printed(imported.text)] == [
        "scene_heading", "action", "character", "parenthetical", "dialogue", "action", "character", "dialogue",
        "transition",
    ]  # fmt: skip
    assert imported.confidence < 0.8


def test_what_the_writer_broke_stays_broken() -> None:
    text = (
        "INT. SHOP - DAY\n\nA list on the wall, in a hand that was in no hurry at all:\nMilk.\nBread.\nA rope.\n\n"
        "Then nothing else for a long while, except for the clock and for\nthe rain.\n"
    )
    assert kinds_and_words(text)[1:] == [
        ("action", "A list on the wall, in a hand that was in no hurry at all:\nMilk.\nBread.\nA rope."),
        ("action", "Then nothing else for a long while, except for the clock and for the rain."),
    ]


def test_a_word_that_was_parted_at_a_hyphen_is_one_again() -> None:
    text = "INT. SHOP - DAY\n\nShe carries a box out to the van that is big and old and flat-\npacked by hand.\n"
    assert kinds_and_words(text)[1][1].endswith("old and flat-packed by hand.")


def test_speeches_side_by_side_become_dual_dialogue_and_are_doubted() -> None:
    text = (
        "INT. HALL - NIGHT\n\nTwo voices.\n\n"
        "          ANNA                          BEN (O.S.)\n"
        "     (shouting)                    Not so loud. It is\n"
        "     It is here!                   three in the\n"
        "                                   morning.\n\n"
        "Silence.\n"
    )
    imported = from_pasted_text(text)
    assert kinds_and_words(text)[2:] == [
        ("character", "ANNA"),
        ("parenthetical", "(shouting)"),
        ("dialogue", "It is here!"),
        ("character", "BEN (O.S.)"),
        ("dialogue", "Not so loud. It is three in the morning."),
        ("action", "Silence."),
    ]
    cues = [element for element in parse(imported.text).elements if element.kind is Kind.CHARACTER]
    assert [cue.dual for cue in cues] == [False, True]
    assert "dual dialogue" in imported.notes[0]
    assert min(imported.confidences) <= 0.7


def test_two_columns_that_are_no_speeches_stay_words() -> None:
    text = "INT. HALL - NIGHT\n\nANNA                    BEN\n\nThe names stand on two doors.\n"
    assert kinds_and_words(text)[1][0] == "action"


def test_page_numbers_go_and_other_numbers_stay() -> None:
    pages = "\f".join(f"{number}.\n\nShe counts on, and on, and on, past page {number}.\n\n" for number in (1, 2, 3))
    text = f"INT. BANK - DAY\n\n1984\n\nIt was a year.\n\n{pages}"
    words = " ".join(words for _, words in kinds_and_words(text))
    assert "1984" in words
    assert re.findall(r"(?<!page )\b[123]\.", words) == []


def test_only_the_head_of_a_page_holds_a_header() -> None:
    page = "Third draft\n\nSilence.\n\nThird draft\n\nThat is page "
    imported = from_pasted_text(f"INT. BANK - DAY\n\nNothing.\n\f{page}one.\n\f{page}two.\n\f{page}three.\n")
    assert imported.text.count("Third draft") == 3
    assert imported.text.count("Silence.") == 3
    assert imported.notes == ("What stands at the head or foot of every page was left out.",)


def test_page_numbers_at_the_left_are_known_by_their_sequence() -> None:
    text = "INT. BANK - DAY\n\nShe counts.\n\n1\n\nShe counts on.\n\n2\n\nShe stops.\n"
    assert [words for _, words in kinds_and_words(text)][1:] == ["She counts.", "She counts on.", "She stops."]


def test_what_opens_like_a_title_page_stays_action() -> None:
    text = "Note: he is dead.\n\nINT. HOUSE - DAY\n\nYes.\n"
    assert kinds_and_words(text)[0] == ("action", "Note: he is dead.")


def test_a_numbered_heading_in_one_piece_has_its_number() -> None:
    imported = from_pasted_text(
        "1. INT. HOUSE - DAY\n\nA house.\n\n2A EXT. GARDEN - DAY 2A\n\nA garden.\n\n3 EXT. LAKE - DAY      3\n"
    )
    headings = [element for element in parse(imported.text).elements if element.kind is Kind.SCENE_HEADING]
    assert [(heading.text, heading.number) for heading in headings] == [
        ("INT. HOUSE - DAY", "1"),
        ("EXT. GARDEN - DAY", "2A"),
        ("EXT. LAKE - DAY", "3"),
    ]


def test_a_heading_that_runs_over_a_row_is_one_heading() -> None:
    text = (
        "INT. THE VERY LONG CORRIDOR OF THE OLD HARBOUR OFFICE, WEST WING\nSTAIRS - NIGHT\n\n"
        "                    ANNA\n          Hello?\n"
    )
    heading = "INT. THE VERY LONG CORRIDOR OF THE OLD HARBOUR OFFICE, WEST WING STAIRS - NIGHT"
    assert kinds_and_words(text)[0] == ("scene_heading", heading)


def test_dialogue_with_nobody_to_say_it_is_kept_and_doubted() -> None:
    text = "INT. HOUSE - DAY\n\n               ANNA\n          Hi.\n\nShe sits.\n\n          Lost words.\n"
    imported = from_pasted_text(text)
    assert printed(imported.text)[-1] == (Kind.ACTION, "Lost words.")
    (doubt,) = imported.doubts
    assert imported.text.split("\n")[doubt.line] == "Lost words."
    assert doubt.sentence == f"Line {doubt.line + 1} was taken for action, which may be wrong."


def test_what_is_no_script_says_so() -> None:
    imported = from_pasted_text("Dear Sir,\n\nI hope that this finds you well.\n")
    assert imported.confidence <= 0.3
    assert "may not be a script" in imported.notes[0]
    with pytest.raises(ScriptError, match="is empty"):
        from_pasted_text("  \n")


def test_marks_that_the_writer_typed_still_count() -> None:
    text = "INT. HOUSE - DAY\n\n.THE ATTIC\n\n               ANNA\n          It is *here*. [[ask her]]\n"
    elements = parse(from_pasted_text(text).text).elements
    assert [element.kind for element in elements if element.kind is not Kind.NOTE][1] is Kind.SCENE_HEADING
    assert elements[3].text == "It is here."


@pytest.mark.parametrize("text", [EXAMPLE, EXAMPLE.split("===", 1)[0].partition("\n\n")[2]], ids=["whole", "untitled"])
def test_fountain_is_not_taken_for_a_page(text: str) -> None:
    assert not is_typeset(text)


@pytest.mark.parametrize("name", ["narrow", "margin", "tabs", "centered speeches", "flush, broken"])
def test_a_page_is_not_taken_for_fountain(name: str) -> None:
    assert is_typeset(typeset(EXAMPLE, LAYOUTS[name]))


WORDS = st.sampled_from(
    [
        "INT. HOUSE - DAY",
        "ANNA",
        "BEN (V.O.)",
        "(softly)",
        "She goes away.",
        "CUT TO:",
        "the old",
        "A",
        "Note: x",
        ">",
        "~la",
        "@",
    ]
)
ROWS = st.tuples(st.integers(0, 4), WORDS, st.integers(1, 3)).map(
    lambda row: " " * (row[0] * 9) + row[1] + "\n" * row[2]
)


@given(st.lists(ROWS, max_size=30))
def test_no_word_is_lost_whatever_the_layout(rows: list[str]) -> None:
    text = "".join(rows)
    imported = from_pasted_text(f"INT. START - DAY\n\n{text}")
    words = re.findall(r"\w+", imported.text.replace("Title:", "", imported.text.startswith("Title:\n\n")))
    keys = {"Title", "Credit", "Author", "Source", "Contact"}
    assert [word for word in words if word not in keys] == re.findall(r"\w+", f"INT. START - DAY\n\n{text}")


@given(st.text(alphabet="ANa (.)*_^!@>~=#[]/\\:-\t\n\f\r\x0b", min_size=1, max_size=120))
def test_no_text_makes_it_stumble(text: str) -> None:
    try:
        imported = from_pasted_text(text)
    except ScriptError:
        return
    elements = parse(imported.text).elements
    assert len(imported.confidences) == len(elements)
    assert all(0 <= confidence <= 1 for confidence in imported.confidences)
    assert all(0 <= doubt.line <= imported.text.count("\n") for doubt in imported.doubts)
