"""What OpenAI-compatible servers answer when they do not answer, as our named errors.

Bodies come in every shape: OpenAI's object, LiteLLM's (whose codes are strings), FastAPI's `detail`, plain text, a
web page, nothing. How long to wait stands in one of several headers, in seconds, milliseconds or as a date.
"""

from __future__ import annotations

import json
import logging
import re
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from .. import errors
from ..keys import provider_of, scrub

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ..errors import LLMError

log = logging.getLogger(__name__)

_BY_STATUS: dict[int, type[LLMError]] = {
    400: errors.BadRequestError,
    401: errors.AuthenticationError,
    402: errors.QuotaError,
    403: errors.PermissionDeniedError,
    404: errors.NotFoundError,
    405: errors.NotFoundError,
    407: errors.ConfigurationError,
    408: errors.RequestTimeoutError,
    413: errors.ContextWindowError,
    429: errors.RateLimitError,
}
_WORDS: dict[type[LLMError], tuple[str, ...]] = {
    errors.QuotaError: (
        "insufficient_quota", "exceeded your current quota", "credit balance", "insufficient (?:credit|balance|fund)",
        "budget has been exceeded", "billing_hard_limit",
    ),
    errors.ContextWindowError: (
        "context_length_exceeded", "contextwindowexceeded", "maximum context length", "exceed_context_size",
        "(?:exceeds?|larger than|over) the (?:available |model's )?context",
        "context (?:window|length|size) (?:of|is|exceed)",
        "prompt is too long", "input is too long", "too many tokens",
    ),
    errors.ContentFilterError: (
        "content_filter", "content_policy", "contentpolicyviolation", "content management policy",
    ),
    errors.AuthenticationError: (
        # The first two are said by LiteLLM's proxy without a database, of a key that is not its own.
        "no_db_connection", "no connected db", "invalid_api_key", "incorrect api key", "invalid api key",
    ),
    errors.NotFoundError: (
        "invalid model name", "model_not_found", "model [^.]{0,200}(?:does not exist|not found)", "no such model",
    ),
}  # fmt: skip
_BY_WORDS = tuple((re.compile("|".join(words), re.IGNORECASE), kind) for kind, words in _WORDS.items())
"""What the words say where the status says too little, or something else: the first that fits."""
_PREFIXES = re.compile(r"^(?:(?:litellm\.)?\w+(?:Error|Exception|Timeout): )*(?:\w+(?:Exception|Error) - )?")
# What the proxy writes behind the provider's words, sometimes without a space between.
_PROXY_TAIL = re.compile(
    r"(?:No fallback model group found|\. ?Received Model Group=|\nAvailable Model Group).*", re.DOTALL
)
_PAGE = re.compile(r"^\s*<(?:!doctype|html|head|body|\?xml)", re.IGNORECASE)
_TRY_AGAIN = re.compile(r"(?:try again in|retry ?(?:after|delay)\W{1,4}) ?(\d+(?:\.\d+)?) ?(ms|m?s)?", re.IGNORECASE)
_DURATION = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h|d)")
_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_LONGEST_DETAIL = 200
_LONGEST_WAIT = 31 * 86400.0
_ADDRESS_REMEDY = "Check the server's address in the preferences; for most servers it ends in /v1."


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a server said. `message` is its own words, empty where it had none; `code` whatever it named them by."""

    message: str
    code: str = ""
    status: int | None = None
    is_page: bool = False


def read(body: str) -> Refusal:
    """The refusal in a body, whatever its shape."""
    if _PAGE.match(body):
        return Refusal("", is_page=True)
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return Refusal(body.strip())
    return read_parsed(found)


def read_parsed(found: Any) -> Refusal:
    """The same of a body, or of an event in mid-stream, that is parsed already."""
    if isinstance(found, list) and found:  # Google's compatible endpoint wraps its object into a list
        found = found[0]
    if not isinstance(found, dict):
        return Refusal(found.strip() if isinstance(found, str) else "")
    error = found.get("error", found)
    if isinstance(error, str):
        return Refusal(error)
    if not isinstance(error, dict):
        return Refusal("")
    words = error.get("message") or error.get("detail") or error.get("error") or found.get("message") or ""
    found_codes = [error.get(name) for name in ("code", "type", "status")]
    codes = [str(code) for code in found_codes if isinstance(code, str | int) and code not in {"", "None"}]
    metadata = error.get("metadata")
    if isinstance(metadata, dict) and isinstance(metadata.get("raw"), str):  # OpenRouter: what the provider said
        words = f"{_words(words)}: {metadata['raw']}"
    return Refusal(_words(words), " ".join(codes), next((s for s in map(_status, codes) if s is not None), None))


def error_for(
    refusal: Refusal,
    status: int | None,
    headers: Mapping[str, str],
    *,
    model: str,
    secrets: Iterable[str],
    request_id: str = "",
) -> LLMError:
    """The named error, with nothing in it that may not be shown."""
    # Scrubbed whole, shortened after: a key cut in two would not be found.
    said = scrub(refusal.message, secrets)
    status = status if status is not None else refusal.status
    kind = _kind(f"{refusal.code} {said}", status, refusal)
    log.info("%s: %s (%s %s): %s", model, kind.__name__, status, scrub(refusal.code, secrets), said[:2000])
    remedy = _ADDRESS_REMEDY if refusal.is_page and kind in {errors.NotFoundError, errors.ConfigurationError} else None
    return kind(
        _sentence(kind, _shortened(said, refusal), model, status),
        remedy,
        model=model,
        status=status,
        retry_after=retry_after(headers, refusal.message) if kind.retryable else None,
        request_id=request_id,
    )


def _kind(said: str, status: int | None, refusal: Refusal) -> type[LLMError]:
    if status is not None and 300 <= status < 400:
        return errors.ConfigurationError
    if status is None or 400 <= status < 500:
        for pattern, kind in _BY_WORDS:
            if pattern.search(said):
                return kind
    if refusal.is_page and status is not None and status < 300:
        return errors.ConfigurationError
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    if status is None or status >= 500 or status < 300:
        return errors.ServerError
    return errors.BadRequestError


def _sentence(kind: type[LLMError], words: str, model: str, status: int | None) -> str:
    provider = provider_of(model)
    if status is not None and 300 <= status < 400:
        return f"The server of {provider} sends requests on to another address."
    because = f": {words}" if words.endswith((".", "!", "?", "…")) else f": {words}."
    lead = {
        errors.AuthenticationError: f"{provider} did not accept the key, or there is none.",
        errors.ContextWindowError: f"The request is longer than {model} can read.",
        errors.NotFoundError: f"{model} is not a model that could be found at the server.",
        errors.QuotaError: f"The account at {provider} has no credit left.",
        errors.RateLimitError: f"{provider} is limiting how often it may be asked.",
        errors.RequestTimeoutError: f"{model} took too long to answer.",
        errors.ContentFilterError: f"{provider} refused the content{because}",
        errors.PermissionDeniedError: f"{provider} does not allow this key to use {model}{because}",
        errors.ServerError: f"{provider} had a fault of its own{because}",
        errors.ConfigurationError: f"The server of {provider} answered with something that is no model's answer.",
    }.get(kind)
    return lead or f"{model} refused the request{because}"


def _shortened(said: str, refusal: Refusal) -> str:
    """The provider's own words: one line, without what LiteLLM writes before and behind them."""
    if refusal.is_page:
        return "it answered with a web page"
    line = next((line.strip() for line in _PROXY_TAIL.sub("", said).splitlines() if line.strip()), "")
    line = _PREFIXES.sub("", line) or line
    if not line:
        return "it gave no reason"
    return line if len(line) <= _LONGEST_DETAIL else line[: _LONGEST_DETAIL - 1] + "…"


