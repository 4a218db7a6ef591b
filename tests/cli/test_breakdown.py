"""`breakdown`: what is counted of a script, on the terminal and for other programs."""

import csv
import io
import json
from pathlib import Path

import pytest

from .conftest import Run

SCRIPT = "Title: Tea\n\nINT. HOUSE - DAY\n\nAnna waits.\n\nANNA\nOne two.\n\nEVE\nThree.\n"


@pytest.fixture
def script(tmp_path: Path) -> str:
    path = tmp_path / "tea.fountain"
    path.write_text(SCRIPT, encoding="utf-8")
    return str(path)


def test_the_report_is_for_reading(run: Run, script: str) -> None:
    code, out, err = run("breakdown", script)
    assert (code, err) == (0, "")
    assert out.startswith("Tea\n====")
    assert "INT. HOUSE - DAY" in out
    assert "BECHDEL" not in out


def test_everything_as_data(run: Run, script: str, tmp_path: Path) -> None:
    table = tmp_path / "genders.txt"
    table.write_text("Anna: f\nEve: f\n", encoding="utf-8")
    code, out, _ = run("breakdown", script, "--json", "--genders", str(table), "--vocabulary")
    data = json.loads(out)
    assert code == 0
    assert data["scenes"][0]["location"] == "HOUSE"
    assert data["bechdel"]["two"] is True
    assert data["vocabulary"]["dialogue"]["words"] == 3
    assert "bechdel" not in json.loads(run("breakdown", script, "--json")[1])


def test_one_table_for_a_spreadsheet(run: Run, script: str) -> None:
    code, out, _ = run("breakdown", script, "--csv", "cast")
    assert code == 0
    assert [row["name"] for row in csv.DictReader(io.StringIO(out))] == ["ANNA", "EVE"]


def test_genders_and_words_stand_below_the_report(run: Run, script: str, tmp_path: Path) -> None:
    table = tmp_path / "genders.json"
    table.write_text('{"ANNA": "f"}', encoding="utf-8")
    out = run("breakdown", script, "--genders", str(table), "--vocabulary")[1]
    assert out.index("CAST") < out.index("BECHDEL") < out.index("WORDS")
    assert "Not told: EVE." in out


def test_aliases_are_folded(run: Run, script: str, tmp_path: Path) -> None:
    table = tmp_path / "aliases.txt"
    table.write_text("Eve: Anna\n", encoding="utf-8")
    data = json.loads(run("breakdown", script, "--json", "--aliases", str(table))[1])
    assert [(of["name"], of["speeches"], of["aliases"]) for of in data["cast"]] == [("ANNA", 2, ["EVE"])]


def frames(run: Run, script: str, *more: str) -> int:
    found: int = json.loads(run("breakdown", script, "--json", *more)[1])["frames"]
    return found


def test_the_length_can_be_tuned(run: Run, script: str) -> None:
    # Nine rows of 55, by the page; three words and one line, by rates.
    assert frames(run, script) == round(9 / 55 * 60 * 24)
    assert frames(run, script, "--seconds-per-page", "55", "--fps", "25") == 225
    assert frames(run, script, "--rates") == round((3 / 2.5 + 3) * 24)
    assert frames(run, script, "--words-per-second", "3", "--seconds-per-line", "0.5", "--fps", "30000/1001") == 45


@pytest.mark.parametrize("number", ["0", "-1", "x", "1/0", "inf"])
def test_a_number_that_cannot_be_is_refused(run: Run, script: str, number: str) -> None:
    code, _, err = run("breakdown", script, "--fps", number)
    assert code == 2
    assert "is not a number greater than 0" in err


def test_what_cannot_be_read_gets_a_sentence(run: Run, script: str, tmp_path: Path) -> None:
    code, out, err = run("breakdown", str(tmp_path / "none.fountain"))
    assert (code, out) == (1, "")
    assert "none.fountain does not exist." in err
    table = tmp_path / "genders.txt"
    table.write_text("Anna\n", encoding="utf-8")
    assert "Line 1 of genders.txt is no pair: Anna." in run("breakdown", script, "--genders", str(table))[2]


def test_what_is_to_be_known_about_the_file_is_said_beside_the_report(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "poem.spmd"
    path.write_text("It rains.\n", encoding="utf-8")
    code, out, err = run("breakdown", str(path), "--csv", "mix")
    assert (code, out.splitlines()[1]) == (0, "0,0,0,0,0,0,0,0")
    assert err.startswith("(poem.spmd has no scene heading")


def test_pages_are_counted_as_a_final_draft_file_says_itself_or_as_one_wishes(run: Run, tmp_path: Path) -> None:
    scene = (
        '<Paragraph Type="Scene Heading"><Text>INT. HOUSE</Text></Paragraph>'
        '<Paragraph Type="Action"><Text>Rain.</Text></Paragraph>'
    )
    settings = '<ElementSettings Type="Scene Heading"><ParagraphSpec SpaceBefore="48"/></ElementSettings>'
    path = tmp_path / "own.fdx"
    path.write_text(
        f'<FinalDraft DocumentType="Script"><Content>{scene * 40}</Content>{settings}</FinalDraft>', encoding="utf-8"
    )
    ways = ([], ["--layout", "script"], ["--layout", "standard"], ["--layout", "final-draft"])
    pages = [json.loads(run("breakdown", str(path), "--json", *way)[1])["pages"] for way in ways]
    assert pages == [5, 5, 3, 4]
