"""Stretches of text set alike: Final Draft's `<Text>` runs, and the styles of our elements."""

from __future__ import annotations

from difflib import SequenceMatcher
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple
from xml.etree.ElementTree import Element as Node

from ..elements import Style
from ..pages.lines import capitals
from .safe_xml import legal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_FLAGS = {"Bold": "bold", "Italic": "italic", "Underline": "underline"}
# Words of a tag or a revision that were typed later belong to neither.
_NOT_INHERITED = frozenset({"TagNumber", "RevisionID"})
_MAX_WORDS = 2000


def run_text(run: Node, *, in_capitals: bool = False) -> str:
    """What a run says on the page. `in_capitals`: its type of paragraph does, which a run with a style of its own
    does not heed.
    """
    text = run.text or ""
    own = run.get("Style")
    return capitals(text) if (in_capitals if own is None else "AllCaps" in own.split("+")) else text


def run_style(run: Node, start: int, end: int) -> Style | None:
    """How a run is set, or None if it is plain."""
    flags = {_FLAGS[flag]: True for flag in _flags(run.attrib) if flag in _FLAGS}
    return Style(start, end, **flags) if flags and end > start else None


def text_and_styles(nodes: Iterable[Node], *, in_capitals: bool = False) -> tuple[str, tuple[Style, ...]]:
    """The text of a row of runs, and its styles."""
    text = ""
    styles = []
    for node in nodes:
        start = len(text)
        text += run_text(node, in_capitals=in_capitals)
        style = run_style(node, start, len(text))
        if style:
            styles.append(style)
    return text, joined(styles)


def joined(styles: Iterable[Style]) -> tuple[Style, ...]:
    """Neighbours that are set alike become one."""
    out: list[Style] = []
    for style in styles:
        if out and out[-1].end == style.start and out[-1][2:] == style[2:]:
            style = style._replace(start=out.pop().start)  # noqa: PLW2901 - it grows to the left
        out.append(style)
    return tuple(out)


def make_runs(text: str, styles: Sequence[Style]) -> list[Node]:
    """New runs for a text."""
    runs = []
    place = 0
    for style in styles:
        if place < style.start:
            runs.append(_run(text[place : style.start], {}))
        runs.append(_run(text[style.start : style.end], _with_flags({}, style[2:])))
        place = style.end
    if place < len(text) or not runs:
        runs.append(_run(text[place:], {}))
    return runs


class _Letter(NamedTuple):
    """One character, the attributes of its run, and whether it is bold, italic and underlined."""

    character: str
    attributes: Mapping[str, str]
    flags: tuple[bool, ...]


def respell(
    old: Sequence[Node], was: tuple[str, Sequence[Style]], now: tuple[str, Sequence[Style]], *, in_capitals: bool
) -> list[Node]:
    """Runs for a changed text: words that stayed keep their revision, tag, font and whatever else their run had.

    `was` is the old text and its styles as Fountain has them: a setting that Fountain cannot say, such as an
    underlined part of a word, stays where nobody changed it. `in_capitals` is what `run_text` is told.
    """
    text, styles = now
    before = [
        _Letter(character, node.attrib, tuple([flag in _flags(node.attrib) for flag in _FLAGS]))
        for node in old
        for character in node.text or ""
    ]
    shown = "".join([run_text(node, in_capitals=in_capitals) for node in old])
    known = _set_as(*was) if was[0] == shown else [letter.flags for letter in before]
    wanted = _set_as(text, styles)
    letters: list[_Letter] = []
    last: Mapping[str, str] = old[0].attrib if old else {}
    for old_start, new_start, size in _same_stretches(shown, text):
        fresh = _inherited(last)
        letters += [_Letter(text[place], fresh, wanted[place]) for place in range(len(letters), new_start)]
        for offset in range(size):
            letter, flags = before[old_start + offset], wanted[new_start + offset]
            if flags != known[old_start + offset]:
                letter = letter._replace(attributes=_own_style(letter, in_capitals=in_capitals), flags=flags)
            letters.append(letter)
        last = letters[-1].attributes if letters else last
    same = {id(letter.attributes): tuple(letter.attributes.items()) for letter in letters}
    runs = []
    for (_, flags), group in groupby(letters, lambda letter: (same[id(letter.attributes)], letter.flags)):
        stretch = list(group)
        runs.append(_run("".join([each.character for each in stretch]), _with_flags(stretch[0].attributes, flags)))
    return runs or [_run("", last)]


def _own_style(letter: _Letter, *, in_capitals: bool) -> Mapping[str, str]:
    """The attributes for a run that gets a style of its own, which must not cost it the capitals of its paragraph."""
    inherits = in_capitals and "Style" not in letter.attributes
    return {**letter.attributes, "Style": "AllCaps"} if inherits else letter.attributes


def _inherited(attributes: Mapping[str, str]) -> dict[str, str]:
    """What new words take over from the run before them."""
    kept = {key: value for key, value in attributes.items() if key not in _NOT_INHERITED}
    if "Style" in kept:
        kept["Style"] = "+".join([flag for flag in _flags(attributes) if flag != "AllCaps"])
    return kept


def _set_as(text: str, styles: Sequence[Style]) -> list[tuple[bool, ...]]:
    """How each character is set."""
    flags: list[tuple[bool, ...]] = [(False, False, False)] * len(text)
    for style in styles:
        flags[style.start : style.end] = [style[2:]] * (style.end - style.start)
    return flags


def _same_stretches(before: str, after: str) -> Iterator[tuple[int, int, int]]:
    """Where two texts agree, word by word: start in each, and length. The last one is their ends."""
    old, new = _words(before), _words(after)
    if max(len(old), len(new)) <= _MAX_WORDS:
        old_starts, new_starts = _starts(old), _starts(new)
        for a, b, size in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks():
            yield old_starts[a], new_starts[b], new_starts[b + size] - new_starts[b]
    yield len(before), len(after), 0


def _words(text: str) -> list[str]:
    return ["".join(group) for _, group in groupby(text, str.isalnum)]


def _starts(words: list[str]) -> list[int]:
    starts = [0]
    for word in words:
        starts.append(starts[-1] + len(word))
    return starts


def _run(text: str, attributes: Mapping[str, str]) -> Node:
    run = Node("Text", dict(attributes))
    run.text = legal(text)
    return run


def _with_flags(attributes: Mapping[str, str], flags: tuple[bool, ...]) -> dict[str, str]:
    """The attributes with Bold, Italic and Underline as wanted, and other flags such as Strikeout as they were."""
    others = [flag for flag in _flags(attributes) if flag not in _FLAGS]
    wanted = [flag for flag, on in zip(_FLAGS, flags, strict=True) if on]
    value = "+".join([*wanted, *others])
    if value:
        return {**attributes, "Style": value}
    return {key: "" if key == "Style" else item for key, item in attributes.items()}


def _flags(attributes: Mapping[str, str]) -> list[str]:
    return [flag for flag in attributes.get("Style", "").split("+") if flag]
