"""The one door to script files: every format in and out, and bad files that say what is wrong and change nothing."""

from __future__ import annotations

import csv
import io
import json
import os
import sys
import zipfile
from pathlib import Path

import pytest

from blender_movie_director.screenplay import Kind, ScriptError, files, parse
from blender_movie_director.screenplay.exporting import SaveOptions
from tests.screenplay.importing import pdfs
from tests.screenplay.importing.layouts import LAYOUTS, printed, typeset

REPOSITORY = Path(__file__).resolve().parents[2]
EXAMPLE = REPOSITORY / "examples" / "one_below.fountain"
DATA = REPOSITORY / "tests" / "data" / "importing"
SCRIPT = "Title: Two Rooms\n\nINT. KITCHEN - DAY\n\nAnna.\n\nANNA\nIt leaks.\n\nEXT. GARDEN - NIGHT\n\nRain.\n"


def docx() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    return out.getvalue()


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("document.xml", b" " * 30_000_000)
    return out.getvalue()


def fdx(tmp_path: Path) -> bytes:
    path = tmp_path / "made.fdx"
    files.save(path, parse(SCRIPT))
    return path.read_bytes()


@pytest.mark.parametrize("suffix", [".fountain", ".txt", ".spmd", ""])
@pytest.mark.parametrize("text", [SCRIPT, SCRIPT.replace("\n", "\r\n"), "Siân \u2014 黒\n[[note]]\n"])
def test_fountain_comes_and_goes_to_the_byte(tmp_path: Path, suffix: str, text: str) -> None:
    path = tmp_path / f"script{suffix}"
    path.write_bytes(text.encode("utf-8"))
    loaded = files.load(path)
    assert (loaded.text, loaded.original, loaded.confidence, loaded.doubts) == (text, None, 1.0, ())
    copy = tmp_path / f"copy{suffix or '.fountain'}"
    assert files.save(copy, parse(loaded.text)) == []
    assert copy.read_bytes() == path.read_bytes()


def test_a_script_goes_through_final_draft_and_keeps_what_was_in_that_file(tmp_path: Path) -> None:
    path = tmp_path / "script.fdx"
    path.write_bytes(fdx(tmp_path).replace(b"</FinalDraft>", b'<Strange Thing="1"/></FinalDraft>'))
    loaded = files.load(path)
    assert printed(loaded.text) == printed(SCRIPT)
    assert loaded.original == path.read_bytes()
    files.save(path, parse(loaded.text.replace("leaks", "drips")), base=loaded.original)
    assert b'<Strange Thing="1"/>' in path.read_bytes()
    assert b"drips" in path.read_bytes()


def test_a_script_goes_through_pdf(tmp_path: Path) -> None:
    path = tmp_path / "script.pdf"
    assert files.save(path, parse(SCRIPT), options=SaveOptions(paper="A4", scene_numbers=False)) == []
    loaded = files.load(path)
    assert printed(loaded.text) == printed(SCRIPT)
    assert loaded.original is None
    assert 0.9 < loaded.confidence < 1


def test_a_page_as_plain_text_is_recognised(tmp_path: Path) -> None:
    path = tmp_path / "script.txt"
    source = EXAMPLE.read_text(encoding="utf-8")
    path.write_text(typeset(source, LAYOUTS["narrow"]), encoding="utf-8")
    loaded = files.load(path)
    assert printed(loaded.text) == printed(source)
    assert loaded.confidence < 1


def test_other_programs_files_are_read(tmp_path: Path) -> None:
    assert files.load(DATA / "fade_in_4.osf").text.startswith("Title: Two Lamps\n")
    path = tmp_path / "lamps.celtx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(DATA / "celtx_script.html", "script-x.html")
    assert "INT. LAMP ROOM - DAY #1A#" in files.load(path).text


def test_the_suffix_can_be_told(tmp_path: Path) -> None:
    path = tmp_path / "upload"
    path.write_bytes((DATA / "fade_in_4.osf").read_bytes())
    assert files.load(path, suffix=".fadein").text.startswith("Title: Two Lamps\n")
    ((written, data),) = files.contents(path, parse(SCRIPT), suffix=".html")[0].items()
    assert written == path
    assert data.startswith(b"<!DOCTYPE html>")


