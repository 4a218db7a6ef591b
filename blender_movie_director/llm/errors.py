"""Everything that can go wrong between us and a model, as sentences a writer understands.

Each error says what happened (`what`) and what to do next (`remedy`). Neither may hold a key:
whoever builds an error from a provider's own words passes them through `keys.scrub` first.
"""

from __future__ import annotations


class LLMError(Exception):
    """The root of the tree; never raised itself."""

    remedy = "Try again. If it keeps happening, look at the log."
    retryable = False

    def __init__(
        self,
        what: str,
        remedy: str | None = None,
        *,
        model: str = "",
        status: int | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(what)
        self.what = what
        if remedy is not None:
            self.remedy = remedy
        self.model = model
        self.status = status
        self.retry_after = retry_after

    def __str__(self) -> str:
        return f"{self.what} {self.remedy}".strip()


class AuthenticationError(LLMError):
    remedy = "Check the provider's API key in the preferences of Movie Director."


class PermissionDeniedError(LLMError):
    remedy = "Choose another model, or ask the provider for access to this one."


class NotFoundError(LLMError):
    remedy = "Check the model's name; it reads like provider/model, for example anthropic/claude-sonnet-4-5."


class RateLimitError(LLMError):
    remedy = "Wait a little and try again, or choose another model."
    retryable = True


class QuotaError(LLMError):
    remedy = "Add credit at the provider, or choose another model."


class ContextWindowError(LLMError):
    remedy = "Choose a model with a larger window, or send less of the script."


class ContentFilterError(LLMError):
    remedy = "Change the wording or choose another model."


class BadRequestError(LLMError):
    remedy = "Change the settings that the provider names, or choose another model."


class RequestTimeoutError(LLMError):
    remedy = "Try again. A local model may still be loading."
    retryable = True


class ConnectionFailedError(LLMError):
    remedy = "Check the network, and that the server is running."
    retryable = True


class ServerError(LLMError):
    remedy = "The fault is on the provider's side. Try again in a moment, or choose another model."
    retryable = True


class CutStreamError(LLMError):
    """The answer broke off. What had arrived stays with whoever was listening."""

    remedy = "What had arrived is kept. Try again for the rest."
    retryable = True


class OfflineError(LLMError):
    remedy = (
        "Turn on Preferences > System > Network > Allow Online Access, or choose a model on this computer "
        "(for example ollama/llama3.2)."
    )


class ConfigurationError(LLMError):
    remedy = "Open the preferences of Movie Director and correct the setting."
