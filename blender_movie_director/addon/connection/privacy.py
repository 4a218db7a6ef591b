"""Names that are not to stand in what is written down."""

from __future__ import annotations

import bpy

from .. import preferences, views
from ..script import current, following
from .plain_settings import names_in


def take_names_of_open_scripts() -> int:
    """Adds the casts of the scripts on the screen, or else of those in the file; how many names are new."""
    chosen = preferences.get()
    before = names_in(chosen.anonymise_names)
    scripts = [text for text in views.texts_on_screen() or bpy.data.texts if current.may_be_script(text)]
    breakdowns = [following.caught_up(text).breakdown for text in scripts]
    found = [person.name.title() for breakdown in breakdowns if breakdown for person in breakdown.cast]
    names = dict.fromkeys([*before, *found])
    if len(names) > len(before):
        chosen.anonymise_names = ", ".join(names)
        preferences.changed()
    return len(names) - len(before)
