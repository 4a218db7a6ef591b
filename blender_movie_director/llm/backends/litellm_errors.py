"""LiteLLM's exceptions, turned into ours. Told apart by status and name: importing its classes takes seconds."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from .. import errors
from ..keys import provider_of, scrub

if TYPE_CHECKING:
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
_REFUSED = re.compile(r"cannot connect|connection refused|connect call failed|connection error|name or service", re.I)
_NO_CREDIT = re.compile(r"insufficient_quota|exceeded your current quota|credit balance", re.I)
_NO_KEY = re.compile(r"api_key .*must be set|missing .*api key|no api key", re.I)
_UNKNOWN_PROVIDER = re.compile(r"LLM Provider NOT provided", re.I)
_LONGEST_DETAIL = 200


def translate(error: Exception, model: str, secrets: Iterable[str]) -> LLMError:
    """The named error for whatever LiteLLM (or what lies under it) raised."""
    if isinstance(error, errors.LLMError):
        return error
    words = scrub(_first_line(error), secrets)
    status = getattr(error, "status_code", None)
    status = status if isinstance(status, int) else None
    kind = _kind(error, words, status)
    return kind(
        _sentence(kind, words, model),
        model=model,
        status=status,
        retry_after=_retry_after(error),
    )


def _kind(error: Exception, words: str, status: int | None) -> type[LLMError]:
    if _UNKNOWN_PROVIDER.search(words):
        return errors.NotFoundError
    if _NO_KEY.search(words):
        return errors.AuthenticationError
    if _NO_CREDIT.search(words):
        return errors.QuotaError
    if _REFUSED.search(words):  # a refused connection comes as an InternalServerError with status 500
        return errors.ConnectionFailedError
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
        errors.ContextWindowError: f"The request is longer than {model} can read.",
        errors.NotFoundError: f"{model} is not a model that could be found.",
        errors.QuotaError: f"The account at {provider} has no credit left.",
        errors.RateLimitError: f"{provider} is limiting how often it may be asked.",
        errors.RequestTimeoutError: f"{model} took too long to answer.",
    }.get(kind)
    if lead is not None:
        return lead
    return f"{model} refused the request: {words}" if words else f"{model} refused the request."


def _first_line(error: Exception) -> str:
    """The provider's words without LiteLLM's prefixes ("litellm.X: XException - ...")."""
    text = str(error).strip()
    line = text.splitlines()[0].strip() if text else ""
    line = re.sub(r"^(?:litellm\.)?\w+(?:Error|Exception|Timeout)?: ", "", line)
    line = re.sub(r"^\w+Exception - ", "", line)
    return line if len(line) <= _LONGEST_DETAIL else line[: _LONGEST_DETAIL - 1] + "…"


def _retry_after(error: Exception) -> float | None:
    """LiteLLM keeps the server's headers in an attribute of its own."""
    headers = getattr(error, "litellm_response_headers", None) or {}
    try:
        return float(headers.get("retry-after"))
    except (TypeError, ValueError, AttributeError):
        return None
