"""Notes that stand beside the script and point into it: they stay on their words."""

from __future__ import annotations

from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest

from blender_movie_director.screenplay import fdx, parse

DATA = Path(__file__).parents[2] / "data" / "fdx"
STALE = ("103", "900,920")


@pytest.fixture
def document() -> fdx.FdxDocument:
    return fdx.read((DATA / "final_draft_13.fdx").read_bytes(), "final_draft_13.fdx")


def ranges(data: bytes) -> list[tuple[str | None, str | None]]:
    return [(note.get("Id"), note.get("Range")) for note in fromstring(data).iterfind("ScriptNotes/ScriptNote")]


def test_each_is_read_after_its_words(document: fdx.FdxDocument) -> None:
    assert "🚪 door[[Which way does it open?]], and" in document.fountain
    assert "[[At once.]]\n\nADA\nYes." in document.fountain
    assert "screams[[Foley.]]." in document.fountain
    assert "Points at nothing" not in document.fountain


def test_they_move_with_their_words(document: fdx.FdxDocument) -> None:
    written = fdx.write(parse("INT. HALL - DAY\n\n" + document.fountain), document)
    assert ranges(written) == [("101", "51,55"), ("102", "82,89"), STALE, ("104", "68,70")]
    assert fdx.read(written, "x").fountain == "INT. HALL - DAY\n\n" + document.fountain
    assert b'WriterName="Ana Reyes"' in written
    assert b"<Column>Order</Column>" in written


def test_they_stay_with_words_inside_a_changed_paragraph(document: fdx.FdxDocument) -> None:
    written = fdx.write(parse(document.fountain.replace("Ada waits", "Ada 🕰 waits")), document)
    assert ranges(written) == [("101", "38,42"), ("102", "69,76"), STALE, ("104", "55,57")]
    assert fdx.read(written, "x").fountain == document.fountain.replace("Ada waits", "Ada 🕰 waits")


def test_a_change_behind_them_moves_none(document: fdx.FdxDocument) -> None:
    written = fdx.write(parse(document.fountain.replace("boils over", "boils")), document)
    assert ranges(written) == ranges(document.to_bytes())


def test_new_ones_join_them_and_cut_ones_leave(document: fdx.FdxDocument) -> None:
    text = document.fountain.replace("[[Foley.]]", "").replace("boils over", "boils [[How long?]] over")
    written = fdx.write(parse(text), document)
    assert ranges(written) == [("101", "35,39"), STALE, ("104", "52,54"), ("105", "83,83")]
    assert [note.text for note in fdx.read(written, "x").notes][-1] == "How long?"
    assert fdx.read(written, "x").fountain == text.replace("[[How", " [[How").replace("boils  [[", "boils [[")


def test_a_note_over_several_paragraphs_keeps_both_ends() -> None:
    body = "".join(f"<Paragraph Type='Action'><Text>{words}</Text></Paragraph>" for words in ("One.", "Two.", "Three."))
    note = (
        "<ScriptNotes><ScriptNote Id='1' Range='12,2'><Paragraph><Text>n</Text></Paragraph></ScriptNote></ScriptNotes>"
    )
    document = fdx.read(f"<FinalDraft><Content>{body}</Content>{note}</FinalDraft>".encode(), "x")
    assert document.fountain == "One.\n\nTwo.\n\nTh[[n]]ree.\n"
    assert ranges(fdx.write(parse("Zero.\n\n" + document.fountain), document)) == [("1", "8,18")]


def test_ranges_that_make_no_sense_are_left_alone() -> None:
    notes = "".join(f"<ScriptNote Range='{each}'/>" for each in ("", "x", "1,", "-1,2", "99,99", "0,99999999999"))
    data = f"<FinalDraft><Content><!-- c --></Content><ScriptNotes>{notes}</ScriptNotes></FinalDraft>".encode()
    document = fdx.read(data, "x")
    assert document.fountain == ""
    assert notes.replace("'", '"') in fdx.write(parse("Hello."), document).decode()
