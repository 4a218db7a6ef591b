from __future__ import annotations

import pytest

from blender_movie_director.llm.network import is_loopback, is_loopback_url


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("localhost", True),
        ("LOCALHOST.", True),
        ("127.0.0.1", True),
        ("127.8.9.10", True),
        ("::1", True),
        ("[::1]", True),
        ("0.0.0.0", False),
        ("192.168.0.2", False),
        ("192.0.2.1", False),
        ("::", False),
        ("fe80::1", False),
        ("localhost.example.com", False),
        ("127.0.0.1.example.com", False),
        ("example.com", False),
        ("", False),
        ("127.1", False),  # some programs take it for 127.0.0.1; nobody needs it
    ],
)
def test_is_loopback(host: str, loopback: bool) -> None:
    assert is_loopback(host) is loopback


@pytest.mark.parametrize(
    ("url", "loopback"),
    [
        ("http://127.0.0.1:11434", True),
        ("http://localhost:4000/v1", True),
        ("https://[::1]:8443/v1", True),
        ("http://user:word@127.0.0.1/", True),
        ("http://127.0.0.1@example.com/", False),
        ("http://example.com\\@127.0.0.1/", False),
        ("http://example.com/?127.0.0.1", False),
        ("https://api.openai.com/v1", False),
        ("127.0.0.1:4000", False),
        ("http://[half", False),
        ("", False),
    ],
)
def test_is_loopback_url(url: str, loopback: bool) -> None:
    assert is_loopback_url(url) is loopback
