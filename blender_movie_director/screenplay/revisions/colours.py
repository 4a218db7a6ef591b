"""The colours of revised pages, in the order that productions use."""

from __future__ import annotations

FIRST = "White"
COLOURS = ("Blue", "Pink", "Yellow", "Green", "Goldenrod", "Buff", "Salmon", "Cherry")
_TIMES = ("", "Second ", "Third ", "Fourth ", "Fifth ")


def colour(revision: int) -> str:
    """White for the script as it was first handed out (0), then a colour for each revision; they come round again."""
    if revision <= 0:
        return FIRST
    times, place = divmod(revision - 1, len(COLOURS))
    prefix = _TIMES[times] if times < len(_TIMES) else f"{times + 1}th "
    return prefix + COLOURS[place]
