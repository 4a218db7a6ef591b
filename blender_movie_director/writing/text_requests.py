"""One request whose answer is a piece of script: asked, checked, asked once more with its fault, and never lost."""

from __future__ import annotations

from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ..llm import errors
from ..llm.events import FellBack, Finished, Retrying, TextDelta, Waiting
from ..llm.messages import Message
from . import answer_text
from .analysis.asking import Asker, EndlessAnswerError
from .asked import COMPLETE, FAILED, PARTIAL, Afresh, Done, Part, Progress, Words, Written

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable

    from ..llm.client import LLMClient
    from ..llm.messages import Request, Response
    from ..llm.model_spec import ModelSpec
    from .asked import Note, Step
    from .targets import Target

LONGEST_ANSWER = 200_000
"""Characters. No passage is that long: what goes on for longer is stopped, and its beginning kept."""
_CUT = "The answer was cut by its length limit. Allow longer answers, or ask for less at once."
_FILTERED = "The provider's content filter ended the answer. Change the wording, or choose another model."


@dataclass(frozen=True, slots=True)
class TextRequest:
    """All that is known of a request before anybody is asked."""

    kind: str
    request: Request
    target: Target
    expected_tokens: int
    """Of the answer."""
    prompt: str
    """Its version."""
    mended: Callable[[str], str] = field(repr=False)
    """The script in an answer, with what only went wrong in its form put right."""
    faults: Callable[[str], tuple[str, ...]] = field(repr=False)
    """What is wrong with an answer: sentences for the model and for the person."""
    notes: Callable[[str], tuple[Note, ...]] = field(repr=False)


async def steps_of(client: LLMClient, asked: TextRequest, spec: ModelSpec) -> AsyncGenerator[Step, None]:
    """The part `target`, so that words whose end never comes have a place too; words as they come; then the part `take`
    and `Done`, both with a `Written`. Where the answer breaks off, the part holds what had come, and the error follows.
    """
    writing = _Writing(asked, Asker(client, spec))
    try:
        async with aclosing(writing.steps()) as steps:
            async for step in steps:
                yield step
    except errors.LLMError as error:
        if writing.said.strip():
            yield Part("take", writing.broken_off(error).to_dict())
        raise


