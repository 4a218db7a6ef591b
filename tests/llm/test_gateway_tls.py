"""Servers with certificates of their own, made for the run by openssl."""

from __future__ import annotations

import asyncio
import json
import shutil
import ssl
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from blender_movie_director.llm import errors
from blender_movie_director.llm.backends.gateway import GatewayBackend
from blender_movie_director.llm.settings import ClientSettings, Server
from tests.llm.gateway_desk import REQUEST, answer, delta, failure
from tests.llm.model_server import PATIENCE

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")


@pytest.fixture(autouse=True)
async def _patience() -> AsyncIterator[None]:
    async with asyncio.timeout(PATIENCE):
        yield


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an authority (`ca`), and what it has signed: `here`, `elsewhere` and `client`."""
    folder = tmp_path_factory.mktemp("certificates")

    def openssl(*arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True, timeout=30)

    curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    authority = ("-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign")
    openssl(
        "req", "-x509", *curve, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=Test CA", "-days", "2", *authority
    )
    for name, alternative in (("here", "IP:127.0.0.1"), ("elsewhere", "DNS:other.example"), ("client", "DNS:client")):
        openssl("req", *curve, "-keyout", f"{name}.key", "-out", f"{name}.csr", "-subj", f"/CN={name}")
        (folder / f"{name}.ext").write_text(f"subjectAltName={alternative}\n", encoding="utf-8")
        signing = ("-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-extfile", f"{name}.ext")
        openssl("x509", "-req", "-in", f"{name}.csr", "-out", f"{name}.pem", "-days", "2", *signing)
    openssl("ec", "-in", "client.key", "-out", "locked.key", "-aes128", "-passout", "pass:secret")
    (folder / "junk.pem").write_text("not a certificate", encoding="utf-8")
    return folder


@asynccontextmanager
async def serving(papers: Path, name: str = "here", *, asks_for_client: bool = False) -> AsyncIterator[str]:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(papers / f"{name}.pem", papers / f"{name}.key")
    if asks_for_client:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(papers / "ca.pem")
    event = f"data: {json.dumps(delta('stop', content='Well.'))}\n\ndata: [DONE]\n\n".encode()
    head = f"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: {len(event)}\r\n\r\n".encode()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await reader.readuntil(b"\r\n\r\n"):  # the last request's body goes with the next one's head
                writer.write(head + event)
                await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    try:
        yield f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    finally:
        server.close()


def gateway(url: str, **certificates: Path) -> GatewayBackend:
    server = Server(url, **{name: str(path) for name, path in certificates.items()})
    return GatewayBackend(ClientSettings(servers={"gateway": server}))


async def test_an_authority_of_ones_own(papers: Path) -> None:
    async with serving(papers) as url:
        backend = gateway(url, ca_file=papers / "ca.pem")
        assert (await answer(backend)).text == "Well."
        assert (await answer(backend)).text == "Well."
        await backend.close()


@pytest.mark.parametrize(("name", "known"), [("here", False), ("elsewhere", True)], ids=["unknown", "for another host"])
async def test_a_certificate_that_is_not_trusted(papers: Path, name: str, known: bool) -> None:
    async with serving(papers, name) as url:
        backend = gateway(url, **({"ca_file": papers / "ca.pem"} if known else {}))
        _, error = await failure(backend)
        await backend.close()
    assert type(error) is errors.TLSError, repr(error)
    assert not error.retryable
    assert ":" in error.what.partition("127.0.0.1:")[2], "it says why"


async def test_a_client_certificate(papers: Path) -> None:
    async with serving(papers, asks_for_client=True) as url:
        backend = gateway(
            url,
            ca_file=papers / "ca.pem",
            client_certificate=papers / "client.pem",
            client_key=papers / "client.key",
        )
        assert (await answer(backend)).text == "Well."
        await backend.close()


async def test_a_client_certificate_that_is_missing(papers: Path) -> None:
    async with serving(papers, asks_for_client=True) as url:
        backend = gateway(url, ca_file=papers / "ca.pem")
        _, error = await failure(backend)
        await backend.close()
    # The server's complaint may be lost with the connection that it closes.
    assert type(error) in {errors.TLSError, errors.ConnectionFailedError}, repr(error)
    assert "certificate" in str(error)


async def test_a_server_that_speaks_no_tls() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    backend = gateway(f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1")
    _, error = await failure(backend, REQUEST)
    await backend.close()
    server.close()
    assert type(error) is errors.TLSError, repr(error)


@pytest.mark.parametrize(
    "names",
    [
        {"ca_file": "missing.pem"},
        {"ca_file": "junk.pem"},
        {"client_certificate": "missing.pem"},
        {"client_certificate": "client.pem"},
        {"client_certificate": "client.pem", "client_key": "here.key"},
        {"client_certificate": "client.pem", "client_key": "locked.key"},
    ],
    ids=["no authority", "junk", "no certificate", "no key", "another's key", "locked key"],
)
async def test_files_that_cannot_be_used(papers: Path, names: dict[str, str]) -> None:
    backend = gateway("https://127.0.0.1:1", **{kind: papers / name for kind, name in names.items()})
    _, error = await failure(backend)
    await backend.close()
    assert type(error) is errors.ConfigurationError, repr(error)
    assert "cannot be read" in error.what
