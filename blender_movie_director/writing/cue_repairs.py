"""Cues that a model writes in a manner of its own, made those of the script: **ANNA:** with the speech behind it, Anna,
ANNA (smiling), or ANNA with no empty line before. Only of people who are known: anything else may be action."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from ..screenplay import Kind
from ..screenplay.elements import SPOKEN
from ..screenplay.facts.names import fold, speaker_of
from ..screenplay.speech import is_cue
from .changes.fitting import bare
from .changes.parts import is_blank
from .pieces import piece_of_script, printed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from ..screenplay import Element


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_CUE = re.compile(
    r"(?:[-+\u2022][ \t]+)?[*_]*(?P<forced>@?)(?P<who>[^:*_()^@\n]+?)[*_ \t]*"
    r"(?P<extensions>(?:\([^()\n]*\)[*_ \t]*)*)(?P<dual>\^?)[*_ \t]*(?P<colon>:[*_]*[ \t]*(?P<said>[^\n]*))?"
)
_EXTENSION = re.compile(r"\(([^()\n]*)\)")
_OPENING = re.compile(r"[*_]*\((?P<how>[^()\n]+)\)[*_]*[ \t]+(?P<words>\S.*)")
_ALONE = re.compile(r"[*_]*\([^()\n]+\)[*_]*")
_BETWEEN = re.compile(r"\s*[,/;&+]\s*|\s+-\s+")
_NO_LETTER = re.compile(r"[\W\d_]+")
_USUAL = _words("""
    vo os oc ov contd cont continued continuing off offscreen offcamera voiceover filtered filter prelap prelapping
    onscreen intercom subtitled subtitle subtitles more radio phone telephone tv television archive recorded
