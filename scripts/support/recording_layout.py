"""A layout that takes everything a panel draws and shows nothing, for Blenders without a window.

It does what Blender does with Python while it draws: it asks for the values of properties, filters a list and draws as
many of its rows as are in view.
"""

from __future__ import annotations

from types import FunctionType
from typing import TYPE_CHECKING, Any

import bpy  # type: ignore[import-not-found] # this runs in Blender

if TYPE_CHECKING:
    from collections.abc import Callable

_IN_PARTS = {"panel": 2, "panel_prop": 2}
"""What gives a header and a body."""


class Drawing:
    """Stands for a `Panel` or a `UIList` in its own functions: Python may not make one of Blender's."""

    bitflag_filter_item = 1 << 30
    bl_idname = ""

    def __init__(self, cls: Any, layout: Layout | None = None) -> None:
        self._cls = cls
        self.layout = layout
        self.bl_idname = cls.bl_idname

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._cls, name)
        return found.__get__(self) if isinstance(found, FunctionType) else found


class Layout:
    """Counts what is drawn. Whatever one may set on a layout, or on an operator's button, may be set on it."""

    def __init__(self, context: Any, lists: dict[str, Any]) -> None:
        self.context = context
        self.lists = lists
        self.drawn: list[str] = []

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("__"):
            raise AttributeError(name)

        def draw(*_arguments: object, **_more: object) -> Any:
            self.drawn.append(name)
            return (self,) * _IN_PARTS[name] if name in _IN_PARTS else self

        return draw

    def prop(self, data: Any, name: str, **_more: object) -> None:
        getattr(data, name)
        self.drawn.append("prop")

    def template_list(
        self, kind: str, _name: str, data: Any, listed: str, active_data: Any, active: str, /, *, maxrows: int = 5,
        **_more: object,
    ) -> None:  # fmt: skip
        one = Drawing(self.lists[kind], self)
        filters = any("filter_items" in cls.__dict__ for cls in self.lists[kind].__mro__ if cls is not bpy.types.UIList)
        chosen = int(getattr(active_data, active))
        items = getattr(data, listed)
        flags = one.filter_items(self.context, data, listed)[0] if filters else []
        shown = [index for index in range(len(items)) if not flags or flags[index] & Drawing.bitflag_filter_item]
        first = min(max(chosen, 0), max(len(shown) - maxrows, 0))
        for index in shown[first : first + maxrows]:
            for _ in range(2):  # as often as Blender asks for each row whether it is the chosen one
                getattr(active_data, active)
            one.draw_item(self.context, self, data, items[index], 0, active_data, active, index, 0)
        self.drawn.append("template_list")


def registered(kind: type, prefix: str) -> list[Any]:
    """The classes of a kind that Blender knows, by their names' beginning."""
    waiting: list[Any] = [kind]
    found: list[Any] = []
    while waiting:
        below = waiting.pop().__subclasses__()
        waiting += below
        found += [cls for cls in below if cls.__name__.startswith(prefix) and getattr(bpy.types, cls.__name__, None)]
    return sorted(found, key=lambda cls: str(cls.__name__))
