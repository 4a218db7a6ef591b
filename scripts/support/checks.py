"""The steps of scripts/test.py: linters, types, tests in plain Python, tests in Blender."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

from . import blender_runs, environments, litellm_proxy, markers
from .disk import explained
from .environments import Environment
from .errors import ScriptError
from .project import PACKAGE, ROOT, project
from .steps import Step, Turn

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from .blender_runs import BlenderHere
    from .selection import Selection

QUICK = ("-m", "not slow")
"""pytest's arguments that leave out what takes long; such a test is marked with pytest.mark.slow."""

BLENDERS_OWN_LEAK = "ignore:unclosed file:ResourceWarning:bl_pkg.bl_extension_utils"
"""Blender 4.3 leaves a pipe open when it installs an extension. No fault of ours; all else stays an error."""

SECONDS_FOR_A_LINTER = 300.0
SECONDS_FOR_PLAIN_TESTS = 900.0
SECONDS_FOR_A_BLENDER = 1500.0

# The stubs call nearly everything optional and let functions return nothing that do return something, and what one
# series wants ignored another may not.
_LESS_STRICT = (
    "--no-strict-optional", "--no-warn-unused-ignores", "--no-warn-unreachable", "--allow-untyped-decorators",
    "--allow-subclassing-any", "--disable-error-code", "func-returns-value",
)  # fmt: skip

_PYTEST = ("-m", "pytest", "--quiet", "--no-header", "--tb=short", "-p", "no:cacheprovider")


def development(python: str) -> Environment:
    """The environment with the linters and everything that plain tests need."""
    build = next(build for build in project().builds if build.python == python)
    return environments.ensure(f"dev-{build.name}", python, [project().requirements / f"dev-{build.name}.txt"])


def linters(environment: Environment) -> list[Step]:
    """What reads the code without running it. Each is one test."""
    python = str(environment.python)
    import_linter = environment.python.with_name("lint-imports.exe" if os.name == "nt" else "lint-imports")
    commands = {
        "ruff check": [python, "-m", "ruff", "check", "."],
        "ruff format": [python, "-m", "ruff", "format", "--check", "."],
        "imports point downwards": [str(import_linter), "--cache-dir", str(_cache("import-linter"))],
        "locks fit pyproject.toml": [sys.executable, str(ROOT / "scripts" / "lock.py"), "--check"],
    }
    steps = [Step(name, command, _plain, SECONDS_FOR_A_LINTER) for name, command in commands.items()]
    return [*steps, _types(environment), *(_types_of_addon(environment, series) for series in _series_with_stubs())]


def _series_with_stubs() -> list[str]:
    extras = project().table["project"]["optional-dependencies"]
    return [name.removeprefix("stubs-") for name in extras if name.startswith("stubs-")]


def _types(environment: Environment) -> Step:
    command = [str(environment.python), "-m", "mypy", "--cache-dir", str(_cache("mypy"))]
    return Step("mypy, package and scripts", command, _plain, SECONDS_FOR_A_LINTER, turn=Turn.LAST)


def _types_of_addon(environment: Environment, series: str) -> Step:
    stubs = environments.ensure_target(f"stubs-{series}", [project().requirements / f"stubs-{series}.txt"])
    view = Environment(f"types-{series}", project().build_folder / "types" / series)
    # mypy takes stub packages ("bpy-stubs") from an environment's site-packages alone; from MYPYPATH it would also
    # report what is wrong inside of them. So here is an environment with no packages that points to those elsewhere.
    if not view.python.exists():
        shutil.rmtree(view.path, ignore_errors=True)
        with explained(view.path, "setting up types"):
            made = subprocess.run(
                [environment.python, "-m", "venv", "--without-pip", view.path], capture_output=True, check=False
            )
        if made.returncode != 0:
            raise ScriptError(f"{environment.python} could not make the environment {view.path}: delete it.")
    folders = f"{stubs}\n{environment.site_packages}\n"
    (view.site_packages / "movie_director.pth").write_text(folders, encoding="utf-8")
    # Each file by name: what is found in a folder or a package is subject to `exclude` in pyproject.toml.
    files = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / PACKAGE / "addon").rglob("*.py"))
    command = [
        str(environment.python), "-m", "mypy", "--cache-dir", str(_cache(f"mypy-{series}")), *_LESS_STRICT,
        "--python-executable", str(view.python), *files,
    ]  # fmt: skip
    return Step(f"mypy, addon for Blender {series}", command, _plain, SECONDS_FOR_A_LINTER, turn=Turn.LAST)


