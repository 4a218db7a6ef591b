"""A script while it is being written: an edit costs what it touches, and reads as if all had been read anew."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blender_movie_director.screenplay import Script, parse
from blender_movie_director.screenplay.document import Document
from tests.screenplay.strategies import Edit, edits, pieces, thorough

SCENE = """\
INT. HARBOUR OFFICE - DAY #{0}#

Rain on the window. ANNA reads the *same* page again.

ANNA (V.O.)
(low)
Nobody has been here since the ferry went down, number {0}.

BOB ^
Somebody has. [[Who?]]

"""
LONG = "Title: The Ferry\n\n" + "".join(SCENE.format(number) for number in range(1000))


def assert_same(script: Script, text: str) -> None:
    """The script is what a full reading of the text gives, in every part."""
    full = parse(text)
    assert script.source == text
    assert script.elements == full.elements
    assert script.title_page == full.title_page
    assert sum(block.length for block in script.blocks) == len(text)
    for block, line in zip(script.blocks, script.block_lines, strict=True):
        assert [e.span.line + line for e in block.elements] == [e.span.line for e in block.elements_at(line)]


@thorough(10)
@given(pieces, st.lists(edits, min_size=20, max_size=20), st.sampled_from([1, 12, 80, 1200]))
def test_any_edits_read_as_a_full_reading_would(text: str, changes: list[Edit], block_length: int) -> None:
    document = Document(block_length)
    document.update(text)
    for change in changes:
        text = change.apply(text)
        assert_same(document.update(text), text)


@thorough(10)
@given(st.lists(edits, min_size=5, max_size=5))
def test_edits_of_a_long_script_read_as_a_full_reading_would(changes: list[Edit]) -> None:
    document, text = Document(), LONG[:9000]
    document.update(text)
    for change in changes:
        text = change.apply(text)
        assert_same(document.update(text), text)


def middle() -> int:
    return LONG.index("Nobody", len(LONG) // 2)


@pytest.mark.parametrize("typed", ["x", "Or so.\n", "\n\nANNA\nYes.\n\n", "/* cut */", "[[why?]]"])
def test_an_edit_keeps_every_block_that_it_does_not_touch(typed: str) -> None:
    document = Document()
    before = document.update(LONG).blocks
    text = LONG[: middle()] + typed + LONG[middle() :]
    after = document.update(text).blocks
    kept = {id(block) for block in before} & {id(block) for block in after}
    assert len(kept) >= len(before) - 2
    assert_same(document.script, text)


def test_nothing_new_keeps_the_script() -> None:
    document = Document()
    script = document.update(LONG)
    assert document.update(str(LONG.encode(), "utf-8")) is script


def test_a_boneyard_that_is_opened_hides_the_rest_until_it_is_closed() -> None:
    document = Document()
    elements = document.update(LONG).elements
    opened = LONG[: middle()] + "/*" + LONG[middle() :]
    assert_same(document.update(opened), opened)
    assert document.script.elements[-1].closed is False
    assert len(document.script.elements) < len(elements)
    closed = LONG[: middle()] + "/**/" + LONG[middle() :]
    assert_same(document.update(closed), closed)
    assert document.update(LONG).elements == elements


def test_a_title_page_comes_and_goes_with_what_stands_before_it() -> None:
    document = Document(block_length=1)
    for text in (
        "\n\nTitle: A\n\nHi.",
        "Hi.\n\nTitle: A\n\nHi.",
        "\n\nTitle: A\n\nHi.",
        "[[a]]\n\n\n\nTitle: A\n\nHi.",
    ):
        assert_same(document.update(text), text)


def test_a_byte_order_mark_counts_at_the_very_start_only() -> None:
    document = Document(block_length=1)
    marked = "\ufeff\n\nINT. A\n\nHi."
    for text in ("\n\n" + marked, marked, "x\n\n" + marked, marked, "\n\n" + marked):
        assert_same(document.update(text), text)


def test_a_line_break_in_two_characters_is_never_taken_apart() -> None:
    document = Document(block_length=1)
    for text in (
        "ANNA\r\rHi.\r\rBOB\rHo.",
        "ANNA\r\r\nHi.\r\rBOB\rHo.",
        "ANNA\r\r\nHi.\r\r\nBOB\rHo.",
        "ANNA\r\nBOB\rHo.",
    ):
        assert_same(document.update(text), text)


def test_a_reading_given_up_leaves_the_script_and_the_next_one_starts_from_it() -> None:
    document = Document()
    script = document.update(LONG)
    steps = document.read(LONG.replace("ANNA", "HANNAH"))
    for _ in range(5):
        next(steps)
    steps.close()
    assert document.script is script
    assert_same(document.update(LONG + "The end.\n"), LONG + "The end.\n")


def lines_run(work: object) -> int:
    """How many lines of Python an iterator's next step runs."""
    count = 0

    def trace(*_: object) -> object:
        nonlocal count
        count += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        next(work, None)
    finally:
        sys.settrace(before)
    return count


def steps_of(document: Document, text: str) -> list[int]:
    """The work of each step of a reading."""
    reading = document.read(text)
    counts = []
    old = document.script
    while document.script is old:
        counts.append(lines_run(reading))
    return counts


@pytest.mark.parametrize("typed", ["x", "Or so.\n", "\n\nANNA\nYes.\n\n"])
def test_an_edit_is_fifty_times_less_work_than_the_whole_script(typed: str) -> None:
    document = Document()
    whole = sum(steps_of(document, LONG))
    text = LONG[: middle()] + typed + LONG[middle() :]
    assert sum(steps_of(document, text)) * 50 <= whole


def test_no_step_of_a_reading_is_more_than_a_small_part_of_it() -> None:
    document = Document()
    steps = steps_of(document, LONG)
    assert max(steps) * 15 <= sum(steps)
    opened = LONG[: middle()] + "/*" + LONG[middle() :]
    document.update(opened)
    again = steps_of(document, LONG)
    assert max(again) <= 2 * max(steps)


def test_many_edits_do_not_wear_the_blocks_down() -> None:
    document, text = Document(), LONG
    fresh = len(document.update(text).blocks)
    for number in range(0, len(LONG), len(LONG) // 300):
        text = text[:number] + "\n\nAnd.\n\n" + text[number + 9 :]
        document.update(text)
    assert fresh * 0.5 <= len(document.script.blocks) <= fresh * 2
