"""What the gateway costs, against aiohttp used by hand: the same requests to the same server in another process.

The hand-written client does what a program cannot do without: it reads lines, parses the JSON and takes the words out.
Each figure is a median over pairs, taken in turn, so that a busy machine weighs on both alike.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from . import stream_server

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from aiohttp import ClientSession

    from blender_movie_director.llm.backends.gateway import GatewayBackend
    from blender_movie_director.llm.messages import Request

_ROOT = Path(__file__).resolve().parents[2]
_CHUNKS = 4_000
_CPU_ROUNDS = 9
_FIRST_ROUNDS = 120
_REQUESTS = 1_000
_PARALLEL = 50
_BODY = {"model": "test", "messages": [{"role": "user", "content": "go"}], "stream": True}


def gateway_first_chunk_over_aiohttp_ms() -> dict[str, float]:
    """Milliseconds until the first word that the gateway takes more than aiohttp by hand (warm connections)."""
    with stream_server.running(20) as address:
        seconds = asyncio.run(_first_chunk(address))
    return {"gateway_first_chunk_over_aiohttp_ms": seconds * 1e3}


def gateway_cpu_per_chunk_vs_aiohttp() -> dict[str, float]:
    """The CPU time of this process per chunk, as a multiple of that of aiohttp by hand."""
    with stream_server.running(_CHUNKS) as address:
        ratio, ours = asyncio.run(_cpu(address))
    return {"gateway_cpu_per_chunk_vs_aiohttp": ratio, "gateway_cpu_per_chunk_us": ours * 1e6}


def pool_reuse() -> dict[str, float]:
    """The share of 1,000 requests, 50 at a time, that used a connection again; and how many were not answered.
    The first 50, which have none to use again, come before and are not counted."""
    return asyncio.run(_pool())


async def _first_chunk(address: str) -> float:
    gateway = _gateway(address)
    differences = []
    async with _session() as session:
        for round_ in range(_FIRST_ROUNDS):
            by_hand = await _until_first(lambda: _first_by_hand(session, address))
            through = await _until_first(lambda: _first_through(gateway))
            if round_ > 5:  # the first ones open connections and import modules
                differences.append(through - by_hand)
    await gateway.close()
    return statistics.median(differences)


async def _cpu(address: str) -> tuple[float, float]:
    gateway = _gateway(address)
    ratios, ours = [], []
    async with _session() as session:
        for round_ in range(_CPU_ROUNDS + 1):
            by_hand = await _cpu_of(lambda: _all_by_hand(session, address))
            through = await _cpu_of(lambda: _all_through(gateway))
            if round_:
                ratios.append(through / by_hand)
                ours.append(through)
    await gateway.close()
    return statistics.median(ratios), statistics.median(ours)


async def _until_first(work: Callable[[], Awaitable[None]]) -> float:
    begun = time.perf_counter()
    await work()
    took = time.perf_counter() - begun
    await asyncio.sleep(0.002)  # for the server to notice that its listener has gone
    return took


async def _cpu_of(work: Callable[[], Awaitable[int]]) -> float:
    begun = time.process_time()
    chunks = await work()
    return (time.process_time() - begun) / chunks


async def _first_by_hand(session: ClientSession, address: str) -> None:
    async with session.post(f"{address}/chat/completions", json=_BODY) as response:
        async for line in response.content:
            if line.startswith(b"data: {") and json.loads(line[6:])["choices"][0]["delta"].get("content"):
                return


async def _all_by_hand(session: ClientSession, address: str) -> int:
    words = []
    async with session.post(f"{address}/chat/completions", json=_BODY) as response:
        async for line in response.content:
            if line.startswith(b"data: {"):
                words.append(json.loads(line[6:])["choices"][0]["delta"].get("content"))  # noqa: PERF401 - by hand
    return len(words)


async def _first_through(gateway: GatewayBackend) -> None:
    stream = gateway.stream(_request())
    await anext(stream)
    await stream.aclose()


async def _all_through(gateway: GatewayBackend) -> int:
    chunks = 0
    async for _ in gateway.stream(_request()):
        chunks += 1
    return chunks


async def _pool() -> dict[str, float]:
    """The server is here and not in another process: it is the one that can count connections."""
    connections = 0
    event = {"model": "test", "choices": [{"index": 0, "delta": {"content": "word"}, "finish_reason": "stop"}]}
    body = f"data: {json.dumps(event)}\n\ndata: [DONE]\n\n".encode()
    head = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        try:
            while True:
                lines = (await reader.readuntil(b"\r\n\r\n")).lower().split(b"\r\n")
                length = next(line for line in lines if line.startswith(b"content-length:"))
                await reader.readexactly(int(length.partition(b":")[2]))
                writer.write(head + f"{len(body):x}\r\n".encode() + body + b"\r\n")
                await asyncio.sleep(0)  # servers send the end by itself
                writer.write(b"0\r\n\r\n")
                await writer.drain()
        except (asyncio.IncompleteReadError, OSError):
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, backlog=_PARALLEL)
    gateway = _gateway(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1")
    places = asyncio.Semaphore(_PARALLEL)

    async def ask() -> int:
        async with places:
            return await _all_through(gateway)

    await asyncio.gather(*(ask() for _ in range(_PARALLEL)))
    connections = 0
    answers = await asyncio.gather(*(ask() for _ in range(_REQUESTS)), return_exceptions=True)
    await gateway.close()
    server.close()
    dropped = sum(answer != 2 for answer in answers)  # a word, and the end
    return {"pool_reuse": 1 - connections / _REQUESTS, "pool_dropped": float(dropped)}


def _session() -> ClientSession:
    import aiohttp  # noqa: PLC0415 - the scripts' own Python may not have it

    return aiohttp.ClientSession()


def _gateway(address: str) -> GatewayBackend:
    if str(_ROOT) not in sys.path:
        sys.path.insert(0, str(_ROOT))
    from blender_movie_director.llm.backends.gateway import GatewayBackend  # noqa: PLC0415
    from blender_movie_director.llm.settings import ClientSettings, Server  # noqa: PLC0415

    return GatewayBackend(ClientSettings(servers={"gateway": Server(address)}))


def _request() -> Request:
    from blender_movie_director.llm.messages import Message, Request  # noqa: PLC0415

    return Request((Message("user", "go"),), "gateway/test")


def main() -> None:
    figures: dict[str, float] = {}
    for measure in (gateway_first_chunk_over_aiohttp_ms, gateway_cpu_per_chunk_vs_aiohttp, pool_reuse):
        figures |= measure()
    print(f"figures: {json.dumps(figures)}")


if __name__ == "__main__":
    main()
