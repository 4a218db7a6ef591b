"""The next answer in a chat: words as they come, then the turn; a summary first, where the talk outgrew the window."""

from __future__ import annotations

from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...llm import errors
from ...llm.backends import scripted
from ...llm.catalog import Catalog
from ...llm.events import FellBack, Finished, Retrying, TextDelta, Waiting
from ...llm.messages import Message, Parameters, Request
from .. import prompts
from ..analysis import wording
from ..analysis.asking import Asker
from ..analysis.plain import Plain
from ..analysis.results import Spent  # noqa: TC001 - `Plain` reads the hints
from ..asked import NOTHING_SPENT, USUAL, Afresh, Done, How, Part, Progress, Words
from .fitting import Fitted, conversation_of, fitted, summarised
from .talks import COMPLETE, PARTIAL, Talk

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Mapping, Sequence

    from ...llm.client import LLMClient
    from ...llm.model_spec import ModelSpec
    from ..asked import Step

TASK = "chat"
SUMMARY = "chat_summary"
LONGEST_ANSWER = 200_000
_SUMMARY_TOKENS = 600
_MARK = "\0mark\0"
"""Stands for the mark until it is known."""


@dataclass(frozen=True, slots=True)
class Options:
    script: Mapping[str, Any] | None = None
    """`text`, `name` and perhaps `place`; None where the script is not in view."""
    how: How = USUAL

    @classmethod
    def from_plain(cls, data: Mapping[str, Any]) -> Options:
        """From a job's payload; names that are not there keep their defaults."""
        return cls(script=data.get("script") or None, how=How.from_plain(data))


@dataclass(frozen=True, slots=True)
class Turned(Plain):
    """A model's turn, and what became of the talk."""

    text: str
    state: str
    """`complete` or `partial`."""
    failure: str = ""
    """Why it is not complete."""
    model: str = ""
    stand_in: bool = False
    spent: Spent = NOTHING_SPENT
    left_out: int = 0
    """So many turns were not sent: the window is full."""
    in_view: str = ""
    """Of the script: `whole`, `part`, or nothing."""


async def answer(
    client: LLMClient, talk: Talk, *, model: str, options: Options | None = None, spec: ModelSpec | None = None
) -> AsyncGenerator[Step, None]:
    """Parts: `summary` (`summary`, `summarised`) where it changed; `turn`, as `Turned` has it. Of an answer that breaks
    off, the part holds what had come, and the error follows."""
    options = options or Options()
    answering = _Answering(client, talk, model, options, spec or Catalog().find(model))
    try:
        async with aclosing(answering.steps()) as steps:
            async for step in steps:
                yield step
    except errors.LLMError as error:
        if answering.said.strip():
            yield Part("turn", answering.turned(answering.said, PARTIAL, failure=str(error)).to_dict())
        raise


class _Answering:
    def __init__(self, client: LLMClient, talk: Talk, model: str, options: Options, spec: ModelSpec) -> None:
        if not talk.waits:
            raise errors.BadRequestError("Nothing was asked.", "Write something, then send it.", model=model)
        self.said = ""
        self._model = model
        self._options = options
        self._spec = spec
        self._asker = Asker(client, spec)
        self._talk = talk
        self._conversation = conversation_of(talk, prompts.load(TASK, options.how.prompts))
        self._fitted: Fitted | None = None

    async def steps(self) -> AsyncGenerator[Step, None]:
        yield Progress(0, 1, f"Asking {self._model}")
        self._fitted = self._fit()
        if self._fitted.left_out:
            yield Progress(0, 1, "Summing up what no longer fits the model's window")
            if await summarised(self._conversation, self._fitted, self._summary, self._model):
                conversation = self._conversation
                yield Part("summary", {"summary": conversation.summary, "summarised": conversation.summarised})
                self._fitted = self._fit()
            yield Progress(0, 1, f"Asking {self._model}")
        finish = ""
        async with aclosing(self._asker.stream(self._request(self._fitted.messages))) as events:
            async for event in events:
                match event:
                    case TextDelta(text):
                        self.said += text
                        yield Words(text)
                        if len(self.said) > LONGEST_ANSWER:
                            finish = "length"
                            break
                    case Waiting(seconds, why) | Retrying(_, seconds, why):
                        yield Progress(0, 1, f"Waiting {seconds:.0f} s: {why}")
                    case FellBack(_, to, why, _):
                        self.said = ""
                        yield Progress(0, 1, f"Asking {to} instead")
                        yield Afresh(why)
                    case Finished(response):
                        self.said, finish = response.text, response.finish_reason
        if not self.said.strip():
            raise errors.InvalidAnswerError(
                "The model answered with nothing.", "Try again, or choose another model.", model=self._model
            )
        failure = _FAILURES.get(finish, "")
        turned = self.turned(self.said, PARTIAL if failure else COMPLETE, failure=failure)
        yield Part("turn", turned.to_dict())
        yield Progress(1, 1, "")
        yield Done(turned)

    def turned(self, text: str, state: str, *, failure: str = "") -> Turned:
        return Turned(
            text=text.strip(),
            state=state,
            failure=failure,
            model=self._asker.model or self._model,
            stand_in=self._asker.stand_in,
            spent=self._asker.spent,
            left_out=self._fitted.left_out if self._fitted else 0,
            in_view=self._fitted.view.extent if self._fitted else "",
        )

    def _fit(self) -> Fitted:
        return fitted(self._conversation, self._options.script, self._spec, self._model)

    def _request(self, messages: tuple[Message, ...], *, most: int | None = None) -> Request:
        how = self._options.how
        return Request(
            messages,
            self._model,
            parameters=Parameters(
                temperature=how.temperature,
                reasoning_effort=how.reasoning_effort,
                max_tokens=most or how.max_tokens,
            ),
            task=TASK,
            project=str((self._options.script or {}).get("name") or ""),
            cache="bypass",  # who asks again wants another answer
        )

    async def _summary(self, so_far: str, turns: Sequence[Message]) -> str:
        prompt = prompts.load(SUMMARY, self._options.how.prompts)
        messages = (Message("system", prompt.text), Message("user", _minutes(so_far, turns)))
        async with aclosing(self._asker.stream(self._request(messages, most=self._summary_limit()))) as events:
            return "".join([event.response.text async for event in events if isinstance(event, Finished)])

    def _summary_limit(self) -> int | None:
        """Where nobody knows what the model can write, its server's own limit holds."""
        return min(self._spec.output_limit, _SUMMARY_TOKENS * 4) if self._spec.output_limit else None


_FAILURES = {
    "length": "The answer was cut by its length limit.",
    "content_filter": "The provider's content filter ended the answer.",
}


def _minutes(so_far: str, turns: Sequence[Message]) -> str:
    parts = [f"<<<SUMMARY {_MARK}\n{so_far}\n<<<END {_MARK}"] if so_far else []
    parts += [f"<<<{turn.role.upper()} {_MARK}\n{turn.text}\n<<<END {_MARK}" for turn in turns]
    body = "\n\n".join(parts)
    mark = wording.mark_of(body)
    return f"The mark is {mark}.\n\n{body.replace(_MARK, mark)}"


def _stand_in_words(request: Request) -> str:
    """What the stand-in says: so all that is done with a talk can be seen with no key."""
    if request.messages and "minutes of a conversation" in request.messages[0].text:
        return "The two of them spoke of the script."
    in_view = any("<<<SCRIPT " in message.text for message in request.messages)
    seen = "It has your script in view." if in_view else "Your script is not in view."
    return f"Here a model would answer you. {seen}\n"


scripted.stand_in_words[TASK] = _stand_in_words
