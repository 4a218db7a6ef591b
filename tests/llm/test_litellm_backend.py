"""The real library against a real server on this computer."""

from __future__ import annotations

import asyncio
import logging
import socket
import threading
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

import pytest

from blender_movie_director.llm import errors
from blender_movie_director.llm.backends.litellm_library import import_litellm
from blender_movie_director.llm.client import LLMClient
from blender_movie_director.llm.events import Event, Finished, TextDelta
from blender_movie_director.llm.messages import Message, Parameters, Request, Usage
from blender_movie_director.llm.settings import ClientSettings, Retries, Server, Timeouts
from blender_movie_director.llm.stand_ins import STAND_IN, STAND_IN_THROUGH_LITELLM
from tests.llm.model_server import PATIENCE, USAGE, Exchange, ModelServer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

# LiteLLM looks at every attribute of pydantic's models, deprecated ones too, and reads a warning that is raised as
# an answer that was cut.
pytestmark = pytest.mark.filterwarnings("ignore:Accessing the 'model_:DeprecationWarning")

KEY = "sk-proj-a-key-that-nobody-may-see-0123456789"
MODEL = "litellm/openai/some-model"  # the prefix: with a server set, the gateway would be asked otherwise
ONCE = Retries(attempts=1)
REQUEST = Request((Message("system", "Be brief."), Message("user", "Tell me a story.")), MODEL)


@pytest.fixture(autouse=True)
async def _patience() -> AsyncIterator[None]:
    async with asyncio.timeout(3 * PATIENCE):
        yield


@pytest.fixture
async def client(model_server: ModelServer) -> AsyncIterator[LLMClient]:
    client = LLMClient(settings(model_server))
    yield client
    await client.close()


def settings(server: ModelServer, **more: Any) -> ClientSettings:
    return ClientSettings(keys={"openai": KEY}, servers={"openai": Server(server.url)}, retries=ONCE, **more)


async def collect(client: LLMClient, request: Request = REQUEST) -> list[Event]:
    return [event async for event in client.stream(request)]


async def failure(
    client: LLMClient, request: Request = REQUEST, heard: Callable[[str], None] | None = None
) -> tuple[str, errors.LLMError]:
    """The words that came, and the error that ended them; `heard` is told of the words as they come."""
    said: list[str] = []

    async def listen() -> None:
        async for event in client.stream(request):
            assert isinstance(event, TextDelta)
            said.append(event.text)
            if heard is not None:
                heard("".join(said))

    with pytest.raises(errors.LLMError) as caught:
        await listen()
    return "".join(said), caught.value


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110 - what is waited for happens on the server's thread
            await asyncio.sleep(0.005)


async def test_words_come_one_by_one_and_then_the_whole(client: LLMClient, model_server: ModelServer) -> None:
    *deltas, last = await collect(client)
    assert deltas == [TextDelta("Once "), TextDelta("upon "), TextDelta("a time.")]
    assert isinstance(last, Finished)
    assert last.response.text == "Once upon a time."
    assert last.response.model == "some-model"
    assert last.response.finish_reason == "stop"
    assert last.response.usage == Usage(11, 3)
    assert not last.response.stand_in
    (exchange,) = model_server.exchanges
    assert exchange.path == "/v1/chat/completions"
    assert exchange.headers["authorization"] == f"Bearer {KEY}"
    assert exchange.body["messages"] == [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "Tell me a story."},
    ]
    assert "temperature" not in exchange.body


async def test_complete_gives_the_same_answer_at_once(client: LLMClient) -> None:
    response = await client.complete(REQUEST)
    assert response.text == "Once upon a time."


async def test_parameters_travel(client: LLMClient, model_server: ModelServer) -> None:
    await client.complete(Request(REQUEST.messages, MODEL, Parameters(temperature=0.25, max_tokens=77)))
    assert model_server.exchanges[0].body["temperature"] == 0.25
    assert model_server.exchanges[0].body["max_tokens"] == 77


async def test_a_server_of_ones_own_needs_no_key(model_server: ModelServer) -> None:
    client = LLMClient(ClientSettings(servers={"openai": Server(model_server.url)}))
    try:
        assert (await client.complete(REQUEST)).text == "Once upon a time."
    finally:
        await client.close()


