"""A model's answer in the manner of the text that it replaces.

Models drop what they take for dirt: Windows' line ends, spaces at the end of lines, empty lines around a passage, and
marks of Fountain. They add their own: curled quotes, long dashes, names in bold, two empty lines for one. What they
were never shown (notes, cut text) is not in the answer either. None of that is a wish to change something, so it is
put back before the two are compared.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from .folding import Manner, bare, is_formal, is_lost, same_words, undual, without_emphasis
from .laid import Laid, is_silent, joined, keeps_on, kept_open, paired, parts
from .parts import content, end_of, is_blank, lines_of, matches, usual_end

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

__all__ = ["bare", "fitted", "same_words"]

_WORD = re.compile(r"\w+")
_AKIN = 0.5
"""The part of its words that a line must have in common with another, for it to be that line rewritten."""


def fitted(base: str, answer: str, silent: Collection[int] = ()) -> str:
    """The answer as a proposal for `base`, whose lines `silent` (from 0) the model was not shown."""
    lines = lines_of(base)
    old = Laid.out(lines, silent)
    found = list(_Fitting(old, Laid.out(_answered(answer, old)), Manner(base)).lines())
    return _with_ends(found, usual_end(base), ended=not lines or bool(end_of(lines[-1])))


def _answered(answer: str, old: Laid) -> list[str]:
    """Its lines without their ends, and without spaces that nobody sees."""
    lines = [content(line) for line in lines_of(answer)]
    if any(keeps_on(line) for gap in old.gaps for line in gap):
        lines = [line if keeps_on(line) else line.rstrip() for line in kept_open(lines)]
    else:
        lines = [line.rstrip() for line in lines]
    while lines and not lines[0].strip():
        del lines[0]
    while lines and not lines[-1].strip():
        del lines[-1]
    return lines


class _Fitting:
    def __init__(self, old: Laid, new: Laid, manner: Manner) -> None:
        self._old, self._new, self._manner = old, new, manner
        self._old_bare = [bare(content(word)) for word in old.words]
        self._new_bare = [bare(word) for word in new.words]
        same = list(matches(self._old_bare, self._new_bare))
        self._partner = {new + step: place + step for place, new, length in same for step in range(length)}
        self._gaps, self._even = paired(old, new, same)
        runs = Counter(len(gap) for gap in old.gaps[1:-1] if gap and all(is_blank(line) for line in gap))
        self._usual = runs.most_common(1)[0][0] if runs else 1
        self._spaces = {
            pair: gap
            for pair, gap in zip(zip(self._old_bare, self._old_bare[1:], strict=False), old.gaps[1:], strict=False)
            if gap and not is_silent(gap)
        }
        self._speakers = {
            words
            for place, words in enumerate(self._old_bare)
            if _is_spoken(old, place) and (place == 0 or old.gaps[place])
        }
        self._known = self._unmatched()
        formal = (place for place in range(len(old.words)) if _formal(old, place))
        self._is_plain = not any(old.words[place].lstrip()[0] in "*_" for place in formal)

    def lines(self) -> Iterator[str]:
        """Those of the proposal. Some have their end, and others none yet."""
        for place, answered in enumerate(self._new.words):
            yield from self._gap(place)
            yield self._line(place, answered)
        yield from self._gap(len(self._new.words))

    def _line(self, place: int, answered: str) -> str:
        """The line as it was, where the answer has only lost marks or spaces; else the answer's, with its own marks."""
        partner = self._partner.get(place)
        was = self._known.get(self._new_bare[place], "") if partner is None else self._old.words[partner]
        if content(was).rstrip() == answered:
            return was  # as nearly always
        formal = _formal(self._new, place) or (partner is not None and _formal(self._old, partner))
        if was and is_lost(content(was), answered, formal=formal):
            return was
        line = self._manner.of(answered)
        return (without_emphasis(line) if formal and self._is_plain else line) + end_of(was)

    def _unmatched(self) -> dict[str, str]:
        """Lines as they were, by their words: those that are nowhere in the answer as they stood, for they may have
        been moved; and the names of those who speak, for they may speak once more."""
        found = set(self._partner.values())
        known: dict[str, str] = {}
        for place, (words, line) in enumerate(zip(self._old_bare, self._old.words, strict=True)):
            if place not in found:
                known[words] = line
            elif words in self._speakers:
                known.setdefault(words, undual(content(line)))
        return known

    def _gap(self, place: int) -> Sequence[str]:
        if place in {0, len(self._new.words)}:
            return self._edge(place)
        gaps = [self._old.gaps[gap] for gap in self._gaps[place]]
        answered = self._new.gaps[place]
        if any(is_silent(gap) for gap in gaps):
            lines = self._joined(place, self._gaps[place])
            return lines if parts(lines) or not answered else [*lines, *self._space(answered)]
        before = self._partner.get(place - 1)
        if before is not None and self._partner.get(place) == before + 1 and (was := self._old.gaps[before + 1]):
            return was if answered else ()
        if not answered or self._is_said(place, before):
            return ()
        known = self._spaces.get((self._new_bare[place - 1], self._new_bare[place]))
        return known or next(self._fitting(place), ()) or self._space(answered)

    def _is_said(self, place: int, before: int | None) -> bool:
        """Whether it comes right under a cue or a parenthetical that had words right under it. Some models part
        them, and then nobody speaks."""
        if before is None:
            return self._new_bare[place - 1] in self._speakers
        same = place in self._even or self._partner.get(place) == before + 1
        return _is_spoken(self._old, before) and (same or self._old_bare[before] in self._speakers)

    def _edge(self, place: int) -> Sequence[str]:
        """What stands before all words or behind them stays, and what was not shown comes to it if all words that
        parted it from that are gone."""
        starts, ends = place == 0, place == len(self._new.words)
        first, last = 0, len(self._old.words)
        own = {gap for gap, here in ((first, starts), (last, ends)) if here}
        lines = self._joined(place, [gap for gap in self._gaps[place] if is_silent(self._old.gaps[gap]) or gap in own])
        while starts and lines and not self._old.gaps[first] and is_blank(lines[0]):
            del lines[0]
        while ends and lines and not self._old.gaps[last] and is_blank(lines[-1]):
            del lines[-1]
        return lines

    def _joined(self, place: int, gaps: Sequence[int]) -> list[str]:
        """A section or a synopsis may stand right under the words that it stood under. Under others it may become
        one of them."""
        lines = joined(self._old.gaps[gap] for gap in gaps)
        if lines and place and lines[0].lstrip()[:1] in {"#", "="} and self._partner.get(place - 1) != gaps[0] - 1:
            lines.insert(0, "")
        return lines

    def _fitting(self, place: int) -> Iterator[Sequence[str]]:
        """The empty lines of the text that those of the answer stand for. Such as keep a speech going do so only
        before the line that they kept in it."""
        for gap in self._gaps[place]:
            lines = self._old.gaps[gap]
            if parts(lines) or (lines and place in self._even and self._is_akin(place, gap)):
                yield lines

    def _is_akin(self, place: int, old_place: int) -> bool:
        new, old = ({*_WORD.findall(words.lower())} for words in (self._new_bare[place], self._old_bare[old_place]))
        return len(new & old) >= _AKIN * max(len(new), len(old))

    def _space(self, answered: Sequence[str]) -> Sequence[str]:
        """No more empty lines than the text has elsewhere."""
        if answered and all(keeps_on(line) for line in answered):
            return answered[:1]
        return [""] * min(len(answered), self._usual)


def _goes_on(laid: Laid, place: int) -> bool:
    return place + 1 < len(laid.words) and not parts(laid.gaps[place + 1])


def _formal(laid: Laid, place: int) -> bool:
    opens = place == 0 or bool(laid.gaps[place])
    return is_formal(content(laid.words[place]), opens=opens, goes_on=_goes_on(laid, place))


def _is_spoken(laid: Laid, place: int) -> bool:
    """Whether it is a cue or a parenthetical with words right under it."""
    return place + 1 < len(laid.words) and not laid.gaps[place + 1] and _formal(laid, place)


def _with_ends(lines: Sequence[str], end: str, *, ended: bool) -> str:
    """With a line end behind each, the last one only where the text had one there."""
    if not lines:
        return ""
    whole = [line if end_of(line) else line + end for line in lines]
    if not ended:
        whole[-1] = content(whole[-1])
    return "".join(whole)
