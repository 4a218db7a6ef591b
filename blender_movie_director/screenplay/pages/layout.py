"""A paper and the rules for it together: what a script is paginated by, as its file says or as somebody wishes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from ..elements import Kind
from .paper import RULES, US_LETTER, Align, Paper, Place, Rules, places

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_SPOKEN = frozenset(kind for kind, place in places(RULES).items() if place.spoken)
_MOST = 200
"""Rows or columns: a sheet of more is no paper."""
_MOST_POINTS = 10_000


class Layout(NamedTuple):
    """What decides on which page everything stands."""

    paper: Paper = US_LETTER
    rules: Rules = RULES


STANDARD = Layout()
"""The industry's, as in most printed scripts."""
FINAL_DRAFT = Layout(
    # Its margins are an inch at the foot as well, and leave a line less.
    Paper(US_LETTER.name, US_LETTER.width, US_LETTER.height, 54),
    Rules(
        blank_lines_before_heading=2,
        continue_speakers=True,
        break_at_sentences=True,
        dialogue_columns=35,
        more_below=True,
        places=(
            (Kind.CHARACTER, Place(35, 38)),
            (Kind.PARENTHETICAL, Place(29, 26, hang=1, spoken=True)),
        ),
    ),
)
"""That of Final Draft's own template."""
OF_THE_SCRIPT = "script"
LAYOUTS: Mapping[str, Layout] = {"standard": STANDARD, "final-draft": FINAL_DRAFT}
"""Those that a person can choose by name, beside the script's own."""


def chosen(name: str, own: Layout | None) -> Layout:
    """The layout of this name; the script's own, which is the industry's where its file says nothing of it."""
    return (own or STANDARD) if name == OF_THE_SCRIPT else LAYOUTS[name]


def to_text(layout: Layout) -> str:
    """As a short text, which a .blend and a message can hold."""
    paper, rules = layout
    own = {kind.value: [*place[:3], place.align.value, place.hang, place.spacing] for kind, place in rules.places}
    plain = {
        "paper": [paper.name, paper.width, paper.height, paper.rows, paper.top],
        "rules": {**rules._asdict(), "places": own},
    }
    return json.dumps(plain, separators=(",", ":"))


def from_text(text: str) -> Layout:
    """What `to_text` made. It may come from anywhere: a ValueError for what is no layout."""
    try:
        plain = json.loads(text)
        name, width, height, rows, top = plain["paper"]
        paper = Paper(str(name), _points(width), _points(height), _number(rows), _points(top))
        own = tuple([(Kind(kind), _place(Kind(kind), values)) for kind, values in plain["rules"]["places"].items()])
        given = Rules(**{**plain["rules"], "places": own})
    except (AttributeError, KeyError, TypeError, RecursionError) as error:
        raise ValueError(f"This is no layout: {text[:80]}") from error
    for value, usual in zip(given[:-1], RULES, strict=False):
        if type(value) is not type(usual):
            raise ValueError(f"A layout's rule cannot be {value!r}.")
    _number(given.blank_lines_before_heading)
    _number(given.dialogue_columns, 1)
    return Layout(paper, given)


def _place(kind: Kind, values: Sequence[Any]) -> Place:
    column, width, space, align, hang, spacing = values
    return Place(
        _number(column),
        _number(width, 1),
        _number(space),
        Align(align),
        _number(hang),
        spoken=kind in _SPOKEN,
        spacing=_number(spacing, 1),
    )


def _points(value: Any) -> float:
    points = float(value)
    if not 0 < points < _MOST_POINTS:
        raise ValueError(f"No paper measures {value!r} points.")
    return points


def _number(value: Any, least: int = 0) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= _MOST:
        raise ValueError(f"A layout has no place for {value!r}.")
    return value
