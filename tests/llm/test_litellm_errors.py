"""The table of LiteLLM's exceptions, without LiteLLM: they are told apart by name, status and words."""

from __future__ import annotations

import pytest

from blender_movie_director.llm import errors
from blender_movie_director.llm.backends.litellm_errors import translate

MODEL = "anthropic/claude-sonnet-4-5"
SECRET = "a-key-of-no-known-shape-0123456789"


def make(name: str, text: str = "", status: object = None, headers: object = None) -> Exception:
    error: Exception = type(name, (Exception,), {})(text)
    error.status_code = status  # type: ignore[attr-defined]
    error.litellm_response_headers = headers  # type: ignore[attr-defined]
    return error


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (make("AuthenticationError", status=401), errors.AuthenticationError),
        (make("BadRequestError", status=400), errors.BadRequestError),
        (make("UnsupportedParamsError", status=400), errors.BadRequestError),
        (make("ContextWindowExceededError", status=400), errors.ContextWindowError),
        (make("ContentPolicyViolationError", status=400), errors.ContentFilterError),
        (make("NotFoundError", status=404), errors.NotFoundError),
        (make("PermissionDeniedError", status=403), errors.PermissionDeniedError),
        (make("RateLimitError", status=429), errors.RateLimitError),
        (make("Timeout", status=408), errors.RequestTimeoutError),
        (make("APIConnectionError", status=500), errors.ConnectionFailedError),
        (make("MidStreamFallbackError", status=500), errors.CutStreamError),
        (make("InternalServerError", status=500), errors.ServerError),
        (make("ServiceUnavailableError", status=503), errors.ServerError),
        (make("APIError", status=402), errors.QuotaError),
        (make("APIError", status=403), errors.PermissionDeniedError),
        (make("APIError", status=413), errors.ContextWindowError),
        (make("APIError", status=418), errors.BadRequestError),
        (make("APIError", status="no number"), errors.ServerError),
        (make("BadRequestError", "LLM Provider NOT provided. You passed x", 400), errors.NotFoundError),
        (make("AuthenticationError", "The api_key client option must be set", 401), errors.AuthenticationError),
        (make("InternalServerError", "Missing Anthropic API Key", 500), errors.AuthenticationError),
        (make("InternalServerError", "Missing credentials. Please pass an `api_key`", 500), errors.AuthenticationError),
        (make("RateLimitError", "insufficient_quota", 429), errors.QuotaError),
        (make("BadRequestError", "Your credit balance is too low", 400), errors.QuotaError),
        (make("InternalServerError", "OpenAIException - Connection error.", 500), errors.ConnectionFailedError),
        (ConnectionResetError("reset"), errors.ConnectionFailedError),
        (RuntimeError("what?"), errors.ServerError),
        (RuntimeError(), errors.ServerError),
    ],
    ids=lambda value: f"{type(value).__name__}-{value}" if isinstance(value, Exception) else value.__name__,
)
def test_translate(error: Exception, kind: type[errors.LLMError]) -> None:
    translated = translate(error, MODEL, [])
    assert type(translated) is kind
    assert translated.model == MODEL
    for sentence in (translated.what, translated.remedy):
        assert sentence
        assert "\n" not in sentence
        assert "litellm" not in sentence.lower()


def test_our_own_errors_pass() -> None:
    ours = errors.OfflineError("Blender is offline.")
    assert translate(ours, MODEL, []) is ours


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "12"}, 12.0),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after": "-3"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "tomorrow"}, None),
        ({}, None),
        (None, None),
        ("no headers", None),
    ],
)
def test_retry_after(headers: object, seconds: float | None) -> None:
    assert translate(make("RateLimitError", "slow down", 429, headers), MODEL, []).retry_after == seconds


def test_the_providers_words_are_shown_without_litellms() -> None:
    error = make("BadRequestError", "litellm.BadRequestError: OpenAIException - temperature is too high\nmore", 400)
    assert translate(error, MODEL, []).what == f"{MODEL} refused the request: temperature is too high"


@pytest.mark.parametrize("place", range(150, 215, 5))
def test_no_part_of_a_key_is_left_where_a_long_text_is_cut(place: int) -> None:
    error = make("BadRequestError", "x" * place + SECRET + "y" * 100, 400)
    what = translate(error, MODEL, [SECRET]).what
    assert SECRET[:6] not in what
    assert len(what) < 300


