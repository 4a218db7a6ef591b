"""Named conversations, as they travel in a .blend: plain data, no model, no client, and no key.

Light on purpose: Blender reads this on its main thread when a file is opened. What is sent to a model is made of it in
`talking.py`, by `llm.conversation`.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from ...llm.keys import scrub

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

VERSION = 1
MOST_TALKS = 200
USER, ASSISTANT = "user", "assistant"
COMPLETE, PARTIAL = "complete", "partial"
UNTITLED = "Conversation"
LONGEST_QUESTION = 1_000_000
"""Characters. No model's window takes more, and what is longer is a mistake more often than a question."""
_ASIDE = 60
_MOST_CLEAN = 10_000
_WORDS_OF_A_NAME = 6
_MAY_BE_KEY = re.compile(r"(?=\D*\d)[!-~]{20,}")
"""Long, with a digit, and in no language."""
_LONGEST_NAME = 48


class Turn(NamedTuple):
    role: str
    """`user` or `assistant`."""
    text: str
    model: str = ""
    """Which model said it."""
    state: str = COMPLETE
    """`partial` for an answer that was stopped or broke off."""


class Talk:
    """One conversation. Its `turns` are a tuple: a turn that is there is never changed, only left behind by a fork."""

    def __init__(
        self,
        key: str,
        name: str,
        *,
        system: str = "",
        turns: Iterable[Turn] = (),
        summary: str = "",
        summarised: int = 0,
        sees_script: bool = True,
        draft: str = "",
    ) -> None:
        self.key = key
        self.name = name
        self.system = system
        """The user's own words to the model, in addition to our prompt."""
        self.turns = tuple(turns)
        self.summary = summary
        self.summarised = summarised
        """The summary stands for so many of the first turns."""
        self.sees_script = sees_script
        self.draft = draft
        """The next question, as far as it is written."""

    @property
    def state(self) -> tuple[object, ...]:
        """Another one whenever anything of the talk is another: all of it is immutable, and cheap to compare."""
        return (
            self.key, self.name, self.system, self.turns, self.summary, self.summarised, self.sees_script, self.draft
        )  # fmt: skip

    @property
    def size(self) -> int:
        """About how many characters it is kept in."""
        said = sum(len(turn.text) + _ASIDE for turn in self.turns)
        return said + len(self.system) + len(self.summary) + len(self.draft) + _ASIDE

    @property
    def empty(self) -> bool:
        """Nobody would miss it."""
        return not (self.turns or self.draft.strip() or self.system.strip())

    @property
    def waits(self) -> bool:
        """The last word is the user's: it has no answer yet."""
        return bool(self.turns) and self.turns[-1].role == USER

    def say(self, text: str) -> None:
        """The user's next words. A question that got no answer is part of it: nothing is lost, and models refuse two
        questions in a row."""
        if self.waits:
            self.turns = (*self.turns[:-1], Turn(USER, f"{self.turns[-1].text}\n\n{text}"))
        else:
            self.turns = (*self.turns, Turn(USER, text))

    def answer(self, text: str, model: str, state: str = COMPLETE) -> None:
        self.turns = (*self.turns, Turn(ASSISTANT, text, model, state))

    def asking(self, text: str) -> Talk:
        """A talk with these next words, to see what they would take; this one stays as it is."""
        made = Talk(self.key, self.name, system=self.system, turns=self.turns, summary=self.summary)
        made.summarised = self.summarised
        made.say(text)
        return made

    def cut(self, at: int) -> None:
        """Goes back to before turn `at`. The summary goes too, where it covers what is gone."""
        self.turns = self.turns[:at]
        if self.summarised > at:
            self.summary, self.summarised = "", 0

    def to_plain(self) -> dict[str, Any]:
        return {
            "key": self.key,
            "name": self.name,
            "system": self.system,
            "turns": [turn._asdict() for turn in self.turns],
            "summary": self.summary,
            "summarised": self.summarised,
            "sees_script": self.sees_script,
            "draft": self.draft,
        }

    @classmethod
    def from_plain(cls, data: Mapping[str, Any]) -> Talk:
        """What `to_plain` gave; names that are not known are passed over. Raises ValueError, TypeError or KeyError."""
        turns = [Turn(**{name: _text(turn, name) for name in Turn._fields if name in turn}) for turn in data["turns"]]
        if any(turn.role not in (USER, ASSISTANT) for turn in turns):
            raise ValueError("a turn of nobody that is known")
        summarised = data.get("summarised", 0)
        if not isinstance(summarised, int) or not 0 <= summarised <= len(turns):
            raise ValueError("a summary of turns that are not there")
        return cls(
            _text(data, "key"),
            _text(data, "name") or UNTITLED,
            system=_text(data, "system"),
            turns=turns,
            summary=_text(data, "summary"),
            summarised=summarised,
            sees_script=data.get("sees_script", True) is not False,
            draft=_text(data, "draft"),
        )


