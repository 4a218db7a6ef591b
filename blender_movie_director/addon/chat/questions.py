"""The next question: in the panel's field, or in a text of its own where it wants more room than a field has."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import bpy

from .. import compat
from ..script import current
from ..targets import TextTarget, clean

if TYPE_CHECKING:
    from bpy.types import Text

    from ...writing.chat.talks import Talk

MOST_IN_FIELD = 20_000
"""Characters. Blender hands the whole text to the field at each draw."""


class _Written(NamedTuple):
    """A question in a text."""

    uid: int
    words: str
    """As they were when somebody last asked for them: an undo, or a hand, may take the text away."""


_texts: dict[str, _Written] = {}
"""By talk."""


def text_of(talk: Talk) -> Text | None:
    """The text in which the question is written. Of one that is gone, the words are in the field again."""
    written = _texts.get(talk.key)
    if written is None:
        return None
    text = current.by_uid(written.uid)
    if text is None:
        del _texts[talk.key]
        talk.draft = talk.draft or written.words
    return text


def texts() -> list[Text]:
    """All texts in which questions are written."""
    uids = {written.uid for written in _texts.values()}
    return [text for text in bpy.data.texts if text.session_uid in uids]


def of(talk: Talk) -> str:
    text = text_of(talk)
    if text is None:
        return talk.draft
    words = text.as_string()
    _texts[talk.key] = _Written(text.session_uid, words)
    return words


def put(talk: Talk, words: str) -> None:
    """What does not fit the field goes into a text."""
    words = clean(words)
    text = text_of(talk)
    if text is None and len(words) <= MOST_IN_FIELD:
        talk.draft = words
    else:
        _write(talk, words)


def open_text(talk: Talk, script: Text | None) -> Text:
    """The question as a text, to be written in an editor. Its sidebar is that of the script."""
    text = text_of(talk)
    if text is None:
        text = _write(talk, talk.draft)
        compat.push_undo("Write in Editor")
    current.belongs_to(text, script)
    return text


def as_text(name: str, words: str) -> Text:
    """A new text with these words."""
    target = TextTarget(name)
    target.append(words)
    return target.restore()


def back_to_field(talk: Talk) -> bool:
    """False where it is too long for the field: it stays where it is."""
    text = text_of(talk)
    if text is None:
        return True
    words = text.as_string().strip()
    if len(words) > MOST_IN_FIELD:
        return False
    _drop(talk)
    talk.draft = words
    return True


def sent(talk: Talk) -> None:
    """The question is part of the talk now."""
    _drop(talk)
    talk.draft = ""


def fault_of(question: str) -> str:
    """Why it cannot be sent, and what to do; empty where it can."""
    from ...writing.chat.talks import LONGEST_QUESTION

    if not question.strip():
        return "Write a question first, then send it"
    if len(question) > LONGEST_QUESTION:
        return (
            f"The question has {len(question):,} characters, and {LONGEST_QUESTION:,} is the most that can be sent. "
            "It is kept: shorten it, or let the model see the script in place of pasting it"
        )
    return ""


def state_of(talk: Talk) -> object:
    """Another one when the question is another; cheap, for those who draw."""
    text = text_of(talk)
    if text is None:
        return talk.draft
    line = text.current_line
    return (text.session_uid, len(text.lines), text.current_line_index, line.body if line is not None else "")


def forget_all() -> None:
    _texts.clear()


def _write(talk: Talk, words: str) -> Text:
    _drop(talk)
    text = as_text(f"Question in {talk.name}.md", words)
    current.belongs_to(text, None)
    talk.draft = ""
    _texts[talk.key] = _Written(text.session_uid, words)
    return text


def _drop(talk: Talk) -> None:
    text = text_of(talk)
    _texts.pop(talk.key, None)
    if text is not None:
        bpy.data.texts.remove(text)
