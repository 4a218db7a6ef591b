"""What a Final Draft file says of each type of paragraph, once for the whole script."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element as Node


def types_in_capitals(root: Node) -> frozenset[str]:
    """The types of paragraph that Final Draft shows in capitals, however they were typed."""
    return frozenset(
        [
            settings.get("Type", "")
            for settings in root.iterfind("ElementSettings")
            for font in settings.iterfind("FontSpec")
            if "AllCaps" in font.get("Style", "").split("+")
        ]
    )