def test_tables_become_a_file_each_or_the_one_that_is_named(tmp_path: Path) -> None:
    (note,) = files.save(tmp_path / "two.csv", parse(SCRIPT))
    written = sorted(path.name for path in tmp_path.iterdir())
    assert "two.scenes.csv" in written
    assert "two.csv" not in written
    assert all(name in note for name in written)
    rows = list(csv.DictReader((tmp_path / "two.scenes.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert [row["heading"] for row in rows] == ["INT. KITCHEN - DAY", "EXT. GARDEN - NIGHT"]
    assert files.save(tmp_path / "two.cast.csv", parse(SCRIPT)) == []
    assert files.save(tmp_path / "mine.csv", parse(SCRIPT), options=SaveOptions(table="cast")) == []
    assert (tmp_path / "mine.csv").read_bytes() == (tmp_path / "two.cast.csv").read_bytes()


def test_the_breakdown_and_the_timelines(tmp_path: Path) -> None:
    for suffix in (".json", ".otio", ".edl"):
        assert files.save(tmp_path / f"two{suffix}", parse(SCRIPT), options=SaveOptions(fps=25.0)) == []
    facts = json.loads((tmp_path / "two.json").read_text(encoding="utf-8"))
    assert [scene["location"] for scene in facts["tables"]["scenes"]] == ["KITCHEN", "GARDEN"]
    timeline = json.loads((tmp_path / "two.otio").read_text(encoding="utf-8"))
    assert timeline["global_start_time"]["rate"] == 25.0
    assert "INT. KITCHEN - DAY" in (tmp_path / "two.edl").read_text(encoding="utf-8")


def test_the_table_of_formats_is_what_can_be_done(tmp_path: Path) -> None:
    script = parse(SCRIPT)
    for each in files.FORMATS:
        path = tmp_path / each.suffix[1:] / f"script{each.suffix}"
        path.parent.mkdir()
        if each.writes:
            files.save(path, script)
            assert list(path.parent.iterdir())
        else:
            with pytest.raises(ScriptError, match="does not say in which format"):
                files.save(path, script)
        if each.writes and each.reads:
            assert printed(files.load(path).text) == printed(SCRIPT)
        if each.writes and not each.reads:
            with pytest.raises(ScriptError, match="no script can be read from it"):
                files.load(path)
    assert [each.suffix for each in files.FORMATS if each.needs_worker] == [".pdf"]


def test_one_file_into_another_with_plain_data(tmp_path: Path) -> None:
    source, target = tmp_path / "a.fountain", tmp_path / "b.pdf"
    source.write_text(SCRIPT, encoding="utf-8")
    told = files.convert(str(source), str(target), {"paper": "a4", "title_page": False, "fps": 25})
    assert told == {"notes": [], "confidence": 1.0, "doubts": []}
    back = files.convert(str(target), str(tmp_path / "c.fountain"))
    assert json.loads(json.dumps(back)) == back
    assert printed((tmp_path / "c.fountain").read_text(encoding="utf-8")) == printed(SCRIPT)


def test_where_pypdf_is_missing_a_sentence_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7\n")
    monkeypatch.setitem(sys.modules, "pypdf", None)
    monkeypatch.setitem(sys.modules, "pypdf.errors", None)
    with pytest.raises(ScriptError, match=r"a\.pdf needs the package pypdf"):
        files.load(tmp_path / "a.pdf")


@pytest.mark.parametrize("options", [{"papers": "a4"}, {"paper": 4}, {"fps": True}, {"title_page": 1}])
def test_an_option_that_means_nothing_is_refused(tmp_path: Path, options: dict[str, object]) -> None:
    with pytest.raises(ScriptError, match="There is no option"):
        files.convert(str(EXAMPLE), str(tmp_path / "b.pdf"), options)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "options", "what"),
    [
        ("a.pdf", SaveOptions(paper="a5"), "no paper named a5"),
        ("a.csv", SaveOptions(table="lies"), "no table named lies"),
        ("a.edl", SaveOptions(fps=0.0), "Fps cannot be 0.0"),
        ("a.docx", None, "a.docx does not say in which format"),
        ("a", None, "a does not say in which format"),
    ],
)
def test_a_wish_that_cannot_be_met_leaves_the_file_as_it_was(
    tmp_path: Path, name: str, options: SaveOptions | None, what: str
) -> None:
    path = tmp_path / name
    path.write_bytes(b"before")
    with pytest.raises(ScriptError, match=what):
        files.save(path, parse(SCRIPT), options=options)
    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]


def test_half_a_character_is_written_as_a_question_mark_and_told(tmp_path: Path) -> None:
    (note,) = files.save(tmp_path / "a.fountain", parse("Rain\ud800.\n"))
    assert "damaged" in note
    assert (tmp_path / "a.fountain").read_bytes() == b"Rain?.\n"


