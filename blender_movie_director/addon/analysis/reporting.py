"""Reports on their way to a file, and where they lie: panels draw from here."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from .. import queries, views
from ..files import exports
from ..script import following
from . import results

if TYPE_CHECKING:
    from bpy.types import Text

    from ..queries import Query

ENDINGS = {"HTML": ".html", "MD": ".md", "CSV": ".csv", "JSON": ".json"}

_written: dict[int, Path] = {}
"""Where the newest report about each text lies, by its `session_uid`."""
_dismissed: set[str] = set()


def write(text: Text, path: Path, kind: str) -> Query:
    """Has a report written; `kind` is one of `ENDINGS`. Without an analysis it has what is counted."""
    known = results.of(text)
    uid = text.session_uid

    def ended(query: Query) -> None:
        if query.trouble is None and "report" in query.parts:
            _written[uid] = Path(query.parts["report"]["path"])
        views.redraw_sidebars(set(views.areas_with_sidebar()))

    payload = {
        "text": text.as_string(),
        "name": text.name,
        "layout": following.layout_of(text),
        "analysis": known.to_dict() if known is not None else None,
        "path": str(path),
        "format": kind.lower(),
    }
    _written.pop(uid, None)
    return queries.ask(f"report {uid}", "report", payload, ended)


def under_way(text: Text) -> Query | None:
    """The newest report about a text while it is written, and if it could not be."""
    query = queries.of(f"report {text.session_uid}")
    if query is None or query.job in _dismissed or (query.ended and query.trouble is None):
        return None
    return query


def dismiss(text: Text) -> None:
    query = queries.of(f"report {text.session_uid}")
    if query is not None:
        _dismissed.add(query.job)


def written(text: Text) -> Path | None:
    return _written.get(text.session_uid)


def suggested_path(text: Text, kind: str) -> Path:
    """Where the script would be exported to."""
    path = exports.suggested_path(text, ENDINGS[kind])
    return path.with_name(f"{path.stem} report{path.suffix}")


def forget_all() -> None:
    _written.clear()
    _dismissed.clear()
