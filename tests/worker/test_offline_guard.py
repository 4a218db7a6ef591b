"""In processes of their own: an audit hook can never be taken off again."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from blender_movie_director.worker.offline_guard import OfflineGuard

REPOSITORY = Path(__file__).parents[2]

PROGRAM = f"""if True:
    import socket, sys
    sys.path.insert(0, {str(REPOSITORY)!r})
    from blender_movie_director.worker.offline_guard import OfflineGuard

    def outcome(call, *arguments):
        try:
            call(*arguments)
        except PermissionError as error:
            assert "Blender is offline" in str(error), error
            return "blocked"
        except OSError:
            pass  # it was tried, which is all that matters here
        return "tried"

    def connect(host, port=9, kind=socket.SOCK_STREAM, family=socket.AF_INET):
        with socket.socket(family, kind) as s:
            s.settimeout(0.01)
            s.connect((host, port))

    def send(host):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
            s.sendto(b"x", (host, 9))

    def send_message(host):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
            s.sendmsg([b"x"], [], 0, (host, 9))

    def talk_to_a_server():
        with socket.create_server(("127.0.0.1", 0)) as server:
            with socket.create_connection(server.getsockname()) as client:
                accepted, _ = server.accept()
                with accepted:
                    client.sendall(b"x")
                    assert accepted.recv(1) == b"x"
        return "talked"

    guard = OfflineGuard()
    guard.install()
"""

TRIES = """
    print(outcome(connect, "192.0.2.1"))
    print(outcome(connect, "192.0.2.1", 9, socket.SOCK_DGRAM))
    print(outcome(send, "192.0.2.1"))
    print(outcome(send_message, "192.0.2.1"))
    print(outcome(socket.getaddrinfo, "name.invalid", 80))
    print(outcome(socket.getaddrinfo, b"name.invalid", 80))
    print(outcome(socket.gethostbyname, "name.invalid"))
    print(outcome(socket.gethostbyaddr, "192.0.2.1"))
    print(outcome(socket.getnameinfo, ("192.0.2.1", 80), socket.NI_NUMERICHOST))
"""

ALWAYS = """
    print(talk_to_a_server())
    print(outcome(socket.getaddrinfo, "localhost", 80))
    print(outcome(socket.getaddrinfo, None, 80))
    print(outcome(connect, "127.0.0.1"))
    print(outcome(lambda: open(sys.executable, "rb").close()))
"""


# The same by its rules alone, without the hook: tracing tools do not see into one.
EVENTS = [
    ("socket.connect", (None, ("192.0.2.1", 80)), False),
    ("socket.connect", (None, ("2001:db8::1", 80, 0, 0)), False),
    ("socket.connect", (None, ("127.0.0.1", 80)), True),
    ("socket.connect", (None, ("::1", 80, 0, 0)), True),
    ("socket.connect", (None, "/run/a.socket"), True),
    ("socket.connect", (None, b"\0abstract"), True),
    ("socket.connect", (None, (0, 0)), True),  # netlink
    ("socket.sendto", (None, ("192.0.2.1", 80)), False),
    ("socket.sendmsg", (None, None), True),  # to whom it is connected already
    ("socket.getaddrinfo", ("example.com", 80, 0, 0, 0), False),
    ("socket.getaddrinfo", (b"example.com", 80, 0, 0, 0), False),
    ("socket.getaddrinfo", (None, 80, 0, 0, 0), True),
    ("socket.getaddrinfo", ("localhost", 80, 0, 0, 0), True),
    ("socket.gethostbyname", ("example.com",), False),
    ("socket.gethostbyaddr", ("192.0.2.1",), False),
    ("socket.getnameinfo", (("192.0.2.1", 80),), False),
    ("socket.getnameinfo", (("127.0.0.1", 80),), True),
    ("socket.bind", (None, ("0.0.0.0", 0)), True),
    ("open", ("/etc/hosts", "r", 0), True),
]


@pytest.mark.parametrize(("event", "arguments", "allowed"), EVENTS)
def test_the_rules(event: str, arguments: tuple[object, ...], allowed: bool) -> None:
    guard = OfflineGuard()
    if allowed:
        guard._watch(event, arguments)
    else:
        with pytest.raises(PermissionError, match="Blender is offline"):
            guard._watch(event, arguments)
    guard.set_online(True)
    guard._watch(event, arguments)


def run(program: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-I", "-c", program], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_it_starts_closed() -> None:
    assert set(run(PROGRAM + TRIES)) == {"blocked"}


def test_it_opens_and_closes_again() -> None:
    # One try that needs no name server: asking for names may take long where there is none.
    one = '\n    print(outcome(connect, "192.0.2.1"))\n'
    switched = f"\n    guard.set_online(True){one}    guard.set_online(False){one}{TRIES}"
    first, *others = run(PROGRAM + switched)
    assert first == "tried"
    assert set(others) == {"blocked"}


def test_this_computer_is_always_allowed() -> None:
    assert run(PROGRAM + ALWAYS) == ["talked", "tried", "tried", "tried", "tried"]


def test_a_path_is_no_other_computer() -> None:
    program = """
    if hasattr(socket, "AF_UNIX"):
        with socket.socket(socket.AF_UNIX) as s:
            print(outcome(s.connect, "/no/such/socket"))
    else:
        print("tried")
    """
    assert run(PROGRAM + program) == ["tried"]
