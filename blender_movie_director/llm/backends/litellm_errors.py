"""LiteLLM's exceptions, turned into ours. Told apart by status and name: importing its classes takes seconds."""

from __future__ import annotations

import logging
import math
import re
from typing import TYPE_CHECKING

from .. import errors
from ..keys import provider_of, scrub

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..errors import LLMError

_BY_NAME: dict[str, type[LLMError]] = {
    "APIConnectionError": errors.ConnectionFailedError,
    "AuthenticationError": errors.AuthenticationError,
    "BadRequestError": errors.BadRequestError,
    "ContentPolicyViolationError": errors.ContentFilterError,
    "ContextWindowExceededError": errors.ContextWindowError,
    "MidStreamFallbackError": errors.CutStreamError,
    "NotFoundError": errors.NotFoundError,
    "PermissionDeniedError": errors.PermissionDeniedError,
    "RateLimitError": errors.RateLimitError,
    "Timeout": errors.RequestTimeoutError,
    "UnsupportedParamsError": errors.BadRequestError,
}
_BY_STATUS: dict[int, type[LLMError]] = {
    400: errors.BadRequestError,
    401: errors.AuthenticationError,
    402: errors.QuotaError,
    403: errors.PermissionDeniedError,
    404: errors.NotFoundError,
    408: errors.RequestTimeoutError,
    413: errors.ContextWindowError,
    429: errors.RateLimitError,
}
_BY_WORDS: tuple[tuple[re.Pattern[str], type[LLMError]], ...] = (
    (re.compile(r"LLM Provider NOT provided", re.IGNORECASE), errors.NotFoundError),
    (re.compile(r"api_key .*must be set|missing .*api key|no api key", re.IGNORECASE), errors.AuthenticationError),
    (re.compile(r"insufficient_quota|exceeded your current quota|credit balance", re.IGNORECASE), errors.QuotaError),
    # A refused connection comes as an InternalServerError with status 500.
    (
        re.compile(
            r"cannot connect|connection refused|connect call failed|connection error|name or service", re.IGNORECASE
        ),
        errors.ConnectionFailedError,
    ),
)
_PREFIXES = re.compile(r"^(?:(?:litellm\.)?\w+(?:Error|Exception|Timeout): )*(?:\w+(?:Exception|Error) - )?")
_LONGEST_DETAIL = 200

log = logging.getLogger(__name__)


def translate(error: Exception, model: str, secrets: Iterable[str]) -> LLMError:
    """The named error for whatever LiteLLM (or what lies under it) raised."""
    if isinstance(error, errors.LLMError):
        return error
    # Scrubbed whole, shortened after: a key cut in two would not be found.
    said = scrub(str(error), secrets)
    words = _shortened(said)
    status = getattr(error, "status_code", None)
    status = status if isinstance(status, int) else None
    kind = _kind(error, said, status)
    log.info("%s: %s (%s): %s", model, type(error).__name__, status, said)
    return kind(
        _sentence(kind, words, model),
        model=model,
        status=status,
        retry_after=_retry_after(error),
    )


def _kind(error: Exception, said: str, status: int | None) -> type[LLMError]:
    for pattern, kind in _BY_WORDS:
        if pattern.search(said):
            return kind
    by_name = _BY_NAME.get(type(error).__name__)
    if by_name is not None:
        return by_name
    if status is not None:
        return _BY_STATUS.get(status, errors.ServerError if status >= 500 else errors.BadRequestError)
    return errors.ConnectionFailedError if isinstance(error, OSError) else errors.ServerError


def _sentence(kind: type[LLMError], words: str, model: str) -> str:
    provider = provider_of(model)
    lead = {
        errors.AuthenticationError: f"{provider} did not accept the key, or there is none.",
        errors.ConnectionFailedError: f"No connection to {provider}.",
        errors.CutStreamError: "The answer broke off before its end.",
        errors.ContextWindowError: f"The request is longer than {model} can read.",
        errors.NotFoundError: f"{model} is not a model that could be found.",
        errors.QuotaError: f"The account at {provider} has no credit left.",
        errors.RateLimitError: f"{provider} is limiting how often it may be asked.",
        errors.RequestTimeoutError: f"{model} took too long to answer.",
        errors.ServerError: f"{provider} had a fault of its own: {words}",
    }.get(kind)
    if lead is not None:
        return lead
    return f"{model} refused the request: {words}"


def _shortened(said: str) -> str:
    """The first line without LiteLLM's prefixes ("litellm.X: XException - ...")."""
    line = next((line.strip() for line in said.splitlines() if line.strip()), "no reason was given")
    line = _PREFIXES.sub("", line) or line
    return line if len(line) <= _LONGEST_DETAIL else line[: _LONGEST_DETAIL - 1] + "…"


def _retry_after(error: Exception) -> float | None:
    """Seconds. LiteLLM keeps the server's headers in an attribute of its own."""
    headers = getattr(error, "litellm_response_headers", None) or {}
    try:
        seconds = float(str(headers.get("retry-after")))
    except (ValueError, AttributeError):
        return None
    return seconds if 0 <= seconds < math.inf else None
