"""Words for the page: escaped, counted, and with scenes as links."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from ...screenplay.facts.report import pages
from ..analysis.passages import OPENING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def escaped(text: str) -> str:
    """Safe as text and between quotation marks. What no page may hold becomes a replacement character."""
    return escape(_UNPRINTABLE.sub("\ufffd", text))


def isolated(text: str) -> str:
    """A stranger's words inside a sentence of ours: Hebrew among them must not turn the sentence around."""
    return escaped(text) if text.isascii() else f"<bdi>{escaped(text)}</bdi>"


def element(tag: str, text: str, css: str = "") -> str:
    """A stranger's words as an element of their own, in the direction in which they are written."""
    return wrapped(tag, escaped(text), css, "" if text.isascii() else ' dir="auto"')


def wrapped(tag: str, inner: str, css: str = "", attributes: str = "") -> str:
    """`inner` is markup already."""
    css = f' class="{css}"' if css else ""
    return f"<{tag}{css}{attributes}>{inner}</{tag}>"


def percent(part: float) -> str:
    return f"{part:.0%}"


def in_pages(eighths: int) -> str:
    """`3/8 page`, `1 page`, `2 4/8 pages`."""
    return f"{pages(eighths)} {'page' if 0 < eighths <= 8 else 'pages'}"


def number(value: float) -> str:
    """As short as a coordinate can be."""
    return f"{value:.1f}".removesuffix(".0")


def listed(names: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`. The names are markup already."""
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def scene_links(ordinals: Iterable[int], known: Collection[int]) -> str:
    """`scene 4`, `scenes 1-3, 7`, `the opening, scene 1`, each a link to its card; nothing for none."""
    ordinals = list(ordinals)
    scenes = [ordinal for ordinal in ordinals if ordinal != OPENING]
    links = ", ".join(
        "\u2013".join(_link(ordinal, known) for ordinal in dict.fromkeys((first, last))) for first, last in runs(scenes)
    )
    told = [_link(OPENING, known, "the opening")] if OPENING in ordinals else []
    told += [f"{'scene' if len(scenes) == 1 else 'scenes'}\u00a0{links}"] if scenes else []
    return ", ".join(told)


def runs(ordinals: Iterable[int]) -> Iterator[tuple[int, int]]:
    """The first and the last of each unbroken run."""
    first = last = None
    for ordinal in ordinals:
        if first is None or last is None:
            first = last = ordinal
        elif ordinal == last + 1:
            last = ordinal
        else:
            yield first, last
            first = last = ordinal
    if first is not None and last is not None:
        yield first, last


def _link(ordinal: int, known: Collection[int], name: str = "") -> str:
    name = name or str(ordinal)
    return f'<a href="#scene-{ordinal}">{name}</a>' if ordinal in known else name
