"""Draws our panels onto a board instead of a window: what they say can be read, and what Blender would refuse in a
draw (an unknown icon, operator or property) is an error here too. Blender as a module has no window that draws."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import bpy

EDITORS = ("TEXT_EDITOR", "VIEW_3D", "SEQUENCE_EDITOR")
WIDTHS = (160, 280, 600)
"""Of a sidebar, in pixels: narrow, usual, wide."""
_LISTS = ("said", "labels", "buttons", "props", "bars")
"""What a board has: all that can be read on it, and of that labels, buttons, fields and bars."""


class Board:
    """A UILayout that writes down what is put on it. Its parts write on the same board."""

    def __init__(self, above: Board | None = None) -> None:
        kept = {name: [] if above is None else getattr(above, name) for name in _LISTS}
        self.__dict__.update(kept, above=above, enabled=True)

    def __setattr__(self, name: str, value: object) -> None:
        if name not in bpy.types.UILayout.bl_rna.properties:
            raise AttributeError(f"UILayout has no {name}")
        self.__dict__[name] = value

    @property
    def words(self) -> str:
        """What labels say."""
        return " ".join(self.labels)

    @property
    def usable(self) -> bool:
        return self.enabled and (self.above is None or self.above.usable)

    def button(self, idname: str) -> Any:
        """The first one of an operator: what is set on it, and whether it is `usable`. None where there is none."""
        return next((button for button in self.buttons if button.idname == idname), None)

    def __getattr__(self, name: str) -> Any:
        function = bpy.types.UILayout.bl_rna.functions.get(name)
        if function is None:
            raise AttributeError(f"UILayout has no {name}")

        def call(*given: object, **named: object) -> Any:
            _check(function, named)
            text = named.get("text")
            if isinstance(text, str) and text:
                self.said.append(text)
            return getattr(self, f"_{name}", self._inner)(*given, **named)

        return call

    def _inner(self, *_given: object, **_named: object) -> Board:
        return Board(self)

    def _label(self, *, text: str = "", **_named: object) -> None:
        self.labels.append(text)

    def _progress(self, *, factor: float, text: str, **_named: object) -> None:
        assert 0.0 <= factor <= 1.0
        self.bars.append((factor, text))

    def _operator(self, idname: str, **named: object) -> Any:
        kind = _operator_type(idname)
        if named.get("text") is None:
            self.said.append(kind.name)
        button = _Button(idname, kind, usable=self.usable)
        self.buttons.append(button)
        return button

    def _prop(self, data: Any, name: str, **named: object) -> None:
        known = data.bl_rna.properties.get(name)
        if known is None:
            raise AttributeError(f"{data.bl_rna.identifier} has no {name}")
        if named.get("text") is None and not named.get("icon_only"):
            self.said.append(known.name)
        self.props.append(name)

    def _prop_enum(self, data: Any, name: str, value: str, **_named: object) -> None:
        items = {item.identifier for item in data.bl_rna.properties[name].enum_items}
        if items and value not in items:
            raise ValueError(f"{name} cannot be {value}")

    def _prop_search(self, data: Any, name: str, source: Any, names: str, **_named: object) -> None:
        self._prop(data, name, text="")
        assert hasattr(source, names)

    def _prop_menu_enum(self, data: Any, name: str, **named: object) -> None:
        self._prop(data, name, **named)

    def _menu(self, idname: str, **_named: object) -> None:
        assert hasattr(bpy.types, idname), idname

    def _popover(self, panel: str, **_named: object) -> None:
        assert hasattr(bpy.types, panel), panel

    def _panel(self, *_given: object, **_named: object) -> tuple[Board, Board]:
        return Board(self), Board(self)

    def _template_list(
        self, kind: str, _id: str, data: Any, name: str, active_data: Any, active: str, **_named: object
    ) -> None:
        rows = getattr(data, name)
        assert active in active_data.bl_rna.properties, active
        one = getattr(bpy.types, kind)
        drawer = SimpleNamespace(layout_type="DEFAULT", bitflag_filter_item=1)
        for method in ("breakdown",):
            if hasattr(one, method):
                setattr(drawer, method, getattr(one, method).__get__(drawer))
        for index, row in enumerate(rows[:3]):
            one.draw_item(drawer, _context[-1], Board(self), data, row, 0, active_data, active, index, 0)
        if hasattr(one, "filter_items"):
            one.filter_items(drawer, _context[-1], data, name)


class _Button:
    """What one may set on an operator's button."""

    def __init__(self, idname: str, kind: Any, *, usable: bool) -> None:
        self.__dict__.update(idname=idname, kind=kind, usable=usable)

    def __setattr__(self, name: str, value: object) -> None:
        if name not in self.kind.properties:
            raise AttributeError(f"{self.kind.identifier} has no {name}")
        self.__dict__[name] = value


