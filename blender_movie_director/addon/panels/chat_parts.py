"""Parts of the Chat panel: a field with room, what was said, what it took."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .. import spending
from ..chat import answering
from ..drawing import BOX, counted, wrapped
from ..operators import chat
from . import chat_lines, progress
from .rows import NARROW, room_in

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bpy.types import Context, UILayout

    from ...writing.chat.talks import Talk
    from ..chat.answering import Answering, Told

_TURNS = 4
"""So many of the last ones; the whole talk is shown in a text."""
_LINES_OF_LAST, _LINES_OF_OTHERS, _LINES_OF_GROWING = 24, 3, 14
_LABELS = {name: label for name, label, _ in chat.DOINGS}
_VIEWS = {"whole": "It saw the whole script.", "part": "It saw the scene at the cursor and a list of the others."}


def button(layout: UILayout, doing: str, talk: Talk | None = None, turn: int = -1, **looks: Any) -> None:
    """One of `operators.chat.DOINGS`, with its own label unless the looks have another."""
    looks.setdefault("text", _LABELS[doing])
    done = layout.operator(chat.DIRECTOR_OT_chat.bl_idname, **looks)
    done.do, done.talk, done.turn = doing, talk.key if talk is not None else "", turn


def draw_turns(layout: UILayout, context: Context, talk: Talk) -> None:
    page = chat_lines.page_of(context)
    first = max(len(talk.turns) - _TURNS, 0)
    cut = first > 0
    last = len(talk.turns) - 1
    running = answering.of(talk)
    column = layout.column()
    if first:
        column.label(text=f"{first} earlier turn" + ("s" if first > 1 else ""))
    for at in range(first, len(talk.turns)):
        turn = talk.turns[at]
        most = _LINES_OF_LAST if at == last and running is None else _LINES_OF_OTHERS
        lines, more = chat_lines.first_lines(turn.text, page, most)
        _draw_turn(column, talk, at, lines, "..." if more else "[stopped here]" if turn.state == "partial" else "")
        cut |= more
    if running is not None:
        _draw_growing(column, context, talk, running)
    if cut or running is not None:
        button(layout, "SHOW", talk, icon="WINDOW")


def _draw_turn(layout: UILayout, talk: Talk, at: int, lines: Sequence[str], after: str) -> None:
    turn = talk.turns[at]
    box = layout.box().column(align=True)
    row = box.row(align=True)
    _draw_speaker(row, "You" if turn.role == "user" else short(turn.model) or "Model")
    button(row, "MENU", talk, at, text="", icon="DOWNARROW_HLT", emboss=False)
    chat_lines.draw_lines(box, lines)
    if after:
        box.label(text=after)


def _draw_growing(layout: UILayout, context: Context, talk: Talk, running: Answering) -> None:
    from ..jobs import State, get

    job = get(running.job)
    if job is None:
        return
    box = layout.box().column(align=True)
    _draw_speaker(box, short(job.model))
    chat_lines.draw_lines(
        box, chat_lines.last_lines(job.name, running.said, chat_lines.page_of(context), _LINES_OF_GROWING)
    )
    note = progress.so_far(job) if job.words else f"{job.note}..."
    wrapped(box, note, width=context.region.width - BOX, icon="TIME" if room_in(context) >= NARROW else "NONE")
    stop = box.row()
    stop.enabled = job.state is State.RUNNING
    button(stop, "STOP", talk, text="Stop" if job.state is State.RUNNING else "Stopping...", icon="X")


def _draw_speaker(layout: UILayout, name: str) -> None:
    row = layout.row()
    row.active = False
    row.label(text=name)


def draw_told(layout: UILayout, context: Context, talk: Talk, told: Told) -> None:
    """What became of the last answer: what went wrong, or what it took."""
    width = context.region.width
    if told.failure and not told.cancelled:
        box = layout.box()
        wrapped(box, told.failure, width=width - BOX, icon="ERROR")
        if told.remedy:
            wrapped(box, told.remedy, width=width - BOX)
    elif told.cancelled and talk.waits:
        wrapped(layout, "Stopped before a word had come.", width=width)
    if not talk.waits:
        wrapped(layout, " ".join(_figures(told)), width=width)


def _figures(told: Told) -> list[str]:
    said = [f"{counted(told.words, 'word')} in {progress.seconds(told.seconds)}."]
    if told.spent.get("calls"):
        said.append(f"{spending.line(told.spent)}.")
    if told.stand_in:
        said.append("A stand-in wrote them: no model was asked.")
    if told.left_out:
        turns = "1 earlier turn" if told.left_out == 1 else f"{told.left_out} earlier turns"
        said.append(f"{turns} no longer fit the window: the model had a summary.")
    if told.in_view in _VIEWS:
        said.append(_VIEWS[told.in_view])
    return said


def estimate_words(estimate: Mapping[str, Any]) -> str:
    """What a question will take, before it is sent."""
    said = f"{spending.about(estimate)}."
    window = int(estimate.get("window") or 0)
    if window:
        said += f" {min(estimate['input_tokens'] / window, 1):.0%} of the window."
    left_out = int(estimate.get("left_out") or 0)
    if left_out:
        turns = "1 earlier turn" if left_out == 1 else f"{left_out} earlier turns"
        said += f" {turns} will be summarised."
    if estimate.get("in_view") == "part":
        said += " The model will see the scene at the cursor and a list of the others: the whole script does not fit."
    return said


def short(model: str) -> str:
    """A model's name without its provider's."""
    return model.rpartition("/")[2]
