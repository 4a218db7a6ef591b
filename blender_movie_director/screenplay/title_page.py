"""The title page: `Key: value` at the very start of a script, up to the first blank line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .headings import is_heading

# What begins with one of these is no part of a title page, whatever colons are in it: `# Act 1: Beginning`.
_MARKS = frozenset("#=!.~>@")
# Nor is what is emphasised: `**FADE IN:**`.
_KEY = re.compile(r"([^\s:#=!.~>@*_][^:]*):(.*)", re.DOTALL)
_KNOWN = frozenset(
    {
        "title",
        "credit",
        "author",
        "authors",
        "source",
        "draft date",
        "date",
        "contact",
        "copyright",
        "notes",
        "revision",
    }
)


@dataclass(slots=True)
class Entry:
    """One key of the title page, its value's lines, and the first and last line it takes."""

    key: str
    first: int
    last: int
    typed: list[str] = field(default_factory=list)
    """The lines of the value as they were typed, emphasis marks and all."""


def read_title_page(lines: list[str]) -> tuple[list[Entry], int]:
    """The entries and the number of lines they take; none if the script starts at once."""
    first = next((i for i, line in enumerate(lines) if line.strip()), len(lines))
    if first == len(lines) or not _opens(lines, first):
        return [], 0
    entries: list[Entry] = []
    end = first
    settled = False  # how the value of the last key goes on
    while end < len(lines) and (line := lines[end]).strip():
        match = _KEY.match(line)
        at_edge = not line[0].isspace()
        # A value stands behind its key, or indented below it. Only below a bare key may it stand at the edge: there
        # nobody can have meant anything else.
        if at_edge and (is_heading(line) or line[0] in _MARKS or (settled and not match)):
            break
        if match:
            entries.append(Entry(" ".join(match[1].lower().split()), end, end))
            settled = bool(match[2].strip())
        elif not at_edge:
            settled = True
        entry = entries[-1]
        typed = (match[2] if match else line).strip()
        if typed:
            entry.typed.append(typed)
        entry.last = end
        end += 1
    return entries, end


def _opens(lines: list[str], first: int) -> bool:
    """Whether a title page starts here. `FADE IN:`, a heading or a sentence with a colon must not."""
    match = _KEY.match(lines[first])
    if not match or is_heading(lines[first]):
        return False
    key, value = match[1].strip(), match[2].strip()
    if key.lower() in _KNOWN:
        return True
    following = lines[first + 1] if first + 1 < len(lines) else ""
    below = _KEY.match(following)
    if below and below[1].strip().lower() in _KNOWN:
        return True
    if value:
        return len(key.split()) <= 3
    return bool(following.strip()) and following.startswith(("   ", "\t"))
