"""What an accepted answer does to a text: changes that can be taken or left one by one, and that find their place again
when the text was changed meanwhile. Knows no model."""

from .fitting import fitted, same_words
from .hunks import Change, Piece, apply, marked, propose
from .inserting import insertion
from .merging import Conflict, Merged, merge, place_of
from .showing import as_text

__all__ = [
    "Change",
    "Conflict",
    "Merged",
    "Piece",
    "apply",
    "as_text",
    "fitted",
    "insertion",
    "marked",
    "merge",
    "place_of",
    "propose",
    "same_words",
]
