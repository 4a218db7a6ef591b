from __future__ import annotations

import pytest

from blender_movie_director.writing.quotes import Quotable, lines_of

SCENE = Quotable(
    "INT. ROOM - DAY\n\nThe *lamp* burns \u2014 low.\nA \u201crusty\u201d key, and Zoe\u0308\u2019s  coat\u2026\n\n"
    "NORA\nDon\u2019t look.\nHe is careful.\n\n"
    "BEN\nI know what\n(wet)\nyou mean.\n(to her,\nlow)\nAll of it.\n\n"
    "He goes.\n\n(A pause.)\n\nShe waits (for him)\ntoo."
)


@pytest.mark.parametrize(
    "quote",
    [
        "The lamp burns",
        "**coat**",
        "burns - low. A",
        "burns -- low",
        'A "rusty" key',
        "Zo\u00eb's coat...",
        '"Don\'t look."',
        "NORA Don't\u200b look",
        "The lamp burns...",
        "...burns - low",
        "\u2026A \u201crusty\u201d key\u2026",
        "'...The lamp burns...'",
        "I know what you mean.",
        "I know what (wet) you mean.",
        "you mean. All of it.",
        "He is careful",
        "INT. ROOM",
    ],
)
def test_what_is_there_in_other_dress(quote: str) -> None:
    assert quote in SCENE


@pytest.mark.parametrize(
    "quote",
    [
        "the lamp burns",
        "The lamp burned",
        "lamp low",
        "car",
        "areful",
        "key and Zoe",
        "",
        "  ",
        '""',
        "...",
        "Don't  look at",
        "lamp bur...",
        "...amp burns",
        "The lamp ... low",
        "The lamp burns - low..., and",
        "He goes. She waits",
        "She waits too.",
        "BEN: I know",
        "I know you mean",
    ],
)
def test_what_is_not(quote: str) -> None:
    assert quote not in SCENE


def test_a_word_that_is_first_a_part_of_another_is_still_found() -> None:
    assert "car" in Quotable("A careful driver in a car.")
    assert "car" in Quotable("careful: car")


def test_half_a_word_is_none_in_a_script_with_vowel_signs() -> None:
    scene = Quotable("\u0917\u093e\u0921\u093c\u0940 \u0930\u0941\u0915\u0924\u0940 \u0939\u0948\u0964")
    assert "\u0930\u0941\u0915\u0924\u0940 \u0939\u0948" in scene
    assert "\u0930\u0941\u0915\u0924\u0940 \u0939" not in scene
    assert "\u0917\u093e\u0921\u093c\u0940 \u0930\u0941..." not in scene


def test_some_words_of_a_sentence_that_has_no_spaces() -> None:
    scene = Quotable("\u5b89\u5a1c\u5728\u62bd\u5c49\u91cc\u53d1\u73b0\u4e86\u4e00\u5c01\u4fe1\u3002")
    assert "\u62bd\u5c49\u91cc" in scene
    assert "\u62bd\u5c49\u5916" not in scene


WRITTEN = """INT. ROOM - DAY

The *lamp* burns -- low. [[a note
over two lines]] It smokes.

NORA
Don\u2019t look.
He is /* cut */ careful.
(sings)
~These are the songs
~ that I sing,
(low)
~all day.

> THE <
> END <

The code: **\\*9765\\***. It says [[nothing

closes this. Yes ]] but a bracket.

# Two
= They leave.

.THE HALL #12A#

!FLASH: he runs.

@McDUFF ^
Ach. #1 of them.
"""


@pytest.mark.parametrize(
    ("quote", "lines"),
    [
        ("The lamp burns - low", (2, 2)),
        ("low. It smokes", (2, 3)),
        ("Don't look. He is careful.", (6, 7)),
        ('"INT. ROOM"', (0, 0)),
        ("care", None),
        ("...burns - low...", (2, 2)),
        ("the songs that I sing", (9, 10)),
        ("I sing, all day.", (10, 12)),
        ("I sing, (low) all day.", (10, 12)),
        ("THE END", (14, 15)),
        ("code: *9765*. It", (17, 17)),
        ("says [[nothing closes this.", (17, 19)),
        ("closes this. Yes", (19, 19)),
        ("but a bracket. THE HALL FLASH: he", (19, 26)),
        ("runs. McDUFF Ach. #1 of", (26, 29)),
        ("THE HALL #12A#", (24, 24)),
        ("he is careful", None),
        ("", None),
    ],
)
def test_a_quote_is_found_on_its_lines_in_the_script_as_it_was_written(quote, lines):
    assert lines_of(quote, WRITTEN) == lines
