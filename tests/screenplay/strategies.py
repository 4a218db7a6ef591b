"""What hypothesis makes scripts and edits of: pieces that mean something to the reader, in every order.

MOVIE_DIRECTOR_EXAMPLES=100 makes each property a hundred times as thorough.
"""

import os
from typing import NamedTuple

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

PIECES = [
    *("\n", "\n\n", "\n\n\n", "\n \n", "\n  \n", "\n\t\n", "\r", "\r\n", "\r\n\r\n", "\r\r\n", "\n\r", " ", "  ", "\t"),
    *("[[", "]]", "/*", "*/", "[[a]]", "/* b */", "/*\n\nc\n\n*/", "[[d\ne]]", "[[f\n  \ng]]", "[[h\n\ni]]", "/*/"),
    *("INT. HOUSE - DAY", "int./ext. car", "EXT PIER #12A#", "I/E. BUS", ".LATER", "..", "#1#", "# Act", "### Scene"),
    *("ANNA", "BOB (V.O.)", "ZOË^", "@McCLANE", "ЖЮЛИ", "@黒澤", "R2D2", "23", "(", ")", "(quietly)", "(so\nlow)"),
    *("She waits.", "It is the Titanic: it sinks.", "!BANG", "\n\tTwo tabs", "~La la", "CUT TO:", "CUT TO: ", "> Burn"),
    *("> THE END <", ">", "<", "= He leaves.", "=", "===", "======", "*", "**", "***", "_", "\\", "*so*", "_**so**_"),
    *(
        "Title: A",
        "Author:",
        "\n    B",
        "\nContact:\n\tC",
        "FADE IN:",
        ":",
        "\ufeff",
        "\0",
        "\f",
        "\x0b",
        "\u2028",
        "\x85",
    ),
    *("\ud800", "😀", "e\u0301", "\n\nINT. A\n\n", "ANNA\nHi.\n\n", "\n\nANNA\n(low)\nHi.\n\nBOB ^\nHo.\n\n"),
]

pieces = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)
scripts = st.one_of(pieces, st.text(max_size=200), st.builds("{0}{1}{0}".format, pieces, st.text(max_size=40)))
"""Texts of every sort, most of them with something in them that reads as an element."""


class Edit(NamedTuple):
    """Some characters are taken away and others put in, as a person or a paste does."""

    place: float
    """0 is the start of the text, 1 its end."""
    removed: int
    inserted: str

    def apply(self, text: str) -> str:
        """The text after the edit."""
        place = round(self.place * len(text))
        return text[:place] + self.inserted + text[place + self.removed :]


edits = st.builds(
    Edit,
    st.one_of(st.just(0.0), st.just(1.0), st.floats(0, 1)),
    st.one_of(st.just(0), st.integers(0, 3), st.integers(0, 300)),
    st.one_of(st.sampled_from(PIECES), pieces),
)


def thorough(examples: int) -> settings:
    """So many examples, or as many times more as the environment asks for."""
    times = int(os.environ.get("MOVIE_DIRECTOR_EXAMPLES", "1"))
    return settings(max_examples=examples * times, suppress_health_check=[HealthCheck.too_slow])
