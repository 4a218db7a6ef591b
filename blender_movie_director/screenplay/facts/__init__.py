"""What a script contains, in figures: deterministic, and without a model.

Each name is fetched when it is first asked for, as in `screenplay/`: so those who must not wait can import the modules
one by one, and nobody imports what is not asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..late_names import fetched_from

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
__getattr__ = fetched_from(__name__, _HOMES)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
