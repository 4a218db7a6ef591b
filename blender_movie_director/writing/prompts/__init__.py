"""The prompts, one file each, so that a writer can read what is sent and, later, put their own in its place."""

from __future__ import annotations

from pathlib import Path


def load(name: str) -> str:
    """The prompt's text. Read beside this file: extensions are always unpacked folders."""
    return (Path(__file__).parent / f"{name}.md").read_text(encoding="utf-8").strip()
