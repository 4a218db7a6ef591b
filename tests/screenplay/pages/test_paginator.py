"""Page breaks by the industry's rules, one by one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blender_movie_director.screenplay import Kind, Style, parse
from blender_movie_director.screenplay.elements import PRINTED
from blender_movie_director.screenplay.pages import (
    A4,
    US_LETTER,
    Page,
    Pagination,
    Paper,
    Rules,
    paginate,
    paginate_steps,
)
from blender_movie_director.screenplay.pages.paper import Place
from blender_movie_director.screenplay.pages.wrapping import columns

LONG_WORDS = "It is a long story that nobody wants to hear."


def filler(rows: int) -> str:
    """One paragraph of action that fills so many rows from the top of a page."""
    return "\n".join(["Filler."] * rows) + "\n\n"


def said(lines: int) -> str:
    """A speech of so many lines."""
    return "\n".join(f"Line {line}." for line in range(1, lines + 1)) + "\n"


def rows_of(page: Page) -> list[tuple[int, str]]:
    return [(line.row, line.text) for line in page.lines if line.text != "Filler."]


def pages_of(text: str, paper: Paper = US_LETTER, **rules: object) -> list[list[tuple[int, str]]]:
    return [rows_of(page) for page in paginate(parse(text), paper, Rules(**rules)).pages]  # type: ignore[arg-type]


def test_places_on_the_page() -> None:
    text = "INT. HOUSE - DAY #7#\n\nAction.\n\nANNA\n(low)\nHello.\n\nCUT TO:\n\n> Middle <\n\n~Sung\n"
    (page,) = paginate(parse(text)).pages
    assert [(line.row, line.column, line.text, line.kind) for line in page.lines] == [
        (0, 15, "INT. HOUSE - DAY", Kind.SCENE_HEADING),
        (2, 15, "Action.", Kind.ACTION),
        (4, 37, "ANNA", Kind.CHARACTER),
        (5, 31, "(low)", Kind.PARENTHETICAL),
        (6, 25, "Hello.", Kind.DIALOGUE),
        (8, 69, "CUT TO:", Kind.TRANSITION),
        (10, 42, "Middle", Kind.CENTERED),
        (12, 25, "Sung", Kind.LYRIC),
    ]
    assert [line.number for line in page.lines][:2] == ["7", ""]


def test_headings_and_transitions_are_in_capitals_and_keep_their_length() -> None:
    (page,) = paginate(parse("int. straße - day\n\n> cut *away*\n")).pages
    assert [line.text for line in page.lines] == ["INT. STRAßE - DAY", "CUT AWAY"]
    assert page.lines[1].styles == (Style(4, 8, italic=True),)


def test_empty_lines_between_two_actions_are_the_writers() -> None:
    text = "INT. HOUSE - DAY\n\n\n\nOne.\n\n\n\n\nTwo.\n\n/*\n\n\n*/\n\nThree.\n\n\n\nANNA\nHello.\n"
    assert pages_of(text) == [
        [(0, "INT. HOUSE - DAY"), (2, "One."), (7, "Two."), (9, "Three."), (11, "ANNA"), (12, "Hello.")]
    ]


def test_empty_lines_before_a_page_go_with_the_break() -> None:
    assert pages_of("One.\n" + "\n" * 200 + "Two.\n") == [[(0, "One.")], [(0, "Two.")]]
    assert pages_of(filler(50) + "\n" * 3 + "One.\nTwo.\n") == [[], [(0, "One."), (1, "Two.")]]


def test_a_parenthetical_hangs_under_its_first_letter() -> None:
    (page,) = paginate(parse("ANNA\n(without turning from the window)\nNo.\n")).pages
    assert [(line.column, line.text) for line in page.lines[1:3]] == [
        (31, "(without turning from the"),
        (32, "window)"),
    ]


def test_styles_follow_their_words_over_lines() -> None:
    text = "ANNA\n" + "word " * 6 + "*all of this is set in italics here*\n"
    (page,) = paginate(parse(text)).pages
    for line in page.lines[1:]:
        for style in line.styles:
            assert style.italic
            assert line.text[style.start : style.end] in "all of this is set in italics here"
    assert sum(len(line.styles) for line in page.lines) == 2


def test_what_is_sung_over_two_lines_is_in_italics_on_both() -> None:
    (page,) = paginate(parse("~" + "la " * 14 + "**loud**\n")).pages
    assert [line.styles for line in page.lines] == [
        (Style(0, 35, italic=True),),
        (Style(0, 6, italic=True), Style(6, 10, bold=True, italic=True)),
    ]


def test_what_is_sung_is_in_italics_and_keeps_its_bold_words() -> None:
    (page,) = paginate(parse("~La **la** la\n\n~*La*\n")).pages
    assert page.lines[1].styles == (Style(0, 2, italic=True),)
    assert page.lines[0].styles == (
        Style(0, 3, italic=True),
        Style(3, 5, bold=True, italic=True),
        Style(5, 8, italic=True),
    )


def test_a_heading_is_not_left_at_the_foot_of_a_page() -> None:
    text = filler(53) + "INT. HOUSE - DAY\n\nAction.\n"
    assert pages_of(text) == [[], [(0, "INT. HOUSE - DAY"), (2, "Action.")]]


def test_a_heading_needs_two_lines_of_its_action_below_it() -> None:
    action = "One.\nTwo.\nThree.\nFour."
    text = filler(50) + f"INT. HOUSE - DAY\n\n{action}\n"
    assert pages_of(text)[0] == [(51, "INT. HOUSE - DAY"), (53, "One."), (54, "Two.")]
    text = filler(51) + f"INT. HOUSE - DAY\n\n{action}\n"
    assert pages_of(text)[0] == []


def test_headings_in_a_row_and_what_does_not_print_between_stay_together() -> None:
    text = filler(50) + "INT. HOUSE - DAY\n\n= Nobody sees this.\n\n.LATER\n\nAction.\n"
    assert pages_of(text)[1] == [(0, "INT. HOUSE - DAY"), (2, "LATER"), (4, "Action.")]


def test_a_cue_is_not_left_at_the_foot_of_a_page() -> None:
    assert pages_of(filler(53) + "ANNA\nHello.\n") == [[], [(0, "ANNA"), (1, "Hello.")]]


def test_a_parenthetical_is_not_left_at_the_foot_of_a_page() -> None:
    text = filler(49) + "ANNA\nOne.\nTwo.\n(low)\nThree.\nFour.\n"
    assert pages_of(text) == [
        [(50, "ANNA"), (51, "One."), (52, "Two."), (53, "(MORE)")],
        [(0, "ANNA (CONT'D)"), (1, "(low)"), (2, "Three."), (3, "Four.")],
    ]


@pytest.mark.parametrize(
    ("rows", "lines", "kept"),
    [(50, 4, 4), (51, 4, 2), (53, 4, 0), (51, 3, 3), (52, 3, 0), (50, 5, 3), (51, 5, 3), (52, 5, 2)],
)
def test_two_lines_of_action_at_least_stand_on_either_side(rows: int, lines: int, kept: int) -> None:
    pages = pages_of(filler(rows) + said(lines))
    assert len(pages[0]) == kept
    assert sum(map(len, pages)) == lines


def test_a_speech_over_two_pages_says_so_on_both() -> None:
    assert pages_of(filler(48) + "ANNA (V.O.)\n" + said(7)) == [
        [(49, "ANNA (V.O.)"), *[(row, f"Line {row - 49}.") for row in range(50, 54)], (54, "(MORE)")],
        [(0, "ANNA (V.O.) (CONT'D)"), (1, "Line 5."), (2, "Line 6."), (3, "Line 7.")],
    ]


def test_a_speaker_who_goes_on_anyway_is_not_marked_twice() -> None:
    assert pages_of(filler(48) + "ANNA (CONT'D)\n" + said(7))[1][0] == (0, "ANNA (CONT'D)")


@pytest.mark.parametrize(
    ("rows", "lines", "kept"), [(50, 3, 3), (51, 3, 0), (50, 4, 2), (51, 4, 0), (49, 4, 4), (51, 5, 0), (49, 5, 3)]
)
def test_two_lines_of_a_speech_at_least_stand_on_either_side(rows: int, lines: int, kept: int) -> None:
    """(MORE) takes a line too, so where two lines of four would fit, only one does."""
    first = [text for _, text in pages_of(filler(rows) + "ANNA\n" + said(lines))[0]]
    assert len([text for text in first if text.startswith("Line")]) == kept


def test_one_line_after_a_parenthetical_is_not_enough_for_the_next_page() -> None:
    assert pages_of(filler(50) + "ANNA\nOne.\nTwo.\n(low)\nThree.\n")[0] == []
    assert pages_of(filler(50) + "ANNA\nOne.\nTwo.\nThree.\n(leaves)\n")[0] == []


def test_a_blank_line_in_a_speech_does_not_open_a_page() -> None:
    pages = pages_of(filler(49) + "ANNA\nOne.\nTwo.\nThree.\n  \nFour.\nFive.\n")
    assert pages[0][-2:] == [(52, "Two."), (53, "(MORE)")]
    assert pages[1][1:] == [(1, "Three."), (2, ""), (3, "Four."), (4, "Five.")]


def test_a_page_ends_where_its_last_line_fits() -> None:
    assert len(pages_of(filler(55))) == 1
    assert len(pages_of(filler(53) + "End.\n")) == 1
    assert pages_of(filler(54) + "End.\n")[1] == [(0, "End.")]


def test_a_transition_does_not_open_a_page() -> None:
    assert pages_of(filler(50) + "One.\nTwo.\nThree.\n\nCUT TO:\n") == [
        [],
        [(0, "One."), (1, "Two."), (2, "Three."), (4, "CUT TO:")],
    ]
    pages = pages_of(filler(47) + "ANNA\n" + said(6) + "\nCUT TO:\n")
    assert pages[0][-1] == (53, "(MORE)")
    assert pages[1] == [(0, "ANNA (CONT'D)"), (1, "Line 5."), (2, "Line 6."), (4, "CUT TO:")]


def test_a_transition_with_nothing_to_take_along_stands_alone() -> None:
    assert pages_of("\n\n".join(["> One <"] + ["CUT TO:"] * 28))[1] == [(0, "CUT TO:")]
    assert pages_of("> One <\n" * 55 + "\nCUT TO:\n")[1] == [(0, "CUT TO:")]


def test_a_paragraph_longer_than_a_page_goes_on_for_as_long_as_it_takes() -> None:
    pages = pages_of(said(130))
    assert [len(page) for page in pages] == [55, 55, 20]


def test_a_speech_longer_than_a_page_goes_on_for_as_long_as_it_takes() -> None:
    pages = pages_of("ANNA\n" + said(120))
    assert [page[0][1] for page in pages] == ["ANNA", "ANNA (CONT'D)", "ANNA (CONT'D)"]
    assert [text for page in pages for _, text in page if text.startswith("Line")] == said(120).split("\n")[:-1]


def test_what_no_rule_can_break_is_broken_where_the_page_ends() -> None:
    direction = "(" + "so many words that nobody could ever act them " * 40 + ")"
    pages = pages_of(f"ANNA\n{direction}\nYes.\n")
    assert [page[0][1] for page in pages] == ["ANNA", "ANNA (CONT'D)"]
    assert "".join(text for page in pages for _, text in page if text[:4] not in {"ANNA", "(MOR", "Yes."}).replace(
        " ", ""
    ) == direction.replace(" ", "")
    headings = pages_of("".join(f".PLACE {number}\n\n" for number in range(60)))
    # The last heading of a page goes along with those that follow it.
    assert [len(page) for page in headings] == [28, 27, 5]
    centered = pages_of("> " + "No end in sight. " * 300 + "<\n")
    assert len(centered[0]) == 55
    assert sum(text.count("end") for page in centered for _, text in page) == 300


def test_two_who_speak_at_once_stand_side_by_side() -> None:
    text = "ANNA\nYes.\n\nBERT ^\n(low)\nNo, and no again, and no.\n\nAction.\n"
    pagination = paginate(parse(text))
    assert [(line.row, line.column, line.text) for line in pagination.pages[0].lines] == [
        (0, 24, "ANNA"),
        (1, 15, "Yes."),
        (0, 56, "BERT"),
        (1, 51, "(low)"),
        (2, 47, "No, and no again, and no."),
        (4, 15, "Action."),
    ]
    assert (pagination.first_speeches, pagination.second_speeches) == ({0}, {2})


def test_two_who_speak_at_once_stay_together() -> None:
    text = filler(50) + "INT. HOUSE - DAY\n\nANNA\n" + said(6) + "\nBERT ^\nNo.\n"
    first, second = pages_of(text)
    assert first == []
    assert second[1:3] == [(2, "ANNA"), (3, "Line 1.")]
    assert second[-2:] == [(2, "BERT"), (3, "No.")]


def test_a_transition_takes_two_who_speak_at_once_along() -> None:
    _, second = pages_of(filler(50) + "ANNA\n" + said(3) + "\nBERT ^\nNo.\n\nCUT TO:\n")
    assert [text for _, text in second] == ["ANNA", "Line 1.", "Line 2.", "Line 3.", "BERT", "No.", "CUT TO:"]
    assert second[-1] == (5, "CUT TO:")


def test_two_who_speak_at_once_for_more_than_a_page_speak_one_after_the_other() -> None:
    text = "ANNA\n" + said(60) + "\nBERT ^\n" + said(3)
    pages = paginate(parse(text)).pages
    assert [line.text for page in pages for line in page.lines if line.element >= 0] == [
        "ANNA",
        *said(60).split("\n")[:-1],
        "BERT",
        *said(3).split("\n")[:-1],
    ]
    assert {line.column for page in pages for line in page.lines if line.kind is Kind.CHARACTER} == {37}


def test_a_third_who_speaks_at_once_stands_below() -> None:
    (page,) = pages_of("ANNA\nA.\n\nBERT ^\nB.\n\nCARL ^\nC.\n")
    assert page == [(0, "ANNA"), (1, "A."), (0, "BERT"), (1, "B."), (3, "CARL"), (4, "C.")]


def test_a_forced_break_starts_a_page_and_never_an_empty_one() -> None:
    assert pages_of("===\n\nOne.\n\n===\n\n===\n\nTwo.\n\n===\n") == [[(0, "One.")], [(0, "Two.")]]


def test_a_forced_break_does_not_leave_a_heading_over_the_edge() -> None:
    pages = pages_of(filler(54) + "INT. HOUSE - DAY\n\n===\n\nTwo.\n")
    assert pages == [[], [(0, "INT. HOUSE - DAY")], [(0, "Two.")]]
    assert pages_of(filler(54) + "INT. HOUSE - DAY\n")[1] == [(0, "INT. HOUSE - DAY")]


def test_a_forced_break_parts_a_heading_from_what_follows() -> None:
    pages = pages_of("INT. HOUSE - DAY\n\n===\n\n" + said(60))
    assert [len(page) for page in pages] == [1, 55, 5]


def test_what_does_not_print_has_no_row() -> None:
    script = parse("Title: A\n\n# Act\n\n= Plan\n\nOne. [[note]]\n\n/* gone */\n\nTwo.\n")
    pagination = paginate(script)
    rows = {element.kind: row for element, row in zip(script.elements, pagination.rows, strict=True)}
    assert {kind for kind, row in rows.items() if row is None} == {
        Kind.TITLE_PAGE,
        Kind.SECTION,
        Kind.SYNOPSIS,
        Kind.NOTE,
        Kind.BONEYARD,
    }
    assert [row for row in pagination.rows if row is not None] == [0, 2]
    assert pagination.end_row == 3


@pytest.mark.parametrize("text", ["", "Title: A\n", "# Act\n", "/* never closed", "===\n"])
def test_a_script_that_prints_nothing_has_no_page(text: str) -> None:
    pagination = paginate(parse(text))
    assert (pagination.pages, pagination.end_row) == ((), 0)


def test_rows_count_through_all_pages() -> None:
    script = parse(filler(53) + "ANNA\nHello.\n\n[[note]]\n")
    pagination = paginate(script)
    assert pagination.rows == (0, 55, 56, None)
    assert [pagination.page_of(index) for index in range(4)] == ["1", "2", "2", None]
    assert (pagination.end_row, pagination.lines_per_page) == (57, 55)


def test_a_note_inside_a_speech_does_not_part_it() -> None:
    assert pages_of("ANNA\nOne.\n[[note]]\n(low)\nTwo.\n") == [[(0, "ANNA"), (1, "One."), (2, "(low)"), (3, "Two.")]]


def test_a_lyric_after_a_blank_line_is_no_part_of_the_speech() -> None:
    assert pages_of("ANNA\nOne.\n~La\n\n~Lo\n") == [[(0, "ANNA"), (1, "One."), (2, "La"), (4, "Lo")]]


def test_a4_holds_more_lines_of_the_same_width() -> None:
    script = parse(filler(57))
    assert (len(paginate(script).pages), len(paginate(script, A4).pages)) == (2, 1)


def test_two_lines_before_a_heading_as_in_final_draft() -> None:
    text = "One.\n\nINT. HOUSE - DAY\n\nTwo.\n"
    assert pages_of(text, blank_lines_before_heading=2) == [[(0, "One."), (3, "INT. HOUSE - DAY"), (5, "Two.")]]


def test_dialogue_as_wide_as_asked_for() -> None:
    words = "x" * 35 + "y"
    assert len(pages_of(f"ANNA\n{words}\n")[0]) == 2
    assert len(pages_of(f"ANNA\n{words}\n", dialogue_columns=35)[0]) == 3


def test_speakers_who_go_on_after_action_are_marked_if_asked_for() -> None:
    text = (
        "ANNA\nA.\n\nShe sits.\n\nANNA\nB.\n\nANNA\nC.\n\nBERT\nD.\n\nHe sits.\n\n"
        "ANNA\nE.\n\nINT. B - DAY\n\nShe.\n\nANNA\nF.\n\nShe.\n\nANNA (CONT'D)\nG.\n"
    )
    cues = [text for _, text in pages_of(text, continue_speakers=True)[0] if text.startswith(("ANNA", "BERT"))]
    assert cues == ["ANNA", "ANNA (CONT'D)", "ANNA", "BERT", "ANNA", "ANNA", "ANNA (CONT'D)"]
    assert [text for _, text in pages_of(text)[0] if "CONT" in text] == ["ANNA (CONT'D)"]


def test_pages_break_after_a_sentence_if_asked_for() -> None:
    text = filler(49) + "One goes.\nTwo is\ncut off.\nFour is\nas well.\nSix.\nSeven.\n"
    assert len(pages_of(text)[0]) == 5
    assert pages_of(filler(50) + "One\ngoes.\nThree\nand\nfive.\nSix.\n", break_at_sentences=True)[0][-1] == (
        52,
        "goes.",
    )


def test_a_paragraph_is_then_broken_nowhere_else() -> None:
    text = filler(49) + "ANNA\nOne\ntwo\nthree\nfour\nfive.\n\nShe sits.\n"
    assert [text for _, text in pages_of(text)[0]] == ["ANNA", "One", "two", "three", "(MORE)"]
    assert [text for _, text in pages_of(text, break_at_sentences=True)[1]][:2] == ["ANNA", "One"]


def test_a_sentence_that_ends_inside_a_line_ends_the_page_and_both_halves_are_wrapped_anew() -> None:
    speech = "This is a long first sentence that takes some lines of *the page*.  Stay! And then there is another one."
    script = parse(filler(50) + f"ANNA\n{speech} And one more of them.\n")
    first, second = paginate(script, US_LETTER, Rules(break_at_sentences=True)).pages
    assert rows_of(first) == [
        (51, "ANNA"),
        (52, "This is a long first sentence that"),
        (53, "takes some lines of the page.  Stay!"),
        (54, "(MORE)"),
    ]
    assert rows_of(second)[1:] == [(1, "And then there is another one. And"), (2, "one more of them.")]
    assert [line.styles for line in first.lines if line.styles] == [(Style(20, 28, italic=True),)]
    action = pages_of(filler(50) + f"{LONG_WORDS} " * 7, break_at_sentences=True)
    assert action[0][-1] == (54, f"hear. {LONG_WORDS}")
    assert action[1][0] == (0, f"{LONG_WORDS} It is a long")


def test_three_lines_of_action_stay_together_though_wrapped_anew_they_would_be_four() -> None:
    text = (
        filler(52) + "A first sentence that fills a line of the page and a bit more. " + f"{LONG_WORDS} {LONG_WORDS}\n"
    )
    assert len(pages_of(text)[1]) == 3
    assert len(pages_of(text, break_at_sentences=True)[1]) == 3


def test_more_may_stand_below_the_last_row() -> None:
    text = filler(50) + "ANNA\n" + said(6)
    assert pages_of(text)[0] == [(51, "ANNA"), (52, "Line 1."), (53, "Line 2."), (54, "(MORE)")]
    below = pages_of(text, more_below=True)[0]
    assert below == [(51, "ANNA"), (52, "Line 1."), (53, "Line 2."), (54, "Line 3."), (55, "(MORE)")]


def test_double_spaced_dialogue_takes_a_row_more_for_each_line() -> None:
    double = ((Kind.DIALOGUE, Place(25, 36, spoken=True, spacing=2)),)
    (page,) = pages_of("ANNA\n" + said(2) + "\nShe sits.\n", places=double)
    assert page == [(0, "ANNA"), (2, "Line 1."), (4, "Line 2."), (6, "She sits.")]
    first, second = pages_of(filler(47) + "ANNA\n" + said(6), places=double)
    assert first == [(48, "ANNA"), (50, "Line 1."), (52, "Line 2."), (53, "(MORE)")]
    assert second == [(0, "ANNA (CONT'D)"), (2, "Line 3."), (4, "Line 4."), (6, "Line 5."), (8, "Line 6.")]


def test_a_paper_too_short_for_a_script_is_refused() -> None:
    with pytest.raises(ValueError, match="5 lines"):
        Paper("Card", 300, 200, 5)


def test_steps_are_small_and_give_the_same() -> None:
    script = parse("".join(f"INT. ROOM {n} - DAY\n\nAction.\n\nANNA\nHello.\n\n" for n in range(500)))
    steps = paginate_steps(script)
    count = 0
    result: Pagination | None = None
    while result is None:
        try:
            next(steps)
            count += 1
        except StopIteration as done:
            result = done.value
    assert count >= len(script.elements) // 250
    assert result.rows == paginate(script).rows


def in_a_pair(pagination: Pagination, index: int) -> bool:
    """Whether it is said at the same time as something else."""
    return index in pagination.pages[0]._setting.dual


BLOCKS = st.sampled_from(
    [
        "INT. HOUSE - DAY\n\n",
        "Action.\n\n",
        "A\nb\nc\nd\ne\n\n",
        f"{LONG_WORDS * 5}\n\n",
        "ANNA\nHello.\n\n",
        f"BERT\n(low)\n{LONG_WORDS * 6}\n(high)\nNo.\n{LONG_WORDS}\n\n",
        f"CARL ^\n{LONG_WORDS}\n\n",
        "CUT TO:\n\n",
        "> The End <\n\n",
        "~La la\n~la\n\n",
        "===\n\n",
        "# Act\n\n",
        "[[note]]\n\n",
        "ANNA\n日本語の台詞、とても長い台詞ですから、二行になります。\n\n",
    ]
)


@settings(max_examples=300)
@given(st.lists(BLOCKS, max_size=60), st.sampled_from([12, 20, 55]), st.booleans(), st.integers(1, 2))
def test_everything_prints_once_in_order_within_its_page(
    blocks: list[str], rows: int, option: bool, spacing: int
) -> None:
    script = parse("".join(blocks))
    dialogue = Place(25, 36, spoken=True, spacing=spacing)
    rules = Rules(
        continue_speakers=option,
        break_at_sentences=option,
        more_below=option,
        places=((Kind.DIALOGUE, dialogue),),
    )
    pagination = paginate(script, Paper("Test", 612, 792, rows), rules)
    printed: dict[int, list[str]] = {}
    for index, page in enumerate(pagination.pages):
        assert page.lines[0].row == 0
        taken: set[tuple[int, int]] = set()
        for line in page.lines:
            cells = {(line.row, line.column + each) for each in range(columns(line.text))}
            assert line.row < rows + (line.text == rules.more and rules.more_below)
            assert not taken & cells
            taken |= cells
            if line.element >= 0:
                assert not printed or line.element >= max(printed)
                if line.element not in printed:
                    spaced = line.kind is Kind.DIALOGUE and not in_a_pair(pagination, line.element)
                    above = spacing - 1 if spaced else 0
                    assert pagination.rows[line.element] == index * rows + line.row - above
                printed.setdefault(line.element, []).append(line.text)
        last = page.lines[-1]
        if last.element >= 0 and index + 1 < len(pagination.pages):
            following = script.elements[last.element + 1 :]
            if next((each.kind for each in following if each.kind in PRINTED | {Kind.PAGE_BREAK}), None) in PRINTED:
                assert last.kind is not Kind.PARENTHETICAL
                # A page of nothing but headings has no other end.
                assert last.kind is not Kind.SCENE_HEADING or {line.kind for line in page.lines} == {last.kind}
    for index, element in enumerate(script.elements):
        if pagination.rows[index] is None:
            assert index not in printed
        else:
            words = "".join("".join(printed[index]).split()).replace("(CONT'D)", "").upper()
            assert words == "".join(element.text.split()).upper()
    if pagination.pages:
        last_page = pagination.pages[-1]
        assert pagination.end_row == (len(pagination.pages) - 1) * rows + max(line.row for line in last_page.lines) + 1
