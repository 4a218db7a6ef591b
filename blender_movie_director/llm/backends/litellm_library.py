"""The LiteLLM library itself: imported late, made quiet, and its connections closed behind it."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import sys
import threading
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from ..errors import ConfigurationError

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop

_lock = threading.Lock()
_library: Any = None
_users: WeakKeyDictionary[AbstractEventLoop, int] = WeakKeyDictionary()


def import_litellm() -> Any:
    """LiteLLM, made quiet. Takes seconds the first time, so it is called from a thread that may wait."""
    global _library  # noqa: PLW0603 - one per process, like the module itself
    with _lock:
        if _library is None:
            # Before the import: the first stops it from fetching its price list, the second from reading
            # whatever .env file lies in the working directory or above it.
            os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
            os.environ["LITELLM_MODE"] = "PRODUCTION"
            _library = _import_with_few_stalls()
            _make_quiet(_library)
        return _library


def _import_with_few_stalls() -> Any:
    """The import makes 600 garbage collections and holds the GIL; with the collector out of the way
    and a short switch interval the other threads of this process (Blender's window) stall half as long."""
    collecting = gc.isenabled()
    interval = sys.getswitchinterval()
    gc.disable()
    sys.setswitchinterval(0.0005)
    try:
        import litellm  # noqa: PLC0415 - seconds, and only for those who ask a model

        with suppress(ImportError):
            # What its streams are closed with, which loads by itself only then: a cancel would wait for it.
            import_module("anyio._backends._asyncio")
        gc.freeze()
    except ImportError as error:
        raise ConfigurationError(
            f"LiteLLM could not be loaded ({error}).",
            "Reinstall the extension; its zip must fit this Blender's Python.",
        ) from error
    finally:
        sys.setswitchinterval(interval)
        if collecting:
            gc.enable()
    return litellm


def _make_quiet(library: Any) -> None:
    library.suppress_debug_info = True
    library.disable_hf_tokenizer_download = True
    library.telemetry = False
    library.drop_params = False
    # It calls a model broken that says the same thing a hundred times, and a row of dashes is that.
    library.REPEATED_STREAMING_CHUNK_LIMIT = sys.maxsize
    for name in ("LiteLLM", "LiteLLM Proxy", "LiteLLM Router"):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        # What goes wrong reaches us as an exception; its log lines repeat it, and whatever the server said with it.
        logger.setLevel(logging.CRITICAL)


def know_local(model: str) -> None:
    """Tell LiteLLM that a model costs nothing. Of an Ollama model it does not know it asks the server, in the middle
    of an answer, in a call that blocks the loop."""
    provider = model.partition("/")[0]
    if provider == "ollama_chat" and _library is not None:
        free = {"input_cost_per_token": 0.0, "output_cost_per_token": 0.0}
        _library.model_cost.setdefault(model, {"litellm_provider": provider, "mode": "chat", **free})


def hold_connections() -> AbstractEventLoop:
    """Whoever calls this owes a `release_connections` for the loop that it returns: the running one."""
    loop = asyncio.get_running_loop()
    with _lock:
        _users[loop] = _users.get(loop, 0) + 1
    return loop


async def release_connections(loop: AbstractEventLoop) -> None:
    """The last one to let go of a loop closes LiteLLM's connections there. Until then they are shared: LiteLLM
    keeps them by loop, key and address, and knows nothing of who uses them."""
    with _lock:
        left = _users.pop(loop) - 1
        if left:
            _users[loop] = left
    if not left and _library is not None:
        await _close_connections(loop)


async def _close_connections(loop: AbstractEventLoop) -> None:
    """Not `litellm.close_litellm_async_clients()`: that closes every loop's, forgets OpenAI's, and leaves all of
    them in its cache, where a later loop that is given the same `id` would find them closed."""
    cache = _library.in_memory_llm_clients_cache
    # Gemini's, Ollama's and others' streams go through this one, on whatever loop. LiteLLM makes it once and never
    # looks whether it is still open, so it stays open; its session is made anew when it is found closed.
    shared = vars(_library).get("module_level_aclient")
    if _session_loop(shared) is loop:
        await _close(shared.client._transport.client)  # noqa: SLF001 - as below
    for name, client in list(cache.cache_dict.items()):
        if name.endswith(f"-{id(loop)}"):
            cache.delete_cache(name)
            if client is not shared:
                await _close(client)
        elif _session_loop(client) is loop:  # one that was made at import, before there was any loop
            await _close(client.client._transport.client)  # noqa: SLF001 - httpx shows it nowhere else


async def _close(client: Any) -> None:
    close = getattr(client, "close", None) or getattr(client, "aclose", None)
    if close is not None:
        with suppress(Exception):  # a connection that cannot be closed is gone already
            closing = close()
            if closing is not None:
                await closing


def _session_loop(client: Any) -> Any:
    """The loop of the aiohttp session under one of LiteLLM's clients, if it has one."""
    transport = getattr(getattr(client, "client", None), "_transport", None)
    return getattr(getattr(transport, "client", None), "_loop", None)
