"""What the Script panel says stays right while one types, in ticks that nobody feels."""

from __future__ import annotations

import bpy
import pytest

LONG = "".join(
    f"INT. ROOM {number} - DAY\n\nANNA opens door {number} and looks in.\n\nANNA\nNobody in {number}.\n\n"
    for number in range(1, 201)
)


@pytest.fixture
def watched(movie, editor):
    """Follows a text as if a panel on the screen showed it, and reads until nothing is left."""

    class Watched:
        now = 100.0

        def draw(self, text):
            return movie.following.watch(editor, text)

        def settle(self, text, ticks=2_000):
            """Ticks until the figures are those of the text as it is now; how many it took."""
            for count in range(1, ticks):
                self.now += movie.following.LOOK_EVERY
                self.draw(text)
                movie.following.drain(self.now)
                session = movie.following.of(text)
                if session.settled and session.text == text.as_string():
                    return count
            raise AssertionError("the reading does not come to an end")

    return Watched()


def headings(movie, text):
    return [scene.heading for scene in movie.following.of(text).breakdown.scenes]


def test_a_text_that_a_panel_shows_is_read_by_ticks(movie, script, watched):
    assert watched.draw(script) is None  # a draw reads nothing
    watched.settle(script)
    assert headings(movie, script) == ["INT. KITCHEN - DAY", "EXT. GARDEN - NIGHT"]
    lists = movie.lists.of(script.session_uid)
    assert (len(lists.scenes), len(lists.cast)) == (2, 2)


def test_a_long_text_is_read_in_many_short_steps(movie, watched):
    text = bpy.data.texts.new("long.fountain")
    text.write(LONG)
    session = movie.session.Session("long")
    session.look(text.as_string(), 0.0)
    steps = 0
    while session.breakdown is None:
        session._steps = session._steps or session._count()
        session._step()
        steps += 1
    assert steps > 25  # the text has 1,400 lines
    assert len(session.breakdown.scenes) == 200


@pytest.mark.parametrize("place", [0, 3, 1_000])
def test_every_way_to_change_a_text_is_noticed(movie, script, watched, place):
    watched.settle(script)
    script.cursor_set(min(place, len(script.lines) - 1))
    script.write("\n\nINT. CELLAR - NIGHT\n\nDark.\n\n")
    watched.settle(script)
    assert "INT. CELLAR - NIGHT" in headings(movie, script)
    script.lines[0].body = "Title: Another Title"
    watched.settle(script)
    assert movie.following.of(script).breakdown.title == "Another Title"
    script.from_string("EXT. SEA - DAWN\n\nWaves.\n")
    watched.settle(script)
    assert headings(movie, script) == ["EXT. SEA - DAWN"]
    script.clear()
    watched.settle(script)
    assert movie.following.of(script).breakdown is None


def test_what_follows_an_edit_is_what_a_full_reading_says(movie, watched):
    text = bpy.data.texts.new("long.fountain")
    text.write(LONG)
    watched.settle(text)
    for line, words in ((40, "!"), (900, "\nBEN ^\nHere.\n"), (3, "/*"), (1_100, "*/\n\n")):
        text.cursor_set(line)
        text.write(words)
        watched.settle(text)
        followed = movie.following.of(text).breakdown
        movie.following.forget(text.session_uid)
        assert movie.following.caught_up(text).breakdown == followed


def test_figures_wait_for_a_pause_in_typing_and_the_reading_does_not(movie, script, watched):
    watched.settle(script)
    script.cursor_set(0)
    script.write("INT. HALL - DAY\n\n")
    watched.now += 1.0
    watched.draw(script)
    movie.following.drain(watched.now)
    session = movie.following.of(script)
    while session.reading:  # on a busy machine a tick ends before the reading does
        movie.following.drain(watched.now)
    assert session.waits_until == watched.now + movie.session.PAUSE
    assert session.document.script.source == script.as_string()
    assert len(session.breakdown.scenes) == 2


def test_an_undo_and_a_redo_are_followed(movie, script, watched, undo):
    undo("undo_push", message="before")
    watched.settle(script)
    script.write("\nINT. ATTIC - DAY\n\nDust.\n")
    undo("undo_push", message="after")
    watched.settle(script)
    assert len(headings(movie, script)) == 3
    undo("undo")
    script = bpy.data.texts["two_rooms.fountain"]
    watched.settle(script)
    assert headings(movie, script) == ["INT. KITCHEN - DAY", "EXT. GARDEN - NIGHT"]
    undo("redo")
    script = bpy.data.texts["two_rooms.fountain"]
    watched.settle(script)
    assert len(headings(movie, script)) == 3


