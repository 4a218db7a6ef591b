"""Emphasis: marks that pair vanish from the reading and set what stands between them; all others stay."""

import pytest

from blender_movie_director.screenplay import Style, parse
from blender_movie_director.screenplay.emphasis import clipped, plain, styled


@pytest.mark.parametrize(
    ("marked", "read"),
    [
        ("*a* **b** ***c*** _d_", "a b c d"),
        ("_Steel's face FILLS the *Leupold Mark 4* scope_.", "Steel's face FILLS the Leupold Mark 4 scope."),
        ("_**BRICK & STEEL**_", "BRICK & STEEL"),
        ("***a** b*", "a b"),
        ("***a* b**", "a b"),
        ("**a *b***", "a b"),
        ("*a***b**", "ab"),
        ("**a***b*", "ab"),
        ("**a*** b", "a* b"),
        ("*a*** b", "a** b"),
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


@pytest.mark.parametrize(
    ("marked", "stretches"),
    [
        ("*a* **b** ***c*** _d_", [("a", "i"), ("b", "b"), ("c", "bi"), ("d", "u")]),
        ("From *a _b_ c* on", [("a ", "i"), ("b", "iu"), (" c", "i")]),
        ("***a** b*", [("a", "bi"), (" b", "i")]),
        ("***a* b**", [("a", "bi"), (" b", "b")]),
        ("**a *b***", [("a ", "b"), ("b", "bi")]),
        ("*a***b**", [("a", "i"), ("b", "b")]),
        ("***a** b", [("a", "b")]),
        ("**a*** b", [("a", "b")]),
        ("*a *b* c*", [("a b c", "i")]),
        ("**\\*9765\\***", [("*9765*", "b")]),
        ("*a* *b", [("a", "i")]),
        ("one\n*two*\n\n_three_", [("two", "i"), ("three", "u")]),
        ("2 * 3 * 4", []),
        ("plain", []),
    ],
)
def test_styles_are_stretches_of_the_text_as_it_reads(marked: str, stretches: list[tuple[str, str]]) -> None:
    text, styles = styled(marked)
    found = [
        (text[style.start : style.end], "".join(letter for letter, on in zip("biu", style[2:], strict=True) if on))
        for style in styles
    ]
    assert found == stretches


def test_styles_never_overlap_and_stay_in_order() -> None:
    text, styles = styled("***_**_**_* a* b** _c *d* **e** f_ ***g")
    places = [place for style in styles for place in (style.start, style.end)]
    assert places == sorted(places)
    assert all(style.start < style.end <= len(text) for style in styles)


def test_a_text_that_is_cut_short_keeps_what_is_left_of_its_styles() -> None:
    assert clipped((Style(0, 4, bold=True), Style(5, 9, italic=True), Style(9, 12)), 7) == (
        Style(0, 4, bold=True),
        Style(5, 7, italic=True),
    )


@pytest.mark.parametrize(
    ("script", "text", "stretch"),
    [
        ("Title: A _B_\n", "A B", "B"),
        ("Title:\n    A\n    _B_\n", "A\nB", "B"),
        ("INT. _HOUSE_ - DAY #1#\n", "INT. HOUSE - DAY", "HOUSE"),
        (".The _next_ day\n", "The next day", "next"),
        ("It _rains_.\n", "It rains.", "rains"),
        ("  \tIt _rains_.\n", "      It rains.", "rains"),
        ("_ANNA_ (V.O.) ^\nHi.\n", "ANNA (V.O.)", "ANNA"),
        ("_ANNA ^_\nHi.\n", "ANNA", "ANNA"),
        ("@_Anna_\nHi.\n", "Anna", "Anna"),
        ("ANNA\n_Hi._\n", "Hi.", "Hi."),
        ("ANNA\n(so _very_\nlow)\nHi.\n", "(so very low)", "very"),
        ("~_La_ la\n", "La la", "La"),
        ("Dark.\n\n> _Burn_ out.\n", "Burn out.", "Burn"),
        ("> _THE_ END <\n", "THE END", "THE"),
        ("# _Act_ One\n", "Act One", "Act"),
        ("= _He_ leaves.\n", "He leaves.", "He"),
    ],
)
def test_every_element_with_text_says_how_it_is_set(script: str, text: str, stretch: str) -> None:
    element = next(element for element in parse(script).elements if element.styles)
    assert element.text == text
    assert [(text[style.start : style.end], style.underline) for style in element.styles] == [(stretch, True)]
