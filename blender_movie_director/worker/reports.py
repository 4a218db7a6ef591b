"""Writes a report: what is counted in a script, what a model has said of it, and what that took."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..llm.ledger import Ledger
from ..screenplay import ScriptError, breakdown, check_text, clean, parse
from ..screenplay.facts import Options, bechdel
from ..screenplay.pages.layout import STANDARD
from ..screenplay.storing import store
from ..writing import report
from ..writing.analysis import Analysis
from . import conversion

if TYPE_CHECKING:
    from collections.abc import Sequence

KINDS = {"html": "html", "md": "markdown", "csv": "csv", "json": "json"}


def write(payload: dict[str, Any], folder: Path | None) -> dict[str, Any]:
    """Payload: `text`, `name` (of the script, for sentences), `analysis` (as `Analysis.to_dict` gives it, or None),
    `path`, `format` (one of `KINDS`), and perhaps `layout` (as an import gave it), `title`, `genders` and `aliases`
    (names to texts), and `project`, whose money is then read from the ledger. Gives `path`, the first file, and all
    `paths`: as `csv` each table is one.

    All of them are written, or none. Raises `ScriptError`."""
    kind = KINDS.get(str(payload.get("format")))
    if kind is None:
        raise ScriptError(f"There are no reports as {payload.get('format')}.", f"Choose {', '.join(KINDS)}.")
    text, _ = clean(check_text(payload["text"], payload["name"]))
    layout = conversion.layout_of(payload, payload["name"]) or STANDARD
    facts = breakdown(parse(text), Options(layout=layout, aliases=payload.get("aliases") or {}))
    genders = payload.get("genders")
    project = payload.get("project")
    subject = report.Subject(
        facts,
        _analysis(payload.get("analysis")),
        _spent(str(project), folder) if project is not None else None,
        bechdel(facts, genders) if genders else None,
        str(payload.get("title") or ""),
    )
    files = report.files_of(subject, kind, Path(payload["path"]))
    store(files)
    paths = [str(path) for path in files]
    return {"path": paths[0], "paths": paths}


def _analysis(data: dict[str, Any] | None) -> Analysis | None:
    if data is None:
        return None
    try:
        return Analysis.from_dict(data)
    except (AttributeError, KeyError, TypeError, ValueError):
        raise ScriptError("What is kept of the analysis cannot be read.", "Analyze the script again.") from None


def _spent(project: str, folder: Path | None) -> Sequence[report.Spending]:
    """Nothing where nothing is recorded."""
    if folder is None:
        return ()
    with closing(Ledger(folder)) as ledger:
        return report.spending_of(attempt for attempt in ledger.rows() if attempt.project == project)
