"""What a person reads before anything in the script is changed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from blender_movie_director.writing import changes, comparing
from blender_movie_director.writing.review import head, label, review

BASE = "INT. ROOM - DAY\n\nRain.\n\nANNA\nHello.\n\nBEN\nNo.\n"
PROPOSAL = "INT. ROOM - DAY\n\nSun.\n\nANNA\nHello.\n"
MERGED = changes.merge(BASE, "Title: X\n\n" + BASE, changes.propose(BASE, PROPOSAL))


def test_each_change_stands_under_its_number_with_what_is_around_it() -> None:
    told = review(["For you."], "Title: X\n\n" + BASE, MERGED, {0})
    assert told.text.startswith(
        "For you.\n\n==== Change 1 of 2, line 5: chosen ====\n  INT. ROOM - DAY\n\n- Rain.\n+ Sun.\n\n  ANNA\n\n"
        "==== Change 2 of 2, line 9: left out ====\n"
    )
    assert "- BEN\n- No.\n" in told.text
    assert [told.lines[line] for line in told.heads] == [
        head(MERGED, 0, accepted=True),
        head(MERGED, 1, accepted=False),
    ]
    assert [told.change_at(line) for line in (0, told.heads[0], told.heads[1], 99)] == [0, 0, 1, 1]
    assert [label(change) for change in MERGED.changes] == ["Sun.", "Cut: BEN"]


def test_what_has_no_place_any_more_is_told_with_both_versions() -> None:
    merged = changes.merge(BASE, BASE.replace("Rain.", "Snow."), changes.propose(BASE, PROPOSAL))
    told = review([], BASE.replace("Rain.", "Snow."), merged, {0}).text
    assert "One change has no place any more: the script was changed there too." in told
    assert "There is now:\n  Snow." in told.replace("\n\n", "\n")
    assert "The take has:\n+ Sun." in told


def test_no_line_end_of_windows_gets_into_a_review() -> None:
    windows = BASE.replace("\n", "\r\n")
    merged = changes.merge(windows, windows, changes.propose(windows, PROPOSAL.replace("\n", "\r\n")))
    assert "\r" not in review([], windows, merged, set()).text


def test_a_change_of_empty_lines_only_has_a_name_too() -> None:
    (change,) = changes.propose("A\n\nB\n", "A\n\n\nB\n")
    assert label(change) == "empty lines"


def test_two_takes_in_one_text() -> None:
    told = comparing.compared(
        "Rain falls on the old roof.\r\n\r\nANNA\r\nHello.", "Rain falls on the roof.\n\nBEN\nNo!"
    )
    assert told == "Rain falls on the [-old -]roof.\n\n[-ANNA-]\n[-Hello.-]\n{+BEN+}\n{+No!+}\n"
    assert comparing.compared("Same.\r\n", "Same.") == ""


WORDS = st.text(alphabet="ab .\n", max_size=60)


@given(WORDS, WORDS)
def test_a_comparison_holds_both_texts(first: str, second: str) -> None:
    told = comparing.compared(first, second)
    if told:
        for marks, gone, text in ((("{+", "+}"), ("[-", "-]"), second), (("[-", "-]"), ("{+", "+}"), first)):
            read = told
            while gone[0] in read:
                before, _, rest = read.partition(gone[0])
                read = before + rest.partition(gone[1])[2]
            read = read.replace(marks[0], "").replace(marks[1], "")
            assert "".join(read.split()) == "".join(text.split())
    else:
        assert first.strip("\n") == second.strip("\n")
