"""Which part of a script an answer is for, as plain data: it is kept beside the answer for as long as that is kept."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, Any, NamedTuple

from . import changes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .changes import Change, Merged


class Target(NamedTuple):
    base: str = ""
    """The text as it was, whole lines of it."""
    first_line: int = 0
    """The line of the script on which it stood, from 0."""
    ordinal: int = 0
    """The scene, from 1; 0 where it is in none."""
    heading: str = ""
    scene: str = ""
    """The scene's lasting id, where the caller knew one."""
    at: int | None = None
    """The line of the base (from 0) before which the answer comes. None: it takes the place of the base."""
    silent: tuple[int, ...] = ()
    """The lines of the base that no model was shown: notes, cut text, synopses."""

    @property
    def digest(self) -> str:
        """The same for the same base, and for no other."""
        return blake2b(self.base.encode(errors="surrogatepass"), digest_size=9).hexdigest()

    @property
    def last_line(self) -> int:
        return self.first_line + max(len(self.base.splitlines()) - 1, 0)

    def changes(self, answer: str) -> tuple[Change, ...]:
        """What the answer would do to the base."""
        if not answer.strip():
            return ()
        if self.at is not None:
            return (changes.insertion(self.base, self.at, answer),)
        return changes.propose(self.base, changes.fitted(self.base, answer, self.silent))

    def stands_in(self, script: str) -> bool:
        """Whether the script has still, word for word, what the answer was written for."""
        return changes.place_of(self.base, script, self.first_line) is not None

    def merged(self, answer: str, script: str) -> Merged:
        """The same changes in the script as it is now, without what is there already. Raises `ScriptError` where the
        place is gone."""
        merged = changes.merge(self.base, script, self.changes(answer), self.first_line)
        if self.at is not None and any(script.startswith(change.new, change.start) for change in merged.changes):
            return changes.Merged((), (), ())
        return merged

    def applied(self, answer: str, script: str, accepted: Iterable[int] | None = None) -> str:
        """The script with those changes (by their number from 0) that are accepted and find their place."""
        merged = self.merged(answer, script)
        wanted = set(merged.numbers) if accepted is None else set(accepted)
        places = [place for place, number in enumerate(merged.numbers) if number in wanted]
        return changes.apply(script, merged.changes, places)

    def to_plain(self) -> dict[str, Any]:
        return {**self._asdict(), "silent": list(self.silent), "digest": self.digest}

    @classmethod
    def from_plain(cls, data: Mapping[str, Any]) -> Target:
        """Raises ValueError, TypeError or KeyError for what `to_plain` never gave, or was damaged since."""
        at = data["at"]
        target = cls(
            base=_text(data["base"]),
            first_line=_number(data["first_line"]),
            ordinal=_number(data["ordinal"]),
            heading=_text(data["heading"]),
            scene=_text(data["scene"]),
            at=None if at is None else _number(at),
            silent=tuple(_number(line) for line in data["silent"]),
        )
        if target.digest != data["digest"]:
            raise ValueError("the base is not the one that was stored")
        return target


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{type(value).__name__} is no text")
    return value


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise TypeError(f"{value!r:.40} is no number from 0")
    return value
