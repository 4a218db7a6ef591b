"""A report as files: which there are, and what is in each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .data import as_csv, as_json
from .markdown import as_markdown
from .page import page

if TYPE_CHECKING:
    from pathlib import Path

    from .subject import Subject


def files_of(subject: Subject, kind: str, output: Path) -> dict[Path, bytes]:
    """One file, but for CSV: there each table is a file of its own, beside `output`."""
    match kind:
        case "html":
            return {output: page(subject).encode("utf-8", "replace")}
        case "markdown":
            return {output: as_markdown(subject).encode("utf-8", "replace")}
        case "json":
            return {output: as_json(subject).encode("utf-8", "replace")}
        case _:
            # With the mark at the start, spreadsheets on Windows know the encoding.
            return {
                output.with_name(f"{output.stem}.{name}.csv"): text.encode("utf-8-sig", "replace")
                for name, text in as_csv(subject).items()
            }