def _words(found: object) -> str:
    """FastAPI's `detail` is a text, or a list of what was wrong with which field."""
    if isinstance(found, list):
        parts = []
        for part in found:
            if isinstance(part, dict):
                where = part.get("loc")
                place = ".".join(map(str, where)) if isinstance(where, list) else ""
                parts.append(": ".join(filter(None, (place, str(part.get("msg") or part.get("message") or "")))))
            else:
                parts.append(str(part))
        return "; ".join(filter(None, parts))
    if isinstance(found, dict):
        return _words(found.get("message") or found.get("error") or json.dumps(found))
    return str(found).strip() if found else ""


def _status(code: str) -> int | None:
    return int(code) if code.isascii() and code.isdigit() and 400 <= int(code[:4]) < 600 and len(code) == 3 else None


def retry_after(headers: Mapping[str, str], words: str = "") -> float | None:
    """Seconds that the server wants us to wait, from wherever it says so; None where it does not.

    `headers` are looked up in lower case, or by a mapping that does not mind.
    """
    for prefix in ("", "llm_provider-"):
        milliseconds = _amount(headers.get(f"{prefix}retry-after-ms"))
        if milliseconds is not None:
            return milliseconds / 1000
        if (asked := headers.get(f"{prefix}retry-after")) is not None:
            seconds = _moment(asked, headers.get("date"))
            if seconds is not None:
                return seconds
    resets = []
    for prefix in ("", "llm_provider-"):
        for what in ("-requests", "-tokens", ""):
            left = headers.get(f"{prefix}x-ratelimit-remaining{what}")
            reset = headers.get(f"{prefix}x-ratelimit-reset{what}")
            if left is not None and reset is not None and _amount(left) == 0:
                resets.append(_moment(reset, headers.get("date")))
    known = [seconds for seconds in resets if seconds is not None]
    if known:
        return max(known)
    if match := _TRY_AGAIN.search(words):
        return float(match[1]) * _UNITS.get((match[2] or "s").lower(), 1.0)
    return None


def _amount(text: str | None) -> float | None:
    try:
        value = float(text) if text is not None else -1.0
    except ValueError:
        return None
    return value if 0 <= value < 1e15 else None


def _moment(text: str, now_there: str | None) -> float | None:
    """Seconds from now: a number of them, a duration (`6m0s`), a point in time (HTTP's, ISO's, a Unix time)."""
    text = text.strip()
    seconds = _amount(text)
    if seconds is not None:
        if seconds > 1e11:
            seconds /= 1000  # a Unix time in milliseconds
        if seconds > 1e9:
            seconds -= time.time()
        return _bounded(seconds)
    pieces = _DURATION.findall(text)
    if pieces and "".join(number + unit for number, unit in pieces) == text:
        return _bounded(sum(float(number) * _UNITS[unit] for number, unit in pieces))
    then = _date(text)
    if then is None:
        return None
    now = _date(now_there) if now_there else None  # the server's own clock, so that a wrong one here does not matter
    return _bounded((then - (now or datetime.now(UTC))).total_seconds())


def _date(text: str) -> datetime | None:
    for parse in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            found = parse(text)
        except (ValueError, OverflowError):
            continue
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    return None


def _bounded(seconds: float) -> float | None:
    return max(0.0, seconds) if seconds < _LONGEST_WAIT else None
