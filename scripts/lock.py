#!/usr/bin/env python3
"""Makes the hash-pinned files under requirements/ from pyproject.toml, or with --check says whether they fit it.

    python3 scripts/lock.py             keep what is locked where pyproject.toml still allows it
    python3 scripts/lock.py --upgrade   take the newest of everything
    python3 scripts/lock.py --check     touch nothing; the exit status says whether the locks fit

It needs the network, and uv, which it installs for itself.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from support import console, environments, locks
from support.errors import ScriptError
from support.project import Project, project

# What uv may be told by the machine that it runs on. Everything else of uv's (further indexes, folders of wheels,
# overrides) would find its way into files that all machines share.
_UV_SETTINGS_KEPT = {
    "UV_CACHE_DIR", "UV_DEFAULT_INDEX", "UV_HTTP_TIMEOUT", "UV_INDEX_URL", "UV_INSECURE_HOST", "UV_NATIVE_TLS",
    "UV_OFFLINE", "UV_SYSTEM_CERTS",
}  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description="Makes the hash-pinned files under requirements/.")
    parser.add_argument("--check", action="store_true", help="only say whether the files fit pyproject.toml")
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions that pyproject.toml allows")
    arguments = parser.parse_args()
    if arguments.check:
        return check(project())
    make(project(), upgrade=arguments.upgrade)
    return 0


def check(checkout: Project) -> int:
    problems = locks.stale(checkout)
    for problem in problems:
        console.error(problem)
    if problems:
        console.error("Run: python3 scripts/lock.py")
        return 1
    console.say(f"The {len(locks.lock_files(checkout))} lock files fit pyproject.toml.")
    return 0


def make(checkout: Project, *, upgrade: bool) -> None:
    """Make every lock, then put all of them in place: a failure half-way leaves the old ones."""
    own_lock = checkout.requirements / "lock.txt"
    if not own_lock.exists():
        raise ScriptError(f"{own_lock}, which pins uv itself, is missing: restore it from the repository.")
    tool = environments.ensure("lock", environments.running_version(), [own_lock])
    uv = tool.python.with_name("uv.exe" if os.name == "nt" else "uv")
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        made = []
        for lock in locks.lock_files(checkout):
            console.step(f"Locking {lock.name}")
            made.append((lock, compile_lock(checkout, lock, uv, work, upgrade=upgrade)))
        checkout.requirements.mkdir(exist_ok=True)
        for lock, text in made:
            path = lock.path(checkout)
            changed = not path.exists() or path.read_text(encoding="utf-8") != text
            path.write_text(text, encoding="utf-8", newline="\n")
            console.detail(f"{path.name}: {len(locks.read_lock(path))} packages{', changed' if changed else ''}")


def compile_lock(checkout: Project, lock: locks.LockFile, uv: Path, work: Path, *, upgrade: bool) -> str:
    """The text of one lock file. uv runs in a folder of its own, so that no path of ours appears in its notes."""
    (work / "pyproject").write_text("\n".join(lock.requirements) + "\n", encoding="utf-8")
    output = work / f"{lock.name}.txt"
    if lock.path(checkout).exists() and not upgrade:
        shutil.copyfile(lock.path(checkout), output)
    command = [
        str(uv), "pip", "compile", "pyproject", "--output-file", output.name, "--universal",
        "--python-version", lock.python, "--python", sys.executable, "--only-binary", ":all:", "--generate-hashes",
        "--no-header", "--no-emit-index-url", "--no-emit-find-links", "--no-config", "--quiet",
    ]  # fmt: skip
    if lock.name not in {locks.CONSTRAINTS, locks.PROXY}:
        command += ["--constraints", f"{locks.CONSTRAINTS}.txt"]
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("UV_") or name in _UV_SETTINGS_KEPT
    }
    result = subprocess.run(command, cwd=work, env=environment, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        raise ScriptError(f"{lock.name} could not be locked; uv says: {result.stderr.strip()}")
    text = lock.header() + output.read_text(encoding="utf-8")
    if line := locks.leaked(text):
        raise ScriptError(f"{lock.name} would hold what belongs to this machine alone ({line}): check uv's settings.")
    return text


if __name__ == "__main__":
    sys.exit(console.run_script(main))
