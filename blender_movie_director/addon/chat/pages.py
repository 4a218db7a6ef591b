"""A whole conversation in a text beside the script: what the panel has no room for. It follows while words come."""

from __future__ import annotations

from typing import TYPE_CHECKING

import bpy

from ...writing.chat.talks import Cleaning
from .. import views
from ..script import current
from ..targets import TextTarget, clean
from . import answering, book

if TYPE_CHECKING:
    from bpy.types import Text

    from ...writing.chat.talks import Talk, Turn

_NO_SCRIPT = -1
"""Where a text is beside none, and no script itself."""
_pages: dict[str, _Page] = {}


class _Page:
    def __init__(self, talk: Talk) -> None:
        self.target = TextTarget(f"{talk.name}.md", beside=_NO_SCRIPT)
        self._turns: tuple[Turn, ...] | None = None
        self._finished = ""
        self._cleaning = Cleaning()

    def bring_up_to_date(self, talk: Talk) -> None:
        whole = self._whole(talk)
        before = self.target.whole
        if whole.startswith(before):
            self.target.append(whole[len(before) :])
        else:
            uid = self.target.uid
            self.target = TextTarget(self.target.name, beside=self.target.beside)
            self.target.uid = uid
            self.target.append(whole)
            self.target.doubt()
        while self.target.pending:
            self.target.flush()

    def _whole(self, talk: Talk) -> str:
        from ...llm.keys import scrub
        from ...writing.chat.exporting import as_markdown

        secrets = book.secrets()
        if self._turns is not talk.turns:
            self._turns = talk.turns
            self._finished = clean(as_markdown(talk, secrets, self._cleaning))
        running = answering.of(talk)
        said = "".join(running.said).strip() if running is not None and talk.waits else ""
        return f"{self._finished}\n## The Answer\n\n{scrub(said, secrets)}" if said else self._finished


def open_text(talk: Talk, script: Text | None) -> Text:
    """The text that shows the talk. The sidebar beside it is that of the script."""
    page = _pages.get(talk.key)
    if page is None or page.target.find() is None:
        page = _pages[talk.key] = _Page(talk)
    page.target.beside = script.session_uid if script is not None else _NO_SCRIPT
    page.bring_up_to_date(talk)
    text = page.target.find()
    assert text is not None
    current.belongs_to(text, script)
    return text


def refresh(key: str) -> None:
    """A talk has changed. One whose text was removed is no longer shown."""
    page = _pages.get(key)
    if page is None:
        return
    known = book.known()
    talk = known.get(key) if known is not None else None
    text = page.target.find()
    if talk is None or text is None:
        del _pages[key]
        return
    page.bring_up_to_date(talk)
    views.follow(text)


def doubt() -> None:
    """An undo may have put back an older copy of these texts."""
    for page in _pages.values():
        page.target.doubt()
    if _pages and not bpy.app.timers.is_registered(_mend):
        bpy.app.timers.register(_mend, first_interval=0.0)


def forget_all() -> None:
    _pages.clear()
    if bpy.app.timers.is_registered(_mend):
        bpy.app.timers.unregister(_mend)


def _mend() -> None:
    for key in list(_pages):
        refresh(key)