async def test_loopback_is_allowed_offline(model_server: ModelServer) -> None:
    """Mistral's models are asked through the library wherever they are."""
    client = LLMClient(ClientSettings(servers={"mistral": Server(model_server.url)}, online=False))
    try:
        assert (await client.complete(Request(REQUEST.messages, "mistral/some-model"))).text == "Once upon a time."
    finally:
        await client.close()


async def test_lone_surrogates_do_not_stop_a_request(client: LLMClient, model_server: ModelServer) -> None:
    await client.complete(Request((Message("user", "a\ud800b"),), MODEL))
    assert model_server.exchanges[0].body["messages"][0]["content"] == "a?b"


@pytest.mark.parametrize("choices", [[], [{"index": 0, "delta": {}, "finish_reason": None}]], ids=["none", "empty"])
async def test_usage_in_the_last_chunk(
    client: LLMClient, model_server: ModelServer, choices: list[dict[str, Any]]
) -> None:
    async def play(exchange: Exchange) -> None:
        await exchange.begin()
        await exchange.say("Well.")
        await exchange.finish()
        await exchange.event(exchange.chunk(choices, usage=USAGE))
        await exchange.event("[DONE]")
        await exchange.close()

    model_server.play = play
    assert (await client.complete(REQUEST)).usage == Usage(11, 3)


async def test_an_answer_that_reached_its_limit_says_so(client: LLMClient, model_server: ModelServer) -> None:
    async def play(exchange: Exchange) -> None:
        await exchange.begin()
        await exchange.say("Well, ")
        await exchange.finish("length")
        await exchange.event("[DONE]")
        await exchange.close()

    model_server.play = play
    response = await client.complete(REQUEST)
    assert response.finish_reason == "length"
    assert response.usage.estimated, "the server counted nothing, so what there is was counted here"


async def test_a_long_burst_arrives_whole_and_lets_others_work(client: LLMClient, model_server: ModelServer) -> None:
    words = [f"w{number} " for number in range(600)]

    async def play(exchange: Exchange) -> None:
        await exchange.begin()
        await exchange.say(*words)
        await exchange.finish()
        await exchange.close()

    model_server.play = play
    assert (await client.complete(REQUEST)).text == "".join(words)


async def end_quietly(exchange: Exchange) -> None:
    await exchange.close()


async def send_done(exchange: Exchange) -> None:
    await exchange.event("[DONE]")
    await exchange.close()


async def send_an_error(exchange: Exchange) -> None:
    await exchange.event({"error": {"message": "the engine stopped", "type": "server_error", "code": 500}})
    await exchange.close()


@pytest.mark.parametrize("ending", [Exchange.cut, end_quietly, send_done, send_an_error])
async def test_an_answer_that_breaks_off_is_an_error_and_its_words_are_kept(
    client: LLMClient, model_server: ModelServer, ending: Callable[[Exchange], Awaitable[None]]
) -> None:
    said = threading.Event()

    async def play(exchange: Exchange) -> None:
        await exchange.begin()
        await exchange.say("Once ", "upon ")
        await exchange.until(said)
        await ending(exchange)

    model_server.play = play

    def heard(words: str) -> None:
        if words == "Once upon ":
            said.set()

    words, error = await failure(client, heard=heard)
    assert words == "Once upon "
    assert isinstance(error, errors.CutStreamError), repr(error)
    assert "broke off" in str(error)


STATUSES = [
    (400, {}, errors.BadRequestError),
    (401, {}, errors.AuthenticationError),
    (402, {}, errors.QuotaError),
    (403, {}, errors.PermissionDeniedError),
    (404, {}, errors.NotFoundError),
    (429, {"retry_after": "7"}, errors.RateLimitError),
    (500, {}, errors.ServerError),
    (503, {}, errors.ServerError),
]


