"""LiteLLM's exceptions, turned into ours. Told apart by status, name and words: importing its classes takes seconds."""

from __future__ import annotations

import json
import logging
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from .. import errors
from ..keys import provider_of, scrub
from .gateway_errors import read_parsed, retry_after
from .litellm_request import plain_name

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


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_REFUSALS = (None, 400, 413, 422, 500)
_FAULTS = (None, 500, 503)
# Words are believed only with a status that fits them: a refused key's message may well speak of quotas.
_BY_WORDS: tuple[tuple[re.Pattern[str], tuple[int | None, ...], type[LLMError]], ...] = (
    (_words(r"LLM Provider NOT provided|Invalid model name"), (None, 400, 404, 500), errors.NotFoundError),
    (
        _words(r"api_key .*must be set|missing (?:.*api key|credentials)|no api key|API key not valid"),
        (None, 400, 401, 500),
        errors.AuthenticationError,
    ),
    (
        _words(r"insufficient_quota|exceeded your current quota|credit balance|insufficient (?:balance|credits|funds)"),
        (None, 400, 402, 403, 429, 500),
        errors.QuotaError,
    ),
    (
        _words(
            r"certificate.?verify.?failed|SSLCertVerificationError|ClientConnectorCertificateError|\[SSL[:\]]"
            r"|ssl handshake|wrong version number"
        ),
        _FAULTS,
        errors.TLSError,
    ),
    (
        _words(
            r"context_length_exceeded|maximum context length|context (?:window|length|size)|prompt is too long"
            r"|input token count|too many (?:input )?tokens"
        ),
        _REFUSALS,
        errors.ContextWindowError,
    ),
    (
        _words(r"content_filter|content management policy|ResponsibleAIPolicy|content[_ ]policy|safety settings"),
        _REFUSALS,
        errors.ContentFilterError,
    ),
    (
        _words(r"ConnectTimeout|ConnectionTimeoutError|connection timeout to host|timed out while connecting"),
        (None, 408, 500, 503, 504),
        errors.ConnectTimeoutError,
    ),
    # A refused connection comes as an InternalServerError with status 500.
    (
        _words(
            r"cannot connect|connection refused|connect call failed|connection error|name or service"
            r"|all connection attempts failed"
        ),
        _FAULTS,
        errors.ConnectionFailedError,
    ),
    (_words(r"repeating the same chunk"), (None, 500), errors.CutStreamError),
    # What Ollama calls not found comes as a failed connection, with status 500.
    (_words(r"\bmodel\b.{1,80}\bnot found\b"), (None, 400, 404, 500), errors.NotFoundError),
)
_PREFIXES = re.compile(r"^(?:(?:litellm\.)?\w+(?:Error|Exception|Timeout): )*(?:\w+(?:Exception|Error) - )?")
_LONGEST_DETAIL = 200
_LONGEST_SEARCHED = 20_000
_DEEPEST_CAUSE = 8
_REQUEST_ID_HEADERS = ("x-request-id", "request-id", "x-amzn-requestid", "apim-request-id", "x-litellm-call-id")

log = logging.getLogger(__name__)


def translate(error: Exception, model: str, secrets: Iterable[str]) -> LLMError:
    """The named error for whatever LiteLLM (or what lies under it) raised."""
    if isinstance(error, errors.LLMError):
        return error
    original = getattr(error, "original_exception", None)
    if getattr(error, "is_pre_first_chunk", False) is True and isinstance(original, Exception):
        # A stream that fails before its first word has not been cut: what it failed of is the news.
        return translate(original, model, secrets)
    # Scrubbed whole, shortened after: a key cut in two would not be found.
    said = scrub(str(error), secrets)
    status, answered = getattr(error, "status_code", None), _answered(error)
    status = answered or (status if isinstance(status, int) else None)
    headers = _headers(error)
    wait = retry_after(headers, said[:_LONGEST_SEARCHED])
    kind = _kind(type(error).__name__, said[:_LONGEST_SEARCHED], status, answered=answered is not None)
    if isinstance(error, OSError):
        kind = errors.ConnectionFailedError
    if kind is errors.QuotaError and wait is not None and status == 429:
        kind = errors.RateLimitError  # Gemini calls its limits per minute a quota; credit does not come back by itself
    log.info("%s: %s (%s): %s", model, type(error).__name__, status, said)
    return kind(
        _sentence(kind, _shortened(said), model),
        model=model,
        status=status,
        retry_after=wait,
        request_id=request_id_in(headers),
    )