_context: list[Any] = []


def panels(space: str = "TEXT_EDITOR") -> list[type]:
    """Ours in one editor's sidebar, in the order in which they stand there."""
    found = [getattr(bpy.types, name) for name in dir(bpy.types) if name.startswith("DIRECTOR_PT_")]
    return sorted((one for one in found if one.bl_space_type == space), key=lambda one: one.bl_order)


def context(area: Any, width: int = 280) -> Any:
    """What a panel in this area would be given."""
    real = bpy.context
    return SimpleNamespace(
        area=area,
        space_data=area.spaces.active,
        region=SimpleNamespace(width=width, type="UI", as_pointer=lambda: 1, tag_redraw=lambda: None),
        scene=real.scene,
        window=real.window_manager.windows[0],
        screen=real.window_manager.windows[0].screen,
        window_manager=real.window_manager,
        # Without a window there is no scale.
        preferences=SimpleNamespace(system=SimpleNamespace(ui_scale=1.0), addons=real.preferences.addons),
        workspace=real.window_manager.windows[0].workspace,
    )


def bare_context(text: Any = None, *, width: int = 300, editor: str = "TEXT_EDITOR") -> Any:
    """The same with no editor on the screen, for the functions that a panel draws with."""
    return SimpleNamespace(
        scene=bpy.context.scene,
        region=SimpleNamespace(width=width),
        preferences=SimpleNamespace(system=SimpleNamespace(ui_scale=1.0)),
        window_manager=bpy.context.window_manager,
        space_data=SimpleNamespace(type=editor, text=text),
        area=None,
    )


def draw(panel: Any, where: Any) -> list[str] | None:
    """What a panel says; None where it is not there."""
    if hasattr(panel, "poll") and not panel.poll(where):
        return None
    _context.append(where)
    try:
        board = Board()
        drawer = SimpleNamespace(layout=board)
        if hasattr(panel, "draw_header"):
            panel.draw_header(drawer, where)
        panel.draw(drawer, where)
    finally:
        _context.pop()
    said: list[str] = board.said
    return said


def drawn(area: Any, width: int = 280) -> Iterator[tuple[str, list[str]]]:
    """Every panel of ours that the area's sidebar shows, by name, with what it says."""
    for panel in panels(area.type):
        said = draw(panel, context(area, width))
        if said is not None:
            yield panel.bl_idname, said


def _check(function: Any, named: dict[str, object]) -> None:
    for name, value in named.items():
        parameter = function.parameters.get(name)
        if parameter is None:
            raise TypeError(f"UILayout.{function.identifier} takes no {name}")
        if parameter.type == "ENUM" and isinstance(value, str):
            known = parameter.enum_items
            if len(known) and value not in known:
                raise TypeError(f"UILayout.{function.identifier}: {name} cannot be {value}")


def _operator_type(idname: str) -> Any:
    module, _, name = idname.partition(".")
    return getattr(getattr(bpy.ops, module), name).get_rna_type()  # a KeyError where there is none
