"""What is said beside the answers: on stderr, in sentences, and never with a key in it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from ..llm import keys

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


class WrongArgumentsError(Exception):
    """Arguments that read well one by one and make no sense together. Its text is a sentence."""


def _nothing() -> Iterable[str]:
    return ()


class Voice:
    """Answers go to stdout and can be piped; everything else goes through here."""

    def __init__(self, program: str, *, verbose: bool = False) -> None:
        self.program = program
        self.verbose = verbose
        self.secrets: Callable[[], Iterable[str]] = _nothing
        self._said: set[str] = set()
        self._open = False
        """A line on stderr has been begun and not ended."""

    def error(self, sentence: str) -> None:
        self._line(f"{self.program}: {sentence}")

    def note(self, sentence: str) -> None:
        self._line(f"({sentence})")

    def note_once(self, sentence: str) -> None:
        """What holds for every turn of a chat need not be said after each."""
        if sentence not in self._said:
            self._said.add(sentence)
            self.note(sentence)

    def plain(self, text: str) -> None:
        self._line(text)

    def piece(self, text: str) -> None:
        """Words as they come, such as a model's thoughts."""
        print(self._clean(text), end="", file=sys.stderr, flush=True)
        self._open = not text.endswith("\n") if text else self._open

    def end_line(self) -> None:
        if self._open:
            print(file=sys.stderr, flush=True)
            self._open = False

    def _line(self, text: str) -> None:
        self.end_line()
        print(self._clean(text), file=sys.stderr, flush=True)

    def _clean(self, text: str) -> str:
        return keys.scrub(text, self.secrets())
