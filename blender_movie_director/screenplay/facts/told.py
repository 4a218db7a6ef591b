"""Tables that a user fills in: names to genders, other names to names. As JSON, or as lines such as `ANNA: f`."""

from __future__ import annotations

import json
import re

from ..reading import ScriptError

_BETWEEN = re.compile(r"\s*[:=;,\t]\s*")


def read_told(text: str, name: str) -> dict[str, str]:
    """From what stands left to what stands right. Empty lines and those that begin with # say nothing.

    Raises ScriptError with the line that is no pair. `name` is what the file is called.
    """
    if text.lstrip("\ufeff \t\r\n").startswith("{"):
        return _from_json(text, name)
    told: dict[str, str] = {}
    for number, line in enumerate(text.lstrip("\ufeff").splitlines(), 1):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        # A name may hold a comma or a colon, what it is told to be does not: the last mark parts the two.
        marks = list(_BETWEEN.finditer(stripped))
        if not marks or not stripped[: marks[-1].start()]:
            raise ScriptError(
                f"Line {number} of {name} is no pair: {stripped[:60]}.", "Write a name and what it is, as in ANNA: f."
            )
        told[_bare(stripped[: marks[-1].start()])] = _bare(stripped[marks[-1].end() :])
    return told


def _bare(cell: str) -> str:
    """Without the quotation marks of a CSV file."""
    return cell[1:-1] if len(cell) > 1 and cell[0] == cell[-1] == '"' else cell


def _from_json(text: str, name: str) -> dict[str, str]:
    try:
        told = json.loads(text.lstrip("\ufeff"))
    except json.JSONDecodeError as error:
        raise ScriptError(f"{name} is not valid JSON (line {error.lineno}).", "Correct that line.") from None
    except (ValueError, RecursionError):
        raise ScriptError(f"{name} is not valid JSON.", 'Write an object such as {"ANNA": "f"}.') from None
    if not isinstance(told, dict) or not all(isinstance(value, str) for value in told.values()):
        raise ScriptError(f"{name} holds something else than texts.", 'Write an object such as {"ANNA": "f"}.')
    return told
