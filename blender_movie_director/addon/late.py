"""Modules that are read from the disk when something of them is first used, and not when Blender enables the extension.

They are imported as all others are. Python's own loader for this puts a placeholder in a module's place, which becomes
the module at the first look at one of its names; so they are imported whole (`from . import jobs`): `from .jobs import
State` looks at a name, and reads the module at once.
"""

from __future__ import annotations

import sys
from importlib.util import LazyLoader, find_spec, module_from_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

MODULES = (
    "addon.analysis.comparing",
    "addon.analysis.merging",
    "addon.analysis.results",
    "addon.asking.shelf",
    "addon.chat.book",
    "addon.compat",
    "addon.dispatcher",
    "addon.engine",
    "addon.files.conversions",
    "addon.files.imports",
    "addon.jobs",
    "addon.kept",
    "addon.queries",
    "addon.script.current",
    "addon.script.following",
    "addon.spending",
    "addon.takes.book",
    "addon.views",
)
"""What nobody needs before a script is on the screen or something is asked for, and some of what the first request
needs only at its first answer. Of Blender's side alone: the rooms below may be imported on a worker's thread, and a
placeholder that becomes its module is not for two threads at once."""


def arrange(package: str, names: Sequence[str] = MODULES) -> None:
    """Puts the placeholders in their places, but for modules that are there already."""
    for name in names:
        full = f"{package}.{name}"
        if full in sys.modules:
            continue
        spec = find_spec(full)
        if spec is None or spec.loader is None:
            raise ModuleNotFoundError(f"there is no {full} that could be read late", name=full)
        spec.loader = LazyLoader(spec.loader)
        module = module_from_spec(spec)
        sys.modules[full] = module
        spec.loader.exec_module(module)
        parent, _, own = full.rpartition(".")
        setattr(sys.modules[parent], own, module)