""")
"""Without their points and apostrophes."""
_WHENCE = re.compile(r"(?:on|over|through|from|via|into)(?: the)? [\w-]+")
_SHORTEST_WORD = 4
_LONGEST_CUE = 100
"""Characters."""
_MOST_UNDER = 4
"""Parentheticals of one cue."""


class _Read(NamedTuple):
    """What a line is, taken for a cue."""

    line: str
    """As the script would have it."""
    under: tuple[str, ...]
    """Parentheticals, and what is said behind the colon."""
    capital: bool
    said: bool


class Cues:
    """The cues of a script. `names` are those who may speak as well; what stands in `passage` is no cue unless it was
    one there."""

    def __init__(self, elements: Iterable[Element], names: Iterable[str] = (), passage: str = "") -> None:
        cues = [element for element in elements if element.kind is Kind.CHARACTER and speaker_of(element)]
        known = [*names, *(cue.name for cue in cues)]
        # Whoever is written in capitals anywhere needs no mark.
        known.sort(key=is_cue)
        self._typed = {fold(name): name if is_cue(name) else f"@{name}" for name in known if name.strip()}
        self._marked = any(cue.styles for cue in cues)
        self._extensions = frozenset(fold(extension) for cue in cues for extension in cue.extensions)
        inside = _lines_of(passage, (*SPOKEN, Kind.ACTION, Kind.PARENTHETICAL))
        self._inside = frozenset(bare(line) for line in inside)
        there = _lines_of(passage, (Kind.CHARACTER,))
        self._there = {_as_cue(line): line for line in there} | {line.strip(): line for line in there}

    def mended(self, answer: str) -> str:
        """The answer with its cues as the script would have them."""
        if not self._typed:
            return answer
        groups = [(blank, list(lines)) for blank, lines in groupby(answer.split("\n"), is_blank)]
        paragraphs = [lines for blank, lines in groups if not blank]
        if any(self._stands_alone(lines) for lines in paragraphs) and not _somebody_speaks(answer):
            groups = [group for lines in self._joined(paragraphs) for group in ((False, lines), (True, [""]))][:-1]
        found = [line for blank, lines in groups for line in (lines if blank else self._paragraph(lines))]
        return "\n".join(found)

    def _paragraph(self, lines: Sequence[str]) -> Iterator[str]:
        speaking, said = False, 0
        colons = False
        for place, line in enumerate(lines):
            cue = self._read(line)
            follows = place + 1 < len(lines) and bool(lines[place + 1].strip())
            if cue is None or not (cue.said or follows):
                begins = False
            elif place == 0:
                begins = True
            elif cue.said:
                begins = colons or not speaking
            else:
                begins = cue.capital and (not speaking or said > 0)
            if begins and cue is not None:
                yield from ([""] if place else [])
                yield from (cue.line, *cue.under)
                speaking, said, colons = True, int(cue.said), cue.said
                continue
            yield line.lstrip() if speaking and line.strip() else line
            if place == 0:
                speaking = follows and (line.startswith("@") or is_cue(line))
            else:
                said += not _ALONE.fullmatch(line.strip())

    def _read(self, line: str) -> _Read | None:
        # What is too long for a name is none, and would take the pattern long.
        if len(line.strip().partition(":")[0]) > _LONGEST_CUE:
            return None
        match = _CUE.fullmatch(line.strip())
        if match is None or bare(line) in self._inside:
            return None
        typed = self._typed.get(fold(match["who"]))
        if typed is None:
            return None
        extensions = [extension.strip() for extension in _EXTENSION.findall(match["extensions"])]
        kept = [extension for extension in extensions if self._is_extension(extension)]
        under = [f"({extension})" for extension in extensions if extension and extension not in kept]
        words = match["said"] or ""
        while len(under) < _MOST_UNDER and bare(words) not in self._inside and (opening := _OPENING.fullmatch(words)):
            under.append(f"({opening['how'].strip()})")
            words = opening["words"]
        cue = " ".join([typed, *(f"({extension})" for extension in kept), *match["dual"]])
        found = self._there.get(line.strip()) or self._there.get(_as_cue(cue))
        if found is not None:
            cue = found
        elif self._marked and bare(cue) == bare(line):
            cue = line  # the script has such marks
        elif not under and not match["colon"] and match["forced"] + match["who"] in {typed, f"@{match['who']}"}:
            cue = line.strip("*_ \t")  # it is one already
        capital = match["who"].isupper() or bool(match["forced"])
        return _Read(cue, (*under, *([words] if words else [])), capital, said=bool(words))

    def _is_extension(self, extension: str) -> bool:
        """Or what the cue's line is no place for."""
        if fold(extension) in self._extensions or not extension or extension[0].isdigit():
            return True
        if extension.isupper() and len(extension) < _SHORTEST_WORD:
            return True
        return all(
            _NO_LETTER.sub("", part) in _USUAL or _WHENCE.fullmatch(part) for part in _BETWEEN.split(fold(extension))
        )

    def _joined(self, paragraphs: Sequence[list[str]]) -> Iterator[list[str]]:
        """Where nobody speaks, and names stand alone: with what follows as their speech."""
        begun: list[str] = []
        for lines in paragraphs:
            if self._stands_alone(lines):
                if begun:
                    yield begun
                begun = lines
            elif begun and len(lines) == 1 and _ALONE.fullmatch(lines[0].strip()):
                begun = [*begun, *lines]
            else:
                yield [*begun, *lines]
                begun = []
        if begun:
            yield begun

    def _stands_alone(self, lines: Sequence[str]) -> bool:
        cue = self._read(lines[0]) if len(lines) == 1 else None
        return cue is not None and cue.capital and not cue.said


def _lines_of(passage: str, kinds: Collection[Kind]) -> list[str]:
    lines = passage.split("\n")
    spans = [element.span for element in printed(passage) if element.kind in kinds]
    return [line for span in spans for line in lines[span.line : span.end_line + 1]]


def _as_cue(line: str) -> str:
    """The same for cues of the same person in the same way, whatever their case and marks."""
    return fold(bare(line)) + ("^" if line.rstrip().endswith("^") else "")


def _somebody_speaks(answer: str) -> bool:
    return any(element.kind is Kind.CHARACTER for element in piece_of_script(answer))
