"""`convert`: one kind of script file into another, through files and through pipes."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader

from blender_movie_director.screenplay import parse
from blender_movie_director.screenplay.printing import to_pdf
from tests.screenplay.importing import pdfs
from tests.screenplay.importing.layouts import printed

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def script(tmp_path: Path, little_script: str) -> str:
    path = tmp_path / "rooms.fountain"
    path.write_text(little_script, encoding="utf-8")
    return str(path)


def test_a_script_becomes_what_the_ending_says_and_comes_back(
    run: Run, script: str, tmp_path: Path, little_script: str
) -> None:
    pdf, back = tmp_path / "rooms.pdf", tmp_path / "back.fountain"
    assert run("convert", script, str(pdf), "--paper", "a4", "--no-scene-numbers") == (0, "", "")
    assert round(PdfReader(pdf).pages[0].mediabox.width) == 595
    code, out, err = run("convert", str(pdf), str(back))
    assert (code, out) == (0, "")
    assert "title page, which may be wrong" in err  # for it says nowhere who of the two is the author
    assert parse(back.read_text(encoding="utf-8")).title_page == parse(little_script).title_page
    assert printed(back.read_text(encoding="utf-8")) == printed(little_script)


def test_the_title_page_can_be_left_out(run: Run, script: str, tmp_path: Path) -> None:
    page = tmp_path / "rooms.html"
    assert run("convert", script, str(page), "--header", "Second draft", "--no-title-page")[0] == 0
    text = page.read_text(encoding="utf-8")
    assert "Second draft" in text
    assert "Nobody" not in text


def test_fountain_goes_through_pipes(run: Run, little_script: str) -> None:
    code, out, err = run("convert", "-", "-", stdin=little_script)
    assert (code, out, err) == (0, little_script, "")


def test_a_pipe_can_hold_any_format_that_is_named(run: Run, script: str, tmp_path: Path, little_script: str) -> None:
    code, out, _ = run("convert", script, "-", "--to", "fdx")
    assert code == 0
    (tmp_path / "piped").write_text(out, encoding="utf-8")
    code, out, err = run("convert", str(tmp_path / "piped"), "-", "--from", "fdx")
    assert (code, err) == (0, "")
    assert printed(out) == printed(little_script)


def test_bytes_go_through_real_pipes(
    run: Run, tmp_path: Path, little_script: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from blender_movie_director import cli

    out = io.BytesIO()
    data = io.BytesIO(to_pdf(parse(little_script)))
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(data, encoding="utf-8"))
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(out, encoding="utf-8"))
    assert cli.main(["convert", "-", "-", "--from", "pdf", "--to", "pdf"]) == 0
    (tmp_path / "out.pdf").write_bytes(out.getvalue())
    monkeypatch.undo()
    assert run("convert", str(tmp_path / "out.pdf"), str(tmp_path / "out.fountain"))[0] == 0
    assert printed((tmp_path / "out.fountain").read_text(encoding="utf-8")) == printed(little_script)


def test_tables_are_told_and_one_can_be_had_alone(run: Run, script: str, tmp_path: Path) -> None:
    code, out, err = run("convert", script, str(tmp_path / "rooms.csv"))
    assert (code, out) == (0, "")
    assert "rooms.scenes.csv" in err
    assert (tmp_path / "rooms.scenes.csv").is_file()
    code, out, err = run("convert", script, "-", "--to", "csv", "--table", "scenes")
    assert (code, err) == (0, "")
    assert "INT. KITCHEN - DAY" in out
    code, out, err = run("convert", script, "-", "--to", "csv")
    assert (code, out) == (2, "")
    assert "--table" in err


def test_a_timeline_at_another_rate(run: Run, script: str) -> None:
    code, out, _ = run("convert", script, "-", "--to", "edl", "--fps", "29.97", "--drop-frame")
    assert code == 0
    assert "FCM: DROP FRAME" in out


def test_what_final_draft_alone_knows_is_kept(run: Run, script: str, tmp_path: Path) -> None:
    first, second, third = (tmp_path / f"{name}.fdx" for name in ("first", "second", "third"))
    assert run("convert", script, str(first))[0] == 0
    first.write_bytes(first.read_bytes().replace(b"</FinalDraft>", b"<Strange/></FinalDraft>"))
    assert run("convert", str(first), str(second))[0] == 0
    assert b"<Strange/>" in second.read_bytes()
    assert run("convert", script, str(third), "--base", str(first))[0] == 0
    assert b"<Strange/>" in third.read_bytes()


def test_what_was_doubtful_or_left_out_is_said_beside_the_script(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    path.write_bytes(pdfs.with_watermark([(1.5, 0, "INT. VAULT - DAY"), (1.5, 2, "Dust.")]))
    code, out, err = run("convert", str(path), "-")
    assert (code, out) == (0, "INT. VAULT - DAY\n\nDust.\n")
    assert "watermark" in err


def test_a_file_is_never_turned_into_itself(run: Run, script: str, little_script: str) -> None:
    code, out, err = run("convert", script, script)
    assert (code, out) == (2, "")
    assert "same file" in err
    assert Path(script).read_text(encoding="utf-8") == little_script


@pytest.mark.parametrize(
    ("name", "data", "what"),
    [
        ("scan.pdf", pdfs.scanned(), "only pictures of pages"),
        ("cut.pdf", b"%PDF-1.7\nnothing", "damaged"),
        ("locked.pdf", pdfs.locked("x"), "password"),
        ("letter.fountain", b"PK\x03\x04....", "Word document"),
        ("cut.fdx", b'<?xml version="1.0"?>\n<FinalDraft><Content>', "damaged or cut short"),
    ],
)
def test_a_bad_file_is_one_sentence_and_changes_nothing(
    run: Run, tmp_path: Path, name: str, data: bytes, what: str
) -> None:
    source, target = tmp_path / name, tmp_path / "target.fountain"
    source.write_bytes(data)
    target.write_bytes(b"before")
    code, out, err = run("convert", str(source), str(target))
    assert (code, out) == (1, "")
    assert what in err
    assert err.count("\n") == 1
    assert target.read_bytes() == b"before"


def test_a_target_that_names_no_format_says_which_there_are(run: Run, script: str, tmp_path: Path) -> None:
    code, _, err = run("convert", script, str(tmp_path / "rooms.docx"))
    assert code == 1
    assert ".fountain, .fdx, .pdf" in err
    assert not (tmp_path / "rooms.docx").exists()
    assert run("convert", script, "-", "--to", "docx")[0] == 2


def test_a_pdf_has_the_pages_of_the_final_draft_file_unless_told_otherwise(run: Run, tmp_path: Path) -> None:
    scene = (
        '<Paragraph Type="Scene Heading"><Text>INT. HOUSE</Text></Paragraph>'
        '<Paragraph Type="Action"><Text>Rain.</Text></Paragraph>'
    )
    settings = (
        '<PageLayout TopMargin="90" BottomMargin="62"><PageSize Height="11.69" Width="8.26"/></PageLayout>'
        '<ElementSettings Type="Scene Heading"><ParagraphSpec SpaceBefore="36"/></ElementSettings>'
    )
    path, pdf = tmp_path / "own.fdx", tmp_path / "own.pdf"
    path.write_text(
        f'<FinalDraft DocumentType="Script"><Content>{scene * 40}</Content>{settings}</FinalDraft>', encoding="utf-8"
    )
    sheets = []
    for more in ([], ["--paper", "letter"], ["--layout", "standard"]):
        assert run("convert", str(path), str(pdf), *more) == (0, "", "")
        pages = PdfReader(pdf).pages
        sheets.append((len(pages), round(pages[0].mediabox.height)))
    assert sheets == [(4, 842), (5, 792), (3, 792)]
