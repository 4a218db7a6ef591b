"""The report as one HTML file that needs nothing else: no network, no script to say what it says."""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from . import charts
from .parts.checks import checks_section
from .parts.overview import head, story_section
from .parts.reading import characters_section, structure_section
from .parts.scenes import scenes_section
from .text import escaped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .subject import Subject

_FOLDER = Path(__file__).parent


def page(subject: Subject) -> str:
    style, behaviour = _read("style.css"), _read("behaviour.js")
    parts = [
        "<!DOCTYPE html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{_policy(behaviour)}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escaped(subject.title)} - script report</title>",
        f"<style>\n{style}</style>",
        "</head>",
        "<body>",
        '<div class="page">',
        *head(subject),
        *_contents(subject),
        "<main>",
        *_main(subject),
        "</main>",
        "</div>",
        f"<script>{behaviour}</script>",
        "</body>",
        "</html>",
        "",
    ]
    return "\n".join(parts)


def _main(subject: Subject) -> Iterator[str]:
    analysis = subject.analysis
    if analysis:
        yield from story_section(analysis)
    yield from _charts(
        "shape", "The shape of it", charts.pacing(subject), charts.lengths(subject), charts.mixture(subject)
    )
    if analysis and analysis.story:
        yield from structure_section(subject, analysis.story)
    yield from _charts(
        "people", "People", charts.presence(subject), charts.cast(subject), charts.conversations(subject)
    )
    if analysis and analysis.assessment:
        yield from characters_section(subject, analysis.assessment)
    yield from _charts("locations", "Places", charts.places(subject))
    yield from checks_section(subject)
    yield from _charts("cost", "Cost", charts.spendings(subject))
    yield from scenes_section(subject)


def _charts(name: str, title: str, *figures: charts.Figure) -> Iterator[str]:
    yield f'<section id="{name}">'
    yield f"<h2>{title}</h2>"
    yield from (figure.html() for figure in figures)
    yield "</section>"


def _contents(subject: Subject) -> Iterator[str]:
    analysis = subject.analysis
    story = analysis.story if analysis else None
    assessment = analysis.assessment if analysis else None
    entries = [
        ("story", "The story", story),
        ("coverage", "Coverage", assessment),
        ("shape", "The shape of it", True),
        ("structure", "Acts, beats and themes", story),
        ("people", "People", True),
        ("characters", "The characters", assessment and assessment.characters),
        ("continuity", "Continuity", assessment and (assessment.continuity or assessment.rejected)),
        ("locations", "Places", True),
        ("checks", "Checks", True),
        ("cost", "Cost", True),
        ("scenes", "Scene by scene", True),
    ]
    links = "".join(f'<li><a href="#{name}">{title}</a></li>' for name, title, there in entries if there)
    yield f'<nav aria-label="Contents"><ul>{links}</ul></nav>'


def _policy(behaviour: str) -> str:
    """The browser itself refuses whatever is not ours: any request, and any other script."""
    digest = base64.b64encode(hashlib.sha256(behaviour.encode()).digest()).decode()
    ours = f"style-src 'unsafe-inline'; script-src 'sha256-{digest}'"
    return f"default-src 'none'; {ours}; base-uri 'none'; form-action 'none'"


@lru_cache
def _read(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")
