"""One request and its answer: in the shape that was asked for, bounded, counted, and with a sentence if it fails."""

from __future__ import annotations

from contextlib import aclosing
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from ...llm import backends, errors
from ...llm.events import FellBack, Finished, Repairing, Retrying, TextDelta, Waiting
from ...llm.shapes import Ability, Shaped, ask_streaming
from .. import answer_text
from .results import Spent

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable

    from ...llm.client import LLMClient
    from ...llm.events import Event
    from ...llm.messages import Request, Response
    from ...llm.model_spec import ModelSpec
    from .folding import Folding

LONGEST_ANSWER = 400_000
"""Characters. What goes on for longer is no answer to what was asked."""

FOR_EVERY_CALL = (
    errors.AuthenticationError,
    errors.BudgetError,
    errors.CancelledError,
    errors.ConfigurationError,
    errors.ConnectionFailedError,
    errors.ConnectTimeoutError,
    errors.NotFoundError,
    errors.OfflineError,
    errors.PermissionDeniedError,
    errors.QuotaError,
    errors.TLSError,
)
"""What would befall the next call too: the first one ends the analysis."""
_BOUND_TO_AN_ANSWER = (errors.InvalidAnswerError, errors.ContentFilterError, errors.ContextWindowError)
"""What another way of asking may mend: fewer scenes, or none of those that a provider will not read."""
_IN_VAIN_AT_MOST = 8
_WEIGHT_OF_A_FAULT = 3
"""Three faults of a server in a row, or eight useless answers: as many as it takes to find one scene among many."""


class EndlessAnswerError(errors.InvalidAnswerError):
    """It was stopped: there was no end to it."""

    remedy = "Try again, or choose another model."


class Note(NamedTuple):
    """A sentence for whoever waits."""

    text: str


class Asker:
    """The calls of one analysis, for as long as they are worth it."""

    def __init__(self, client: LLMClient, spec: ModelSpec) -> None:
        self.model = ""
        self.stand_in = False
        self.lasting = backends.needs_network(spec.name)
        """The model that was asked for answers, and what it says may be kept for later. Not so a stand-in's words, nor
        those of a model that took its place."""
        self._client = client
        self._ability = Ability(schema=spec.json_schema)
        self._spent = Spent()
        self._dollars: Decimal | None = Decimal(0)
        self._in_vain = 0

    @property
    def spent(self) -> Spent:
        return Spent(
            self._spent.calls,
            self._spent.input_tokens,
            self._spent.output_tokens,
            self._spent.cached_tokens,
            "" if self._dollars is None else f"{self._dollars:f}",
        )

    async def stream(self, request: Request) -> AsyncGenerator[Event, None]:
        """The client's, counted."""
        self._add(calls=1)
        async with aclosing(self._client.stream(request)) as events:
            async for event in events:
                if isinstance(event, Finished):
                    self._count(event.response)
                yield event

    async def ask(
        self, request: Request, shape: Folding, note: Callable[[Note], None]
    ) -> AsyncGenerator[TextDelta | Repairing | FellBack | Shaped[Any], None]:
        """The words as they come, and the answer last, `Folded` and checked; `note` hears why it takes its time. Raises
        `InvalidAnswerError` for an endless one."""
        length = 0
        call = _Call(self)
        answer: AsyncGenerator[Any, None] = ask_streaming(call, request, shape, ability=self._ability)
        async with aclosing(call.told_as_it_is(answer)) as items:
            async for item in items:
                match item:
                    case TextDelta(text):
                        length += len(text)
                        if length > LONGEST_ANSWER:
                            raise EndlessAnswerError(
                                f"The answer went on for more than {LONGEST_ANSWER:,} characters, and was stopped.",
                                model=request.model,
                            )
                        yield item
                    case Waiting(seconds, why) | Retrying(_, seconds, why):
                        note(Note(f"Waiting {seconds:.0f} s: {why}"))
                    case FellBack(_, to, _, _):
                        self.lasting = False
                        length = 0
                        note(Note(f"Asking {to} instead"))
                        yield item
                    case Repairing():
                        length = 0
                        note(Note("Asking once more, for an answer in the right form"))
                        yield item
                    case Shaped(_, _, _, rung):
                        # The next request need not try again what this server does not know.
                        if rung != "schema":
                            self._ability = Ability(schema=False, json_mode=rung == "json")
                        yield item

    def succeeded(self) -> None:
        """An answer was of use."""
        self._in_vain = 0

    def failed(self, error: errors.LLMError) -> None:
        """An answer was of no use. Raises the error where going on is no use either: for what would befall the next
        call too, and after too many in a row that failed for whatever reason."""
        if isinstance(error, FOR_EVERY_CALL):
            raise error
        light = isinstance(error, _BOUND_TO_AN_ANSWER) and not isinstance(error, EndlessAnswerError)
        self._in_vain += 1 if light else _WEIGHT_OF_A_FAULT
        if self._in_vain >= _IN_VAIN_AT_MOST:
            raise error

    def _count(self, response: Response) -> None:
        usage = response.usage
        self._add(
            input_tokens=usage.input_tokens or 0,
            output_tokens=usage.output_tokens or 0,
            cached_tokens=usage.cached_tokens,
        )
        amount = response.cost.amount
        self._dollars = None if self._dollars is None or amount is None else self._dollars + amount
        self.model = response.model
        self.stand_in = self.stand_in or response.stand_in

    def _add(self, calls: int = 0, input_tokens: int = 0, output_tokens: int = 0, cached_tokens: int = 0) -> None:
        spent = self._spent
        self._spent = Spent(
            spent.calls + calls,
            spent.input_tokens + input_tokens,
            spent.output_tokens + output_tokens,
            spent.cached_tokens + cached_tokens,
        )


class _Call:
    """The client of one request, which remembers how its answer ended: without that, a model that declined would be
    told of as one that knows no JSON."""

    def __init__(self, asker: Asker) -> None:
        self._asker = asker
        self._reason = ""

    async def stream(self, request: Request) -> AsyncGenerator[Event, None]:
        async with aclosing(self._asker.stream(request)) as events:
            async for event in events:
                if isinstance(event, Finished):
                    self._reason = event.response.finish_reason
                yield event

    async def told_as_it_is(self, answer: AsyncGenerator[Any, None]) -> AsyncGenerator[Any, None]:
        try:
            async with aclosing(answer) as items:
                async for item in items:
                    yield item
        except errors.InvalidAnswerError as error:
            raise self._named(error) from None

    def _named(self, error: errors.InvalidAnswerError) -> errors.InvalidAnswerError:
        what, remedy = "", errors.ContentFilterError.remedy
        if self._reason == "content_filter":
            what = "The provider's content filter kept the answer back."
        elif declined := answer_text.refusal(error.raw):
            what = f"The model declined: {declined}"
        elif answer_text.is_html(error.raw):
            what, remedy = answer_text.WEB_PAGE
        return errors.InvalidAnswerError(what, remedy, raw=error.raw, model=error.model) if what else error
