"""The lists of the Takes panel, as Blender wants them: collections on the window manager, which no .blend saves and no
undo touches. Their rows are empty: what stands in one is looked up when it is drawn."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import bpy
from bpy.props import BoolProperty, CollectionProperty, IntProperty, StringProperty
from bpy.types import PropertyGroup, UIList

from ..panels.rows import NARROW, room_in
from ..script import current
from ..script.lists import resize
from . import book

if TYPE_CHECKING:
    from bpy.types import Context, Text, UILayout

    from ...writing.takes import Take
    from ...writing.takes_listed import Row

_ICONS: Any = {
    "kept": "SOLO_ON", "dropped": "TRASH", "applied": "CHECKMARK", "writing": "TIME", "partial": "ERROR",
    "failed": "ERROR", "cancelled": "X", "": "TEXT",
}  # fmt: skip
_WORDS, _STANDING, _WIDE = 4.2, 3.6, 290


class Listed(NamedTuple):
    """The rows of a list, worked out once for each state of the book."""

    state: tuple[object, ...] = ()
    rows: "tuple[Row, ...]" = ()
    places: Mapping[str, int] = MappingProxyType({})
    """The row of each take."""
    dropped: bool = False
    """Whether any take of the book is."""


_listed: "dict[str, Listed]" = {}
_NOTHING = Listed()
_wanted: set[int] = set()
"""Scripts whose lists have another number of rows than there is to show."""


class DirectorTake(PropertyGroup):
    """A place in the list of takes."""


def _accepted(change: "DirectorChange") -> bool:
    from . import reviewing

    review = reviewing.current()
    return review is not None and change.place in review.accepted


def _accept(change: "DirectorChange", accepted: bool) -> None:
    from . import reviewing

    reviewing.choose(change.place, accepted=accepted)


def _chosen_row(group: "DirectorTakes") -> int:
    return group.listed().places.get(group.chosen_take(), -1)


def _choose_row(group: "DirectorTakes", index: int) -> None:
    rows = group.shown()
    if 0 <= index < len(rows):
        group.chosen = rows[index].take


def _change_at_cursor(_group: "DirectorTakes") -> int:
    from . import reviewing

    return reviewing.at_cursor()


def _go_to_change(_group: "DirectorTakes", index: int) -> None:
    from . import reviewing

    reviewing.go_to(index)


class DirectorChange(PropertyGroup):
    """A change under review."""

    if TYPE_CHECKING:
        place: int
        accepted: bool
    else:
        place: IntProperty()
        accepted: BoolProperty(
            name="Accept",
            description="Whether this change is among the chosen ones",
            get=_accepted,
            set=_accept,
        )


class DirectorTakes(PropertyGroup):
    """What the panel shows of one script's takes, and which of them was chosen. Its name is the text's `session_uid`;
    0 stands for all takes of the file."""

    if TYPE_CHECKING:
        name: str
        rows: Any
        active: int
        chosen: str
        changes: Any
        active_change: int
        everything: bool
    else:
        rows: CollectionProperty(type=DirectorTake)
        active: IntProperty(name="Take", description="Click one to see it below", get=_chosen_row, set=_choose_row)
        chosen: StringProperty()
        changes: CollectionProperty(type=DirectorChange)
        active_change: IntProperty(
            name="Change",
            description="Click one to go to it",
            get=_change_at_cursor,
            set=_go_to_change,
        )
        everything: BoolProperty(
            name="All Scripts",
            description="Show the takes of all scripts of this file, and of scripts that were removed",
        )

    def text(self) -> "Text | None":
        return current.by_uid(int(self.name))

    def listed(self) -> "Listed":
        known = book.known()
        if known is None:
            return _NOTHING
        from . import scripts

        text = self.text()
        script = None if text is None or self.everything else scripts.id_of(text)
        state = (id(known), known.revision, script)
        listed = _listed.get(self.name, _NOTHING)
        if listed.state != state:
            from ...writing import takes_listed

            rows = takes_listed.rows(known, script)
            places = {row.take: place for place, row in enumerate(rows) if not row.question}
            listed = Listed(state, rows, places, any(take.verdict == "dropped" for take in known))
            _listed[self.name] = listed
        return listed

    def shown(self) -> "tuple[Row, ...]":
        return self.listed().rows

    def chosen_take(self) -> str:
        """The id of the take that was chosen, or else of the newest; empty where there is none."""
        listed = self.listed()
        if self.chosen in listed.places:
            return self.chosen
        return listed.rows[0].take if listed.rows else ""


class DIRECTOR_UL_takes(UIList):
    bl_idname = "DIRECTOR_UL_takes"

    def draw_item(
        self, context: "Context", layout: "UILayout", data: Any, _item: Any, _icon: Any, _active: Any, _property: Any,
        index: int = 0, _flag: int = 0,
    ) -> None:  # fmt: skip
        from ...writing import takes_listed

        rows, known = data.shown(), book.known()
        if known is None or index >= len(rows) or rows[index].take not in known:
            return  # the book has become smaller since the rows were last counted
        row, room = rows[index], room_in(context)
        if row.question and room < NARROW:
            layout.label(text=takes_listed.question(known[row.take], short=True))
        elif row.question:
            layout.label(text=row.question)
        else:
            _draw_take(layout, known[row.take], row.number, room)

    def draw_filter(self, _context: "Context", layout: "UILayout") -> None:
        layout.label(text="By question, the newest first")


class DIRECTOR_UL_changes(UIList):
    bl_idname = "DIRECTOR_UL_changes"

    def draw_item(
        self, _context: "Context", layout: "UILayout", _data: Any, item: Any, _icon: Any, _active: Any, _property: Any,
        index: int = 0, _flag: int = 0,
    ) -> None:  # fmt: skip
        from ...writing.review import label
        from . import reviewing

        review = reviewing.current()
        if review is None or index >= len(review.merged.changes):
            return
        row = layout.row(align=True)
        row.prop(item, "accepted", text="")
        row.label(text=f"{index + 1}  {label(review.merged.changes[index])}")

    def draw_filter(self, _context: "Context", layout: "UILayout") -> None:
        layout.label(text="The order is that of the script")


def _draw_take(layout: "UILayout", take: "Take", number: int, room: float) -> None:
    from ...writing import takes_listed

    standing = takes_listed.standing(take)
    row = layout.row(align=True)
    row.active = standing != "dropped"
    name = f"{number}  {takes_listed.short_model(take.model)}"
    row.label(text=f"{number}" if room < NARROW else name, icon=_ICONS[standing])
    if room >= NARROW:
        _column(row, takes_listed.words(take.text), _WORDS)
    if room >= _WIDE:
        _column(row, standing, _STANDING)
    elif room < NARROW:
        row.label(text=standing)


def _column(row: "UILayout", text: str, units: float) -> None:
    column = row.row()
    column.ui_units_x = units
    column.label(text=text)


def of(uid: int) -> "DirectorTakes | None":
    return cast("DirectorTakes | None", _all().get(str(uid)))


def watch(uid: int) -> "DirectorTakes | None":
    """For who draws: the list of a script, which is brought up to date soon if need be."""
    lists = of(uid)
    if lists is None or len(lists.rows) != len(lists.shown()) or len(lists.changes) != _under_review():
        _wanted.add(uid)
        if not bpy.app.timers.is_registered(_fill_wanted):
            bpy.app.timers.register(_fill_wanted, first_interval=0.0)
    return lists


def fill(uid: int) -> "DirectorTakes":
    """Gives the list of a script as many rows as there are takes to show, and the list of changes as many as are under
    review. Not allowed in a `draw()`."""
    book.book()  # which may have to be read first
    lists = of(uid)
    if lists is None:
        lists = cast("DirectorTakes", _all().add())
        lists.name = str(uid)
    resize(lists.rows, len(lists.shown()))
    resize(lists.changes, _under_review())
    for place, change in enumerate(lists.changes):
        change.place = place
    return lists


def choose(uid: int, take: str) -> None:
    """Shows a take below the list of its script."""
    fill(uid).chosen = take


def _under_review() -> int:
    from . import reviewing

    review = reviewing.current()
    return len(review.merged.changes) if review is not None else 0


def _fill_wanted() -> None:
    from .. import views

    for uid in list(_wanted):
        fill(uid)
    _wanted.clear()
    views.redraw_sidebars(set(views.areas_with_sidebar()))


def attach() -> None:
    bpy.types.WindowManager.movie_director_takes = CollectionProperty(type=DirectorTakes)  # type: ignore[attr-defined]


def detach() -> None:
    if bpy.app.timers.is_registered(_fill_wanted):
        bpy.app.timers.unregister(_fill_wanted)
    _listed.clear()
    _wanted.clear()
    del bpy.types.WindowManager.movie_director_takes  # type: ignore[attr-defined]


def _all() -> Any:
    return bpy.context.window_manager.movie_director_takes  # type: ignore[attr-defined]


CLASSES = (DirectorTake, DirectorChange, DirectorTakes, DIRECTOR_UL_takes, DIRECTOR_UL_changes)
