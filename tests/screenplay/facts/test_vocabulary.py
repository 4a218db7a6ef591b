"""Words and how hard they read."""

import json

import pytest

from blender_movie_director.screenplay import parse
from blender_movie_director.screenplay.facts import vocabulary
from blender_movie_director.screenplay.facts.words import reading, syllables


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("the", 1), ("cake", 1), ("makes", 1), ("walked", 1), ("wanted", 2), ("table", 2), ("tables", 2), ("boxes", 2),
        ("horses", 2), ("churches", 2), ("shoe", 1), ("see", 1), ("rhythm", 1), ("banana", 3), ("don't", 1), ("tsk", 1),
        ("\u4f60\u597d", 1), ("played", 1), ("needed", 2),
    ],
)  # fmt: skip
def test_syllables_by_spelling(word: str, count: int) -> None:
    assert syllables(word) == count


def test_words_sentences_and_reading_ease() -> None:
    found = reading(
        ["The cat sat. The dog, 3 years old, did not!", "He said \u201cNo.\u201d She left\u2026 at 3.5 o\u2019clock"]
    )
    assert (found.words, found.distinct, found.sentences) == (16, 15, 5)
    assert found.words_per_sentence == 3.2
    assert found.reading_ease == pytest.approx(206.835 - 1.015 * 3.2 - 84.6 * 17 / 16, abs=0.06)


def test_nothing_to_read_has_no_ease() -> None:
    assert reading(["...", "12"]) == (0, 0, 0, 0.0, 0.0, None)


SCRIPT = (
    "INT. A - DAY\n\nShe cooks.\n\n~Nobody sings this.\n\n"
    "ANNA\nFish and fish and fish and fish and salt.\n\nCUT TO:\n\n"
    "BOB\nBread and bread and bread and bread and jam.\n\nYOUNG ANNA\nFish.\n"
)


def test_dialogue_and_action_are_read_apart() -> None:
    found = vocabulary(parse(SCRIPT))
    assert (found.action.words, found.dialogue.words, found.whole.words) == (2, 22, 24)


def test_a_transition_that_reads_as_a_cue_has_no_words_of_its_own() -> None:
    found = vocabulary(parse(SCRIPT.replace("CUT TO:\n\n", "CUT TO:\n") * 4))
    assert [own.name for own in found.own_words] == ["ANNA", "YOUNG ANNA"]


def test_words_that_are_ones_own() -> None:
    found = vocabulary(parse(SCRIPT * 4), {"YOUNG ANNA": "ANNA"})
    assert [(own.name, own.words) for own in found.own_words] == [("ANNA", ("fish",)), ("BOB", ("bread",))]


def test_a_word_said_by_all_is_nobodys() -> None:
    text = "ANNA\nNever never never never.\n\nBOB\nNever never never never.\n"
    assert [own.words for own in vocabulary(parse(text)).own_words] == [(), ()]


def test_only_those_who_say_most_are_looked_at() -> None:
    text = "".join(f"@P{number}\n{'Word. ' * (number + 1)}\n\n" for number in range(50))
    own = vocabulary(parse(text)).own_words
    assert (len(own), own[0].name) == (40, "P49")


def test_to_dict_is_plain_json() -> None:
    data = vocabulary(parse(SCRIPT)).to_dict()
    assert json.loads(json.dumps(data)) == data
