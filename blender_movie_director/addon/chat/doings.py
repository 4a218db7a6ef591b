"""What is done with a conversation at a click. Each says in a sentence what came of it, where that is not seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from ...llm.keys import scrub
from ...writing.chat.talks import USER
from .. import compat, views
from ..script import current
from . import answering, book, pages, questions

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bpy.types import Context, Text

    from ...writing.chat.talks import Talk

TOO_MANY = answering.TOO_MANY
_WRITING = "movie_director_writing"
"""The scene's property that holds what the Write panel asks for."""


class Outcome(NamedTuple):
    done: bool
    sentence: str = ""
    broken: bool = False
    """Not for a reason of the person's: it is shown as an error."""


class Wish(NamedTuple):
    context: Context
    talk: Talk
    turn: int
    """Which one, from 0; that of a person who named none is the last."""
    words: str


_DONE = Outcome(done=True)
_MISSING = Outcome(done=False, sentence="That conversation is no longer in this file")


def do(what: str, context: Context, talk: Talk | None, *, turn: int = -1, words: str = "") -> Outcome:
    """`what` is one of `operators.chat.DOINGS`."""
    if what in _WITHOUT_TALK:
        return _WITHOUT_TALK[what](words)
    if talk is None and what == "WRITE":
        talk = book.shown_or_new()
    if talk is None or turn >= len(talk.turns):
        return _MISSING
    return _WITH_TALK[what](Wish(context, talk, turn if turn >= 0 else len(talk.turns) - 1, words))


def ask(context: Context, talk: Talk | None, question: str, *, named: bool) -> Outcome:
    """Sends the question, or what is written. `named` says that this talk was meant, and no other."""
    if talk is None and named:
        return _MISSING
    talk = talk or book.shown_or_new()
    why_not = answering.send(context, talk, question or questions.of(talk))
    return Outcome(done=not why_not, sentence=why_not)


def talk_about(words: str) -> Outcome:
    """Goes on with the talk in which these words were said, or begins one with them in the question."""
    about = words.strip()
    if not about:
        return Outcome(done=False, sentence="There are no words to talk about")
    talks = book.talks()
    talk = next((talk for talk in talks if any(about in said.text for said in talk.turns)), None)
    if talk is None:
        try:
            talk = next((talk for talk in talks if talk.empty), None) or talks.begin()
        except ValueError:
            return Outcome(done=False, sentence=TOO_MANY)
        book.name_after(talk, about)
        questions.put(talk, f"{about}\n\n")
    book.show(talk.key)
    book.changed()
    return Outcome(done=True, sentence=f"{talk.name} is in the Chat panel: add your question there")


def export(context: Context, talk: Talk | None, path: Path | None, *, as_json: bool) -> Outcome:
    """To a file, or without a path into a text."""
    from ...screenplay.storing import store
    from ...writing.chat import exporting
    from ..faults import sentences

    if talk is None:
        return _MISSING
    written = (exporting.as_json if as_json else exporting.as_markdown)(talk, book.secrets())
    if path is None:
        return _shown(context, questions.as_text(f"{talk.name}.json" if as_json else f"{talk.name}.md", written))
    try:
        store({path: written.encode("utf-8", "replace")})
    except Exception as error:  # noqa: BLE001 - see faults.py
        return Outcome(done=False, sentence=" ".join(sentences(error, f"writing {path.name}")), broken=True)
    return Outcome(done=True, sentence=f"{path.name} was written")


def write_panel(context: Context) -> Any:
    """What the Write panel wants in this scene; None where there is no such panel."""
    return getattr(context.scene, _WRITING, None)


def _new(name: str) -> Outcome:
    try:
        talk = book.talks().begin(scrub(name, book.secrets()))
    except ValueError:
        return Outcome(done=False, sentence=TOO_MANY)
    return _show(talk)


def _show(talk: Talk) -> Outcome:
    book.show(talk.key)
    book.changed()
    return _DONE


def _rename(wish: Wish) -> Outcome:
    if not wish.words.strip():
        return Outcome(done=False, sentence="A conversation needs a name")
    book.rename(wish.talk, wish.words)
    book.changed()
    return _DONE


def _instruct(wish: Wish) -> Outcome:
    wish.talk.system = wish.words.strip()
    book.changed()
    return _DONE


def _delete(wish: Wish) -> Outcome:
    answering.stop(wish.talk)
    book.talks().delete(wish.talk.key)
    book.changed()
    return _DONE


