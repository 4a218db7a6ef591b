"""The lists of the Script panel, as Blender wants them: collections on the window manager, which no .blend saves and
no undo touches. Their rows are empty: what stands in one is looked up in the session, when it is drawn."""

from typing import TYPE_CHECKING, Any, cast

import bpy
from bpy.props import CollectionProperty, EnumProperty, IntProperty, StringProperty
from bpy.types import PropertyGroup

from . import current

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bpy.types import Text

    from .session import Session

_PLACES = {"INT": ("INT", "INT/EXT"), "EXT": ("EXT", "INT/EXT")}
_DAYPARTS = {"DAY": ("DAY",), "NIGHT": ("NIGHT",)}


class DirectorRow(PropertyGroup):
    """A place in a list."""


def _scene_of_cursor(group: "DirectorLists") -> int:
    session, text = group.session(), group.text()
    return session.scene_at(text.current_line_index) if session is not None and text is not None else -1


def _go_to_scene(group: "DirectorLists", index: int) -> None:
    session = group.session()
    if session is not None and session.breakdown is not None and 0 <= index < len(session.breakdown.scenes):
        _go_to(group, session.breakdown.scenes[index].first_line)


def _chosen_person(group: "DirectorLists") -> int:
    session, person = group.session(), group.person
    if session is None or session.breakdown is None or not person:
        return -1
    return next((i for i, one in enumerate(session.breakdown.cast) if one.name == person), -1)


def _go_to_person(group: "DirectorLists", index: int) -> None:
    session = group.session()
    if session is None or session.breakdown is None or not 0 <= index < len(session.breakdown.cast):
        return
    group.person = session.breakdown.cast[index].name
    scene = session.breakdown.cast[index].first_appearance
    if scene is not None:
        _go_to(group, session.breakdown.scenes[scene - 1].first_line)


def _chosen_finding(group: "DirectorLists") -> int:
    session = group.session()
    count = len(session.breakdown.findings) if session is not None and session.breakdown is not None else 0
    return min(group.finding, count - 1)


def _go_to_finding(group: "DirectorLists", index: int) -> None:
    session = group.session()
    if session is not None and session.breakdown is not None and 0 <= index < len(session.breakdown.findings):
        group.finding = index
        finding = session.breakdown.findings[index]
        _go_to(group, finding.first_line, finding.last_line)


def _go_to(group: "DirectorLists", line: int, last_line: int | None = None) -> None:
    from . import jumping

    session, text = group.session(), group.text()
    if session is not None and text is not None:
        jumping.show(text, session.line_now(line), None if last_line is None else session.line_now(last_line))


class DirectorLists(PropertyGroup):
    """What the panels show of one script, and what of it was chosen. Its name is the text's `session_uid`."""

    if TYPE_CHECKING:
        name: str
        scenes: Any
        cast: Any
        findings: Any
        active_scene: int
        active_person: int
        active_finding: int
        person: str
        finding: int
        search: str
        kinds: set[str]
        only: str
    else:
        scenes: CollectionProperty(type=DirectorRow)
        cast: CollectionProperty(type=DirectorRow)
        findings: CollectionProperty(type=DirectorRow)
        active_scene: IntProperty(
            name="Scene",
            description="The scene in which the cursor stands. Click one to go there",
            get=_scene_of_cursor,
            set=_go_to_scene,
        )
        active_person: IntProperty(
            name="Character",
            description="Click to go to the first appearance",
            get=_chosen_person,
            set=_go_to_person,
        )
        active_finding: IntProperty(
            name="Finding",
            description="Click to go there and select it",
            get=_chosen_finding,
            set=_go_to_finding,
        )
        person: StringProperty()
        finding: IntProperty(default=-1)
        search: StringProperty(
            name="Search",
            description="Show only the scenes whose number, heading or cast has these words",
            options={"TEXTEDIT_UPDATE"},
        )
        kinds: EnumProperty(
            name="Show Only",
            description="Show only such scenes. Shift-click for more than one",
            items=[
                ("INT", "Int", "Interiors"),
                ("EXT", "Ext", "Exteriors"),
                ("DAY", "Day", "By day"),
                ("NIGHT", "Night", "By night"),
            ],
            options={"ENUM_FLAG"},
        )
        only: StringProperty(name="Character", description="Show only the scenes in which this character speaks")

    def session(self) -> "Session | None":
        """Asked two or three times for each row that is drawn."""
        return _sessions.get(self.name)

    def text(self) -> "Text | None":
        return current.by_uid(int(self.name))

    @property
    def filtered(self) -> bool:
        return bool(self.search or self.kinds or self.only)

    def scenes_shown(self) -> "Sequence[bool]":
        """For each scene, whether it passes the filters. Worked out once for each breakdown and choice."""
        session = self.session()
        if session is None or session.breakdown is None:
            return ()
        words = tuple(self.search.casefold().split())
        asked = (session.breakdown, words, tuple(sorted(self.kinds)), self.only)
        if _shown.get(self.name, (None,))[0] != asked:
            _shown[self.name] = (asked, [_passes(scene, *asked[1:]) for scene in session.breakdown.scenes])
        return cast("list[bool]", _shown[self.name][1])


_shown: dict[str, tuple[Any, ...]] = {}
_sessions: "dict[str, Session]" = {}
"""What the lists show, by their names."""


def of(uid: int) -> "DirectorLists | None":
    return cast("DirectorLists | None", _all().get(str(uid)))


def fill(uid: int, session: "Session") -> None:
    """Gives each list as many rows as there is something to show. Not allowed in a `draw()`."""
    breakdown = session.breakdown
    _sessions[str(uid)] = session
    lists = of(uid)
    if lists is None:
        lists = _all().add()
        lists.name = str(uid)
    resize(lists.scenes, len(breakdown.scenes) if breakdown is not None else 0)
    resize(lists.cast, len(breakdown.cast) if breakdown is not None else 0)
    resize(lists.findings, len(breakdown.findings) if breakdown is not None else 0)


def remove(uid: int) -> None:
    index = _all().find(str(uid))
    if index >= 0:
        _all().remove(index)
    _shown.pop(str(uid), None)
    _sessions.pop(str(uid), None)


def attach() -> None:
    bpy.types.WindowManager.movie_director_lists = CollectionProperty(type=DirectorLists)  # type: ignore[attr-defined]


def detach() -> None:
    del bpy.types.WindowManager.movie_director_lists  # type: ignore[attr-defined]


def _all() -> Any:
    return bpy.context.window_manager.movie_director_lists  # type: ignore[attr-defined]


def resize(rows: Any, count: int) -> None:
    """Gives a collection so many rows, all of them empty."""
    if len(rows) > count:
        rows.clear()
    for _ in range(count - len(rows)):
        rows.add()


def _passes(scene: Any, words: tuple[str, ...], kinds: tuple[str, ...], only: str) -> bool:
    """Words must all be there; of places and times of day one of those that are chosen."""
    if only and only not in scene.cast:
        return False
    places = [place for kind in kinds for place in _PLACES.get(kind, ())]
    dayparts = [daypart for kind in kinds for daypart in _DAYPARTS.get(kind, ())]
    if (places and scene.where not in places) or (dayparts and scene.daypart not in dayparts):
        return False
    if not words:
        return True
    said = " ".join((scene.number or str(scene.ordinal), scene.heading, *scene.cast)).casefold()
    return all(word in said for word in words)


CLASSES = (DirectorRow, DirectorLists)
