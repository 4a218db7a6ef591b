"""Takes: the answers of models, kept side by side until somebody keeps, applies or drops them.

Plain data, so that they can travel in a .blend and be shown by whoever likes: no model, no client, and no key. A book
is bounded: what was dropped goes first, then the oldest that nobody kept.
"""

from __future__ import annotations

import json
import os
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from ..llm.keys import scrub
from .targets import Target

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

VERSION = 1
MOST_TAKES = 200
MOST_CHARACTERS = 4_000_000
"""Of all takes together, with the texts that they were made for."""
LONGEST_TEXT = 400_000
SETTINGS = (
    "mode", "only_seen", "characters", "intention", "tone", "length", "heading", "about", "count", "place",
    "temperature", "max_tokens", "reasoning_effort", "prompt",
)  # fmt: skip
"""Of what a request was asked with, what a take remembers. Nothing else gets in: a key has no name here."""
RUNNING, PARTIAL, COMPLETE, FAILED, CANCELLED = "running", "partial", "complete", "failed", "cancelled"
STATES = (RUNNING, PARTIAL, COMPLETE, FAILED, CANCELLED)
OPEN, KEPT, DROPPED, APPLIED = "", "kept", "dropped", "applied"
VERDICTS = (OPEN, KEPT, DROPPED, APPLIED)


class Spent(NamedTuple):
    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cached_tokens: int = 0
    dollars: str = ""
    """A decimal number as text; empty where nobody knows."""


class Take(NamedTuple):
    id: str
    request: str
    """`dialogue`, `description`, or what else may come."""
    target: Target
    group: str
    """The same for all takes of one question: siblings."""
    created: float
    """Seconds since 1970."""
    instruction: str = ""
    settings: Mapping[str, Any] = MappingProxyType({})
    model: str = ""
    state: str = RUNNING
    text: str = ""
    failure: str = ""
    """Why it is not complete: a sentence."""
    faults: tuple[str, ...] = ()
    """What is wrong with it although it was asked for twice."""
    notes: tuple[str, ...] = ()
    stand_in: bool = False
    spent: Spent = Spent()
    parent: str = ""
    """The take that it was made from with other words or another model."""
    verdict: str = OPEN

    @property
    def size(self) -> int:
        return len(self.text) + len(self.target.base) + len(self.instruction) + len(self.failure)

    def to_plain(self) -> dict[str, Any]:
        return {
            **self._asdict(),
            "target": self.target.to_plain(),
            "settings": dict(self.settings),
            "faults": list(self.faults),
            "notes": list(self.notes),
            "spent": self.spent._asdict(),
        }

    @classmethod
    def from_plain(cls, data: Mapping[str, Any]) -> Take:
        """Raises ValueError, TypeError or KeyError for what `to_plain` never gave, or was damaged since."""
        values = {name: data[name] for name in cls._fields if name in data}
        texts = {"id", "request", "group", "instruction", "model", "state", "text", "failure", "parent", "verdict"}
        if not all(isinstance(values[name], str) for name in texts & values.keys()):
            raise TypeError("a text of it is no text")
        if values["state"] not in STATES or values["verdict"] not in VERDICTS or not values["id"]:
            raise ValueError("it is in no known state")
        values["target"] = Target.from_plain(data["target"])
        values["created"] = float(data["created"])
        values["settings"] = _settings(data["settings"])
        values["faults"] = tuple(str(fault) for fault in data["faults"])
        values["notes"] = tuple(str(note) for note in data["notes"])
        values["spent"] = Spent(**data["spent"])
        values["stand_in"] = bool(data["stand_in"])
        return cls(**values)


