"""The generated feature: tests and measurements lean on its figures, so these hold."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from blender_movie_director.screenplay import Kind, Script, breakdown, parse
from blender_movie_director.screenplay.pages import paginate
from scripts.support.feature import CAST, feature

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "make_feature.py"


@pytest.fixture(scope="module")
def text() -> str:
    return feature(190, 1)


@pytest.fixture(scope="module")
def script(text: str) -> Script:
    return parse(text)


def make(*arguments: str, hash_seed: str = "0") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, str(SCRIPT), *arguments]
    return subprocess.run(command, capture_output=True, env=environment, encoding="utf-8", check=False)


def test_it_has_the_figures_that_measurements_quote(text: str, script: Script) -> None:
    facts = breakdown(script)
    assert len(facts.scenes) == 190
    assert len(facts.cast) == CAST == 78
    assert 144_000 <= len(text.encode()) <= 148_000
    assert 4_500 <= text.count("\n") <= 4_700


def test_it_fills_120_pages(script: Script) -> None:
    assert 118 <= len(paginate(script).pages) <= 122


def test_it_fills_120_pages_of_an_independent_paginator(text: str) -> None:
    pypdf = pytest.importorskip("pypdf")
    fountain = pytest.importorskip("screenplain.parsers.fountain")
    pdf = pytest.importorskip("screenplain.export.pdf")
    out = io.BytesIO()
    pdf.to_pdf(fountain.parse(io.StringIO(text)), out)
    assert 118 <= len(pypdf.PdfReader(out).pages) <= 122


def test_it_shows_everything_that_a_script_can_have(script: Script) -> None:
    kinds = Counter(element.kind for element in script.elements)
    assert set(kinds) == set(Kind)
    cues = [element for element in script.elements if element.kind is Kind.CHARACTER]
    assert sum(cue.dual for cue in cues) >= 5
    assert any(cue.forced for cue in cues)
    assert {extension for cue in cues for extension in cue.extensions} >= {"CONT'D", "V.O.", "O.S."}
    notes = [element.span for element in script.elements if element.kind is Kind.NOTE]
    assert any(span.line != span.end_line for span in notes), "none across lines"
    assert any(span.column > 0 for span in notes), "none inside a line"
    numbers = [element.number for element in script.elements if element.kind is Kind.SCENE_HEADING]
    assert all(numbers)
    assert len(set(numbers)) == len(numbers)
    assert any(number and number.endswith("A") for number in numbers)


def test_it_goes_beyond_latin_letters(text: str) -> None:
    for sample in ("Ë", "Д", "林", "—", "“", "\u2019"):
        assert sample in text


def test_it_comes_back_to_its_places_at_other_times(script: Script) -> None:
    facts = breakdown(script)
    ferry = [scene for scene in facts.scenes if scene.location == "FERRY"]
    assert len(ferry) >= 10
    assert len({scene.sub_location for scene in ferry}) >= 3
    assert {scene.time for scene in facts.scenes} >= {"DAY", "NIGHT", "CONTINUOUS", "LATER"}


def test_its_main_parts_speak_most(script: Script) -> None:
    cast = breakdown(script).cast
    assert cast[0].name == "NORA"
    assert sum(part.speeches for part in cast[:8]) > sum(part.speeches for part in cast[8:])
    assert sum(len(part.scenes) == 1 for part in cast) >= 20


def test_it_is_the_same_everywhere(text: str) -> None:
    # Who changes its words changes what every measurement is taken on: then, and only then, this number changes.
    assert hashlib.sha256(text.encode()).hexdigest()[:16] == "b0166bebe35c260e"


def test_the_script_writes_the_same_bytes_whatever_the_hash_order(tmp_path: Path, text: str) -> None:
    for seed in ("1", "2"):
        ended = make("--output", str(tmp_path / seed), hash_seed=seed)
        assert ended.returncode == 0, ended.stderr
        assert "190 scenes" in ended.stdout
        assert (tmp_path / seed).read_bytes() == text.encode()


def test_ten_times_the_length_is_one_script_of_1900_scenes() -> None:
    script = parse(feature(190, 1, repeat=10))
    headings = [element for element in script.elements if element.kind is Kind.SCENE_HEADING]
    assert len(headings) == 1900
    assert len({heading.number for heading in headings}) == 1900
    assert next(iter(script.title_page)) == "title"


def test_another_seed_is_another_script_of_the_same_size(text: str) -> None:
    other = feature(190, 2)
    assert other != text
    assert abs(len(other) - len(text)) < 0.03 * len(text)


@pytest.mark.parametrize("scenes", [1, 7, 40])
def test_it_can_be_shorter(scenes: int) -> None:
    assert len(breakdown(parse(feature(scenes, 1))).scenes) == scenes


def test_what_cannot_be_done_is_said_in_a_sentence(tmp_path: Path) -> None:
    ended = make("--output", str(tmp_path / "missing" / "feature.fountain"))
    assert ended.returncode == 1
    assert "cannot be written" in ended.stderr
    assert "Traceback" not in ended.stderr
    ended = make("--output", str(tmp_path / "feature.fountain"), "--scenes", "0")
    assert ended.returncode == 1
    assert not list(tmp_path.iterdir())
