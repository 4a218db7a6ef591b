"""A layout to draw panels on where no window is: it writes down what is drawn, and asks Blender whether that exists."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import bpy


class Paper:
    """Takes the place of a `UILayout`, which exists only while Blender draws. Parts write into the same lists."""

    def __init__(self, above: Paper | None = None) -> None:
        self.labels: list[str] = above.labels if above is not None else []
        self.buttons: list[tuple[str, SimpleNamespace]] = above.buttons if above is not None else []
        self.props: list[str] = above.props if above is not None else []
        self.bars: list[tuple[float, str]] = above.bars if above is not None else []
        self.above = above
        self.enabled = self.active = True
        self.scale_y = self.ui_units_x = 1.0

    @property
    def words(self) -> str:
        return " ".join(self.labels)

    @property
    def usable(self) -> bool:
        return self.enabled and (self.above is None or self.above.usable)

    def button(self, name: str) -> SimpleNamespace | None:
        return next((properties for found, properties in self.buttons if found == name), None)

    def _part(self, **_: Any) -> Paper:
        return Paper(self)

    row = column = box = split = _part

    def panel(self, _name: str, **_: Any) -> tuple[Paper, Paper]:
        return Paper(self), Paper(self)

    def label(self, *, text: str = "", icon: str = "NONE") -> None:
        self._icon(icon)
        self.labels.append(text)

    def separator(self, **_: Any) -> None:
        pass

    def progress(self, *, factor: float, text: str, type: str) -> None:  # noqa: A002 - Blender's name
        assert type in ("BAR", "RING")
        assert 0.0 <= factor <= 1.0
        self.bars.append((factor, text))

    def prop(self, data: Any, name: str, *, icon: str = "NONE", **_: Any) -> None:
        assert name in data.bl_rna.properties, name
        self._icon(icon)
        self.props.append(name)

    def operator(self, name: str, *, icon: str = "NONE", **_: Any) -> SimpleNamespace:
        folder, _, rest = name.partition(".")
        getattr(getattr(bpy.ops, folder), rest).get_rna_type()  # raises for one that is not there
        self._icon(icon)
        properties = SimpleNamespace(usable=self.usable)
        self.buttons.append((name, properties))
        return properties

    @staticmethod
    def _icon(icon: str) -> None:
        known = bpy.types.UILayout.bl_rna.functions["label"].parameters["icon"].enum_items
        assert icon in known, icon


def context(text: Any = None, *, width: int = 300, editor: str = "TEXT_EDITOR") -> Any:
    """What a panel is told of where it is drawn."""
    space = SimpleNamespace(type=editor, text=text)
    return SimpleNamespace(
        scene=bpy.context.scene,
        region=SimpleNamespace(width=width),
        preferences=SimpleNamespace(system=SimpleNamespace(ui_scale=1.0)),  # without a window Blender has none
        window_manager=bpy.context.window_manager,
        space_data=space,
        area=None,
    )
