"""Keys: where they are looked for, and how they are kept out of everything that is shown or stored."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ENVIRONMENT_VARIABLES: Mapping[str, str] = {
    "anthropic": "ANTHROPIC_API_KEY",
    "azure": "AZURE_API_KEY",
    "cohere": "COHERE_API_KEY",
    "deepseek": "DEEPSEEK_API_KEY",
    "gemini": "GEMINI_API_KEY",
    "groq": "GROQ_API_KEY",
    "mistral": "MISTRAL_API_KEY",
    "openai": "OPENAI_API_KEY",
    "openrouter": "OPENROUTER_API_KEY",
    "together_ai": "TOGETHERAI_API_KEY",
    "xai": "XAI_API_KEY",
}
"""Each provider's usual variable, by the name that stands before the slash in a model's name."""

HIDDEN = "[key hidden]"
_SHORTEST_SECRET = 6  # replacing "a" wherever it stands would ruin a message and hide nothing
# Keys that nobody told us of, such as one that a library found in the environment by itself.
_LOOKS_SECRET = re.compile(
    r"\bsk-[\w-]{12,}|\bAIza[\w-]{20,}|(?<=[?&]key=)[^&\s\"']{6,}|(?<=bearer )[\w.~+/-]{8,}=*", re.IGNORECASE
)


def provider_of(model: str) -> str:
    """`anthropic/claude-...` belongs to `anthropic`; a bare name is OpenAI's, as LiteLLM reads it."""
    provider, slash, _ = model.partition("/")
    return provider.lower() if slash else "openai"


def from_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """The keys that this environment holds, by provider."""
    found = {}
    for provider, variable in ENVIRONMENT_VARIABLES.items():
        value = environment.get(variable, "").strip()
        if value:
            found[provider] = value
    return found


def scrub(text: str, secrets: Iterable[str]) -> str:
    """`text` with every secret in it replaced, longest first so that no tail of one is left standing.

    Shorten a text after this and not before: a secret cut in two is no longer found.
    """
    for secret in sorted(secrets, key=len, reverse=True):
        if len(secret) >= _SHORTEST_SECRET:
            text = text.replace(secret, HIDDEN)
    return _LOOKS_SECRET.sub(HIDDEN, text)
