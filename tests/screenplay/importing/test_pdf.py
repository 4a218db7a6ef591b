"""Screenplays in PDF: what was printed comes back as what it was, and what is no screenplay says so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from blender_movie_director.screenplay import Kind, ScriptError, parse
from blender_movie_director.screenplay.importing import from_pdf, pdf_words
from blender_movie_director.screenplay.pages import A4, US_LETTER, Paper, Rules
from blender_movie_director.screenplay.printing import to_pdf
from tests.screenplay.importing import pdfs
from tests.screenplay.importing.comparing import share_right
from tests.screenplay.importing.layouts import printed

REPOSITORY = Path(__file__).resolve().parents[3]
EXAMPLE = REPOSITORY / "examples" / "one_below.fountain"
HOUSE_RULES = Rules(blank_lines_before_heading=2, break_at_sentences=True)


def test_what_screenplain_printed_comes_back_whole() -> None:
    source = EXAMPLE.read_text(encoding="utf-8")
    imported = from_pdf(pdfs.from_screenplain(EXAMPLE, strong_slugs=True))
    assert share_right(source, imported.text) == 1.0
    assert imported.confidence > 0.95
    assert imported.doubts == ()
    page = parse(imported.text).title_page
    assert (page["title"], page["author"]) == (("One Below",), ("Movie Director contributors",))
    assert page["draft date"] == ("Second draft",)


@pytest.mark.parametrize(
    ("paper", "rules", "header"),
    [(US_LETTER, Rules(), ""), (A4, HOUSE_RULES, "One Below - second draft")],
    ids=["letter", "A4, house rules, a header"],
)
def test_what_we_printed_comes_back_whole(paper: Paper, rules: Rules, header: str) -> None:
    source = EXAMPLE.read_text(encoding="utf-8")
    imported = from_pdf(to_pdf(parse(source), paper, rules, header=header))
    assert share_right(source, imported.text) == 1.0
    assert header not in imported.text or not header


def test_a_feature_comes_back_with_its_numbers_dual_dialogue_and_other_alphabets(feature: str) -> None:
    imported = from_pdf(to_pdf(parse(feature)))
    assert share_right(feature, imported.text) > 0.995
    found, wanted = parse(imported.text).elements, parse(feature).elements
    assert [each.number for each in found if each.kind is Kind.SCENE_HEADING] == [
        each.number for each in wanted if each.kind is Kind.SCENE_HEADING
    ]
    assert sum(each.dual for each in found) == sum(each.dual for each in wanted)


def test_margins_hold_numbers_stars_and_footers_that_are_no_words_of_the_script() -> None:
    pages = [
        [
            (1.5, -4, "THE VAULT  Rev. 3"), (7.2, -4, f"{number}."),
            (0.9, 0, f"{number}B"), (1.5, 0, "INT. VAULT - DAY"), (7.3, 0, f"{number}B"),
            (1.5, 2, "Nobody has been here for a long while, and nobody will"), (7.8, 2, "*"),
            (1.5, 3, "be."), (7.8, 3, "**"),
            (3.7, 5, "ANNA"),
            (2.5, 6, "There is <a door>."),
            (1.5, 48, "Copy 7 - do not lend"),
        ]
        for number in (1, 2, 3, 4)
    ]  # fmt: skip
    imported = from_pdf(pdfs.drawn(*pages))
    assert printed(imported.text) == 4 * [
        (Kind.SCENE_HEADING, "INT. VAULT - DAY"),
        (Kind.ACTION, "Nobody has been here for a long while, and nobody will be."),
        (Kind.CHARACTER, "ANNA"),
        (Kind.DIALOGUE, "There is <a door>."),
    ]
    numbers = [each.number for each in parse(imported.text).elements if each.kind is Kind.SCENE_HEADING]
    assert numbers == ["1B", "2B", "3B", "4B"]
    assert [note.split(" was ")[0].split(" were ")[0] for note in imported.notes] == [
        "What stands at the head or foot of every page",
        "The revision marks (*) beside the text",
    ]


def test_bold_words_are_marked_and_stars_stay_stars() -> None:
    row = [
        (1.5, 2, "He is"),
        (2.1, 2, "<b>not"),
        (2.5, 2, "here, says the *sign* outside."),
        (1.5, 0, "INT. VAULT - DAY"),
    ]
    imported = from_pdf(pdfs.drawn(row))
    (action,) = [each for each in parse(imported.text).elements if each.kind is Kind.ACTION]
    assert action.text == "He is not here, says the *sign* outside."
    assert [(action.text[style.start : style.end], style.bold) for style in action.styles] == [("not", True)]


def test_bold_words_in_a_row_are_marked_as_one() -> None:
    page = [(1.5, 0, "INT. VAULT - DAY"), (1.5, 2, "A sign:"), (2.3, 2, "<b>KEEP"), (2.8, 2, "<b>OUT"), (3.2, 2, "NOW")]
    assert "A sign: **KEEP OUT** NOW" in from_pdf(pdfs.drawn(page)).text


def test_bold_made_by_drawing_twice_is_read_once() -> None:
    heading = [(1.5, 0, "INT. VAULT - DAY"), (1.505, 0, "INT. VAULT - DAY"), (1.5, 2, "Dust.")]
    assert printed(from_pdf(pdfs.drawn(heading)).text)[0] == (Kind.SCENE_HEADING, "INT. VAULT - DAY")


@pytest.mark.parametrize("draw", [pdfs.drawn, pdfs.lettered], ids=["words", "letters"])
def test_what_was_drawn_a_second_time_is_read_once(draw: Callable[..., bytes]) -> None:
    more = (3.5, 4, "(MORE)")
    first = [(1.5, 0, "INT. VAULT - DAY"), (3.5, 2, "ANNA"), (2.5, 3, "It is (all) here,"), more, more]
    number, again = (7.1, -4, "2."), (3.5, 0, "ANNA (CONT'D)")
    second = [number, number, again, (2.5, 1, "and it is mine."), (1.5, 3, "She sits."), again]
    assert printed(from_pdf(draw(first, second)).text) == [
        (Kind.SCENE_HEADING, "INT. VAULT - DAY"),
        (Kind.CHARACTER, "ANNA"),
        (Kind.DIALOGUE, "It is (all) here, and it is mine."),
        (Kind.ACTION, "She sits."),
    ]


def test_words_that_come_twice_in_one_line_are_read_twice(tmp_path: Path) -> None:
    path = tmp_path / "one.fountain"
    path.write_text("INT. VAULT - DAY\n\nHe says *one*, *one*, *two*, *one*, *one* and goes.\n", encoding="utf-8")
    for data in (to_pdf(parse(path.read_text(encoding="utf-8"))), pdfs.from_screenplain(path)):
        (action,) = [each for each in parse(from_pdf(data).text).elements if each.kind is Kind.ACTION]
        assert action.text == "He says one, one, two, one, one and goes."


def test_words_set_at_an_angle_are_left_out_and_told() -> None:
    imported = from_pdf(pdfs.with_watermark([(1.5, 0, "INT. VAULT - DAY"), (1.5, 2, "Dust.")]))
    assert "COPY" not in imported.text
    assert "watermark" in imported.notes[-1]


def test_letters_that_the_font_lacks_are_told(tmp_path: Path) -> None:
    path = tmp_path / "lamps.fountain"
    path.write_text("INT. LAMP ROOM - DAY\n\nДядя Миша sits.\n", encoding="utf-8")
    from screenplain.export import pdf

    imported = from_pdf(pdfs.from_screenplain(path, font_settings=pdf.get_courier_prime_settings()))
    assert printed(imported.text)[1] == (Kind.ACTION, "\ufffd\ufffd\ufffd\ufffd \ufffd\ufffd\ufffd\ufffd sits.")
    assert "does not say what some of its letters are" in imported.notes[-1]


def test_a_number_alone_at_the_head_of_a_page_may_be_a_line_of_the_script() -> None:
    pages = [
        [(7.3, -4, "1."), (1.5, 0, "INT. BANK - DAY"), (1.5, 2, "A clock stops.")],
        [(7.3, -4, "2."), (1.5, 0, "1984"), (1.5, 2, "It was a year.")],
    ]
    words = [text for _, text in printed(from_pdf(pdfs.drawn(*pages)).text)]
    assert words == ["INT. BANK - DAY", "A clock stops.", "1984", "It was a year."]


def test_a_script_in_a_proportional_font_is_read_by_its_columns() -> None:
    page = [
        (1.5, 0, "EXT. FIELD - DAY"), (1.5, 2, "A very wide field in which there is nothing to be seen, and over"),
        (1.5, 3, "it a sky."), (3.7, 5, "ANNA"), (3.1, 6, "(afraid)"), (2.5, 7, "What is it that you see when"),
        (2.5, 8, "you look at it?"), (6.3, 10, "CUT TO:"),
    ]  # fmt: skip
    assert printed(from_pdf(pdfs.drawn(page, font="Times-Roman")).text) == [
        (Kind.SCENE_HEADING, "EXT. FIELD - DAY"),
        (Kind.ACTION, "A very wide field in which there is nothing to be seen, and over it a sky."),
        (Kind.CHARACTER, "ANNA"),
        (Kind.PARENTHETICAL, "(afraid)"),
        (Kind.DIALOGUE, "What is it that you see when you look at it?"),
        (Kind.TRANSITION, "CUT TO:"),
    ]


def test_notes_and_boneyards_cannot_come_out_of_a_pdf() -> None:
    imported = from_pdf(pdfs.drawn([(1.5, 0, "INT. VAULT - DAY"), (1.5, 2, "A sign: [[closed]] /* for ever")]))
    assert [each.kind for each in parse(imported.text).elements] == [Kind.SCENE_HEADING, Kind.ACTION]
    assert "closed" in imported.text
    assert "for ever" in imported.text


def test_a_pdf_that_anyone_may_read_but_not_change_is_read() -> None:
    assert printed(from_pdf(pdfs.locked("")).text) == [(Kind.SCENE_HEADING, "INT. VAULT - DAY")]


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (pdfs.scanned(), "scan.pdf holds no text, only pictures of pages."),
        (pdfs.locked("secret"), "scan.pdf is protected by a password."),
        (pdfs.locked_by_aes(), "scan.pdf is protected by a password."),
        (pdfs.blank(pdf_words.MOST_PAGES + 1), "scan.pdf holds 1,001 pages, and a feature script has about 120 pages."),
        (pdfs.blank(1)[:100], "scan.pdf is a PDF that cannot be read: it is damaged."),
        (b"%PDF-1.7\n" + b"\xff" * 500, "scan.pdf is a PDF that cannot be read: it is damaged."),
        (b"no PDF at all", "scan.pdf is a PDF that cannot be read: it is damaged."),
    ],
    ids=["scanned", "locked", "locked by AES", "endless", "cut short", "nonsense", "other"],
)
def test_what_cannot_be_read_says_why_and_what_to_do(data: bytes, what: str) -> None:
    with pytest.raises(ScriptError) as caught:
        from_pdf(data, "scan.pdf")
    assert caught.value.what == what
    assert caught.value.remedy.endswith(".")


def test_too_many_bytes_or_words_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    data = pdfs.drawn([(1.5, row, "word " * 10) for row in range(40)])
    monkeypatch.setattr(pdf_words, "_MOST_CHARACTERS", 1_000)
    with pytest.raises(ScriptError, match="characters"):
        from_pdf(data)
    monkeypatch.setattr(pdf_words, "MOST_BYTES", len(data) - 1)
    with pytest.raises(ScriptError, match="MB"):
        from_pdf(data)