def _answered(error: BaseException) -> int | None:
    """The status that the server did answer with. For several providers LiteLLM calls whatever it has no name for a
    failed connection with status 500, and the answer itself lies some causes deeper."""
    for _ in range(_DEEPEST_CAUSE):
        if type(error).__name__.endswith("HTTPStatusError"):
            status = getattr(getattr(error, "response", None), "status_code", None)
            return status if isinstance(status, int) else None
        deeper = error.__cause__ or error.__context__
        if deeper is None:
            return None
        error = deeper
    return None


def _kind(name: str, said: str, status: int | None, *, answered: bool) -> type[LLMError]:
    if name == "MidStreamFallbackError":
        return errors.CutStreamError
    for pattern, statuses, kind in _BY_WORDS:
        if status in statuses and pattern.search(said):
            return kind
    by_name = _BY_NAME.get(name)
    if by_name is errors.BadRequestError and status not in {None, 400, 422}:
        by_name = None  # LiteLLM names by a word in the body what may as well be a fault of the server's own
    if by_name is errors.ConnectionFailedError and answered:
        by_name = None
    if by_name is not None:
        return by_name
    if status is not None:
        return _BY_STATUS.get(status, errors.ServerError if status >= 500 else errors.BadRequestError)
    return errors.ServerError


def _sentence(kind: type[LLMError], words: str, model: str) -> str:
    provider = provider_of(plain_name(model))
    lead = {
        errors.AuthenticationError: f"{provider} did not accept the key, or there is none.",
        errors.ConnectionFailedError: f"No connection to {provider}.",
        errors.ConnectTimeoutError: f"{provider} did not take the call in time.",
        errors.CutStreamError: "The answer broke off before its end.",
        errors.ContentFilterError: f"{provider} refuses to deal with what stands in the request.",
        errors.ContextWindowError: f"The request is longer than {model} can read.",
        errors.NotFoundError: f"{model} is not a model that could be found.",
        errors.PermissionDeniedError: f"The key may not use {model}: {words}",
        errors.QuotaError: f"The account at {provider} has no credit left.",
        errors.RateLimitError: f"{provider} is limiting how often it may be asked.",
        errors.RequestTimeoutError: f"{model} took too long to answer.",
        errors.ServerError: f"{provider} had a fault of its own: {words}",
        errors.TLSError: f"The connection to {provider} is not safe: its certificate could not be verified.",
    }.get(kind)
    if lead is not None:
        return lead
    return f"{model} refused the request: {words}"


def _shortened(said: str) -> str:
    """The provider's own words: one line, without LiteLLM's prefixes ("litellm.X: XException - ...") and without the
    JSON around them."""
    found = _PREFIXES.sub("", said).strip()
    start = found.find("{")
    if start >= 0:
        with suppress(ValueError, RecursionError):
            body, _ = json.JSONDecoder().raw_decode(found[start:][:_LONGEST_SEARCHED])
            found = read_parsed(body).message or found
    line = next((line.strip() for line in found.splitlines() if line.strip()), "") or said.strip()
    line = line or "no reason was given"
    return line if len(line) <= _LONGEST_DETAIL else line[: _LONGEST_DETAIL - 1] + "…"


def _headers(error: Exception) -> dict[str, str]:
    """The server's headers, which LiteLLM keeps in one attribute of its own or another."""
    found: dict[str, str] = {}
    for holder in (getattr(error, "response", None), error):
        for name in ("headers", "litellm_response_headers"):
            found |= _lowered(getattr(holder, name, None))
    return found


def request_id_in(headers: Any) -> str:
    """The number that the provider gave to the request, by which it finds it again."""
    known = _lowered(headers)
    return next((known[name] for name in _REQUEST_ID_HEADERS if known.get(name)), "")


def _lowered(headers: Any) -> dict[str, str]:
    """In lower case and without LiteLLM's prefix, which it puts before the provider's headers in some places."""
    try:
        return {str(key).lower().removeprefix("llm_provider-"): str(value) for key, value in headers.items()}
    except (AttributeError, TypeError, ValueError):
        return {}