@pytest.mark.parametrize(("status", "headers", "kind"), STATUSES, ids=[str(status) for status, *_ in STATUSES])
async def test_each_status_has_its_error(  # noqa: PLR0917 - pytest passes them by name
    client: LLMClient,
    model_server: ModelServer,
    caplog: pytest.LogCaptureFixture,
    status: int,
    headers: dict[str, str],
    kind: type[errors.LLMError],
) -> None:
    async def play(exchange: Exchange) -> None:
        # Some servers repeat the key they were given; it stands at the place where a long message is cut.
        message = f"{'x' * 180} you sent {KEY}, which is wrong"
        await exchange.error(status, {"error": {"message": message, "code": str(status)}}, **headers)

    model_server.play = play
    caplog.set_level(logging.DEBUG)
    words, error = await failure(client)
    assert words == ""
    assert type(error) is kind, repr(error)
    assert error.status == status
    assert error.model == MODEL
    assert error.retry_after == (7.0 if "retry_after" in headers else None)
    assert len(model_server.exchanges) == 1, "nothing is retried behind our back"
    for shown in (str(error), repr(error), error.what, error.remedy, caplog.text):
        assert KEY[:16] not in shown
    assert error.__suppress_context__, "a traceback would show the library's own words"


async def test_no_credit_is_told_apart_from_too_many_requests(client: LLMClient, model_server: ModelServer) -> None:
    async def play(exchange: Exchange) -> None:
        error = {"message": "You exceeded your current quota", "code": "insufficient_quota"}
        await exchange.error(429, {"error": error})

    model_server.play = play
    _, error = await failure(client)
    assert type(error) is errors.QuotaError


async def test_a_body_that_is_no_json_is_a_server_error(client: LLMClient, model_server: ModelServer) -> None:
    async def play(exchange: Exchange) -> None:
        await exchange.error(502, "<html>Bad gateway</html>")

    model_server.play = play
    _, error = await failure(client)
    assert type(error) is errors.ServerError


async def test_nobody_listens() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/v1"
        client = LLMClient(ClientSettings(keys={"openai": KEY}, servers={"openai": Server(url)}, retries=ONCE))
        try:
            _, error = await failure(client)
        finally:
            await client.close()
    assert type(error) is errors.ConnectionFailedError
    assert error.what == "No connection to openai."


async def test_a_server_that_does_not_take_the_call() -> None:
    """Its queue of connections is full: the next one is neither accepted nor refused."""
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(0)
        waiting = [socket.socket() for _ in range(4)]
        for caller in waiting:
            caller.setblocking(False)
            caller.connect_ex(deaf.getsockname())
        url = f"http://127.0.0.1:{deaf.getsockname()[1]}/v1"
        client = LLMClient(
            ClientSettings(servers={"openai": Server(url)}, timeouts=Timeouts(connect=0.2), retries=ONCE)
        )
        try:
            _, error = await failure(client)
        finally:
            await client.close()
            for caller in waiting:
                caller.close()
    assert isinstance(error, errors.ConnectionFailedError | errors.RequestTimeoutError), repr(error)


async def stay_silent(exchange: Exchange) -> None:
    await exchange.until(threading.Event())


async def begin_and_stay_silent(exchange: Exchange) -> None:
    await exchange.begin()
    await stay_silent(exchange)


async def begin_and_send_empty_chunks(exchange: Exchange) -> None:
    """A server that stays in touch and says nothing."""
    await exchange.begin()
    while not exchange.gone.is_set():
        await exchange.event(exchange.chunk([{"index": 0, "delta": {}, "finish_reason": None}]))
        await asyncio.sleep(0.02)


async def say_a_word_and_stay_silent(exchange: Exchange) -> None:
    await exchange.begin()
    await exchange.say("Well, ")
    await stay_silent(exchange)


SILENCES = [
    (stay_silent, "", errors.FirstWordTimeoutError),
    (begin_and_stay_silent, "", errors.FirstWordTimeoutError),
    (begin_and_send_empty_chunks, "", errors.FirstWordTimeoutError),
    (say_a_word_and_stay_silent, "Well, ", errors.SilenceTimeoutError),
]


@pytest.mark.parametrize(("play", "words", "kind"), SILENCES)
async def test_silence_has_an_end(
    model_server: ModelServer,
    play: Callable[[Exchange], Awaitable[None]],
    words: str,
    kind: type[errors.RequestTimeoutError],
) -> None:
    model_server.play = play
    client = LLMClient(settings(model_server, timeouts=Timeouts(first_word=0.4, silence=0.3)))
    try:
        said, error = await failure(client)
        assert said == words
        assert type(error) is kind
        assert ("went silent" if words else "did not say a word") in error.what
        await until(model_server.exchanges[0].gone.is_set)
    finally:
        await client.close()