def test_a_renamed_text_is_the_same_script(movie, script, watched):
    watched.settle(script)
    before = movie.following.of(script)
    script.name = "renamed.fountain"
    watched.settle(script)
    assert movie.following.of(script) is before
    assert before.name == "renamed.fountain"


def test_a_text_that_is_removed_while_it_is_read_is_forgotten(movie, watched):
    text = bpy.data.texts.new("long.fountain")
    text.write(LONG)
    uid = text.session_uid
    watched.draw(text)
    movie.following.drain(watched.now)
    assert not movie.following.of(text).settled
    bpy.data.texts.remove(text)
    assert movie.following.drain(watched.now + 1) is None
    assert movie.following.by_uid(uid) is None
    assert movie.lists.of(uid) is None


def test_another_file_may_be_opened_while_one_is_read(movie, watched):
    text = bpy.data.texts.new("long.fountain")
    text.write(LONG)
    uid = text.session_uid
    watched.draw(text)
    movie.following.drain(watched.now)
    bpy.ops.wm.read_homefile(use_empty=True)
    assert movie.following.by_uid(uid) is None
    assert movie.following.drain(watched.now + 1) is None


def test_nobody_who_looks_means_no_timer(movie, script, watched, editor):
    watched.settle(script)
    assert movie.following.drain(watched.now) is not None
    editor.spaces.active.show_region_ui = False
    assert movie.following.drain(watched.now) is None


def test_a_panel_that_is_not_drawn_though_asked_to_be_is_not_worked_for(movie, script, watched):
    """Behind another tab of the sidebar nothing tells us of its end but the missing draw."""
    watched.settle(script)
    for step in range(3):
        script.write(f"\nINT. ROOM {step} - DAY\n\n")
        last = movie.following.drain(watched.now + 10 * (step + 1))
    assert last is None or movie.following.drain(watched.now + 100) is None


def test_what_is_no_script_is_said_in_a_sentence(movie, script, watched):
    script.from_string("\x01\x02\x03" * 200)
    watched.settle(script)
    session = movie.following.of(script)
    assert "is not a text file" in session.trouble[0]
    script.from_string("INT. ROOM - DAY\n")
    watched.settle(script)
    assert session.trouble is None
    assert len(session.breakdown.scenes) == 1


def test_a_fault_of_ours_is_a_sentence_and_ends_no_timer(movie, script, watched, monkeypatch, caplog):
    def broken(_session):
        raise ZeroDivisionError
        yield

    monkeypatch.setattr(movie.session.Session, "_count", broken)
    watched.settle(script)
    assert "ZeroDivisionError" in movie.following.of(script).trouble[0]
    assert movie.following.drain(watched.now + 1) is not None
    assert "reading two_rooms.fountain" in caplog.text


def test_where_no_timer_fires_everything_can_be_read_at_once(movie, script):
    session = movie.following.caught_up(script)
    assert session.settled
    assert [scene.heading for scene in session.breakdown.scenes] == ["INT. KITCHEN - DAY", "EXT. GARDEN - NIGHT"]


def test_lines_are_found_while_the_figures_lag_behind(movie):
    text = bpy.data.texts.new("long.fountain")
    text.write(LONG)
    session = movie.following.caught_up(text)
    lines = [scene.first_line for scene in session.breakdown.scenes]
    text.cursor_set(lines[100] - 1)
    text.write("\nTwo more\nlines.\n")
    session.look(text.as_string(), 0.0)
    for ordinal in (0, 50, 100, 101, 199):
        assert text.lines[session.line_now(lines[ordinal])].body == f"INT. ROOM {ordinal + 1} - DAY"


def test_the_sessions_of_texts_that_nobody_looks_at_are_few(movie):
    texts = [bpy.data.texts.new(f"{number}.fountain") for number in range(12)]
    for text in texts:
        text.write("INT. ROOM - DAY\n")
        movie.following.caught_up(text)
    known = [text for text in texts if movie.following.of(text) is not None]
    assert known == texts[-8:]