class Cleaning:
    """Texts with the keys in them hidden. Each is looked at once: turns do not change, and Blender's main thread has no
    time to look for keys in a whole conversation after each answer."""

    def __init__(self) -> None:
        self._secrets = 0
        self._clean: dict[str, str] = {}

    def __call__(self, text: str, secrets: tuple[str, ...]) -> str:
        if hash(secrets) != self._secrets or len(self._clean) > _MOST_CLEAN:
            self._secrets, self._clean = hash(secrets), {}
        found = self._clean.get(text)
        if found is None:
            found = self._clean[text] = scrub(text, secrets)
        return found


class Talks:
    """All conversations of a file, in the order in which they were begun."""

    def __init__(self, new_key: Callable[[], str]) -> None:
        self._new_key = new_key
        self._talks: dict[str, Talk] = {}
        self._cleaning = Cleaning()

    def __len__(self) -> int:
        return len(self._talks)

    def __iter__(self) -> Iterator[Talk]:
        return iter(self._talks.values())

    def get(self, key: str) -> Talk | None:
        return self._talks.get(key)

    @property
    def state(self) -> tuple[object, ...]:
        return tuple(talk.state for talk in self)

    @property
    def size(self) -> int:
        return sum(talk.size for talk in self)

    def begin(self, name: str = "") -> Talk:
        """A new conversation. Raises ValueError where there are too many."""
        return self._added(Talk(self._new_key(), self._free(name)))

    def name_after(self, key: str, words: str) -> None:
        """Gives a talk that has no name of its own yet one made of its first question."""
        talk = self._talks[key]
        # A key that nobody knows here for one would be cut, and could not be recognised any more.
        speaking = [word for word in words.split()[:_WORDS_OF_A_NAME] if not _MAY_BE_KEY.match(word)]
        name = " ".join(speaking)[:_LONGEST_NAME].strip(" .,:;?!")
        stem, _, number = talk.name.partition(" ")
        if name and stem == UNTITLED and (not number or number.isdigit()):
            talk.name = self._free(name)

    def adopt(self, talk: Talk) -> Talk:
        """A talk of another file, under a name and a key that are free here. Raises ValueError as `begin` does."""
        if talk.key in self._talks:
            talk.key = self._new_key()
        talk.name = self._free(talk.name)
        return self._added(talk)

    def rename(self, key: str, name: str) -> None:
        talk = self._talks[key]
        if " ".join(name.split()) != talk.name:
            talk.name = self._free(name)

    def delete(self, key: str) -> None:
        del self._talks[key]

    def branch(self, key: str, at: int | None = None) -> Talk:
        """Another conversation with the turns before `at`, or with all of them. The first one stays as it is."""
        old = self._talks[key]
        made = Talk(
            self._new_key(),
            self._free(old.name),
            system=old.system,
            turns=old.turns,
            summary=old.summary,
            summarised=old.summarised,
            sees_script=old.sees_script,
        )
        made.cut(len(old.turns) if at is None else at)
        return self._added(made)

    def edited(self, key: str, at: int, text: str) -> Talk:
        """A branch that ends before the user's turn `at`, with other words for it as its draft. Raises ValueError for
        a turn that is not the user's."""
        turns = self._talks[key].turns
        if not 0 <= at < len(turns) or turns[at].role != USER:
            raise ValueError("only what the user said can be changed")
        made = self.branch(key, at)
        made.draft = text
        return made

    def to_json(self, secrets: Iterable[str] = ()) -> str:
        """`secrets` are keys that nobody should find in it, such as one that was pasted into a question."""
        hidden = tuple(secrets)
        written = {"version": VERSION, "talks": [self._cleaned(talk.to_plain(), hidden) for talk in self]}
        return json.dumps(written, ensure_ascii=True, separators=(",", ":"))

    def read(self, stored: str) -> bool:
        """Takes in what `to_json` gave; False, and nothing taken in, for what is broken or of a newer version."""
        try:
            data = json.loads(stored)
            if data["version"] != VERSION:
                return False
            talks = [Talk.from_plain(one) for one in data["talks"]]
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return False
        self._talks |= {talk.key: talk for talk in talks}
        return True

    def _cleaned(self, value: Any, secrets: tuple[str, ...]) -> Any:
        if isinstance(value, str):
            return self._cleaning(value, secrets)
        if isinstance(value, dict):
            return {name: self._cleaned(part, secrets) for name, part in value.items()}
        return [self._cleaned(part, secrets) for part in value] if isinstance(value, list) else value

    def _added(self, talk: Talk) -> Talk:
        if len(self._talks) >= MOST_TALKS:
            raise ValueError("too many conversations")
        self._talks[talk.key] = talk
        return talk

    def _free(self, wanted: str) -> str:
        """The name, or with a number behind it where it is taken."""
        name = " ".join(wanted.split()) or UNTITLED
        taken = {talk.name for talk in self}
        stem, _, number = name.rpartition(" ")
        stem = stem if stem and number.isdigit() else name
        count = 2
        while name in taken:
            name = f"{stem} {count}"
            count += 1
        return name


def _text(data: Mapping[str, Any], name: str) -> str:
    value = data.get(name, "")
    if not isinstance(value, str):
        raise TypeError(f"{name} is no text")
    return value
