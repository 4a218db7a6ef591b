"""The review of a take: its changes in the script's place, each accepted or not, and then all of those made at once.

Plain Python, so that no undo reaches it. There is one review at a time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import bpy

from .. import views
from ..script import current as scripts_at_hand
from ..targets import clean
from . import applying, book, side_texts

if TYPE_CHECKING:
    from bpy.types import Text

    from ...writing.changes import Merged
    from ...writing.takes import Take

_REMEMBERED = 50


class Trouble(NamedTuple):
    """Why a take was not reviewed, or not accepted."""

    take: str
    what: str
    remedy: str
    may_merge: bool = False
    """What still finds its place can be reviewed."""


class Review:
    def __init__(self, take: Take, script: Text, text: str, merged: Merged, editor: int) -> None:
        from ...writing import review as reviews
        from ...writing import takes_listed

        self.take = take.id
        self.script_uid = script.session_uid
        self.text = text
        """The script as it was when the review began."""
        self.merged = merged
        self.exact = take.target.stands_in(text)
        """Whether the script has still what the take was written for."""
        self.accepted = set(range(len(merged.changes)))
        self.editor = editor
        self.top = views.top_of(editor) if views.shown_in(editor) == script else 0
        self.title = (
            f"REVIEW: {takes_listed.question(take)}, for {script.name}, by {take.model}",
            "Lines with - go, lines with + come. The script itself is as it was until you accept.",
        )
        self.told = reviews.review(self.title, text, merged, self.accepted)

    def script(self) -> Text | None:
        return scripts_at_hand.by_uid(self.script_uid)


class _Applied(NamedTuple):
    script_uid: int
    before: int
    after: int
    """Hashes of the script."""
    verdict: str
    """What had been said of the take before."""


_open: Review | None = None
_applied: dict[str, _Applied] = {}
trouble: Trouble | None = None


def current() -> Review | None:
    return _open


def begin(take: Take, script: Text, editor: int, *, merge: bool = False) -> Review | None:
    """Shows what a take would change in the script's place. None where that cannot be: `trouble` says why."""
    global _open, trouble  # noqa: PLW0603 - one at a time
    from ...screenplay import ScriptError

    trouble = None
    text = script.as_string()
    try:
        merged = _merged(take, text)
    except ScriptError as error:
        trouble = Trouble(take.id, error.what, error.remedy)
        return None
    if not merge and not take.target.stands_in(text):
        trouble = Trouble(take.id, _CHANGED, _found(merged), may_merge=True)
        return None
    close()
    _open = Review(take, script, text, merged, editor)
    shown = side_texts.REVIEW.fill(_open.told.text, script)
    side_texts.REVIEW.editor = editor
    views.show_in(editor, shown)
    if merged.changes:
        go_to(0)
    return _open


def _merged(take: Take, text: str) -> Merged:
    from ...screenplay import ScriptError

    answer = clean(take.text)
    if not answer.strip():
        raise ScriptError("This take has no words.", "Try again, with other words or another model.")
    merged = take.target.merged(answer, text)
    if not merged.changes and not merged.conflicts:
        raise ScriptError("There is nothing to change: the script reads like this already.", "")
    return merged


_CHANGED = "The script was changed since this was written."


def _found(merged: Merged) -> str:
    whole = len(merged.changes) + len(merged.conflicts)
    if not merged.conflicts:
        return "All changes still find their place."
    return f"{len(merged.changes)} of {whole} changes still find their place."


def choose(place: int, *, accepted: bool) -> None:
    if _open is None or not 0 <= place < len(_open.merged.changes):
        return
    from ...writing import review as reviews

    (_open.accepted.add if accepted else _open.accepted.discard)(place)
    text = side_texts.REVIEW.find()
    line = _open.told.heads[place]
    if text is not None and line < len(text.lines):
        text.lines[line].body = reviews.head(_open.merged, place, accepted=accepted)


def go_to(place: int) -> None:
    text = side_texts.REVIEW.find()
    if _open is None or text is None or not 0 <= place < len(_open.told.heads):
        return
    from ..script import jumping

    jumping.show(text, _open.told.heads[place])


def at_cursor() -> int:
    """The change in which the cursor of the review stands."""
    text = side_texts.REVIEW.find()
    return _open.told.change_at(text.current_line_index) if _open is not None and text is not None else -1


def accept(places: set[int]) -> bool:
    """Makes these changes in the script. False where that cannot be: `trouble` says why."""
    global trouble  # noqa: PLW0603
    review = _open
    takes = book.book()
    if review is None or review.take not in takes:
        close()
        return False
    script = review.script()
    refused = applying.hindrance(script)
    if refused is not None:
        trouble = Trouble(review.take, *refused)
        return False
    assert script is not None
    if script.as_string() != review.text:
        what = "The script was changed since the review began, so nothing was accepted."
        trouble = Trouble(review.take, what, "Look at the changes once more.", may_merge=True)
        return False
    from ...writing import changes

    after = changes.apply(review.text, review.merged.changes, places)
    if not applying.replace(script, after, review.editor or views.editor_for(script)) and not applying.replace(
        script, after, views.editor_for(script)
    ):
        trouble = Trouble(review.take, "The text editor was closed.", "Open one, and accept once more.")
        return False
    _remember(review, after, takes[review.take].verdict)
    takes.mark_applied(review.take)
    _forget()
    return True


def close() -> None:
    """Puts the script back in its place, as it was seen."""
    review = _open
    if review is None:
        return
    script, text = review.script(), side_texts.REVIEW.find()
    if script is not None and views.shown_in(review.editor) in (text, None):
        views.show_in(review.editor, script, review.top)
    _forget()


def forget() -> None:
    """Another file is opened, or everything ends."""
    global trouble  # noqa: PLW0603
    _forget()
    _applied.clear()
    trouble = None


def dismiss() -> None:
    global trouble  # noqa: PLW0603
    trouble = None


def _forget() -> None:
    global _open, trouble  # noqa: PLW0603
    _open = trouble = None
    side_texts.REVIEW.close()


def _remember(review: Review, after: str, verdict: str) -> None:
    _applied[review.take] = _Applied(review.script_uid, hash(review.text), hash(after), verdict)
    while len(_applied) > _REMEMBERED:
        del _applied[next(iter(_applied))]
    if _after_undo not in book.on_undo:
        book.on_undo.append(_after_undo)


def _after_undo() -> None:
    """An undo or a redo that takes accepted changes out of the script, or puts them back, does the same to what is said
    of the take."""
    known = book.known()
    if known is None or not _applied:
        return
    now = {text.session_uid: hash(text.as_string()) for text in bpy.data.texts if text.session_uid in _uids()}
    for take, applied in _applied.items():
        script = now.get(applied.script_uid)
        if script == applied.before:
            known.judge(take, applied.verdict)
        elif script == applied.after:
            known.mark_applied(take)


def _uids() -> set[int]:
    return {applied.script_uid for applied in _applied.values()}
