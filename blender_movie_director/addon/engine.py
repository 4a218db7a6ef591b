"""The extension's one worker: how it is started, and what it is told of preferences, keys and the network."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import bpy

from ..llm import keys
from . import compat, preferences, properties

if TYPE_CHECKING:
    from bpy.types import Scene

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
    """Made anew for each job: what was changed in the preferences holds for the next one."""
    from ..worker.protocol import Configure
    from .connection import plain_settings

    chosen = preferences.get()
    return Configure(
        online=bpy.app.online_access,
        settings=plain_settings.plain(chosen),
        folder=compat.user_folder(),
        session_keys=dict(preferences.session_keys),
        environment=keys.variables_in(os.environ),
        keyring=preferences.uses_keyring(),
    )


def model_for(kind: str, scene: Scene) -> str:
    """The model that a request of this kind (`analysis`, `dialogue`, `description`, `suggestions`, `chat`) is sent to:
    the scene's own, else the one that the preferences have for the kind, else that for everything."""
    own = properties.of(scene).model.strip()
    return own or preferences.get().model_for(kind)


def request_settings(kind: str, scene: Scene) -> dict[str, Any]:
    """What the scene sets of a request of this kind, for its payload: `temperature`, `reasoning_effort` and
    `max_tokens`, each only where it is set and the model takes it, as far as is known."""
    from .connection import offers

    settings = properties.of(scene)
    taken = offers.taken_by(model_for(kind, scene))
    chosen: dict[str, Any] = {}
    if settings.set_temperature and taken.temperature:
        chosen["temperature"] = round(settings.temperature, 2)
    if settings.reasoning_effort in taken.efforts:
        chosen["reasoning_effort"] = settings.reasoning_effort
    if settings.max_tokens:
        chosen["max_tokens"] = settings.max_tokens
    return chosen


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
