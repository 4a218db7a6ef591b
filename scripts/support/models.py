"""Which model the demo asks, and what it needs for that."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .project import ROOT

# Of the package only what needs nothing but the standard library.
sys.path.append(str(ROOT))
from blender_movie_director.llm import backends, keys, network, stand_ins

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULTS: Mapping[str, str] = {
    "openai": "openai/gpt-5-mini",
    "anthropic": "anthropic/claude-sonnet-4-5",
    "gemini": "gemini/gemini-2.5-pro",
    "mistral": "mistral/mistral-large-latest",
    "groq": "groq/llama-3.3-70b-versatile",
}
"""Good enough to read a script, and not the dearest; of several providers with a key, the first is asked."""

LOCAL_EXAMPLE = "ollama/llama3.2"


@dataclass(frozen=True)
class Choice:
    """A model, and how it came to be chosen."""

    model: str
    reason: str

    @property
    def stand_in(self) -> bool:
        return self.model.startswith("scripted/")

    @property
    def online(self) -> bool:
        """Whether Blender must be allowed to use the network for it."""
        provider = keys.provider_of(self.model)
        return backends.needs_network(self.model) and provider not in network.LOCAL_PROVIDERS


def choose(named: str | None, environment: Mapping[str, str]) -> Choice:
    """The model that was named, or that of the first provider with a key, or the stand-in."""
    if named:
        return Choice(named, "named with --model")
    known = keys.from_environment(environment)
    for provider, model in DEFAULTS.items():
        if provider in known:
            return Choice(model, f"because {keys.ENVIRONMENT_VARIABLES[provider]} is set")
    return Choice(stand_ins.STAND_IN_THROUGH_LITELLM, "no key is set and no model was named")
