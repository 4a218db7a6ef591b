"""`blender --command movie_director analyze FILE`."""

from __future__ import annotations

from typing import Any

import bpy

_command: Any = None


def _run(arguments: list[str]) -> int:
    from ..cli import main

    return main(arguments, online=bpy.app.online_access, program="blender --command movie_director")


def attach() -> None:
    global _command  # noqa: PLW0603 - Blender wants its handle back at the end
    _command = bpy.utils.register_cli_command("movie_director", _run)


def detach() -> None:
    global _command  # noqa: PLW0603
    if _command is not None:
        bpy.utils.unregister_cli_command(_command)
        _command = None
