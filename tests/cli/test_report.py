"""`report`: a page of its own, Markdown, data and tables, each as a whole or not at all."""

from __future__ import annotations

import csv
import io
import json
from contextlib import closing
from pathlib import Path

import pytest

from blender_movie_director.llm.ledger import Attempt, Ledger
from tests.writing.report.markup import read
from tests.writing.report.material import TEA, analysis_of, facts_of

from .conftest import Run


@pytest.fixture
def script(tmp_path: Path) -> str:
    path = tmp_path / "tea.fountain"
    path.write_text(TEA, encoding="utf-8")
    return str(path)


@pytest.fixture
def analysis(tmp_path: Path) -> Path:
    path = tmp_path / "analysis.json"
    path.write_text(json.dumps(analysis_of(facts_of(TEA)).to_dict()), encoding="utf-8")
    return path


def test_a_page_with_what_is_counted(run: Run, script: str, tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    assert run("report", script, "--output", str(page)) == (0, "", "")
    tree = read(page.read_text(encoding="utf-8"))
    assert tree.all("h1")[0].text == "Tea for Three"
    assert len(tree.one("lengths").all("rect", "length")) == 3
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["report.html", "tea.fountain"]


def test_with_an_analysis_genders_aliases_and_a_title(run: Run, script: str, analysis: Path, tmp_path: Path) -> None:
    page, genders, aliases = (tmp_path / name for name in ("r.htm", "genders.txt", "aliases.txt"))
    genders.write_text("Anna: f\nCarl: f\n", encoding="utf-8")
    aliases.write_text("BEN: CARL\n", encoding="utf-8")
    told = ("--genders", str(genders), "--aliases", str(aliases), "--title", "Draft 2")
    assert run("report", script, "--output", str(page), "--analysis", str(analysis), *told)[0] == 0
    tree = read(page.read_text(encoding="utf-8"))
    assert tree.all("h1")[0].text == "Draft 2"
    assert "Consider" in tree.one("coverage").text
    assert "They speak with each other: yes, in scenes\u00a01, 3." in tree.one("checks").text


def test_markdown_by_name_and_by_wish(run: Run, script: str, tmp_path: Path) -> None:
    for name, wish in (("r.md", ()), ("r.txt", ("--markdown",))):
        assert run("report", script, "--output", str(tmp_path / name), *wish)[0] == 0
        assert (tmp_path / name).read_text(encoding="utf-8").startswith("# Tea for Three\n")


def test_a_report_as_data_can_be_given_back_as_analysis(run: Run, script: str, analysis: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "first.json", tmp_path / "second.json"
    assert run("report", script, "--output", str(first), "--analysis", str(analysis))[0] == 0
    assert run("report", script, "--output", str(second), "--analysis", str(first))[0] == 0
    assert first.read_bytes() == second.read_bytes()
    assert json.loads(first.read_text(encoding="utf-8"))["analysis"]["model"] == "example/reader-1"


def test_tables_are_files_of_their_own(run: Run, script: str, analysis: Path, tmp_path: Path) -> None:
    code, _, err = run("report", script, "--output", str(tmp_path / "tea.csv"), "--analysis", str(analysis))
    assert code == 0
    assert "Each table is a file of its own: tea.scenes.csv" in err
    elements = (tmp_path / "tea.elements.csv").read_text(encoding="utf-8-sig")
    assert {row["kind"] for row in csv.DictReader(io.StringIO(elements))} == {"prop", "sound", "animal"}


def test_money_of_a_project(run: Run, script: str, folder: Path, tmp_path: Path) -> None:
    page = tmp_path / "r.html"
    with closing(Ledger(folder)) as ledger:
        for project, money in (("tea", 250_000_000_000), ("tea", 250_000_000_000), ("coffee", 9_000_000_000_000)):
            ledger.add(
                Attempt(
                    time=0.0, call="c", attempt=1, task="chat", project=project, model="example/large", provider="e",
                    input_tokens=10, output_tokens=5, cached_tokens=0, reasoning_tokens=0, estimated=False,
                    picodollars=money, cost_source="map", first_word=0.1, duration=1.0, outcome="finished",
                    request_id="",
                )
            )  # fmt: skip
    assert run("report", script, "--output", str(page), "--project", "tea")[0] == 0
    assert "2 calls and 30 tokens for $0.5000." in read(page.read_text(encoding="utf-8")).one("money").text
    assert run("report", script, "--output", str(page), "--project", "tea", "--folder", "none")[0] == 0
    assert "no model was asked" in read(page.read_text(encoding="utf-8")).one("money").text


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "analysis.json is not valid JSON (line 1)."),
        ("[" * 100_000, "analysis.json is not valid JSON."),
        ("[]", "analysis.json holds no analysis."),
        ('{"title": 3}', "analysis.json holds no analysis."),
        ('{"title": "T"}', "analysis.json holds no analysis."),
        ('{"analysis": {"scenes": [1]}}', "analysis.json holds no analysis."),
    ],
)
def test_what_is_no_analysis_is_refused(run: Run, script: str, tmp_path: Path, text: str, sentence: str) -> None:
    broken, page = tmp_path / "analysis.json", tmp_path / "r.html"
    broken.write_text(text, encoding="utf-8")
    code, out, err = run("report", script, "--output", str(page), "--analysis", str(broken))
    assert (code, out) == (1, "")
    assert sentence in err
    assert not page.exists()


def test_a_name_with_no_format_and_a_place_that_is_none(run: Run, script: str, tmp_path: Path) -> None:
    code, _, err = run("report", script, "--output", str(tmp_path / "report.docx"))
    assert code == 2
    assert ".html, .htm, .md" in err
    code, _, err = run("report", script, "--output", str(tmp_path / "nowhere" / "report.html"))
    assert code == 1
    assert "does not exist" in err
    assert run("report", script)[0] == 2


def test_what_is_odd_about_the_script_is_said(run: Run, tmp_path: Path) -> None:
    script = tmp_path / "cut.fountain"
    script.write_text("/* INT. HOUSE - DAY */", encoding="utf-8")
    code, _, err = run("report", str(script), "--output", str(tmp_path / "r.html"))
    assert code == 0
    assert "cut.fountain has nothing that prints" in err
