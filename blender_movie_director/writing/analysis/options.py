"""How an analysis is asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..prompts import own_in
from .passages import WHOLE, Scope

if TYPE_CHECKING:
    from collections.abc import Mapping

PARALLEL = 4
"""Calls at the same time; what a provider's own limits allow may be less."""


@dataclass(frozen=True, slots=True)
class Options:
    scope: Scope = WHOLE
    """Only an analysis of everything has parts about the whole."""
    instruction: str = ""
    """The user's own words, added to the prompts."""
    prompts: Mapping[str, str] = field(default_factory=dict)
    """By name, in the place of ours."""
    temperature: float | None = None
    reasoning_effort: str | None = None
    afresh: bool = False
    """Ask again what was kept."""
    parallel: int = PARALLEL
    stream: bool = True
    """Whether scenes are shown while their batch is written, or all of them when it is there."""

    @classmethod
    def from_plain(cls, data: Mapping[str, Any]) -> Options:
        """From a job's payload; names that are not there keep their defaults. `scope` as `Scope.from_plain` has it.
        Raises `ConfigurationError` for a folder of prompts that cannot be read."""
        return cls(
            scope=Scope.from_plain(data.get("scope")),
            instruction=str(data.get("instruction") or ""),
            prompts=own_in(data),
            temperature=data.get("temperature"),
            reasoning_effort=data.get("reasoning_effort") or None,
            afresh=bool(data.get("afresh", False)),
            parallel=int(data.get("parallel") or PARALLEL),
            stream=data.get("stream", True) is not False,
        )
