"""Each chart is a module with one function, from the subject to a Figure."""

from .cast import cast
from .conversations import conversations
from .figure import Figure
from .lengths import lengths
from .mixture import mixture
from .pacing import pacing
from .places import places
from .presence import presence
from .spendings import spendings

__all__ = ["Figure", "cast", "conversations", "lengths", "mixture", "pacing", "places", "presence", "spendings"]
