"""What is sent, before it is sent: for whoever wants to see the words, and to know what they will cost."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from ...llm import backends
from ...llm.messages import Usage
from ...llm.pricing import cost
from .plain import Plain
from .plan import PART_NAMES, SCENES, SCHEMA_TOKENS
from .portions import tokens_of
from .results import SceneReading, Turn
from .whole_calls import kept_whole

if TYPE_CHECKING:
    from ...llm.messages import Request
    from .keeping import Keeper
    from .plan import Plan

_ABOUT_A_SCENE = SceneReading("word " * 45, "word " * 18, "word " * 18, Turn("word", "word", "word " * 14), "word word")
"""A reading of the usual length, for those that are not there yet."""


@dataclass(frozen=True, slots=True)
class Sent(Plain):
    """One message as it would go out."""

    role: str
    text: str


@dataclass(frozen=True, slots=True)
class PlannedCall(Plain):
    what: str
    """`scenes`, `story` or `assessment`."""
    scenes: tuple[int, ...]
    input_tokens: int
    output_tokens: int
    """As long as the answer is expected to be."""
    dollars: str
    """Empty where the model has no known price."""


@dataclass(frozen=True, slots=True)
class Preview(Plain):
    """Tokens and money are estimates; the parts about the whole are guessed from the number of scenes."""

    model: str
    messages: tuple[Sent, ...]
    """Of the first call; none where nothing is to be asked."""
    calls: tuple[PlannedCall, ...]
    kept: int
    """Scenes that were read before and are as they were."""
    input_tokens: int
    output_tokens: int
    dollars: str
    """Of all calls; empty where the model has no known price."""
    prompts: dict[str, str]
    """Their versions, by name."""
    told: dict[str, str]
    """What the model is told to do in each kind of call that is to be made, by `PlannedCall.what`."""


def preview_of(plan: Plan, keeper: Keeper) -> Preview:
    keys = {passage.ordinal: plan.scene_key(passage) for passage in plan.passages}
    known = {} if plan.options.afresh else keeper.get(keys.values(), SceneReading)
    missing = [passage for passage in plan.passages if keys[passage.ordinal] not in known]
    calls: list[PlannedCall] = []
    first: Request | None = None
    for batch in plan.batches(missing):
        request = plan.scenes_request(batch)
        first = first or request
        ordinals = tuple(portion.passage.ordinal for portion in batch)
        calls.append(_planned(plan, SCENES, request, ordinals, plan.answer_tokens(batch)))
    readings = {ordinal: known.get(key, _ABOUT_A_SCENE) for ordinal, key in keys.items()}
    for name in plan.wholes:
        request = plan.whole_request(name, readings)
        # With all scenes known it can be told whether the whole is known too.
        known_whole = not missing and kept_whole(keeper, name, plan.whole_key(name, request)) is not None
        if known_whole and not plan.options.afresh:
            continue
        first = first or request
        calls.append(_planned(plan, name, request, (), plan.whole_answer_tokens(name)))
    return Preview(
        model=plan.model,
        messages=tuple(Sent(message.role, message.text) for message in first.messages) if first else (),
        calls=tuple(calls),
        kept=len(plan.passages) - len(missing),
        input_tokens=sum(call.input_tokens for call in calls),
        output_tokens=sum(call.output_tokens for call in calls),
        dollars=_sum(calls),
        prompts={name: prompt.label for name, prompt in plan.prompts.items()},
        told={what: plan.told[what] for what in dict.fromkeys(call.what for call in calls)},
    )


def _planned(plan: Plan, name: str, request: Request, scenes: tuple[int, ...], answer: int) -> PlannedCall:
    tokens = sum(tokens_of(message.text, plan.model) for message in request.messages) + SCHEMA_TOKENS
    return PlannedCall(PART_NAMES[name], scenes, tokens, answer, _dollars(plan, tokens, answer))


def _dollars(plan: Plan, tokens: int, answer: int) -> str:
    if not backends.needs_network(plan.model):
        return "0"
    amount = cost(plan.spec, Usage(tokens, answer, estimated=True)).amount
    return "" if amount is None else f"{amount:f}"


def _sum(calls: list[PlannedCall]) -> str:
    if any(not call.dollars for call in calls):
        return ""
    return f"{sum((Decimal(call.dollars) for call in calls), Decimal(0)):f}"