BAD = {
    "a Word document": ("script.fountain", docx(), "is a ZIP archive, perhaps a Word document"),
    "a PDF by another name": ("script.fountain", b"%PDF-1.7\n", "Give it the ending .pdf"),
    "a Final Draft file by another name": (
        "script.txt",
        b'\xef\xbb\xbf<?xml version="1.0"?>\n<FinalDraft DocumentType="Script">',
        "Give it the ending .fdx",
    ),
    "a binary": ("script.fountain", bytes(range(256)) * 9, "is not a text file"),
    "an empty file": ("script.fountain", b"", "is empty"),
    "an empty page": ("script.txt", b"\f\n1.\n\f\n", "no script"),
    "50 MB of text": ("script.txt", b"INT. HOUSE - DAY\n\n" * 2_800_000, r"50\.4 MB"),
    "a PDF of pictures": ("script.pdf", pdfs.scanned(), "only pictures of pages"),
    "a locked PDF": ("script.pdf", pdfs.locked("x"), "protected by a password"),
    "a zip bomb": ("script.fadein", bomb(), "unpacks to more than 20 MB"),
    "a text as FDX": ("script.fdx", b"INT. HOUSE - DAY\n", "is not a Final Draft file"),
    "nothing as FDX": ("script.fdx", b"", "is empty"),
}


@pytest.mark.parametrize(("name", "data", "what"), BAD.values(), ids=BAD)
def test_a_bad_file_says_what_it_is_and_nothing_changes(tmp_path: Path, name: str, data: bytes, what: str) -> None:
    source, target = tmp_path / name, tmp_path / "target.fountain"
    source.write_bytes(data)
    target.write_bytes(b"before")
    with pytest.raises(ScriptError, match=what) as caught:
        files.convert(str(source), str(target))
    assert caught.value.what.startswith(name)
    assert caught.value.remedy.endswith(".")
    assert source.read_bytes() == data
    assert target.read_bytes() == b"before"
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([name, "target.fountain"])


def test_a_truncated_final_draft_file_says_so(tmp_path: Path) -> None:
    path = tmp_path / "cut.fdx"
    path.write_bytes(fdx(tmp_path)[:-300])
    with pytest.raises(ScriptError, match=r"cut\.fdx is damaged or cut short"):
        files.load(path)


def test_a_folder_and_a_missing_file_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "script.pdf").mkdir()
    with pytest.raises(ScriptError, match=r"script\.pdf is a folder"):
        files.load(tmp_path / "script.pdf")
    with pytest.raises(ScriptError, match=r"none\.fdx does not exist"):
        files.load(tmp_path / "none.fdx")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_says_so(tmp_path: Path) -> None:
    path = tmp_path / "script.fountain"
    path.write_text(SCRIPT, encoding="utf-8")
    path.chmod(0)
    with pytest.raises(ScriptError, match="Permission denied"):
        files.load(path)


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("Just one line", "script.fountain has no scene heading, such as INT. KITCHEN - DAY."),
        ("/* INT. HOUSE - DAY\n\nCut. */\n", "script.fountain has nothing that prints: it holds notes, a boneyard"),
        ("/* never closed", "script.fountain has nothing that prints"),
    ],
)
def test_what_is_hardly_a_script_is_kept_and_told(tmp_path: Path, text: str, note: str) -> None:
    path = tmp_path / "script.fountain"
    path.write_text(text, encoding="utf-8")
    loaded = files.load(path)
    assert loaded.text == text
    assert loaded.notes[0].startswith(note)
    target = tmp_path / "copy.pdf"
    assert files.convert(str(path), str(target))["notes"] == list(loaded.notes)
    assert target.read_bytes().startswith(b"%PDF")


def test_a_note_names_the_doubtful_lines_up_to_a_number(tmp_path: Path) -> None:
    head = "INT. HOUSE - DAY\n\n               ANNA\n          Hi.\n\n"
    path = tmp_path / "script.txt"
    path.write_text(head + "She sits.\n\n          Lost.\n\n" * 3, encoding="utf-8")
    assert [note.split(" was ")[0] for note in files.load(path).notes] == ["Line 8", "Line 12", "Line 16"]
    path.write_text(head + "She sits.\n\n          Lost.\n\n" * 9, encoding="utf-8")
    loaded = files.load(path)
    assert loaded.notes[5:] == ("4 more lines may have been misread.",)
    assert len(loaded.doubts) == 9
    assert parse(loaded.text).elements[-1].kind is Kind.ACTION
