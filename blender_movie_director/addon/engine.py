"""The extension's one worker: how it is started, and what it is told of preferences, keys and the network."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import bpy

from ..llm import keys
from . import compat, preferences

if TYPE_CHECKING:
    from ..worker.hosts import Host
    from ..worker.protocol import Configure
    from ..worker.supervisor import Supervisor

_supervisor: Supervisor | None = None


def supervisor() -> Supervisor:
    """The supervisor, made at the first call. The worker itself starts with the first job."""
    global _supervisor  # noqa: PLW0603 - one per Blender
    if _supervisor is None:
        from ..worker.supervisor import Supervisor

        in_process = preferences.get().worker_host == "PROCESS"
        _supervisor = Supervisor([_process_host, _thread_host] if in_process else [_thread_host])
    return _supervisor


def started() -> Supervisor | None:
    """The supervisor if there is one; asking starts nothing."""
    return _supervisor


def configuration() -> Configure:
    from ..worker.protocol import Configure

    chosen = preferences.get()
    servers = {"openai": {"url": chosen.openai_endpoint}} if chosen.openai_endpoint else {}
    return Configure(
        online=bpy.app.online_access,
        settings={"servers": servers},
        folder=compat.user_folder(),
        session_keys=dict(preferences.session_keys),
        environment=keys.variables_in(os.environ),
    )


def stop(wait: float = 2.0) -> bool:
    """Ends the worker; True when no thread and no process of it is left."""
    global _supervisor
    ending, _supervisor = _supervisor, None
    return ending is None or ending.stop(wait)


def launch() -> tuple[str, tuple[str, ...]]:
    return compat.python_executable(), compat.wheel_folders()


def _process_host() -> Host:
    from ..worker.process_host import Launch, ProcessHost

    return ProcessHost(Launch(*launch()))


def _thread_host() -> Host:
    from ..worker.thread_host import ThreadHost

    return ThreadHost()
