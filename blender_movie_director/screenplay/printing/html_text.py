"""A script's text as HTML: escaped, with its emphasis."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..elements import Element, Style


def paragraph(tag: str, css_class: str, element: Element) -> str:
    """One element of the script as one of the page."""
    attribute = f' class="{css_class}"' if css_class else ""
    # Hebrew and Arabic run the other way; the browser tells by the letters.
    direction = "" if element.text.isascii() else ' dir="auto"'
    return f"<{tag}{attribute}{direction}>{styled(element.text, element.styles)}</{tag}>"


def styled(text: str, styles: Sequence[Style]) -> str:
    """Text with its emphasis as tags. The styles are in order and do not overlap."""
    parts: list[str] = []
    place = 0
    for style in styles:
        parts.append(escape(text[place : style.start]))
        inner = escape(text[style.start : style.end])
        for tag, wanted in (("strong", style.bold), ("em", style.italic), ("u", style.underline)):
            if wanted:
                inner = f"<{tag}>{inner}</{tag}>"
        parts.append(inner)
        place = style.end
    parts.append(escape(text[place:]))
    return "".join(parts)