@pytest.mark.parametrize("play", [stay_silent, say_a_word_and_stay_silent])
async def test_cancelling_closes_the_connection(
    client: LLMClient, model_server: ModelServer, play: Callable[[Exchange], Awaitable[None]]
) -> None:
    model_server.play = play
    task = asyncio.ensure_future(client.complete(REQUEST))
    await until(lambda: bool(model_server.exchanges))
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await until(model_server.exchanges[0].gone.is_set)


async def test_leaving_the_stream_closes_the_connection(client: LLMClient, model_server: ModelServer) -> None:
    model_server.play = say_a_word_and_stay_silent
    async with aclosing(client.stream(REQUEST)) as events:
        assert await anext(events) == TextDelta("Well, ")
    await until(model_server.exchanges[0].gone.is_set)


async def test_a_client_that_closes_leaves_the_connections_of_another_alone(model_server: ModelServer) -> None:
    """Both use the same key and address, for which LiteLLM keeps one connection pool."""

    async def play(exchange: Exchange) -> None:
        await exchange.begin()
        await exchange.say("Once ")
        await exchange.until(model_server.released)
        await exchange.say("more.")
        await exchange.finish()
        await exchange.close()

    model_server.play = play
    first, second = LLMClient(settings(model_server)), LLMClient(settings(model_server))
    try:
        async with aclosing(first.stream(REQUEST)) as one, aclosing(second.stream(REQUEST)) as other:
            assert await anext(one) == await anext(other) == TextDelta("Once ")
            await one.aclose()
            await first.close()
            model_server.released.set()
            assert [type(event) async for event in other] == [TextDelta, Finished]
    finally:
        await second.close()


async def test_closing_leaves_nothing_of_this_loop_in_the_librarys_cache(model_server: ModelServer) -> None:
    client = LLMClient(settings(model_server))
    await client.complete(REQUEST)
    kept = import_litellm().in_memory_llm_clients_cache.cache_dict
    ours = f"-{id(asyncio.get_running_loop())}"
    assert any(name.endswith(ours) for name in kept)
    await client.close()
    assert not any(name.endswith(ours) for name in kept)
    assert (await client.complete(REQUEST)).text == "Once upon a time.", "a closed client opens again when asked"
    await client.close()


async def test_the_stand_in_through_the_library_says_the_same_as_without() -> None:
    client = LLMClient(ClientSettings(online=False))
    try:
        messages = (Message("user", "Scenes:\n1. INT. KITCHEN - DAY (3/8)\n2. EXT. GARDEN - NIGHT (1/8)"),)
        plain = await client.complete(Request(messages, STAND_IN))
        through = await client.complete(Request(messages, STAND_IN_THROUGH_LITELLM))
    finally:
        await client.close()
    assert through.text == plain.text
    assert through.stand_in
    assert plain.stand_in
    assert through.model == STAND_IN_THROUGH_LITELLM


async def test_an_unknown_provider_is_a_model_not_found() -> None:
    client = LLMClient(ClientSettings())
    try:
        _, error = await failure(client, Request(REQUEST.messages, "nonsense/model"))
    finally:
        await client.close()
    assert type(error) is errors.NotFoundError
    assert "nonsense/model" in error.what


async def test_a_provider_without_a_key_says_that_one_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    client = LLMClient(ClientSettings())
    try:
        _, error = await failure(client, Request(REQUEST.messages, "anthropic/claude-sonnet-4-5"))
    finally:
        await client.close()
    assert type(error) is errors.AuthenticationError


def test_the_library_prints_and_logs_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    library = import_litellm()
    assert library.suppress_debug_info
    assert import_litellm() is library
    for name in ("LiteLLM", "LiteLLM Proxy", "LiteLLM Router"):
        assert not logging.getLogger(name).handlers
        assert not logging.getLogger(name).isEnabledFor(logging.ERROR)
    assert capfd.readouterr() == ("", "")
