"""Why a request would come to nothing, as far as that can be told without asking anybody. What only a reading of the
text can tell, the worker tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..connection import standing
from ..script import current
from . import place
from .wishes import DIALOGUE, SUGGESTIONS

if TYPE_CHECKING:
    from bpy.types import Text

    from ..script.session import Session
    from .place import Cursor
    from .wishes import WritingWishes


def about_script(text: Text | None, session: Session | None) -> str:
    """A sentence; empty where there is a script that can be asked about."""
    if text is None:
        return "Choose the text that holds your script."
    if not current.may_be_script(text):
        return f"{text.name} does not look like a screenplay. Choose the text that holds your script."
    if session is not None and session.trouble is not None:
        return " ".join(session.trouble)
    if not text.as_string().strip() if session is None else session.settled and not session.text.strip():
        return "Nothing is written yet. Begin with a line such as INT. KITCHEN - DAY."
    return ""


def about_place(wishes: WritingWishes, at: Cursor, session: Session | None) -> str:
    """A sentence; empty where the cursor stands well. Dialogue can be begun anywhere."""
    if at.scene or session is None or session.breakdown is None or place.for_whole_script(wishes):
        return ""
    if wishes.request == SUGGESTIONS:
        return "The cursor stands before the first scene. Put it into a scene, or ask for the whole script."
    if at.selected or (wishes.request == DIALOGUE and wishes.dialogue_mode != "rewrite"):
        return ""
    return "The cursor stands before the first scene. Put it into one, or select what is to be worked on."


def about_model(model: str) -> str:
    """A sentence; empty where the model can be asked, and for the stand-in."""
    found = standing.hindrance(model)
    if found is None or found.remedy == "model":
        return ""
    ways = {
        "online": "Allow online access, or choose a model on this computer.",
        "key": "Add one, or choose another model.",
    }
    return f"{found.what} {ways[found.remedy]}"
