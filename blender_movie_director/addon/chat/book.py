"""The conversations of the open file. They live here, where no undo reaches them, and travel in the .blend (`kept`).

A .blend that is closed before it was saved does not take what was said with it: see `left_behind`.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from .. import kept, views

if TYPE_CHECKING:
    from ...writing.chat.talks import Talk, Talks

_talks: Talks | None = None
_shown = ""
_saved: dict[str, object] = {}
"""By key, what each talk was when the file was last saved or opened."""
_left: list[Talk] = []


def talks() -> Talks:
    """All conversations of this file."""
    kept.ensure_loaded()
    return _made()


def known() -> Talks | None:
    """The same for those who draw, where somebody has looked at it before; loads nothing."""
    return _talks


def shown() -> Talk | None:
    """The talk that the panels show; the last one where none was chosen."""
    if _talks is None or not len(_talks):
        return None
    return _talks.get(_shown) or list(_talks)[-1]


def show(key: str) -> None:
    global _shown  # noqa: PLW0603 - one file is open
    _shown = key


def shown_or_new() -> Talk:
    """For whoever has something to put into it."""
    found = talks()
    talk = shown() or found.begin()
    show(talk.key)
    return talk


def changed() -> None:
    """To be called after each change: the file's copy follows while that is cheap, and the panels are drawn anew."""
    kept.store_soon()
    redraw()


def redraw() -> None:
    views.redraw()
    views.redraw_sidebars(views.areas_with_sidebar())


def name_after(talk: Talk, words: str) -> None:
    """Texts that show the talk are called after it: a key that was pasted must not be in a name either."""
    from ...llm.keys import scrub

    talks().name_after(talk.key, scrub(words, secrets()))


def rename(talk: Talk, name: str) -> None:
    from ...llm.keys import scrub

    talks().rename(talk.key, scrub(name, secrets()))


def secrets() -> tuple[str, ...]:
    """The keys that are known on Blender's side: none of them may be kept with what was said."""
    from .. import hiding

    return hiding.known()


def left_behind() -> list[Talk]:
    """Talks of a file that was closed without being saved, until somebody says what is to become of them."""
    return _left


def take_over() -> int:
    """Puts what was left behind into this file; says how many found room."""
    taken = 0
    while _left:
        try:
            talk = talks().adopt(_left[0])
        except ValueError:
            break
        del _left[0]
        show(talk.key)
        taken += 1
    changed()
    return taken


def forget_left() -> None:
    _left.clear()
    redraw()


def file_saved() -> None:
    _saved.clear()
    _saved.update(_states())


def before_load() -> None:
    """Texts that show a talk go away with the file, and a question in a text of its own too; what was not saved of it
    may be wanted in the next one."""
    for module in _loaded("pages", "estimating"):
        module.forget_all()
    for questions in _loaded("questions"):
        for talk in _unsaved():
            talk.draft = questions.of(talk)
        questions.forget_all()


def after_undo() -> None:
    """What was said is out of an undo's reach; texts that show it are not."""
    for pages in _loaded("pages"):
        pages.doubt()


def _loaded(*names: str) -> list[Any]:
    """Those of our neighbours that somebody has needed so far."""
    found = (sys.modules.get(f"{__package__}.{name}") for name in names)
    return [module for module in found if module is not None]


def _states() -> dict[str, object]:
    return {talk.key: talk.state for talk in _talks or ()}


def _unsaved() -> list[Talk]:
    return [talk for talk in _talks or () if _saved.get(talk.key) != talk.state]


def _made() -> Talks:
    global _talks  # noqa: PLW0603
    if _talks is None:
        from uuid import uuid4

        from ...writing.chat.talks import Talks

        _talks = Talks(lambda: uuid4().hex[:12])
    return _talks


class _Kept:
    """The talks as something that travels in the .blend."""

    name = "talks"

    def __init__(self) -> None:
        self._stored: tuple[object, ...] = ()

    @property
    def size(self) -> int:
        return _talks.size if _talks is not None else 0

    @property
    def changed(self) -> bool:
        return _talks is not None and _talks.state != self._stored

    def to_json(self) -> str:
        found = _made()
        self._stored = found.state
        return found.to_json(secrets())

    def read(self, stored: str) -> tuple[str, ...]:
        """Whatever was here belongs to a file that is closed: what of it was not saved waits to be taken over."""
        global _talks, _shown
        gone = _unsaved()
        _talks, _shown, self._stored = None, "", ()
        damaged = bool(stored) and not _made().read(stored)
        if _talks is not None:
            self._stored = _talks.state
            _talks.to_json(secrets())  # now, when a file is opened, it is no matter how long it takes to look for keys
        if kept.is_saved(self.name):
            file_saved()
        else:
            _saved.clear()
        here = _states()
        _left.extend(talk for talk in gone if not talk.empty and here.get(talk.key) != talk.state)
        return ("The conversations that are kept in this file are damaged, and cannot be read.",) if damaged else ()

    def join(self, stored: str) -> bool:
        """Adds what `to_json` once gave and is not here yet."""
        from ...writing.chat.talks import Talks

        others = Talks(lambda: "")
        if not others.read(stored):
            return False
        for talk in others:
            if _made().get(talk.key) is None:
                _made().adopt(talk)
        return True


def kinds() -> tuple[kept.Kept, ...]:
    return (_Kept(),)


def forget_all() -> None:
    """The extension is being disabled."""
    global _talks, _shown
    for module in _loaded("answering", "estimating", "pages", "questions"):
        module.forget_all()
    _talks, _shown = None, ""
    _saved.clear()
    _left.clear()
