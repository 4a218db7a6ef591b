"""A request held against what its model can take, before anything is sent or paid for.

What the model does not take, or not together with something else, is dropped, and a note says so. What is wrong by
itself (a temperature of 7, pictures for a model that is known to see none) is refused. What is unknown passes.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from .errors import BadRequestError, ContextWindowError
from .messages import Image
from .model_spec import ParameterRule

if TYPE_CHECKING:
    from .messages import Parameters, Request
    from .model_spec import ModelSpec
    from .tokens import TokenCount

_MARGIN_OF_AN_ESTIMATE = 1.15
"""An estimated prompt is only refused when it is too long by more than we may be wrong."""

_SETTABLE = ("temperature", "top_p", "max_tokens", "stop", "seed", "reasoning_effort", "verbosity")
_PLAINLY = {
    "max_tokens": "length limit (max_tokens)",
    "reasoning_effort": "reasoning effort",
    "seed": "seed",
    "stop": "stop words",
    "temperature": "temperature",
    "top_p": "top_p",
    "verbosity": "verbosity",
}


class Checked(NamedTuple):
    request: Request
    """What to send."""
    notes: tuple[str, ...]
    """What was left out or lowered, in sentences."""


def check(request: Request, spec: ModelSpec, tokens: TokenCount | None = None) -> Checked:
    """The request as its model can take it. `tokens` is the size of the prompt, if it was counted.

    Raises BadRequestError, or ContextWindowError for a prompt that is larger than the window. A max_tokens above the
    model's limit is lowered to it: the answer can be no longer anyway."""
    _check_abilities(request, spec)
    if tokens is not None and spec.window is not None:
        margin = 1.0 if tokens.exact else _MARGIN_OF_AN_ESTIMATE
        if tokens.number > spec.window * margin:
            about = "" if tokens.exact else "about "
            raise ContextWindowError(
                f"The request has {about}{tokens.number:,} tokens, and {spec.name} reads at most {spec.window:,}.",
                model=spec.name,
            )
    notes: list[str] = []
    changes: dict[str, Any] = {}
    for name in _SETTABLE:
        value = getattr(request.parameters, name)
        if value is None or value == ():
            continue
        kept, note = _checked(name, value, request.parameters, spec)
        if note:
            notes.append(note)
        if kept != value:
            changes[name] = kept
    if changes:
        request = replace(request, parameters=replace(request.parameters, **changes))
    if request.stream and spec.streaming is False:
        request = replace(request, stream=False)
        notes.append(f"{spec.name} cannot stream: its answer comes all at once.")
    return Checked(request, tuple(notes))


def rule_for(name: str, spec: ModelSpec) -> ParameterRule | None:
    """The rule of a parameter for a model; None where nothing is known about it."""
    if name in {"temperature", "top_p"} and spec.sampling is False:
        return ParameterRule(taken=False)
    if name == "reasoning_effort" and name not in spec.parameters:
        if spec.reasoning is False or (spec.reasoning and not spec.efforts and spec.known):
            return ParameterRule(taken=False)
        return ParameterRule(choices=spec.efforts) if spec.efforts else None
    rule = spec.parameters.get(name)
    if name == "verbosity" and rule is not None and rule.taken and spec.verbosities:
        return replace(rule, choices=spec.verbosities)
    return rule


def is_reasoning(parameters: Parameters) -> bool:
    """Whether the model is asked to think first."""
    return parameters.reasoning_effort not in {None, "", "none"} or bool(parameters.extra.get("thinking"))


def _check_abilities(request: Request, spec: ModelSpec) -> None:
    if request.tools and spec.tools is False:
        raise BadRequestError(
            f"{spec.name} cannot call tools, and this request brings {len(request.tools)}.",
            "Choose a model that can call tools.",
            model=spec.name,
        )
    if spec.vision is False and any(
        isinstance(part, Image)
        for message in request.messages
        if not isinstance(message.content, str)
        for part in message.content
    ):
        raise BadRequestError(
            f"{spec.name} cannot see pictures, and this request holds some.",
            "Choose a model that can see, or take the pictures out.",
            model=spec.name,
        )


def _checked(name: str, value: Any, parameters: Parameters, spec: ModelSpec) -> tuple[Any, str]:
    """The value to send (None: leave it out), and a note where it is not the one that was asked for."""
    if isinstance(value, float) and not math.isfinite(value):
        raise _refused(name, value, spec, "a finite number")
    nothing: Any = () if name == "stop" else None
    rule = rule_for(name, spec)
    if rule is not None:
        if not rule.taken:
            return nothing, f"{spec.name} takes no {_PLAINLY[name]}; it was left out."
        if rule.without_reasoning and is_reasoning(parameters):
            return nothing, f"{spec.name} takes no {_PLAINLY[name]} while it reasons; it was left out."
        if rule.not_with and getattr(parameters, rule.not_with) is not None:
            other = _PLAINLY[rule.not_with]
            return nothing, f"{spec.name} takes either {other} or {_PLAINLY[name]}; {_PLAINLY[name]} was left out."
        allowed = _allowed(value, rule)
        if allowed and rule.otherwise == "drop":
            return nothing, f"{spec.name} takes only {allowed} as {_PLAINLY[name]}; it was left out."
        if allowed:
            raise _refused(name, value, spec, allowed)
    if name == "max_tokens" and spec.output_limit is not None and value > spec.output_limit:
        return spec.output_limit, f"{spec.name} writes at most {spec.output_limit:,} tokens; max_tokens was lowered."
    return value, ""


def _allowed(value: Any, rule: ParameterRule) -> str:
    """What the rule allows, in words, if the value is not that; else nothing."""
    if rule.choices and value not in rule.choices:
        return rule.choices[0] if len(rule.choices) == 1 else f"{', '.join(rule.choices[:-1])} or {rule.choices[-1]}"
    if rule.most is not None and len(value) > rule.most:
        return f"at most {rule.most}"
    low, high = rule.minimum, rule.maximum
    if (low is not None and value < low) or (high is not None and value > high):
        if low == high:
            return f"{low:g}"
        return f"{low:g} or more" if high is None else f"{low or 0:g} to {high:g}"
    return ""


def _refused(name: str, value: Any, spec: ModelSpec, allowed: str) -> BadRequestError:
    told = f"{len(value)}" if isinstance(value, tuple) else f"{value}"
    return BadRequestError(
        f"{spec.name} takes {allowed} as {_PLAINLY[name]}, and not {told}.",
        f"Set the {_PLAINLY[name]} to {allowed}, or leave it to the model.",
        model=spec.name,
    )
