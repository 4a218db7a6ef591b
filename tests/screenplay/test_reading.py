"""Scripts from disk: good ones arrive unharmed, bad ones are refused with a sentence."""

import io
import os
import zipfile
from pathlib import Path

import pytest

from blender_movie_director.screenplay import ScriptError, check_text, clean, read_file
from blender_movie_director.screenplay.reading import read_data

TEXT = "INT. CAFÉ \u2013 DAY\r\n\r\nSIÂN\r\n\u201cHello.\u201d\r\n"


def docx() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    return buffer.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_script_is_read_in_the_usual_encodings_with_its_line_ends(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "script.fountain"
    path.write_bytes(TEXT.encode(encoding))
    assert read_file(path) == TEXT
    assert read_file(str(path)) == TEXT


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "empty"),
        (b" \r\n\t\n", "empty"),
        (b"\xef\xbb\xbf\n", "empty"),
        (docx(), "ZIP archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, "old Word document"),
        (b"%PDF-1.7\n...", "PDF"),
        (b"{\\rtf1 INT. HOUSE}", "rich text"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"INT. HOUSE\n" + b"\0" * 50, "not a text file"),
        (bytes(range(256)) * 4, "not a text file"),
        ("ПРИВЕТ".encode("cp1251") * 20, "not a text file"),
        (b"\xff\xfeI", "not a text file"),
    ],
)
def test_what_is_no_script_is_refused_by_name(tmp_path: Path, data: bytes, what: str) -> None:
    path = tmp_path / "script.fountain"
    path.write_bytes(data)
    with pytest.raises(ScriptError) as caught:
        read_file(path)
    assert what in caught.value.what
    assert "script.fountain" in caught.value.what
    assert caught.value.remedy.endswith(".")
    assert str(caught.value) == f"{caught.value.what} {caught.value.remedy}"


def test_a_missing_file_a_folder_and_a_pipe_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(ScriptError, match="does not exist"):
        read_file(tmp_path / "none.fountain")
    with pytest.raises(ScriptError, match="is a folder"):
        read_file(tmp_path)
    with pytest.raises(ScriptError, match="could not be read"):
        read_file("a\0b")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_refused_rather_than_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ScriptError, match="not an ordinary file"):
        read_file(tmp_path / "pipe")


def test_a_file_that_may_not_be_opened_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    path = tmp_path / "script.fountain"
    path.write_text("Hi.", encoding="utf-8")
    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(ScriptError, match="Permission denied"):
        read_file(path)


def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "script.fountain"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    monkeypatch.setattr(Path, "read_bytes", lambda _: pytest.fail("was read"))
    with pytest.raises(ScriptError, match=r"50\.0 MB.*0\.2 MB"):
        read_file(path)


def test_a_good_text_passes_as_it_is() -> None:
    assert check_text(TEXT, "Text") is TEXT


def test_a_few_nuls_do_not_make_a_script_binary() -> None:
    text = "It rains. " * 50 + "\0"
    assert check_text(text, "Text") == text


@pytest.mark.parametrize(
    ("text", "what"), [("", "empty"), (" \n", "empty"), ("a\0" * 9, "not a text"), ("a" * 5_000_001, "MB")]
)
def test_a_text_in_the_editor_is_checked_too(text: str, what: str) -> None:
    with pytest.raises(ScriptError, match=r"^Draft 2 ") as caught:
        check_text(text, "Draft 2")
    assert what in caught.value.what


@pytest.mark.parametrize(
    ("text", "expected", "count"),
    [
        ("Plain.\r\n\r", "Plain.\r\n\r", 0),
        ("a\0b\0", "ab", 2),
        ("a\ud800b\udfff", "a\ufffdb\ufffd", 2),
        ("\0\udc80\n", "\ufffd\n", 2),
        ("😀 黒", "😀 黒", 0),
    ],
)
def test_clean_removes_what_blender_cannot_hold_and_counts_it(text: str, expected: str, count: int) -> None:
    assert clean(text) == (expected, count)
    expected.encode("utf-8")


@pytest.mark.parametrize(
    "text",
    ["PK\x03\x04\x14\x06\x08 word/document.xml", "%PDF-1.7 stream", "\x80\x81\x82\x05 abc \x9f\x90" * 20],
    ids=["docx", "pdf", "picture"],
)
def test_a_binary_file_that_blender_opened_as_a_text_is_refused(text):
    with pytest.raises(ScriptError, match="not a text file"):
        check_text(text, "opened.fountain")


@pytest.mark.parametrize(
    ("data", "remedy"),
    [
        (b"%PDF-1.7\n...", "ending .pdf"),
        (b'<?xml version="1.0" encoding="UTF-8"?>\n<FinalDraft DocumentType="Script">', "ending .fdx"),
        (b"\xef\xbb\xbf\n<FinalDraft>", "ending .fdx"),
    ],
)
def test_a_script_of_another_kind_is_told_how_to_come_in(tmp_path: Path, data: bytes, remedy: str) -> None:
    path = tmp_path / "script.fountain"
    path.write_bytes(data)
    with pytest.raises(ScriptError) as caught:
        read_file(path)
    assert remedy in caught.value.remedy
    with pytest.raises(ScriptError):
        check_text(data.decode("utf-8-sig"), "opened.fountain")


def test_talk_of_final_draft_is_no_final_draft_file() -> None:
    text = "INT. OFFICE - DAY\n\nThe screen shows: <FinalDraft>.\n"
    assert check_text(text, "Text") == text


def test_the_most_that_is_read_can_be_said(tmp_path: Path) -> None:
    path = tmp_path / "script.pdf"
    path.write_bytes(b"12345")
    assert read_data(path, 5) == b"12345"
    with pytest.raises(ScriptError, match="split it into files of less than"):
        read_data(path, 4)
