"""Whatever is typed: it is read without a fault, given back byte for byte, and every word has its place."""

import re
from pathlib import Path

import pytest
from hypothesis import given

from blender_movie_director.screenplay import Kind, parse, read_file, write
from tests.screenplay.strategies import scripts, thorough

ROOT = Path(__file__).resolve().parents[2]
LINE_BREAK = re.compile(r"\r\n|\n|\r")


@thorough(1000)
@given(scripts)
def test_writing_gives_back_every_character(text: str) -> None:
    assert write(parse(text)) == text


@thorough(300)
@given(scripts)
def test_every_line_with_words_belongs_to_an_element(text: str) -> None:
    lines = LINE_BREAK.split(text)
    covered = {line for e in parse(text).elements for line in range(e.span.line, e.span.end_line + 1)}
    assert not [line for index, line in enumerate(lines) if line.strip("\ufeff").strip() and index not in covered]


@thorough(300)
@given(scripts)
def test_spans_lie_in_the_text_and_in_order(text: str) -> None:
    lines = LINE_BREAK.split(text)
    place = (0, 0)
    for element in parse(text).elements:
        line, column, end_line, end_column = element.span
        assert place <= (line, column) <= (end_line, end_column)
        assert end_line < len(lines)
        assert column <= len(lines[line])
        assert end_column <= len(lines[end_line])
        place = (line, column)


@thorough(300)
@given(scripts)
def test_elements_of_the_page_never_share_a_place(text: str) -> None:
    end = (0, 0)
    for element in parse(text).elements:
        if element.kind not in {Kind.NOTE, Kind.BONEYARD}:
            line, column, *rest = element.span
            assert end <= (line, column)
            end = (rest[0], rest[1])


@thorough(300)
@given(scripts)
def test_styles_are_stretches_of_the_text(text: str) -> None:
    for element in parse(text).elements:
        places = [place for style in element.styles for place in (style.start, style.end)]
        assert places == sorted(places)
        assert all(style.start < style.end <= len(element.text) for style in element.styles)
        assert all(any(style[2:]) for style in element.styles)


@thorough(200)
@given(scripts)
def test_blocks_are_the_whole_script(text: str) -> None:
    script = parse(text)
    assert sum(block.length for block in script.blocks) == len(text)
    starts = [len(LINE_BREAK.split(text[:start])) - 1 for start in script.block_starts]
    assert list(script.block_lines) == starts


@pytest.mark.parametrize("path", sorted(ROOT.glob("examples/*.fountain")), ids=lambda path: path.name)
def test_the_examples_come_back_byte_for_byte(path: Path) -> None:
    assert write(parse(read_file(path))).encode() == path.read_bytes()
