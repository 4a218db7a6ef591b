"""PDFs of scripts that are set otherwise than most: nothing about them is lost or taken for something else."""

from __future__ import annotations

from textwrap import dedent

import pytest

from blender_movie_director.screenplay import Kind, breakdown, parse
from blender_movie_director.screenplay.importing import from_pdf
from blender_movie_director.screenplay.printing import to_pdf
from tests.screenplay.importing import pdfs
from tests.screenplay.importing.layouts import printed

HEADING = (Kind.SCENE_HEADING, "INT. HOUSE - DAY")
SITS = (Kind.ACTION, "Ann sits.")
OPENING = """\
               INT. HOUSE - DAY

               Ann sits.

"""
CAMERAS = """\
               INT. HOUSE - DAY

               ANN SITS.

                                   ANN
{below}
                         Who would have thought that anybody
{between}
                         of us would ever be here, or that I
{between}
                         would.

               ANN RISES AND GOES TO THE DOOR, AND NOBODY IN THE WHOLE
               HOUSE ASKS WHY.

                                   BEN
{below}
                              (slowly)
{between}
                         What now, my dear old friend of mine
{between}
                         in the house?
"""


def read(text: str) -> list[tuple[Kind, str]]:
    return printed(from_pdf(pdfs.typed(text)).text)


@pytest.mark.parametrize("below", ["", None], ids=["an empty row below cues", "none"])
def test_speeches_for_several_cameras_have_empty_rows_that_tell_nothing(below: str | None) -> None:
    text = CAMERAS.format(below="{below}", between="")
    text = text.replace("{below}\n", "") if below is None else text.replace("{below}", below)
    wanted = [
        HEADING,
        (Kind.ACTION, "ANN SITS."),
        (Kind.CHARACTER, "ANN"),
        (Kind.DIALOGUE, "Who would have thought that anybody of us would ever be here, or that I would."),
        (Kind.ACTION, "ANN RISES AND GOES TO THE DOOR, AND NOBODY IN THE WHOLE HOUSE ASKS WHY."),
        (Kind.CHARACTER, "BEN"),
        (Kind.PARENTHETICAL, "(slowly)"),
        (Kind.DIALOGUE, "What now, my dear old friend of mine in the house?"),
    ]
    assert read(text) == wanted


def test_paragraphs_of_a_speech_stay_apart_where_empty_rows_tell_something() -> None:
    text = OPENING + (
        "                                   ANN\n"
        "                         Who would have thought that anybody\n"
        "                         of us would ever be here?\n"
        "\n"
        "                         Not me.\n"
    )
    assert read(text)[-1][1].split("\n")[-1] == "Not me."


def test_a_hyphen_over_the_edge_breaks_no_line() -> None:
    text = OPENING + (
        "                                   ANN\n"
        "                         faster or stronger than other fish.\n"
        "                         grace.  One such fish was The\n"
        "                         Beast.\n"
        "\n"
        "                                   BEN\n"
        "                         Did I want to deprive my soon-to-be-\n"
        "                         born son?\n"
    )
    assert [words for kind, words in read(text) if kind is Kind.DIALOGUE] == [
        "faster or stronger than other fish. grace.  One such fish was The Beast.",
        "Did I want to deprive my soon-to-be-born son?",
    ]


def test_a_speech_goes_on_in_an_aside_after_an_empty_row() -> None:
    text = OPENING + (
        "                                   ANN\n"
        "                         So we're all going to...\n"
        "\n"
        "                              (in a hokey voice)\n"
        '                         "get out of our comfort zone."\n'
        "\n"
        "                                   BEN\n"
        "                              (laughs)\n"
        "                         Yes.\n"
    )
    assert read(text)[2:6] == [
        (Kind.CHARACTER, "ANN"),
        (Kind.DIALOGUE, "So we're all going to..."),
        (Kind.PARENTHETICAL, "(in a hokey voice)"),
        (Kind.DIALOGUE, '"get out of our comfort zone."'),
    ]


SIDE_BY_SIDE = """\
                                   ANN
                         So what?

                      PETER                               RICH
                (proudly)
                Hey, I'm Peter, and I am              I'm Rich. Nice.
                here.
"""
SPOKEN = [
    (Kind.CHARACTER, "PETER"),
    (Kind.PARENTHETICAL, "(proudly)"),
    (Kind.DIALOGUE, "Hey, I'm Peter, and I am here."),
    (Kind.CHARACTER, "RICH"),
    (Kind.DIALOGUE, "I'm Rich. Nice."),
]


def test_action_right_below_speeches_side_by_side_is_action() -> None:
    text = OPENING + SIDE_BY_SIDE + "               Rich throws an acorn.\n\n               Peter has it.\n"
    assert read(text)[4:] == [*SPOKEN, (Kind.ACTION, "Rich throws an acorn."), (Kind.ACTION, "Peter has it.")]


def test_a_cue_right_below_speeches_side_by_side_is_a_cue() -> None:
    text = OPENING + SIDE_BY_SIDE + "                                   ANN\n                         Oh.\n"
    assert read(text)[4:] == [*SPOKEN, (Kind.CHARACTER, "ANN"), (Kind.DIALOGUE, "Oh.")]


