"""Celtx's desktop files, written after a real one."""

from __future__ import annotations

from pathlib import Path

import pytest

from blender_movie_director.screenplay import ScriptError
from blender_movie_director.screenplay.importing import from_celtx
from tests.screenplay.importing.test_osf import zipped

PAGE = (Path(__file__).resolve().parents[2] / "data" / "importing" / "celtx_script.html").read_bytes()


def test_every_kind_of_paragraph_comes_over() -> None:
    imported = from_celtx(zipped({"project.rdf": b"<rdf/>", "scratch-x.html": b"", "script-neY.html": PAGE}))
    assert imported.text == (
        "Title: Two Lamps\nCredit: Written by\nAuthor: Nobody & Atall\nCopyright: Copyright 2026\n"
        "Contact: nobody@example.org\n\n"
        "INT. LAMP ROOM - DAY #1A#\n\n"
        "A match, and ANNA behind it. Stars: \\*not\\* bold.\n\n"
        "ANNA\n(low)\nOne line,\nand another.\n(louder)\nA third.\n\n"
        "CUT TO:\n\n"
        "The lamp.\n"
    )
    assert (imported.confidence, imported.notes) == (1.0, ())


def test_numbers_that_are_not_shown_and_a_byline_without_an_author_stay_out() -> None:
    page = PAGE.replace(b'content="left"', b'content="none"').replace(b"Nobody &amp; Atall", b"")
    text = from_celtx(zipped({"script.html": page})).text
    assert "1A" not in text
    assert "Credit" not in text


def test_of_several_scripts_the_first_is_read_and_the_rest_is_told() -> None:
    imported = from_celtx(zipped({"script-b.html": b"", "script-a.html": PAGE}))
    assert imported.notes == ("It holds 2 scripts; only script-a.html was read.",)


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (PAGE, "is not a Celtx file"),
        (zipped({"notes.html": PAGE}), "an archive with no script in it"),
        (zipped({"script.html": b"<html></html>"}), "no script that can be read"),
    ],
)
def test_what_is_no_celtx_file_says_so(data: bytes, what: str) -> None:
    with pytest.raises(ScriptError, match=what):
        from_celtx(data)
