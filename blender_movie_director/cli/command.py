"""What every command's module offers to the program."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from ..llm.settings import ClientSettings
    from .voice import Voice


class Command(NamedTuple):
    name: str
    help: str
    """In the list of all commands."""
    description: str
    """In its own help."""
    add_options: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace, ClientSettings, Voice], int]
    """Returns the exit code; what goes wrong for a reason is raised as an error that holds sentences."""
