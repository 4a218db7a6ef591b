"""Shows a call while it runs: its words on stdout, all else on stderr."""

from __future__ import annotations

import time
from decimal import Decimal
from typing import TYPE_CHECKING

from ..llm.events import FellBack, ReasoningDelta, Repairing, Retrying, TextDelta, Waiting
from .models_in_use import STAND_IN_NOTE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..llm.events import Event
    from ..llm.messages import Response
    from ..llm.shapes import Shaped
    from .voice import Voice

_ENDS = {
    "length": "The answer was cut by its length limit; --max-tokens allows longer ones.",
    "content_filter": "The provider's content filter ended the answer.",
    "tool_calls": "The model called a tool, and there is none here.",
}
_QUOTED = 24  # characters of each end of an answer that does not count


class Teller:
    """For one call. `said` holds the words of the answer that is being given, without any that a fallback undid."""

    def __init__(self, voice: Voice, model: str, *, words: bool = True) -> None:
        self.model = model
        self.said = ""
        self._voice = voice
        self._words = words
        self._open = False
        self._begun = time.perf_counter()

    def hear(self, event: Event | Shaped[object]) -> None:
        match event:
            case TextDelta(text):
                self.said += text
                self._voice.end_line()
                if self._words and text:
                    print(text, end="", flush=True)
                    self._open = not text.endswith("\n")
            case ReasoningDelta(text):
                if self._voice.verbose:
                    self._voice.piece(text)
            case Waiting(seconds, why):
                self._voice.note(f"Waiting {seconds:.1f} s: {why}")
            case Retrying(attempt, seconds, why):
                self._voice.note(f"{why} Attempt {attempt} follows in {seconds:.1f} s.")
            case FellBack(model, to, why, partial):
                self._fell_back(model, to, why, partial)
            case Repairing(why):
                self.said = ""
                self._voice.note(f"The answer does not have the form that was asked for, so it is asked again: {why}")
            case _:
                pass

    def end_line(self) -> None:
        """So that what is said next, and the shell's prompt, begin on a line of their own."""
        if self._open:
            print(flush=True)
            self._open = False
        self._voice.end_line()

    def finish(self, response: Response, answers: Sequence[Response] = ()) -> None:
        """After the last event; `answers` are all that were paid for, where there was more than one."""
        self.end_line()
        if response.finish_reason in _ENDS:
            self._voice.note(_ENDS[response.finish_reason])
        elif not response.text.strip():
            self._voice.note("The answer is empty.")
        if response.stand_in:
            self._voice.note_once(STAND_IN_NOTE)
        if self._voice.verbose:
            self._voice.note(self._summary(response, answers or (response,)))

    def _fell_back(self, model: str, to: str, why: str, partial: str) -> None:
        shown = self._words and bool(partial)
        self.end_line()
        self.said = ""
        self.model = to
        gone = f" The words {_quoted(partial)} do not count." if shown else ""
        self._voice.note(f"{model} could not answer, and {to} starts afresh: {why}{gone}")

    def _summary(self, response: Response, answers: Sequence[Response]) -> str:
        seconds = time.perf_counter() - self._begun
        stored = "cached" if response.cached else "not cached"
        return f"{self.model}: {tokens_of(answers)}; {money_of(answers)}; {seconds:.1f} s; {stored}"


def tokens_of(answers: Sequence[Response]) -> str:
    usages = [answer.usage for answer in answers]
    known_in = [usage.input_tokens for usage in usages if usage.input_tokens is not None]
    known_out = [usage.output_tokens for usage in usages if usage.output_tokens is not None]
    about = "about " if any(usage.estimated for usage in usages) else ""
    return f"{about}{sum(known_in) if known_in else '?'} tokens in, {sum(known_out) if known_out else '?'} out"


def money_of(answers: Sequence[Response]) -> str:
    if any(answer.cost.amount is None and not answer.cached for answer in answers):
        return "unpriced"
    return in_dollars(sum((answer.cost.amount or Decimal(0) for answer in answers), Decimal(0)))


def in_dollars(amount: Decimal) -> str:
    """Exact, with at least the cents."""
    plain = format(amount.normalize(), "f")
    whole, _, cents = plain.partition(".")
    return f"${whole}.{cents.ljust(2, '0')}"


def _quoted(text: str) -> str:
    line = " ".join(text.split())
    if len(line) > 2 * _QUOTED + 5:
        line = f"{line[:_QUOTED].rstrip()} ... {line[-_QUOTED:].lstrip()}"
    return f'"{line}"'
