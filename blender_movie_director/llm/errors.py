"""Everything that can go wrong between us and a model, as sentences a writer understands.

Each error says what happened (`what`) and what to do next (`remedy`). Neither may hold a key:
whoever builds an error from a provider's own words passes them through `keys.scrub` first.
"""

from __future__ import annotations

from .keys import provider_of


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
        request_id: str = "",
    ) -> None:
        super().__init__(what)
        self.what = what
        if remedy is not None:
            self.remedy = remedy
        self.model = model
        self.status = status
        self.retry_after = retry_after
        self.request_id = request_id

    @property
    def provider(self) -> str:
        """Whose fault it was, by the name before the slash; empty where no model was involved."""
        return provider_of(self.model) if self.model else ""

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


class ConnectTimeoutError(RequestTimeoutError):
    remedy = "Check the network, and that the server is running."


class FirstWordTimeoutError(RequestTimeoutError):
    """The request was taken, and no word came."""


class SilenceTimeoutError(RequestTimeoutError):
    """Words came, and then no more. Those that came are kept."""


class DeadlineError(RequestTimeoutError):
    """The time that the request was given as a whole is over."""

    remedy = "Give it more time in the preferences, or choose a faster model."
    retryable = False


class ConnectionFailedError(LLMError):
    remedy = "Check the network, and that the server is running."
    retryable = True


class TLSError(LLMError):
    remedy = "Check the date of this computer, and the certificate that is set for this server."


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


class InvalidAnswerError(LLMError):
    """The answer is not what was asked for. `raw` is what the model wrote, so that nothing paid for is lost."""

    remedy = "Try again, or choose a model that can answer in JSON."

    def __init__(self, what: str, remedy: str | None = None, *, raw: str = "", model: str = "") -> None:
        super().__init__(what, remedy, model=model)
        self.raw = raw


class BudgetError(LLMError):
    """The call would cost more than was allowed, or the money for it is spent. Nothing was sent."""

    remedy = "Raise the budget in the preferences, or choose a cheaper model."


class CancelledError(LLMError):
    """Someone stopped the call from another thread. (A cancelled asyncio task raises asyncio's own.)"""

    remedy = "Start it again when you like."