def _branch(wish: Wish) -> Outcome:
    try:
        return _show(book.talks().branch(wish.talk.key, wish.turn + 1))
    except ValueError:
        return Outcome(done=False, sentence=TOO_MANY)


def _again(wish: Wish) -> Outcome:
    why_not = answering.why_not_again(wish.talk)
    if not why_not:
        answering.again(wish.context, wish.talk)
    return Outcome(done=not why_not, sentence=why_not)


def _edit(wish: Wish) -> Outcome:
    """Into the field; or at once, where the other words are there."""
    talk = wish.talk
    if not talk.turns:
        return _MISSING
    said = talk.turns[wish.turn]
    if said.role != USER:
        return Outcome(done=False, sentence="Only a question can be asked in other words")
    if answering.of(talk) is None and talk.waits and wish.turn == len(talk.turns) - 1:
        answering.take_back(talk)
    else:
        try:
            talk = book.talks().edited(talk.key, wish.turn, "")
        except ValueError:
            return Outcome(done=False, sentence=TOO_MANY)
        questions.put(talk, said.text)
    _show(talk)
    return ask(wish.context, talk, wish.words, named=True) if wish.words else _DONE


def _stop(wish: Wish) -> Outcome:
    if answering.of(wish.talk) is None:
        return Outcome(done=False)
    answering.stop(wish.talk)
    book.redraw()
    return _DONE


def _write(wish: Wish) -> Outcome:
    text = questions.open_text(wish.talk, current.script(wish.context))
    book.changed()
    if _beside(wish.context, text):
        return _DONE
    return Outcome(done=True, sentence=f"Choose {text.name} in a text editor, and write there")


def _to_field(wish: Wish) -> Outcome:
    if not questions.back_to_field(wish.talk):
        return Outcome(done=False, sentence="It is too long for the field: send it from the text editor")
    book.changed()
    return _DONE


def _show_all(wish: Wish) -> Outcome:
    text = pages.open_text(wish.talk, current.script(wish.context))
    shown = _beside(wish.context, text)
    views.follow(text)
    no_room = f"There is no room beside the script: choose {text.name} in another text editor"
    return Outcome(done=True, sentence="" if shown else no_room)


def _copy(wish: Wish) -> Outcome:
    if not wish.talk.turns:
        return _MISSING
    said = wish.talk.turns[wish.turn].text
    wish.context.window_manager.clipboard = said
    return Outcome(done=True, sentence=f"{len(said.split())} words were copied")


def _into_text(wish: Wish) -> Outcome:
    if not wish.talk.turns:
        return _MISSING
    said = scrub(wish.talk.turns[wish.turn].text, book.secrets())
    return _shown(wish.context, questions.as_text(f"From {wish.talk.name}.md", said))


def _use(wish: Wish) -> Outcome:
    if not wish.talk.turns:
        return _MISSING
    wanted = write_panel(wish.context)
    if wanted is None:
        return Outcome(done=False, sentence="There is no Write panel here")
    wanted.instruct(wanted.request, scrub(wish.talk.turns[wish.turn].text, book.secrets()))
    book.redraw()
    return Outcome(done=True, sentence="It is the instruction in the Write panel now")


def _take(_words: str) -> Outcome:
    taken = book.take_over()
    return Outcome(done=bool(taken), sentence="" if taken else TOO_MANY)


def _forget(_words: str) -> Outcome:
    book.forget_left()
    return _DONE


def _shown(context: Context, text: Text) -> Outcome:
    compat.push_undo("Put into a Text")
    where = "" if _beside(context, text) else ": choose it in a text editor"
    return Outcome(done=True, sentence=f"It is in the text {text.name}{where}")


def _beside(context: Context, text: Text) -> bool:
    return context.area is not None and views.show_beside(context.area.as_pointer(), text)


_WITHOUT_TALK: dict[str, Callable[[str], Outcome]] = {"NEW": _new, "TAKE": _take, "FORGET": _forget}
_WITH_TALK: dict[str, Callable[[Wish], Outcome]] = {
    "MENU": lambda _wish: Outcome(done=False),  # it opens where somebody clicked
    "CHOOSE": lambda wish: _show(wish.talk),
    "RENAME": _rename,
    "INSTRUCT": _instruct,
    "DELETE": _delete,
    "BRANCH": _branch,
    "AGAIN": _again,
    "EDIT": _edit,
    "STOP": _stop,
    "WRITE": _write,
    "FIELD": _to_field,
    "SHOW": _show_all,
    "COPY": _copy,
    "TEXT": _into_text,
    "USE": _use,
}
