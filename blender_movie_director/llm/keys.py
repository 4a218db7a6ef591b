"""Keys: where they are looked for, and how they are kept out of everything that is shown or stored."""

from __future__ import annotations

import re
from hmac import compare_digest
from typing import TYPE_CHECKING, NoReturn

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

OTHER_VARIABLES: Mapping[str, tuple[str, ...]] = {
    "cohere": ("CO_API_KEY",),
    "gemini": ("GOOGLE_API_KEY",),
    "litellm_proxy": ("LITELLM_PROXY_API_KEY",),
    "together_ai": ("TOGETHER_API_KEY",),
}
"""Looked at after the usual one. A gateway stands here alone, since it may well want no key."""

MOST_IN_ENVIRONMENT = 9
"""Several keys of a provider are numbered: OPENAI_API_KEY, OPENAI_API_KEY_2, and so on up to this."""

HIDDEN = "[key hidden]"
_NUMBERS = ("", *(f"_{number}" for number in range(2, MOST_IN_ENVIRONMENT + 1)))
_SHORTEST_SECRET = 6  # replacing "a" wherever it stands would ruin a message and hide nothing
# Keys that nobody told us of, such as one that a library found in the environment by itself.
_LOOKS_SECRET = re.compile(
    r"\bsk-[\w-]{12,}|\bAIza[\w-]{20,}|(?<=[?&]key=)[^&\s\"']{6,}|(?<=bearer )[\w.~+/-]{8,}=*", re.IGNORECASE
)


class Secret:
    """A key that nothing shows: not `repr`, `str`, an f-string, a log line, or the locals in a traceback.

    `reveal()` is the only way to the text, so that every place which uses a key can be found by that word.
    It cannot be pickled or written as JSON, on purpose.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str | Secret) -> None:
        self._text: str = text.reveal() if isinstance(text, Secret) else text

    def reveal(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return HIDDEN

    def __format__(self, _specification: str) -> str:
        return HIDDEN

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and compare_digest(self._text.encode(), other.reveal().encode())

    def __hash__(self) -> int:
        return hash(self._text)

    def __copy__(self) -> Secret:
        return self

    def __deepcopy__(self, _memo: object) -> Secret:
        return self

    def __reduce_ex__(self, _protocol: object) -> NoReturn:
        raise TypeError("a key is never pickled")


def provider_of(model: str) -> str:
    """`anthropic/claude-...` belongs to `anthropic`; a bare name is OpenAI's, as LiteLLM reads it.

    `litellm/` before a name chooses the library, and says nothing of the provider.
    """
    provider, slash, _ = model.removeprefix("litellm/").partition("/")
    return provider.lower() if slash else "openai"


def variables_of(provider: str) -> tuple[str, ...]:
    """The environment variables in which a provider's keys are looked for, in that order."""
    usual = ENVIRONMENT_VARIABLES.get(provider)
    names = (*([usual] if usual else []), *OTHER_VARIABLES.get(provider, ()))
    return tuple(name + more for name in names for more in _NUMBERS)


def all_from_environment(environment: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Every key that this environment holds, by provider; each once."""
    found = {}
    for provider in sorted({*ENVIRONMENT_VARIABLES, *OTHER_VARIABLES}):
        values = (environment.get(variable, "").strip() for variable in variables_of(provider))
        kept = tuple(dict.fromkeys(value for value in values if value))
        if kept:
            found[provider] = kept
    return found


def variables_in(environment: Mapping[str, str]) -> dict[str, str]:
    """Of this environment, the variables that hold keys."""
    known = {name for provider in (*ENVIRONMENT_VARIABLES, *OTHER_VARIABLES) for name in variables_of(provider)}
    return {name: environment[name] for name in sorted(known) if environment.get(name, "").strip()}


def from_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """The first key of each provider in this environment."""
    return {provider: found[0] for provider, found in all_from_environment(environment).items()}


def worth_hiding(secrets: Iterable[str]) -> list[str]:
    """Longest first, so that no tail of one is left standing."""
    return sorted((secret for secret in secrets if len(secret) >= _SHORTEST_SECRET), key=len, reverse=True)


def scrub(text: str, secrets: Iterable[str]) -> str:
    """`text` with every secret in it replaced.

    Shorten a text after this and not before: a secret cut in two is no longer found.
    """
    for secret in worth_hiding(secrets):
        text = text.replace(secret, HIDDEN)
    return _LOOKS_SECRET.sub(HIDDEN, text)
