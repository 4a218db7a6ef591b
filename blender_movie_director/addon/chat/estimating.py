"""What the next question will take, asked of the worker a moment after something has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import bpy

from .. import engine, queries
from ..script import current
from . import answering, book, questions

if TYPE_CHECKING:
    from bpy.types import Context, Text

    from ...writing.chat.talks import Talk

_QUIET = 0.5
"""Seconds without a change: nobody waits for the estimate of half a sentence."""

_wanted: dict[int, object] = {}
"""By script (its `session_uid`), as two editors may show two: what is to be asked about."""
_asked: dict[int, object] = {}


def watch(context: Context, talk: Talk, script: Text | None) -> None:
    """Called by those who draw a question: sees to it that an estimate comes, if it is not what was asked about."""
    uid, state = _uid(script), _state(context, talk)
    if _wanted.get(uid) == state:
        return
    _wanted[uid] = state
    if bpy.app.timers.is_registered(_ask_soon):
        bpy.app.timers.unregister(_ask_soon)
    bpy.app.timers.register(_ask_soon, first_interval=_QUIET)


def found(context: Context, talk: Talk, script: Text | None) -> dict[str, Any]:
    """The worker's part `estimate` about the question as it is now; empty while there is none."""
    query = _query(context, talk, script)
    return query.parts.get("estimate", {}) if query is not None else {}


def trouble(context: Context, talk: Talk, script: Text | None) -> tuple[str, str] | None:
    """What is wrong with the question, and what to do: that it does not fit the model's window, for example."""
    query = _query(context, talk, script)
    return query.trouble if query is not None else None


def ask(context: Context, talk: Talk, script: Text | None) -> None:
    """Asks now. A question that cannot be sent has no estimate."""
    uid, question = _uid(script), questions.of(talk)
    _asked[uid] = _wanted[uid] = _state(context, talk)
    queries.withdraw(_key(uid))
    if questions.fault_of(question):
        return
    payload = answering.payload(context, talk.asking(question.strip()), script)
    queries.ask(_key(uid), "chat_estimate", {**payload, "brief": True}, lambda _query: book.redraw())


def forget_all() -> None:
    _asked.clear()
    _wanted.clear()
    if bpy.app.timers.is_registered(_ask_soon):
        bpy.app.timers.unregister(_ask_soon)


def _ask_soon() -> None:
    talk = book.shown()
    for uid, state in list(_wanted.items()):
        if state == _asked.get(uid):
            continue
        script = current.by_uid(uid)
        if talk is None or answering.of(talk) is not None or (uid and script is None):
            del _wanted[uid]
        else:
            ask(bpy.context, talk, script)


def _query(context: Context, talk: Talk, script: Text | None) -> queries.Query | None:
    uid = _uid(script)
    return queries.of(_key(uid)) if _asked.get(uid) == _state(context, talk) else None


def _state(context: Context, talk: Talk) -> object:
    model = engine.model_for(answering.KIND, context.scene)
    return (talk.key, talk.turns, talk.system, questions.state_of(talk), model)


def _uid(script: Text | None) -> int:
    return script.session_uid if script is not None else 0


def _key(uid: int) -> str:
    return f"chat estimate {uid}"
