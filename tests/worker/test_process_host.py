"""What only a worker in a process of its own can suffer or must keep to itself."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import sysconfig
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from blender_movie_director.llm.stand_ins import STAND_IN_THROUGH_LITELLM
from blender_movie_director.worker import pipes
from blender_movie_director.worker.hosts import HostError
from blender_movie_director.worker.process_host import Launch, ProcessHost
from blender_movie_director.worker.protocol import (
    Cancelled,
    Configure,
    Failed,
    Finished,
    FromWorker,
    Lost,
    Ready,
    Start,
    Words,
)
from blender_movie_director.worker.thread_host import ThreadHost
from tests.worker.desk import PATIENCE, Desk, other_program

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

KEY = "sk-proj-a-key-that-nobody-may-see-0123456789"
REPOSITORY = Path(__file__).parents[2]

posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")


@pytest.fixture
def hosts() -> list[ProcessHost]:
    """Those that the desk has started, the newest last."""
    return []


@pytest.fixture
def desk(launch: Launch, hosts: list[ProcessHost]) -> Iterator[Desk]:
    def make() -> ProcessHost:
        hosts.append(ProcessHost(launch))
        return hosts[-1]

    desk = Desk(make)
    yield desk
    assert desk.supervisor.stop(PATIENCE)


def receive(host: ProcessHost, done: Callable[[list[FromWorker]], object]) -> list[FromWorker]:
    late = time.monotonic() + PATIENCE
    heard: list[FromWorker] = []
    while not done(heard):
        assert time.monotonic() < late, heard
        heard += host.receive(time.perf_counter() + 0.004)
        time.sleep(0.002)
    return heard


def is_lost(heard: list[FromWorker]) -> bool:
    return bool(heard) and isinstance(heard[-1], Lost)


def exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@posix
def test_a_killed_worker_is_noticed_and_replaced(desk: Desk, hosts: list[ProcessHost], little_script: str) -> None:
    running = [desk.ask(little_script, "scripted/slow") for _ in range(2)]
    desk.until(lambda: all(desk.words(job) for job in running))
    pid = hosts[0].pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    desk.until(lambda: all(desk.ending(job) is not None for job in running), seconds=1.0)
    for job in running:
        assert desk.failure(job).what == "The part of Movie Director that talks to models stopped unexpectedly."
        assert "What had arrived is kept" in desk.failure(job).remedy
        assert "No" in desk.words(job)
    again = desk.ask(little_script)
    desk.finish(again)
    assert isinstance(desk.ending(again), Finished)
    assert hosts[-1].pid != pid
    assert not exists(pid), "not even a zombie"


@posix
def test_a_worker_that_is_killed_while_idle_is_replaced_without_a_word(
    desk: Desk, hosts: list[ProcessHost], little_script: str
) -> None:
    desk.finish(desk.ask(little_script))
    pid = hosts[0].pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    job = desk.ask(little_script)
    desk.finish(job)
    assert isinstance(desk.ending(job), Finished), desk.ending(job)
    assert len(hosts) == 2


@posix
def test_a_dead_worker_does_not_take_along_a_program_that_minds_sigpipe(launch: Launch) -> None:
    """Blender is one: unlike `python`, it leaves SIGPIPE at its default, which is to end the program."""
    program = f"""if True:
        import os, signal, sys, time
        sys.path.insert(0, {str(REPOSITORY)!r})
        from blender_movie_director.worker.process_host import Launch, ProcessHost
        from blender_movie_director.worker.protocol import Cancel
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        host = ProcessHost(Launch({launch.python!r}, {launch.wheels!r}))
        host.start()
        os.kill(host.pid, signal.SIGKILL)
        os.waitid(os.P_PID, host.pid, os.WEXITED | os.WNOWAIT)
        for _ in range(3):
            host.send(Cancel("x"))
        assert not signal.sigpending()
        assert signal.SIGPIPE not in signal.pthread_sigmask(signal.SIG_BLOCK, ())
        print(host.stop(5.0))
    """
    done = subprocess.run(
        [sys.executable, "-I", "-c", program], capture_output=True, text=True, check=False, timeout=PATIENCE
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "True\n", "")


@posix
def test_no_worker_outlives_a_blender_that_is_killed(launch: Launch, little_script: str) -> None:
    program = f"""if True:
        import sys, time
        sys.path.insert(0, {str(REPOSITORY)!r})
        from blender_movie_director.worker.process_host import Launch, ProcessHost
        from blender_movie_director.worker.protocol import Start, Words
        host = ProcessHost(Launch({launch.python!r}, {launch.wheels!r}))
        host.start()
        payload = dict(text={little_script!r}, name="", model="scripted/slow", temperature=None)
        host.send(Start("job", "analysis", payload))
        while not any(isinstance(message, Words) for message in host.receive(time.perf_counter() + 0.01)):
            time.sleep(0.01)
        print(host.pid, flush=True)
        time.sleep(600)
    """
    with subprocess.Popen([sys.executable, "-I", "-c", program], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert exists(child)
        parent.kill()
    late = time.monotonic() + PATIENCE
    while exists(child) and not _is_zombie(child):
        assert time.monotonic() < late, "the worker lives on"
        time.sleep(0.01)


def _is_zombie(pid: int) -> bool:
    """A container may have no process that buries the orphans of others."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return False


