"""Emphasis: marks that pair vanish from the reading, all others stay."""

import pytest

from blender_movie_director.screenplay.emphasis import plain


@pytest.mark.parametrize(
    ("marked", "read"),
    [
        ("*a* **b** ***c*** _d_", "a b c d"),
        ("_Steel's face FILLS the *Leupold Mark 4* scope_.", "Steel's face FILLS the Leupold Mark 4 scope."),
        ("_**BRICK & STEEL**_", "BRICK & STEEL"),
        ("***a** b*", "a b"),
        ("***a* b**", "a b"),
        ("**a *b***", "a b"),
        ("**\\*9765\\***", "*9765*"),
        ("He dialed *69 and then *23, and then hung up.", "He dialed *69 and then *23, and then hung up."),
        ("He dialed *69 and then 23*, and hung up.", "He dialed 69 and then 23, and hung up."),
        ("He dialed *69 and then 23\\*, and hung up.", "He dialed *69 and then 23*, and hung up."),
        ("share *a look.\nThis is BAD.*", "share *a look.\nThis is BAD.*"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("snake_case_name", "snake_case_name"),
        ("Name: ______ and ****", "Name: ______ and ****"),
        ("*a _b* c_", "a _b c_"),
        ("C:\\dir", "C:\\dir"),
        ("", ""),
    ],
)
def test_text_as_it_reads(marked: str, read: str) -> None:
    assert plain(marked) == read