def test_an_error_reads_as_what_happened_and_what_to_do() -> None:
    error = errors.RateLimitError("Too fast.", "Wait.", retry_after=3.0)
    assert str(error) == "Too fast. Wait."
    assert error.retryable
    assert error.retry_after == 3.0
    assert str(errors.RateLimitError("Too fast.")) == f"Too fast. {errors.RateLimitError.remedy}"


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (make("BadRequestError", "the response was filtered: content_filter", 400), errors.ContentFilterError),
        (make("BadRequestError", "prompt is too long: 210000 tokens", 400), errors.ContextWindowError),
        (make("RateLimitError", "too many tokens per minute", 429), errors.RateLimitError),
        (make("BadRequestError", "Invalid model name passed in model=x", 400), errors.NotFoundError),
        (make("BadRequestError", "boom", 500), errors.ServerError),
        (make("BadRequestError", "boom", 422), errors.BadRequestError),
        (make("InternalServerError", "[SSL: CERTIFICATE_VERIFY_FAILED] expired", 500), errors.TLSError),
        (make("Timeout", "Connection timeout to host http://x", 408), errors.ConnectTimeoutError),
        (make("InternalServerError", "The model is repeating the same chunk = -.", 500), errors.CutStreamError),
        (make("AuthenticationError", "wrong key; your quota: insufficient_quota", 401), errors.AuthenticationError),
    ],
)
def test_words_count_where_they_fit_the_status(error: Exception, kind: type[errors.LLMError]) -> None:
    assert type(translate(error, MODEL, [])) is kind


def test_geminis_limit_per_minute_is_no_lack_of_credit() -> None:
    body = '{"error": {"message": "You exceeded your current quota", "details": [{"retryDelay": "37s"}]}}'
    translated = translate(
        make("RateLimitError", f"litellm.RateLimitError: VertexAIException - {body}", 429), MODEL, []
    )
    assert type(translated) is errors.RateLimitError
    assert translated.retry_after == 37.0


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after-ms": "1500"}, 1.5),
        ({"llm_provider-retry-after": "9"}, 9.0),
        ({"Retry-After": "3"}, 3.0),
        ({"retry-after": "Fri, 20 Nov 2026 10:00:30 GMT", "date": "Fri, 20 Nov 2026 10:00:00 GMT"}, 30.0),
        ({"retry-after": "9" * 400}, None),
        ({"retry-after": "1e999"}, None),
    ],
)
def test_retry_after_in_every_form(headers: dict[str, str], seconds: float | None) -> None:
    assert translate(make("RateLimitError", "slow down", 429, headers), MODEL, []).retry_after == seconds


def test_the_providers_number_of_the_request_is_kept() -> None:
    error = make("InternalServerError", "boom", 500, {"llm_provider-Request-Id": "req_011"})
    assert translate(error, MODEL, []).request_id == "req_011"


def test_what_the_server_did_answer_lies_some_causes_deeper() -> None:
    answered = make("MaskedHTTPStatusError", "Client error '404 Not Found'")
    answered.response = type("Response", (), {"status_code": 404, "headers": {}})()  # type: ignore[attr-defined]
    error = make("APIConnectionError", 'OllamaException - {"error": "no such thing"}', 500)
    error.__context__ = answered
    translated = translate(error, "ollama/llama3.2", [])
    assert type(translated) is errors.NotFoundError
    assert translated.status == 404


def test_a_failure_before_the_first_word_is_no_cut() -> None:
    error = make("MidStreamFallbackError", "litellm.MidStreamFallbackError: slow down", 500)
    error.original_exception = make("RateLimitError", "slow down", 429)  # type: ignore[attr-defined]
    error.is_pre_first_chunk = True  # type: ignore[attr-defined]
    assert type(translate(error, MODEL, [])) is errors.RateLimitError
    error.is_pre_first_chunk = False  # type: ignore[attr-defined]
    assert type(translate(error, MODEL, [])) is errors.CutStreamError


def test_the_words_are_taken_out_of_their_json() -> None:
    error = make(
        "BadRequestError", 'litellm.BadRequestError: XException - {"error": {"message": "too hot"}}. More', 400
    )
    assert translate(error, MODEL, []).what == f"{MODEL} refused the request: too hot"