class TakeBook:
    """All takes of a file, in the order in which they were made."""

    def __init__(
        self, clock: Callable[[], float], *, most: int = MOST_TAKES, characters: int = MOST_CHARACTERS
    ) -> None:
        """`clock` gives the seconds since 1970."""
        self._clock = clock
        self._most = most
        self._characters = characters
        self._takes: dict[str, Take] = {}
        self.revision = 0
        """Another number after each change, for those who keep or show a copy."""

    def __len__(self) -> int:
        return len(self._takes)

    def __iter__(self) -> Iterator[Take]:
        return iter(tuple(self._takes.values()))

    def __contains__(self, take: object) -> bool:
        return take in self._takes

    def __getitem__(self, take: str) -> Take:
        return self._takes[take]

    def add(
        self,
        request: str,
        target: Target,
        *,
        instruction: str = "",
        settings: Mapping[str, Any] | None = None,
        model: str = "",
        parent: str = "",
    ) -> Take:
        """A take that is about to be written. With a parent it is that one's sibling."""
        name = os.urandom(6).hex()
        take = Take(
            id=name,
            request=request,
            target=target,
            group=self._takes[parent].group if parent in self._takes else name,
            created=self._clock(),
            instruction=scrub(instruction, ()),
            settings=_settings(settings or {}),
            model=model,
            parent=parent,
        )
        self._takes[name] = take
        self._shrink(keep=name)
        self.revision += 1
        return take

    def again(self, take: str, *, instruction: str | None = None, model: str | None = None, **settings: Any) -> Take:
        """One more of the same, with whatever is named changed."""
        old = self._takes[take]
        return self.add(
            old.request,
            old.target,
            instruction=old.instruction if instruction is None else instruction,
            settings={**old.settings, **settings},
            model=old.model if model is None else model,
            parent=take,
        )

    def hear(self, take: str, words: str) -> None:
        """Words as they come. Nothing happens to a take that is gone, or not running any more."""
        old = self._takes.get(take)
        if old is not None and old.state == RUNNING:
            self._change(take, text=(old.text + words)[:LONGEST_TEXT])

    def afresh(self, take: str) -> None:
        """The answer begins anew: the words so far are not part of it."""
        self._change(take, text="")

    def aimed(self, take: str, target: Mapping[str, Any]) -> None:
        """Where its words will go is known before they come: what breaks off can be accepted too."""
        self._change(take, target=Target.from_plain(target))

    def written(self, take: str, data: Mapping[str, Any]) -> None:
        """The answer as the part `take` of a job holds it: complete, partial or failed."""
        spent = {name: data["spent"][name] for name in Spent._fields}
        self._change(
            take,
            text=data["text"][:LONGEST_TEXT],
            state=data["state"],
            target=Target.from_plain(data["target"]),
            faults=tuple(data["faults"]),
            notes=tuple(f"Line {note['line'] + 1}, {note['words']!r}: {note['sentence']}" for note in data["notes"]),
            failure=scrub(data["failure"], ()),
            model=data["model"],
            stand_in=data["stand_in"],
            spent=Spent(**spent),
        )
        self._shrink(keep=take)

    def failed(self, take: str, sentence: str) -> None:
        """It came to no end. Words that had come stay."""
        self._ended(take, FAILED, sentence)

    def cancelled(self, take: str) -> None:
        self._ended(take, CANCELLED, "")

    def keep(self, take: str) -> None:
        self._change(take, verdict=KEPT)

    def drop(self, take: str) -> None:
        """It can still be taken back, until its place is needed."""
        self._change(take, verdict=DROPPED)

    def reopen(self, take: str) -> None:
        self._change(take, verdict=OPEN)

    def mark_applied(self, take: str) -> None:
        self._change(take, verdict=APPLIED)

    def remove(self, take: str) -> None:
        self._takes.pop(take, None)
        self.revision += 1

    def siblings(self, take: str) -> tuple[Take, ...]:
        """All of one question, itself included, in the order in which they were made."""
        group = self._takes[take].group
        return tuple(each for each in self._takes.values() if each.group == group)

    def to_json(self) -> str:
        """ASCII, so that whatever holds it need not care for encodings."""
        return json.dumps({"version": VERSION, "takes": [take.to_plain() for take in self._takes.values()]})

    def read(self, text: str) -> tuple[str, ...]:
        """Takes what `to_json` gave, in the place of all that is here. Sentences say what was damaged and left out."""
        self._takes = {}
        self.revision += 1
        try:
            data = json.loads(text)
            version, takes = data["version"], list(data["takes"])
        except (ValueError, KeyError, TypeError, RecursionError):
            return ("The takes that are kept in this file are damaged, and cannot be read.",)
        if not isinstance(version, int) or version > VERSION:
            return ("The takes in this file were kept by a newer Movie Director: update it to see them.",)
        damaged = 0
        for plain in takes:
            try:
                take = Take.from_plain(plain)
            except (ValueError, KeyError, TypeError, AttributeError):
                damaged += 1
                continue
            if take.state == RUNNING:  # nobody writes it any more
                take = take._replace(state=PARTIAL, failure="It was being written when the file was saved.")
            self._takes[take.id] = take
        self._shrink()
        if damaged:
            return (f"{damaged} of the {len(takes)} takes in this file are damaged, and were left out.",)
        return ()

    def _ended(self, take: str, state: str, sentence: str) -> None:
        old = self._takes.get(take)
        # What was told in full before the error came stays what it is.
        if old is not None and old.state == RUNNING:
            self._change(take, state=state, failure=scrub(sentence, ()))

    def _change(self, take: str, **changes: Any) -> None:
        if take in self._takes:
            self._takes[take] = self._takes[take]._replace(**changes)
            self.revision += 1

    def _shrink(self, keep: str = "") -> None:
        characters = sum(take.size for take in self._takes.values())
        worth = {DROPPED: 0, OPEN: 1, APPLIED: 1, KEPT: 2}
        going = [take for take in self._takes.values() if take.state != RUNNING and take.id != keep]
        for take in sorted(going, key=lambda take: worth[take.verdict]):
            if len(self._takes) <= self._most and characters <= self._characters:
                break
            characters -= take.size
            del self._takes[take.id]


def _settings(given: Mapping[str, Any]) -> dict[str, Any]:
    """Those that are known, as JSON has them."""
    known = {name: given[name] for name in SETTINGS if given.get(name) not in (None, "")}
    plain: dict[str, Any] = json.loads(scrub(json.dumps(known, default=str), ()))
    return plain
