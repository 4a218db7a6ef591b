"""What a script contains, in figures: deterministic, and without a model."""

from .breakdown import breakdown, breakdown_steps
from .figures import Breakdown, Character, Finding, Location, Scene, Severity
from .gender import Bechdel, bechdel
from .options import Options
from .report import as_text
from .runtime import Runtime
from .vocabulary import Vocabulary, vocabulary

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
