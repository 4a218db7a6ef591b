"""Reading and writing a child's pipes without ever waiting."""

from __future__ import annotations

import errno
import os
import signal
import sys

_AT_ONCE = 65536


def make_nonblocking(fd: int) -> None:
    if sys.platform == "win32" and sys.version_info < (3, 12):
        _make_nonblocking_windows(fd)
    else:
        os.set_blocking(fd, False)


def read_available(fd: int) -> bytes | None:
    """What has arrived: `None` when nothing has, `b""` when the other end is closed."""
    if sys.platform == "win32":
        return _read_available_windows(fd)
    try:
        return os.read(fd, _AT_ONCE)
    except BlockingIOError:
        return None


def write_some(fd: int, data: bytes | bytearray | memoryview) -> int:
    """How many bytes the pipe took. Raises `OSError` when the other end is closed."""
    # A Windows pipe that cannot take a whole write takes nothing of it.
    piece = data[:4096] if sys.platform == "win32" else data[:_AT_ONCE]
    try:
        return os.write(fd, piece) if sys.platform == "win32" else _write_unsignalled(fd, piece)
    except BlockingIOError:
        return 0
    except OSError as error:
        if sys.platform == "win32" and error.errno == errno.ENOSPC:  # how its C library says "full"
            return 0
        raise


def block_sigpipe() -> None:
    """For this thread and those that it will start. See `_write_unsignalled`."""
    if sys.platform != "win32":
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGPIPE})


if sys.platform != "win32":

    def _write_unsignalled(fd: int, data: bytes | bytearray | memoryview) -> int:
        """The `python` program ignores SIGPIPE, and so gets an error instead. Blender does not ignore it:
        there, one write to a worker that has died would end Blender, and with it the user's work."""
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGPIPE})
        try:
            return os.write(fd, data)
        except BrokenPipeError:
            if signal.SIGPIPE in signal.sigpending():
                signal.sigwait({signal.SIGPIPE})
            raise
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


if sys.platform == "win32":
    import _winapi
    import ctypes
    import msvcrt
    from ctypes import wintypes

    def _make_nonblocking_windows(fd: int) -> None:
        mode = wintypes.DWORD(0x00000001)  # PIPE_NOWAIT
        handle = wintypes.HANDLE(msvcrt.get_osfhandle(fd))
        if not ctypes.windll.kernel32.SetNamedPipeHandleState(handle, ctypes.byref(mode), None, None):
            raise ctypes.WinError()

    def _read_available_windows(fd: int) -> bytes | None:
        try:
            available, _ = _winapi.PeekNamedPipe(msvcrt.get_osfhandle(fd), 0)
        except OSError:
            return b""
        return os.read(fd, min(available, _AT_ONCE)) if available else None