def test_a_transition_of_two_rows_is_one() -> None:
    text = OPENING + (
        "                                   ANN\n"
        "                         So what?\n"
        "\n"
        "                                                          RETURNING BACK\n"
        "                                                                     TO:\n"
        "\n"
        "               INT. BARN - DAY\n"
    )
    assert read(text)[4:] == [(Kind.TRANSITION, "RETURNING BACK TO:"), (Kind.SCENE_HEADING, "INT. BARN - DAY")]


def test_numbers_of_cues_that_count_up_are_no_part_of_the_names() -> None:
    speeches = "".join(
        f"                                {number:>2} {name}\n                         So what?\n\n"
        for number, name in enumerate(["ANN", "BEN", "2 COPS", "ANN"] * 3, 7)
    )
    imported = from_pdf(pdfs.typed(OPENING + speeches))
    assert {member.name for member in breakdown(parse(imported.text)).cast} == {"ANN", "BEN", "2 COPS"}
    assert "The numbers before the cues were left out." in imported.notes


def test_numbers_in_names_stay() -> None:
    speeches = "".join(
        f"                                   {name}\n                         So what?\n\n"
        for name in ("2 COPS", "3 COPS", "1 GUARD", "2 COPS", "2 COPS", "3 COPS")
    )
    cues = [words for kind, words in read(OPENING + speeches) if kind is Kind.CHARACTER]
    assert cues == ["2 COPS", "3 COPS", "1 GUARD", "2 COPS", "2 COPS", "3 COPS"]


def test_a_cue_at_the_foot_of_a_page_keeps_its_speech_overleaf() -> None:
    speech = "                                   ANN\n                         So what?\n\n"
    foot = OPENING + speech * 3 + "                                   BEN\n"
    imported = from_pdf(pdfs.typed(foot, "                         Oh.\n\n               He goes.\n"))
    assert printed(imported.text)[-3:] == [(Kind.CHARACTER, "BEN"), (Kind.DIALOGUE, "Oh."), (Kind.ACTION, "He goes.")]


def test_acts_centered_on_the_paper_end_and_begin_by_themselves() -> None:
    full = "               A full row of action, as long as any row of it could ever be,\n"
    speech = "                                   ANN\n                         So what?\n"
    page = f"{full}\n{speech}\n                                     END ACT ONE\n"
    following = "                                       ACT TWO\n\n               INT. BARN - DAY\n"
    imported = from_pdf(pdfs.typed(OPENING + page, following))
    assert printed(imported.text)[5:] == [
        (Kind.CENTERED, "END ACT ONE"),
        (Kind.CENTERED, "ACT TWO"),
        (Kind.SCENE_HEADING, "INT. BARN - DAY"),
    ]


@pytest.mark.parametrize("bold", ["<b>", ""], ids=["headings are bold", "they are not"])
def test_bold_tells_a_heading_without_int_where_headings_are_bold(bold: str) -> None:
    page = [
        (1.5, 0, f"{bold}INT. HOUSE - DAY"), (1.5, 2, "Ann sits."), (3.5, 4, "ANN"), (2.5, 5, "So what?"),
        (1.5, 7, "<b>BEN AND ANN DRIVING"), (1.5, 9, "A car."), (1.5, 11, "<b>They crash."),
        (1.5, 13, f"{bold}EXT. ROAD - DAY"), (1.5, 15, "Smoke."), (1.5, 17, "<b>THE END"),
    ]  # fmt: skip
    elements = parse(from_pdf(pdfs.drawn(page)).text).elements
    headings = [each.text for each in elements if each.kind is Kind.SCENE_HEADING]
    assert headings == ["INT. HOUSE - DAY", *(["BEN AND ANN DRIVING"] if bold else []), "EXT. ROAD - DAY"]


def test_numbers_of_scenes_that_came_late_are_numbers() -> None:
    text = (
        "         1     INT. HOUSE - DAY                                         1\n\n"
        "               Ann sits.\n\n"
        "       I-1-A   INT. BARN - DAY                                      I-1-A\n"
    )
    elements = parse(from_pdf(pdfs.typed(text)).text).elements
    assert [(each.text, each.number) for each in elements if each.kind is Kind.SCENE_HEADING] == [
        ("INT. HOUSE - DAY", "1"),
        ("INT. BARN - DAY", "I-1-A"),
    ]


@pytest.mark.parametrize("length", [44, 54, 57, 58, 59, 70, 119, 130, 175])
def test_broad_centered_text_comes_back_from_our_own_pages(length: int) -> None:
    words = ("a word and so on " * 12)[: length - 1] + "x"
    source = dedent(f"""\
        INT. HOUSE - DAY

        {"Sixty-one letters wide are the full rows of this very script. " * 3}

        ANN
        So what?

        > {words} <

        She sits.
        """)
    assert printed(from_pdf(to_pdf(parse(source))).text) == printed(source)


def test_a_cue_of_two_rows_is_one_cue() -> None:
    source = (
        "INT. HOUSE - DAY\n\nANN\nHello.\n\n"
        "THE EXTRAORDINARILY LONG-WINDED GENTLEMAN (ON THE OLD RADIO) (V.O.)\nHello there.\n\nBEN\nYes.\n"
    )
    assert printed(from_pdf(to_pdf(parse(source))).text) == printed(source)
