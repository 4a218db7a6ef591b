"""What a script contains, in figures: deterministic, and without a model.

Each name is fetched when it is first asked for, as in `screenplay/`: so those who must not wait can import the modules
one by one, and nobody imports what is not asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .figures import Breakdown, Character, Finding, Location, Scene, Severity
    from .gender import Bechdel, bechdel
    from .options import Options
    from .report import as_text
    from .runtime import Runtime
    from .whole import breakdown, breakdown_steps
    from .words import Vocabulary, vocabulary

__all__ = [
    "Bechdel",
    "Breakdown",
    "Character",
    "Finding",
    "Location",
    "Options",
    "Runtime",
    "Scene",
    "Severity",
    "Vocabulary",
    "as_text",
    "bechdel",
    "breakdown",
    "breakdown_steps",
    "vocabulary",
]

_HOMES = {
    "figures": ("Breakdown", "Character", "Finding", "Location", "Scene", "Severity"),
    "gender": ("Bechdel", "bechdel"),
    "options": ("Options",),
    "report": ("as_text",),
    "runtime": ("Runtime",),
    "whole": ("breakdown", "breakdown_steps"),
    "words": ("Vocabulary", "vocabulary"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> object:
    home = _HOME_OF.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