class _Writing:
    def __init__(self, asked: TextRequest, asker: Asker) -> None:
        self.said = ""
        """Of the answer that is being given."""
        self._asked = asked
        self._asker = asker
        self._best: Written | None = None
        """An answer with faults, which counts if the next one is not better."""

    async def steps(self) -> AsyncGenerator[Step, None]:
        yield Progress(0, 1, f"Asking {self._asked.request.model}")
        yield Part("target", self._asked.target.to_plain())
        request = self._asked.request
        for attempt in (1, 2):
            answer: Response | None = None
            try:
                async with aclosing(self._ask(request)) as heard:
                    async for item in heard:
                        if isinstance(item, Finished):
                            answer = item.response
                        else:
                            yield item
                assert answer is not None, "a stream ends with Finished, or with an error"
                written, fault = self._read(answer, last=attempt == 2)
            except errors.LLMError:
                if self._best is None:
                    raise
                break  # the first answer is there, faults and all
            if written is not None and self._is_better(written):
                self._best = written
            if not fault or attempt == 2:
                break
            yield Progress(0, 1, "Asking once more, with what was wrong")
            yield Afresh(fault)
            request = _again(self._asked.request, answer, fault)
        assert self._best is not None, "a last answer that is none was raised"
        result = replace(self._best, spent=self._asker.spent)
        yield Part("take", result.to_dict())
        yield Progress(1, 1, "")
        yield Done(result)

    def _is_better(self, written: Written) -> bool:
        """Than the one that is there: a whole answer with faults is worth more than a broken one."""
        if self._best is None:
            return True
        return written.state == COMPLETE and len(written.faults) <= len(self._best.faults)

    async def _ask(self, request: Request) -> AsyncGenerator[Step | Finished, None]:
        pieces: list[str] = []
        length = 0
        self.said = ""
        try:
            async with aclosing(self._asker.stream(request)) as events:
                async for event in events:
                    match event:
                        case TextDelta(text):
                            pieces.append(text)
                            length += len(text)
                            if length > LONGEST_ANSWER:
                                raise _endless(request)
                            yield Words(text)
                        case Waiting(seconds, why) | Retrying(_, seconds, why):
                            yield Progress(0, 1, f"Waiting {seconds:.0f} s: {why}")
                        case FellBack(_, to, why, _):
                            pieces, length = [], 0
                            yield Progress(0, 1, f"Asking {to} instead")
                            yield Afresh(why)
                        case Finished():
                            yield event
        finally:
            self.said = "".join(pieces)

    def _read(self, answer: Response, *, last: bool) -> tuple[Written | None, str]:
        """The answer, and what is wrong with it. Raises `InvalidAnswerError` for one that no second attempt mends, and
        for a second one that is none."""
        model = self._asked.request.model
        text = self._asked.mended(answer.text)
        if answer.finish_reason in ("length", "content_filter") and text:
            failure = _CUT if answer.finish_reason == "length" else _FILTERED
            return self._written(text, PARTIAL, answer, failure=failure), ""
        if answer.finish_reason == "content_filter":
            raise errors.ContentFilterError("The provider's content filter kept the answer back.", model=model)
        fault = "It is empty." if not text else "It is a web page." if answer_text.is_html(text) else ""
        if fault:
            if self._best is None and (last or answer.finish_reason == "length"):
                raise _no_answer(answer, fault, model)
            return None, fault
        faults = self._asked.faults(text)
        if faults and (declined := answer_text.refusal(text)):
            raise errors.ContentFilterError(f"The model declined: {declined}", model=model)
        return self._written(text, COMPLETE, answer, faults=faults), " ".join(faults)

    def broken_off(self, error: errors.LLMError) -> Written:
        """What had come when it failed."""
        whole = isinstance(error, errors.InvalidAnswerError | errors.ContentFilterError)
        state = FAILED if whole and not isinstance(error, EndlessAnswerError) else PARTIAL
        text = self._asked.mended(self.said) or self.said.strip()
        return self._written(text, state, None, failure=str(error))

    def _written(
        self,
        text: str,
        state: str,
        answer: Response | None,
        *,
        faults: tuple[str, ...] = (),
        failure: str = "",
    ) -> Written:
        return Written(
            request=self._asked.kind,
            text=text,
            state=state,
            target=self._asked.target.to_plain(),
            faults=faults,
            notes=self._asked.notes(text) if state != FAILED else (),
            failure=failure,
            model=answer.model if answer else self._asker.model or self._asked.request.model,
            stand_in=answer.stand_in if answer else self._asker.stand_in,
            spent=self._asker.spent,
            prompt=self._asked.prompt,
        )


def _again(request: Request, answer: Response, fault: str) -> Request:
    told = (
        f"That answer cannot be used: {fault}\nAnswer once more, complete and corrected, with nothing but the script."
    )
    # An empty turn is refused by some providers; a long one would not fit once more.
    said = Message("assistant", answer.text[:LONGEST_ANSWER] or "(nothing)", reasoning=answer.reasoning)
    return replace(request, messages=(*request.messages, said, Message("user", told)))


def _endless(request: Request) -> EndlessAnswerError:
    return EndlessAnswerError(
        f"The answer went on for more than {LONGEST_ANSWER:,} characters, and was stopped.",
        "Its beginning is kept. Try again, or choose another model.",
        model=request.model,
    )


def _no_answer(answer: Response, fault: str, model: str) -> errors.InvalidAnswerError:
    what = {
        "It is empty.": "The model answered with nothing.",
        "It is a web page.": answer_text.WEB_PAGE[0],
    }[fault]
    remedy = "Try again, or choose another model."
    if answer.finish_reason == "length":
        remedy = "It was cut by its length limit before its first word: allow longer answers."
    elif fault == "It is a web page.":
        remedy = answer_text.WEB_PAGE[1]
    return errors.InvalidAnswerError(what, remedy, raw=answer.text, model=model)
