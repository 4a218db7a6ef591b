"""What a take was asked with, in the words of the fields that it was set in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..asking.wishes import WritingWishes
from ..properties import LLMPropertyGroup

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...writing.takes import Take

_SHOWN_AT_ZERO = "temperature"
"""It is in a request only where somebody has set it."""


def lines(take: Take) -> Iterator[str]:
    """One for each thing that was said; none for what was left empty."""
    yield f"Model: {take.model}"
    if take.instruction:
        yield f"Instruction: {take.instruction}"
    for name, value in take.settings.items():
        if isinstance(value, dict) or not (value or name == _SHOWN_AT_ZERO):
            continue  # the place is told by the list
        if name == "mode":
            yield f"{take.request.capitalize()}: {_item(WritingWishes, f'{take.request}_mode', value)}"
        elif value is True:
            yield _label(name)
        else:
            yield f"{_label(name)}: {_value(name, value)}"


def _label(name: str) -> str:
    field = _field(name)
    return field.name if field is not None else name.replace("_", " ").capitalize()


def _value(name: str, value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, float):
        return f"{value:.3g}"
    return _item(LLMPropertyGroup, name, value)


def _item(group: Any, name: str, value: Any) -> str:
    """What is chosen, where it is one of several; a file may name one that this version does not have."""
    field = group.bl_rna.properties.get(name)
    items = field.enum_items if field is not None and field.type == "ENUM" else {}
    return items[value].name if isinstance(value, str) and value in items else str(value)


def _field(name: str) -> Any:
    groups: tuple[Any, ...] = (WritingWishes, LLMPropertyGroup)
    return next((group.bl_rna.properties[name] for group in groups if name in group.bl_rna.properties), None)
