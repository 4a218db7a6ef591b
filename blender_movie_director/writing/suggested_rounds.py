"""Suggestions that are kept: one round for each time that somebody asked, until its place is needed.

Plain data, so that it can travel in a .blend: no model, no client, and no key.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any, NamedTuple

from ..llm.keys import scrub

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

VERSION = 1
MOST_ROUNDS = 30
MOST_CHARACTERS = 400_000
MOST_IN_A_ROUND = 40
_TITLES_TO_AVOID = 40
RUNNING, PARTIAL, COMPLETE, FAILED, CANCELLED = "running", "partial", "complete", "failed", "cancelled"
_STATES = (RUNNING, PARTIAL, COMPLETE, FAILED, CANCELLED)


class Idea(NamedTuple):
    """One suggestion."""

    title: str
    pitch: str
    why: str = ""
    cost: str = ""

    @property
    def size(self) -> int:
        return sum(map(len, self))

    def as_instruction(self) -> str:
        """For dialogue or description: what to write."""
        costs = f" Mind what it costs: {self.cost}" if self.cost else ""
        return f"Write it so that this happens ({self.title}): {self.pitch}{costs}"

    def as_first_turn(self) -> str:
        """To begin a chat about it."""
        gains = "".join(
            f"{what}: {said}\n" for what, said in (("What it gains", self.why), ("What it costs", self.cost)) if said
        )
        return (
            f"Let us talk about this idea for the script: {self.title}. {self.pitch}\n\n{gains}\n"
            "What speaks against it, and how would you do it?"
        )

    def more_like_it(self) -> str:
        return f"More in the direction of this one, and none that is the same: {self.title}. {self.pitch}"

    def more_unlike_it(self) -> str:
        return f"Nothing in the direction of this one, but something altogether different: {self.title}. {self.pitch}"


class Round(NamedTuple):
    """What came of asking once."""

    id: str
    about: str
    place: str
    """In words, for the person."""
    created: float
    """Seconds since 1970."""
    instruction: str = ""
    model: str = ""
    state: str = RUNNING
    ideas: tuple[Idea, ...] = ()
    faults: tuple[str, ...] = ()
    failure: str = ""
    """Why it is not complete: a sentence."""
    stand_in: bool = False

    @property
    def size(self) -> int:
        return sum(idea.size for idea in self.ideas) + len(self.instruction) + len(self.failure) + 200

    @classmethod
    def from_plain(cls, data: Mapping[str, Any]) -> Round:
        """Raises ValueError, TypeError or KeyError for what `Rounds.to_json` never gave, or was damaged since."""
        values = {name: data[name] for name in cls._fields}
        texts = ("id", "about", "place", "instruction", "model", "state", "failure")
        if not all(isinstance(values[name], str) for name in texts) or not isinstance(values["stand_in"], bool):
            raise TypeError("a text of it is no text")
        if values["state"] not in _STATES or not values["id"]:
            raise ValueError("it is in no known state")
        values["created"] = float(values["created"])
        values["ideas"] = tuple(_idea(each) for each in values["ideas"])
        values["faults"] = tuple(str(fault) for fault in values["faults"])
        return cls(**values)


class Rounds:
    """All rounds of a file, in the order in which they were asked for."""

    def __init__(
        self, clock: Callable[[], float], *, most: int = MOST_ROUNDS, characters: int = MOST_CHARACTERS
    ) -> None:
        """`clock` gives the seconds since 1970."""
        self._clock = clock
        self._most = most
        self._characters = characters
        self._rounds: dict[str, Round] = {}
        self.revision = 0
        """Another number after each change."""

    def __len__(self) -> int:
        return len(self._rounds)

    def __iter__(self) -> Iterator[Round]:
        return iter(tuple(self._rounds.values()))

    def __contains__(self, name: object) -> bool:
        return name in self._rounds

    def __getitem__(self, name: str) -> Round:
        return self._rounds[name]

    def get(self, name: str) -> Round | None:
        return self._rounds.get(name)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._rounds)

    @property
    def size(self) -> int:
        return sum(each.size for each in self._rounds.values())

    def add(self, about: str, *, place: str, instruction: str, model: str) -> Round:
        """One whose suggestions are about to come."""
        name = os.urandom(6).hex()
        made = Round(name, about, place, self._clock(), scrub(instruction, ()), model)
        self._rounds[name] = made
        self._shrink(keep=name)
        self.revision += 1
        return made

    def hear(self, name: str, data: Mapping[str, Any]) -> None:
        """A suggestion as it comes: the part `suggestion`. Nothing happens to a round that is gone or has ended."""
        old = self._rounds.get(name)
        if old is not None and old.state == RUNNING and len(old.ideas) < MOST_IN_A_ROUND:
            self._change(name, ideas=(*old.ideas, _idea(data)))

    def told(self, name: str, data: Mapping[str, Any]) -> None:
        """All of them: the part `suggestions`, as `suggested.Suggested` has it."""
        self._change(
            name,
            ideas=tuple(_idea(each) for each in data["suggestions"][:MOST_IN_A_ROUND]),
            state=data["state"],
            faults=tuple(data["faults"]),
            failure=scrub(data["failure"], ()),
            model=data["model"],
            stand_in=data["stand_in"],
        )
        self._shrink(keep=name)

    def failed(self, name: str, sentence: str) -> None:
        """It came to no end. Suggestions that had come stay."""
        self._ended(name, FAILED, sentence)

    def cancelled(self, name: str) -> None:
        self._ended(name, CANCELLED, "")

    def remove(self, name: str) -> None:
        self._rounds.pop(name, None)
        self.revision += 1

    def titles(self, about: str) -> tuple[str, ...]:
        """What was suggested about this before, and is not wanted again: the latest, as a prompt has room for them."""
        told = [idea.title for each in self._rounds.values() if each.about == about for idea in each.ideas]
        return tuple(dict.fromkeys(reversed(told)))[:_TITLES_TO_AVOID]

    def to_json(self) -> str:
        """ASCII, so that whatever holds it need not care for encodings."""
        plain = [
            {**each._asdict(), "ideas": [idea._asdict() for idea in each.ideas], "faults": list(each.faults)}
            for each in self._rounds.values()
        ]
        return json.dumps({"version": VERSION, "rounds": plain})

    def read(self, text: str) -> tuple[str, ...]:
        """Takes what `to_json` gave, in the place of all that is here. Sentences say what was damaged and left out."""
        self._rounds = {}
        self.revision += 1
        try:
            data = json.loads(text)
            version, rounds = data["version"], list(data["rounds"])
        except (ValueError, KeyError, TypeError, RecursionError):
            return ("The suggestions that are kept in this file are damaged, and cannot be read.",)
        if not isinstance(version, int) or version > VERSION:
            return ("The suggestions in this file were kept by a newer Movie Director: update it to see them.",)
        damaged = 0
        for plain in rounds:
            try:
                read = Round.from_plain(plain)
            except (ValueError, KeyError, TypeError, AttributeError):
                damaged += 1
                continue
            if read.state == RUNNING:  # nobody goes on with it any more
                read = read._replace(state=PARTIAL, failure="They were on their way when the file was saved.")
            self._rounds[read.id] = read
        self._shrink()
        if damaged:
            return (f"{damaged} of the {len(rounds)} rounds of suggestions in this file are damaged, and left out.",)
        return ()

    def _ended(self, name: str, state: str, sentence: str) -> None:
        old = self._rounds.get(name)
        # What was told before the error came stays what it is.
        if old is not None and old.state == RUNNING:
            self._change(name, state=state, failure=scrub(sentence, ()))

    def _change(self, name: str, **changes: Any) -> None:
        if name in self._rounds:
            self._rounds[name] = self._rounds[name]._replace(**changes)
            self.revision += 1

    def _shrink(self, keep: str = "") -> None:
        """The oldest go first."""
        for name, each in list(self._rounds.items()):
            if len(self._rounds) <= self._most and self.size <= self._characters:
                break
            if name != keep and each.state != RUNNING:
                del self._rounds[name]


def _idea(data: Mapping[str, Any]) -> Idea:
    values = {name: data[name] for name in Idea._fields}
    if not all(isinstance(value, str) for value in values.values()):
        raise TypeError("a text of it is no text")
    return Idea(**values)