def _proxy(selection: Selection, more: Sequence[str]) -> dict[str, str]:
    """What tells tests where the LiteLLM proxy is; nothing where none that needs it will run."""
    somewhere = any(argument == "tests" or argument.startswith("tests/llm") for argument in selection.plain)
    if tuple(more) == QUICK or not somewhere:
        return {}
    return proxy()


def proxy() -> dict[str, str]:
    """What tells tests and measurements where the LiteLLM proxy is, which is set up where it is missing."""
    if os.environ.get(litellm_proxy.VARIABLE):
        return {litellm_proxy.VARIABLE: os.environ[litellm_proxy.VARIABLE]}
    oldest = min((build.python for build in project().builds), key=markers.version)
    python = oldest if environments.find_python(oldest) is not None else environments.running_version()
    made = environments.ensure("proxy", python, [project().requirements / "proxy.txt"])
    return {litellm_proxy.VARIABLE: str(made.python)}


def plain_tests(
    environment: Environment, python: str, selection: Selection, *, coverage: bool, more: Sequence[str] = ()
) -> Step:
    """Every test that needs no Blender."""
    name = f"tests in Python {python}"
    report = _report(f"plain-{python}")
    arguments = [*_PYTEST, f"--junitxml={report}", *more, *selection.plain]
    where_it_is = _proxy(selection, more)

    @contextlib.contextmanager
    def with_proxy() -> Iterator[Mapping[str, str]]:
        with _plain() as clean:
            yield {**clean, **where_it_is}

    if not coverage:
        command = [str(environment.python), *arguments]
        return Step(
            name, command, with_proxy, SECONDS_FOR_PLAIN_TESTS, report=report, may_run_nothing=selection.partial,
            turn=Turn.SHORTER,
        )  # fmt: skip
    data = _cache("coverage") / python
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir(parents=True)

    @contextlib.contextmanager
    def measured() -> Iterator[Mapping[str, str]]:
        with with_proxy() as clean:
            yield {**clean, "COVERAGE_FILE": str(data / "coverage")}

    def total() -> str:
        run = [str(environment.python), "-m", "coverage"]
        # What needs Blender is tested in Blender, from a copy that is installed there.
        show = [*run, "report", f"--omit={PACKAGE}/addon/*"]
        with measured() as inherited:
            subprocess.run([*run, "combine", "-q"], cwd=ROOT, env=inherited, capture_output=True, check=False)
            shown = subprocess.run(show, cwd=ROOT, env=inherited, capture_output=True, text=True, check=False).stdout
        (data / "report.txt").write_text(shown, encoding="utf-8")
        totals = [line.split()[-1] for line in shown.splitlines() if line.startswith("TOTAL")]
        return f"{totals[0]} covered" if totals else ""

    command = [str(environment.python), "-m", "coverage", "run", *arguments]
    return Step(name, command, measured, SECONDS_FOR_PLAIN_TESTS, report=report, note=total, turn=Turn.SHORTER)


def blender_tests(here: BlenderHere, zip_file: Path, selection: Selection, *, more: Sequence[str] = ()) -> Step:
    """The tests that import bpy, in one Blender, with the extension installed from its zip."""
    short = "".join(c if c.isalnum() else "-" for c in here.name)
    report = _report(short)

    @contextlib.contextmanager
    def profile() -> Iterator[Mapping[str, str]]:
        with blender_runs.throw_away_profile("test") as folder:
            yield blender_runs.without_keys(blender_runs.environment_for(folder))

    sites = [word for site in here.sites for word in ("--site", site)]
    command = here.command(
        "test", "--zip", zip_file, *sites, "--", "-v", "--no-header", "--tb=short", "-p", "no:cacheprovider",
        "-W", BLENDERS_OWN_LEAK, f"--junitxml={report}", *more, *selection.in_blender,
    )  # fmt: skip
    name = f"tests in {here.name}"
    return Step(
        name, command, profile, SECONDS_FOR_A_BLENDER, report=report, may_run_nothing=selection.partial, turn=Turn.LONG
    )  # fmt: skip


@contextlib.contextmanager
def _plain() -> Iterator[Mapping[str, str]]:
    yield blender_runs.without_keys(blender_runs.plain_environment())


def _cache(name: str) -> Path:
    return project().build_folder / "test" / name


def _report(name: str) -> Path:
    folder = _cache("reports")
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{name}.xml"