@linux
def test_no_key_travels_by_command_line_or_environment(
    desk: Desk, hosts: list[ProcessHost], little_script: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("SOMETHING_ELSE", KEY)
    desk.configure(online=False, session_keys={"openai": KEY})
    desk.finish(desk.ask(little_script))
    process = Path(f"/proc/{hosts[0].pid}")
    assert b"serve" in (process / "cmdline").read_bytes()
    assert KEY.encode() not in (process / "cmdline").read_bytes()
    assert KEY.encode() not in (process / "environ").read_bytes()
    assert KEY not in repr(hosts[0]) + repr(desk.supervisor.host)


def test_no_key_is_left_in_the_log(desk: Desk, hosts: list[ProcessHost], little_script: str) -> None:
    desk.configure(online=False, session_keys={"openai": KEY})
    # The name is wanted in a sentence; where it is something else, the error that follows repeats it.
    job = desk.submit("analysis", {"text": little_script, "name": "", "model": {KEY: KEY}, "temperature": None})
    desk.finish(job)
    assert "Something went wrong" in desk.failure(job).what
    log = hosts[0]._log
    assert log is not None
    log.seek(0)
    said = log.read().decode()
    assert "Traceback" in said
    assert KEY not in said


def test_last_words_show_no_key(caplog: pytest.LogCaptureFixture) -> None:
    host = ProcessHost(other_program(f"import sys; sys.stdin.readline(); sys.exit('I had {KEY}')"))
    host.start()
    host.send(Configure(online=True, session_keys={"openai": KEY}))
    (lost,) = receive(host, is_lost)
    assert isinstance(lost, Lost)
    assert lost.detail == "the worker's process ended with code 1; it said: I had [key hidden]"
    assert list(host.receive(0.0)) == [], "said once"
    assert host.stop(PATIENCE)


def test_the_child_sees_the_standard_library_the_wheels_and_nothing_else(
    tmp_path: Path, wheels: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    bogus = "raise ImportError('this is not the module that was meant')"
    shadows = [
        tmp_path / "path",
        tmp_path / "cwd",
        Path(sysconfig.get_path("purelib", "posix_user", {"userbase": "u"})),
    ]
    shadows[2] = tmp_path / "user" / shadows[2].relative_to("u")
    for folder in shadows:
        folder.mkdir(parents=True)
        (folder / "aiohttp.py").write_text(bogus)
        (folder / "sitecustomize.py").write_text(bogus)
    monkeypatch.setenv("PYTHONPATH", str(shadows[0]))
    monkeypatch.setattr(tempfile, "tempdir", str(shadows[1]))
    monkeypatch.setenv("PYTHONUSERBASE", str(tmp_path / "user"))
    monkeypatch.setenv("HOME", str(tmp_path / "user"))
    # The child imports "litellm" as it would the real one; this one writes down what it sees.
    ours = tmp_path / "wheels"
    ours.mkdir()
    (ours / "litellm.py").write_text(
        "import json, sys, aiohttp\n"
        "with open(__file__ + '.seen', 'w') as seen:\n"
        "    json.dump([sys.path, aiohttp.__file__, sys.flags.isolated, sys.flags.no_site], seen)\n"
    )
    launch = Launch(sys.executable, (str(ours), *wheels))
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
    with launch.popen("precompile", **quiet) as child:
        _, said = child.communicate(timeout=PATIENCE)
    assert child.returncode == 0, said
    path, aiohttp, isolated, no_site = json.loads((ours / "litellm.py.seen").read_text())
    assert isolated
    assert no_site
    assert path[-1 - len(wheels) :] == [str(ours), *wheels]
    standard = (sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib"), sys.base_prefix)
    for folder in path[: -1 - len(wheels)]:
        assert folder.startswith(standard)
        assert "site-packages" not in folder
    assert aiohttp.startswith(wheels)


def test_stopping_does_not_wait_for_an_import(tmp_path: Path, little_script: str, wheels: tuple[str, ...]) -> None:
    (tmp_path / "litellm.py").write_text(
        "import time\nopen(__file__ + '.begun', 'w').close()\nwhile True: time.sleep(1)\n"
    )
    host = ProcessHost(Launch(sys.executable, (str(tmp_path), *wheels)))
    host.start()
    payload = {"text": little_script, "name": "", "model": STAND_IN_THROUGH_LITELLM, "temperature": None}
    host.send(Start("job", "analysis", payload))
    receive(host, lambda _: (tmp_path / "litellm.py.begun").exists())
    assert host.stop(PATIENCE)
    assert host._process is not None
    assert host._process.returncode == 0, "it left by itself"


def test_a_wheel_that_cannot_be_loaded_is_a_sentence(
    tmp_path: Path, little_script: str, wheels: tuple[str, ...]
) -> None:
    (tmp_path / "litellm.py").write_text("raise ImportError('no such DLL')")
    desk = Desk(lambda: ProcessHost(Launch(sys.executable, (str(tmp_path), *wheels))))
    job = desk.ask(little_script, STAND_IN_THROUGH_LITELLM)
    desk.finish(job)
    assert desk.failure(job).what == "LiteLLM could not be loaded (no such DLL)."
    assert "Reinstall the extension" in desk.failure(job).remedy
    assert desk.supervisor.stop(PATIENCE)


def test_a_python_that_does_not_exist_is_a_host_error(tmp_path: Path) -> None:
    host = ProcessHost(Launch(str(tmp_path / "no-python"), ()))
    with pytest.raises(HostError, match="no-python"):
        host.start()
    assert host.pid is None
    assert host.stop(0.0)
    assert list(host.receive(0.0)) == []


def test_pipes_that_cannot_be_used_are_a_host_error(launch: Launch, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_fd: int) -> None:
        raise OSError("not this one")

    monkeypatch.setattr(pipes, "make_nonblocking", refuse)
    host = ProcessHost(launch)
    with pytest.raises(HostError, match="not this one"):
        host.start()
    assert host.pid is not None
    assert not exists(host.pid)


def test_without_a_process_the_thread_takes_over(tmp_path: Path, little_script: str) -> None:
    desk = Desk(lambda: ProcessHost(Launch(str(tmp_path / "no-python"), ())), ThreadHost)
    job = desk.ask(little_script)
    desk.finish(job)
    assert isinstance(desk.ending(job), Finished)
    assert desk.supervisor.host_name == "thread"
    assert desk.supervisor.stop(PATIENCE)


def test_a_process_that_dies_before_its_first_word_is_followed_by_the_thread(little_script: str) -> None:
    desk = Desk(lambda: ProcessHost(other_program("raise SystemExit('wrong Python')")), ThreadHost)
    jobs = [desk.ask(little_script), desk.ask(little_script)]
    desk.finish(*jobs)
    assert [type(desk.ending(job)) for job in jobs] == [Finished, Finished]
    assert desk.supervisor.host_name == "thread"
    assert desk.supervisor.stop(PATIENCE)


def test_nothing_works_is_a_sentence(little_script: str) -> None:
    desk = Desk(lambda: ProcessHost(other_program("raise SystemExit('wrong Python')")))
    for _ in range(2):
        job = desk.ask(little_script)
        desk.finish(job)
        assert isinstance(desk.ending(job), Failed)
    assert desk.supervisor.stop(PATIENCE)


PIECEMEAL = """
import sys, time
line = b'{"kind":"Words","job":"j","text":"caf\\\\u00e9"}\\n'
out = sys.stdout.buffer
for byte in line:
    out.write(bytes([byte])); out.flush()
out.write(b'what a library prints\\n\\n{"kind":"Nonsense"}\\n' + line + line[:9]); out.flush()
sys.stdin.read()
"""


def test_lines_that_come_in_pieces_and_lines_that_are_none(caplog: pytest.LogCaptureFixture) -> None:
    host = ProcessHost(other_program(PIECEMEAL))
    host.start()
    heard = receive(host, lambda heard: len(heard) == 2)
    assert heard == [Words("j", "café")] * 2
    assert caplog.text.count("dropped from the worker") == 3
    assert "library prints" not in caplog.text
    assert host.stop(PATIENCE)


HUGE = """
import sys
out = sys.stdout.buffer
out.write(b'{"kind":"Words","job":"j","text":"' + b'x' * 8_000_000 + b'"}\\n'); out.flush()
sys.stdin.read()
"""


def test_a_huge_message_arrives_over_many_short_visits() -> None:
    host = ProcessHost(other_program(HUGE))
    host.start()
    visits, heard, late = 0, [], time.monotonic() + PATIENCE
    while not heard:
        assert time.monotonic() < late
        heard = list(host.receive(0.0))
        visits += 1
    assert heard == [Words("j", "x" * 8_000_000)]
    assert visits > 100, "each visit with no time takes no more than one piece"
    assert host.stop(PATIENCE)


def test_sending_does_not_wait_for_a_child_that_does_not_read() -> None:
    host = ProcessHost(other_program("import time; time.sleep(600)"))
    host.start()
    host.send(Start("job", "analysis", {"text": "x" * 4_000_000}))
    assert len(host._unsent) > 3_000_000
    assert list(host.receive(0.0)) == []
    assert host.stop(0.05), "it does not leave by itself either, and is ended"
    assert host._process is not None
    assert host._process.returncode != 0


def test_a_child_with_much_left_to_say_leaves_in_time() -> None:
    program = "import sys; sys.stdin.readline(); sys.stdout.write('x' * 4_000_000); sys.stdout.flush()"
    host = ProcessHost(other_program(program))
    host.start()
    assert host.stop(PATIENCE)
    assert host._process is not None
    assert host._process.returncode == 0


def test_no_room_for_a_log_is_no_reason_not_to_work(
    desk: Desk, little_script: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)
    job = desk.ask(little_script)
    desk.finish(job)
    assert isinstance(desk.ending(job), Finished)


def test_a_message_after_the_end_goes_nowhere(launch: Launch) -> None:
    host = ProcessHost(launch)
    host.start()
    assert any(isinstance(message, Ready) for message in receive(host, bool))
    assert host.stop(PATIENCE)
    host.send(Configure(online=False))
    assert list(host.receive(0.0)) == []
    assert host.stop(PATIENCE)


def test_garbage_to_a_worker_is_dropped(launch: Launch) -> None:
    host = ProcessHost(launch)
    host.start()
    host._unsent += b"not a message\n"
    host.send(Start("job", "juggling", {}))
    heard = receive(host, lambda heard: any(isinstance(message, Failed) for message in heard))
    assert isinstance(heard[-1], Failed)
    assert host.stop(PATIENCE)


def test_a_closed_pipe_is_as_good_as_a_stop(launch: Launch, little_script: str) -> None:
    host = ProcessHost(launch)
    host.start()
    payload = {"text": little_script, "name": "", "model": "scripted/slow", "temperature": None}
    host.send(Start("job", "analysis", payload))
    receive(host, lambda heard: any(isinstance(message, Words) for message in heard))
    assert host._process is not None
    assert host._process.stdin is not None
    host._process.stdin.close()
    heard = receive(host, is_lost)
    assert Cancelled("job") in heard
    assert host._process.returncode == 0
    assert host.stop(PATIENCE)
