"""The next answer in a chat: words as they come, then the turn; a summary first, where the talk outgrew the window."""

from __future__ import annotations

from contextlib import aclosing
from dataclasses import dataclass, fields
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
from ..sending import Estimate, estimate_of
from .fitting import Fitted, conversation_of, fitted, summarised, tokens_in
from .talks import COMPLETE, PARTIAL, Talk

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Mapping, Sequence

    from ...llm.client import LLMClient
    from ...llm.model_spec import ModelSpec
    from ..asked import Step

TASK = "chat"
SUMMARY = "chat_summary"
LONGEST_ANSWER = 200_000
USUAL_ANSWER = 500
"""Tokens, for what an answer will cost: how long it will be is the model's choice."""
_SUMMARY_TOKENS = 600
_ENDLESS = "endless"
"""How an answer ended that was stopped here."""
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


@dataclass(frozen=True, slots=True)
class TurnEstimate(Estimate):
    """What the next answer would send and cost, and what of it all the model's window takes."""

    window: int = 0
    """Tokens; 0 where nobody knows."""
    left_out: int = 0
    """So many turns do not fit: a summary would stand for them."""
    in_view: str = ""
    """Of the script: `whole`, `part`, or nothing."""


async def answer(
    client: LLMClient, talk: Talk, *, model: str, options: Options | None = None, spec: ModelSpec | None = None
) -> AsyncGenerator[Step, None]:
    """Parts: `summary` (`summary`, `summarised`) where it changed; `turn`, as `Turned` has it. Of an answer that breaks
    off, the part holds what had come, and the error follows."""
    options = options or Options()
    spec = spec or Catalog().find(model)
    answering = _Answering(Asker(client, spec), _Plan(talk, model, options, spec))
    try:
        async with aclosing(answering.steps()) as steps:
            async for step in steps:
                yield step
    except errors.LLMError as error:
        if answering.said.strip():
            yield Part("turn", answering.turned(answering.said, PARTIAL, failure=str(error)).to_dict())
        raise


def estimate(talk: Talk, *, model: str, options: Options | None = None, spec: ModelSpec | None = None) -> TurnEstimate:
    """What the next answer would send, but for a summary that may come first. Nothing is sent."""
    plan = _Plan(talk, model, options or Options(), spec or Catalog().find(model))
    found = plan.fit()
    request = plan.request(found.messages)
    known = estimate_of(request, plan.spec, tokens_in(request.messages, model), USUAL_ANSWER, plan.prompt.label)
    return TurnEstimate(
        **{field.name: getattr(known, field.name) for field in fields(known)},
        window=plan.spec.window or 0,
        left_out=found.left_out,
        in_view=found.view.extent,
    )


class _Plan:
    """What is known of an answer before anybody is asked."""

    def __init__(self, talk: Talk, model: str, options: Options, spec: ModelSpec) -> None:
        if not talk.waits:
            raise errors.BadRequestError("Nothing was asked.", "Write something, then send it.", model=model)
        self.model = model
        self.options = options
        self.spec = spec
        self.prompt = prompts.load(TASK, options.how.prompts)
        self.conversation = conversation_of(talk, self.prompt, options.how.instruction)

    def fit(self) -> Fitted:
        return fitted(self.conversation, self.options.script, self.spec, self.model)

    def request(self, messages: tuple[Message, ...], *, most: int | None = None) -> Request:
        how = self.options.how
        return Request(
            messages,
            self.model,
            parameters=Parameters(
                temperature=how.temperature,
                reasoning_effort=how.reasoning_effort,
                max_tokens=most or how.max_tokens,
            ),
            task=TASK,
            project=str((self.options.script or {}).get("name") or ""),
            stream=how.stream,
            cache="bypass",  # who asks again wants another answer
        )

    def summary_limit(self) -> int | None:
        """Where nobody knows what the model can write, its server's own limit holds."""
        return min(self.spec.output_limit, _SUMMARY_TOKENS * 4) if self.spec.output_limit else None


class _Answering:
    def __init__(self, asker: Asker, plan: _Plan) -> None:
        self.said = ""
        self._asker = asker
        self._plan = plan
        self._model = plan.model
        self._conversation = plan.conversation
        self._fitted: Fitted | None = None

    async def steps(self) -> AsyncGenerator[Step, None]:
        yield Progress(0, 1, f"Asking {self._model}")
        self._fitted = self._plan.fit()
        if self._fitted.left_out:
            yield Progress(0, 1, "Summing up what no longer fits the model's window")
            if await summarised(self._conversation, self._fitted, self._summary, self._model):
                conversation = self._conversation
                yield Part("summary", {"summary": conversation.summary, "summarised": conversation.summarised})
                self._fitted = self._plan.fit()
            yield Progress(0, 1, f"Asking {self._model}")
        finish = ""
        async with aclosing(self._asker.stream(self._plan.request(self._fitted.messages))) as events:
            async for event in events:
                match event:
                    case TextDelta(text):
                        self.said += text
                        yield Words(text)
                        if len(self.said) > LONGEST_ANSWER:
                            finish = _ENDLESS
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
            raise self._nothing_said(finish)
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

    def _nothing_said(self, finish: str) -> errors.LLMError:
        if finish == "content_filter":
            return errors.ContentFilterError("The provider's content filter kept the answer back.", model=self._model)
        remedy = "Try again, or choose another model."
        if finish == "length":
            remedy = "It was cut by its length limit before its first word: allow longer answers."
        return errors.InvalidAnswerError("The model answered with nothing.", remedy, model=self._model)

    async def _summary(self, so_far: str, turns: Sequence[Message]) -> str:
        prompt = prompts.load(SUMMARY, self._plan.options.how.prompts)
        messages = (Message("system", prompt.text), Message("user", _minutes(so_far, turns)))
        request = self._plan.request(messages, most=self._plan.summary_limit())
        async with aclosing(self._asker.stream(request)) as events:
            return "".join([event.response.text async for event in events if isinstance(event, Finished)])


_FAILURES = {
    "length": "The answer was cut by its length limit. Allow longer answers, or ask it to go on.",
    "content_filter": "The provider's content filter ended the answer. Change the wording, or choose another model.",
    _ENDLESS: (
        f"The answer went on for more than {LONGEST_ANSWER:,} characters, and was stopped. Its beginning is kept: try "
        "again, or choose another model."
    ),
}


def _minutes(so_far: str, turns: Sequence[Message]) -> str:
    parts = [wording.fence("SUMMARY", so_far, _MARK)] if so_far else []
    parts += [wording.fence(turn.role.upper(), turn.text, _MARK) for turn in turns]
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
