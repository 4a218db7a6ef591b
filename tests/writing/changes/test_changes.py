"""What a writer relies on when an answer is accepted in parts: nothing else changes, and nothing is lost."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blender_movie_director.screenplay import ScriptError
from blender_movie_director.writing.changes import (
    Change,
    apply,
    as_text,
    fitted,
    insertion,
    marked,
    merge,
    propose,
    same_words,
)
from blender_movie_director.writing.changes.parts import lines_of

LINES = st.sampled_from(
    ["", "  ", "ANNA", "It leaks.", "INT. KITCHEN - DAY", "@McDUFF", "> CUT TO:", "Rain.", "(wet)", "*Now.*", "x\x0cy"]
)
ENDS = st.sampled_from(["\n", "\r\n", "\r"])


@st.composite
def texts(draw: st.DrawFn) -> str:
    lines = draw(st.lists(st.tuples(LINES, ENDS), max_size=25))
    text = "".join(line + end for line, end in lines)
    return text if draw(st.booleans()) else text.rstrip("\r\n")


SCENE = (
    "INT. KITCHEN - DAY\n\nANNA stands at the sink.\n\nANNA\nIt leaks.\n\nBEN\n(wet)\nSo does this.\n\n"
    "She turns the tap.\n\nBEN\nBetter.\n\n"
)
BETTER = SCENE.replace("It leaks.", "It weeps.").replace("She turns the tap.\n", "She hits the tap.\n\nSilence.\n")


@given(texts(), texts())
def test_all_accepted_is_the_proposal_and_none_the_base(base: str, proposal: str) -> None:
    changes = propose(base, proposal)
    assert apply(base, changes) == proposal
    assert apply(base, changes, ()) == base
    assert (changes == ()) == (base == proposal)


@given(texts(), texts(), st.data())
def test_nothing_outside_of_what_was_accepted_changes(base: str, proposal: str, data: st.DataObject) -> None:
    changes = propose(base, proposal)
    accepted = data.draw(st.sets(st.sampled_from(range(len(changes))))) if changes else set()
    result = apply(base, changes, accepted)
    done = place = 0
    for number, change in enumerate(changes):
        same = base[done : change.start]
        assert result[place : place + len(same)] == same
        words = change.new if number in accepted else change.old
        assert result[place + len(same) : place + len(same) + len(words)] == words
        done, place = change.end, place + len(same) + len(words)
    assert result[place:] == base[done:]


@given(texts(), texts(), st.data())
def test_a_text_that_did_not_change_merges_as_it_is(base: str, proposal: str, data: st.DataObject) -> None:
    changes = propose(base, proposal)
    accepted = data.draw(st.sets(st.sampled_from(range(len(changes))))) if changes else set()
    merged = merge(base, base, changes)
    assert not merged.conflicts
    assert apply(base, merged.changes, accepted) == apply(base, changes, accepted)


@given(texts(), texts(), texts(), texts())
def test_whatever_comes_before_and_after_changes_move_along(base: str, proposal: str, head: str, tail: str) -> None:
    if not base.strip() or base[-1] not in "\r\n":
        return
    current = f"A start.\n{head}\n{base}{tail}\nAn end."
    changes = propose(base, proposal)
    merged = merge(base, current, changes, line=len(head.splitlines()) + 1)
    start = merged.changes[0].start - changes[0].start if changes else current.index(base)
    assert not merged.conflicts
    assert apply(current, merged.changes) == current[:start] + proposal + current[start + len(base) :]


@given(texts(), texts(), texts(), st.data())
def test_merging_never_touches_what_others_wrote(base: str, proposal: str, current: str, data: st.DataObject) -> None:
    changes = propose(base, proposal)
    try:
        merged = merge(base, current, changes)
    except ScriptError:
        return
    assert len(merged.changes) + len(merged.conflicts) <= len(changes)
    for number, change in zip(merged.numbers, merged.changes, strict=True):
        assert (change.old, change.new) == (changes[number].old, changes[number].new)
        assert current[change.start : change.end] == change.old
    result = apply(current, merged.changes)
    left = current
    for change in reversed(merged.changes):
        left = left[: change.start] + left[change.end :]
    for change in merged.changes:
        assert change.new in result
    assert len(result) == len(left) + sum(len(change.new) for change in merged.changes)


@given(texts(), texts())
def test_words_are_marked_inside_of_a_change(old: str, new: str) -> None:
    pieces = marked(Change(0, 0, old, new))
    assert "".join(piece.text for piece in pieces if piece.kind != "added") == old
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == new


@given(texts(), st.integers(-2, 30))
def test_an_insertion_adds_a_paragraph_and_nothing_else(base: str, line: int) -> None:
    change = insertion(base, line, "BEN\nNo.\n")
    result = apply(base, [change])
    assert result[: change.start] == base[: change.start]
    assert result[change.start + len(change.new) :] == base[change.start :]
    assert change.old == ""


def test_paragraphs_and_speeches_are_taken_or_left_one_by_one() -> None:
    changes = propose(SCENE, BETTER)
    assert [(change.line, change.old, change.new) for change in changes] == [
        (4, "ANNA\nIt leaks.\n", "ANNA\nIt weeps.\n"),
        (11, "She turns the tap.\n", "She hits the tap.\n\nSilence.\n"),
    ]
    assert apply(SCENE, changes, [0]) == SCENE.replace("leaks", "weeps")
    assert [piece for piece in marked(changes[0]) if piece.kind != "same"] == [
        ("removed", "leaks"),
        ("added", "weeps"),
    ]
    assert as_text(changes[:1], 10) == "@@ change 1, line 15 @@\n-ANNA\n-It leaks.\n+ANNA\n+It weeps."


def test_changes_for_another_text_are_refused() -> None:
    changes = propose(SCENE, BETTER)
    with pytest.raises(ValueError, match="line 5 was made for another text"):
        apply(SCENE.replace("leaks", "drips"), changes)


def test_what_changed_meanwhile_is_a_conflict_and_the_rest_moves_along() -> None:
    changes = propose(SCENE, BETTER)
    now = (
        "Title: T\n\nINT. HALL - DAY\n\nNobody.\n\n" + SCENE.replace("turns", "kicks") + "EXT. STREET - DAY\n\nCars.\n"
    )
    merged = merge(SCENE, now, changes, line=2)
    assert merged.numbers == (0,)
    assert apply(now, merged.changes) == now.replace("leaks", "weeps")
    (conflict,) = merged.conflicts
    assert conflict.change == changes[1]
    assert "She kicks the tap." in conflict.now
    assert conflict.sentence == f"Around line {conflict.line + 1} the script was changed too."
    assert now.split("\n")[conflict.line] in {"", "She kicks the tap."}


def test_what_reads_like_that_already_is_not_changed_again() -> None:
    changes = propose(SCENE, BETTER)
    assert merge(SCENE, BETTER, changes) == ((), (), ())
    merged = merge(SCENE, apply(SCENE, changes, [1]), changes)
    assert (merged.numbers, merged.conflicts) == ((0,), ())


def test_the_scene_that_is_meant_is_the_nearest_of_several() -> None:
    twice = SCENE + "EXT. STREET - DAY\n\nCars.\n\n" + SCENE
    changes = propose(SCENE, BETTER)
    first, second = (apply(twice, merge(SCENE, twice, changes, line).changes) for line in (0, 21))
    assert first == BETTER + twice[len(SCENE) :]
    assert second == twice[: -len(SCENE)] + BETTER


def test_a_changed_scene_is_found_in_a_feature(feature: str) -> None:
    lines = feature.splitlines(keepends=True)
    headings = [number for number, line in enumerate(lines) if line.startswith(("INT.", "EXT."))]
    first, end = headings[90], headings[91]
    base = "".join(lines[first:end])
    last = next(place for place in range(end - 1, first, -1) if lines[place].strip())
    paragraph = lines[last]
    changes = propose(base, base.replace(paragraph, "Something else.\n"))
    edited = [*lines[: first + 2], "A line in between.\n", "\n", *lines[first + 2 :]]
    now = "".join(["New first scene.\n", "\n", *edited[40:]])
    merged = merge(base, now, changes, first)
    assert not merged.conflicts
    expected = now.splitlines(keepends=True)
    expected[expected.index(paragraph, last - 40)] = "Something else.\n"
    assert apply(now, merged.changes[-1:]) == "".join(expected)


def test_what_is_gone_is_refused_with_a_sentence() -> None:
    changes = propose(SCENE, BETTER)
    for now in ("", "\n\n", "EXT. SEA - DAY\n\nWaves.\n\nA gull.\n"):
        with pytest.raises(ScriptError, match="cannot be found any more"):
            merge(SCENE, now, changes)


def test_an_insertion_stands_alone_and_never_inside_of_a_speech() -> None:
    for line in (8, 9):
        change = insertion(SCENE, line, "CAT\nMeow.")
        assert apply(SCENE, [change]) == SCENE.replace("So does this.\n\n", "So does this.\n\nCAT\nMeow.\n\n")
    assert apply(SCENE, [insertion(SCENE, 7, "CAT\nMeow.\n\n")]) == SCENE.replace(
        "BEN\n(wet)", "CAT\nMeow.\n\nBEN\n(wet)"
    )
    assert apply("Rain.", [insertion("Rain.", 9, "CAT\nMeow.")]) == "Rain.\n\nCAT\nMeow.\n"
    assert apply("", [insertion("", 0, "CAT\nMeow.")]) == "CAT\nMeow.\n"
    assert apply("Rain.\r\n\r\nSun.\r\n", [insertion("Rain.\r\n\r\nSun.\r\n", 2, "CAT\nMeow.")]) == (
        "Rain.\r\n\r\nCAT\r\nMeow.\r\n\r\nSun.\r\n"
    )


@pytest.mark.parametrize("last", ["/*\nINT. B - DAY\n\nNo.\n*/", "[[ask]]", "= He lies.", "# Two", "==="])
def test_an_insertion_keeps_the_next_heading_apart(last: str) -> None:
    """What an answer is for may end where the next scene begins, with no empty line in between."""
    base = f"INT. A - DAY\n\nBen goes.\n\n{last}\n"
    change = insertion(base, len(lines_of(base)), "BEN\nNew.")
    assert change.new == "\nBEN\nNew.\n\n"
    assert insertion(base.rstrip(), len(lines_of(base)), "BEN\nNew.").new == "\n\nBEN\nNew.\n"
    assert insertion("Ben goes.\n", 1, "BEN\nNew.").new == "\nBEN\nNew.\n"


def test_an_insertion_finds_its_place_again() -> None:
    change = insertion(SCENE, 11, "CAT\nMeow.")
    now = "Rain.\n\n" + SCENE.replace("leaks", "drips")
    merged = merge(SCENE, now, [change])
    assert apply(now, merged.changes) == now.replace("She turns", "CAT\nMeow.\n\nShe turns")


def test_a_text_without_end_is_compared_in_time() -> None:
    monotonous = "a\n" * 40_000
    changes = propose(monotonous, "b\n" + "a\nc\n" * 30_000)
    assert apply(monotonous, changes) == "b\n" + "a\nc\n" * 30_000


def test_each_paragraph_of_a_feature_that_was_rewritten_is_a_change_of_its_own(feature: str) -> None:
    paragraphs = feature.split("\n\n")
    rewritten = [place for place, each in enumerate(paragraphs) if each.endswith(".") and "\n" not in each][::3]
    for place in rewritten:
        paragraphs[place] += " Now."
    proposal = "\n\n".join(paragraphs)
    changes = propose(feature, proposal)
    assert len(changes) == len(rewritten) > 180
    assert all(change.new == change.old.rstrip("\n") + " Now.\n" for change in changes)
    assert apply(feature, changes) == proposal
    assert fitted(feature, proposal) == proposal


@given(st.integers())
def test_what_is_cut_added_and_moved_in_a_feature_comes_out_to_the_byte(feature: str, seed: int) -> None:
    random = Random(seed)
    paragraphs = feature.split("\n\n")
    for _ in range(random.randrange(1, 40)):
        first = random.randrange(len(paragraphs))
        taken = paragraphs[first : first + random.randrange(5)]
        if random.random() < 0.5:
            del paragraphs[first : first + len(taken)]
        place = random.randrange(len(paragraphs))
        paragraphs[place:place] = taken
    proposal = "\n\n".join(paragraphs)
    changes = propose(feature, proposal)
    assert apply(feature, changes) == proposal
    assert apply(feature, changes, ()) == feature


class TestFitted:
    @given(texts())
    def test_the_text_itself_fits_as_it_is(self, base: str) -> None:
        assert fitted(base, base) == base

    def test_line_ends_and_blank_lines_around_stay(self) -> None:
        base = "\r\n" + SCENE.replace("\n", "\r\n") + "\r\n"
        answer = BETTER.strip()
        proposal = fitted(base, answer)
        assert proposal == "\r\n" + BETTER.replace("\n", "\r\n") + "\r\n"
        assert len(propose(base, proposal)) == 2

    def test_lost_marks_are_put_back_and_new_ones_are_changes(self) -> None:
        base = ".SOMEWHERE #12#\n\n!Nobody.\n\n@McDUFF\nI *never* said _that_.  \n\n> CUT TO:\n\n>THE END<\n"
        answer = "SOMEWHERE\n\nNobody.\n\nMcDUFF\nI never said that.\n\nCUT TO:\n\nTHE END\n"
        assert fitted(base, answer) == base
        assert fitted("She waits.\n", "*She waits.*") == "*She waits.*\n"

    def test_a_line_that_keeps_a_speech_going_is_kept(self) -> None:
        base = "ANNA\nOne.\n  \nTwo.\n"
        assert fitted(base, "ANNA\nOne!\n\nTwo.") == "ANNA\nOne!\n  \nTwo.\n"

    def test_what_was_not_shown_stays_between_its_neighbours(self) -> None:
        base = "INT. ROOM - DAY\n\nRain.\n\n[[id: k3f9]]\n\nSun.\n\n/* cut */\n"
        silent = {4, 5, 7, 8}
        assert fitted(base, "INT. ROOM - DAY\n\nSnow.\n\nFog.", silent) == (
            "INT. ROOM - DAY\n\nSnow.\n\n[[id: k3f9]]\n\nFog.\n\n/* cut */\n"
        )
        assert fitted(base, "INT. ROOM - DAY", silent).count("[[id: k3f9]]") == 1
        assert "/* cut */" in fitted(base, "Something else altogether.", silent)

    def test_ends_of_texts_that_have_none(self) -> None:
        assert fitted("One.", "One.\n\nTwo.") == "One.\n\nTwo."
        assert fitted("One.\n\nTwo.", "One.") == "One."
        assert fitted("", "One.") == "One.\n"
        assert fitted("\n\n", "One.") == "One.\n\n\n"
        assert fitted("One.\n", "") == ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('It\'s "late".', "It\u2019s \u201clate\u201d."),
        ("Wait -- no...", "Wait\u2014no\u2026"),
        ("INT. HALL - DAY #12#", "**INT. HALL \u2013 DAY**"),
        ("@McDUFF ^", "McDUFF"),
        ("\t  She   waits. ", "She waits."),
        ("...and then", "\u2026and then"),
        (".SOMEWHERE", "SOMEWHERE"),
        (">THE END<", "THE END"),
    ],
)
def test_words_are_the_same_whatever_their_quotes_dashes_spaces_and_marks(one: str, other: str) -> None:
    assert same_words(one, other)
    assert same_words(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [("It leaks.", "It leaks!"), ("Well-known.", "Well known."), ("She waits.", "she waits."), ("Wait", "Wait--")],
)
def test_other_words_are_not_the_same(one: str, other: str) -> None:
    assert not same_words(one, other)
