"""What scripts/run_in_blender.py does with Blender: installs our extension as a user would, and finds it."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import bpy  # type: ignore[import-not-found]

from .errors import ScriptError
from .project import PACKAGE

if TYPE_CHECKING:
    from collections.abc import Iterator

_REPOSITORY = "user_default"


def version() -> str:
    return ".".join(map(str, bpy.app.version))


def enabled(zip_file: Path | None) -> str:
    """The name of the extension's module, enabled: installed from a zip, or the one that is there."""
    name = install(zip_file) if zip_file is not None else _installed()
    if name is None:
        raise ScriptError("Movie Director is not installed in this profile: install it, or name a zip with --zip.")
    if name not in bpy.context.preferences.addons:
        with quiet(f"{name} could not be enabled"):
            bpy.ops.preferences.addon_enable(module=name)
    if name not in bpy.context.preferences.addons:
        raise ScriptError(f"Blender could not enable {name}: start it from a terminal, to see what it says.")
    return name


def install(zip_file: Path) -> str:
    """Install a zip through Blender's own operator, which unpacks its wheels as well."""
    require_throw_away_profile()
    if not zip_file.is_file():
        raise ScriptError(f"{zip_file} is not there: build it with scripts/build_extension.py.")
    with quiet(f"Blender {version()} does not install {zip_file.name}"):
        bpy.ops.extensions.package_install_files(
            filepath=str(zip_file.absolute()), repo=_REPOSITORY, enable_on_install=False
        )
    name = _installed()
    if name is None:
        raise ScriptError(f"Blender {version()} says that it installed {zip_file.name}, and it is not there.")
    return name


def require_throw_away_profile() -> None:
    """No one's own Blender may be changed by a script: the profile must have been named before the start."""
    named = os.environ.get("BLENDER_USER_RESOURCES")
    if not named:
        raise ScriptError(
            "This would change your own Blender: set BLENDER_USER_RESOURCES to an empty folder before you start it."
        )
    for kind in ("CONFIG", "EXTENSIONS"):
        used = bpy.utils.user_resource(kind)
        if not Path(used).resolve().is_relative_to(Path(named).resolve()):
            raise ScriptError(
                f"Blender keeps its {kind.lower()} in {used}, outside of BLENDER_USER_RESOURCES ({named}): "
                f"unset the other BLENDER_USER_ variables."
            )


def disable(name: str) -> None:
    """Stop all that the extension runs."""
    with quiet(f"{name} could not be disabled"):
        bpy.ops.preferences.addon_disable(module=name)


def _installed() -> str | None:
    for repository in bpy.context.preferences.extensions.repos:
        if repository.enabled and Path(repository.directory, PACKAGE, "__init__.py").is_file():
            return f"bl_ext.{repository.module}.{PACKAGE}"
    return None


def allow_online_access() -> None:
    """As the switch in the preferences does, in a throw-away profile only."""
    require_throw_away_profile()
    if bpy.app.online_access:
        return
    bpy.context.preferences.system.use_online_access = True
    if not bpy.app.online_access:
        raise ScriptError("This Blender was started offline and stays so: start it without --offline-mode.")


@contextlib.contextmanager
def quiet(what_failed: str) -> Iterator[None]:
    """Keep what Blender prints, from Python or not, for the sentence that says why something failed."""
    _flush()
    with tempfile.TemporaryFile() as kept:
        saved = [(stream, os.dup(stream)) for stream in (1, 2)]
        for stream, _ in saved:
            os.dup2(kept.fileno(), stream)
        failure: RuntimeError | None = None
        try:
            yield
        except RuntimeError as error:  # what an operator that reports an error raises
            failure = error
        finally:
            _flush()
            for stream, copy in saved:
                os.dup2(copy, stream)
                os.close(copy)
        if failure is not None:
            kept.seek(0)
            lines = [*str(failure).splitlines(), *kept.read().decode("utf-8", "replace").splitlines()]
            said = [line.partition("Error: ")[2].strip() for line in lines]
            raise ScriptError(f"{what_failed}; it says: {next(filter(None, said), failure)}") from failure


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):  # whoever read it has gone
            stream.flush()


def end(code: int) -> None:
    """End this process with an exit code of ours: an application reports 0 whatever became of its script."""
    # In Blender 4.2 and 4.5 an ordinary end can crash or hang on threads and callbacks that a test left behind.
    _flush()
    shutil.rmtree(bpy.app.tempdir or "", ignore_errors=True)
    os._exit(code)
