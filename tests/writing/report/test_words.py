"""Small words for the page, the money, and the report as data and Markdown."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest

from blender_movie_director.llm.ledger import Attempt
from blender_movie_director.screenplay.facts import bechdel
from blender_movie_director.writing.analysis import Analysis
from blender_movie_director.writing.report import Spending, Subject, as_csv, as_json, spending_of, to_markdown
from blender_movie_director.writing.report.axes import Axis, round_step
from blender_movie_director.writing.report.money import in_dollars, of_analysis
from blender_movie_director.writing.report.text import listed, runs, scene_links
from tests.writing.report.material import TEA, analysis_of, facts_of


def attempt(model: str, task: str, picodollars: int | None, outcome: str = "finished") -> Attempt:
    return Attempt(
        time=0.0, call="c", attempt=1, task=task, project="", model=model, provider="p", input_tokens=100,
        output_tokens=None, cached_tokens=0, reasoning_tokens=0, estimated=False, picodollars=picodollars,
        cost_source="", first_word=None, duration=1.0, outcome=outcome, request_id="",
    )  # fmt: skip


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_scenes_are_told_in_runs_and_those_that_are_there_are_links() -> None:
    assert list(runs([])) == []
    assert list(runs([1, 2, 3, 5, 8, 9])) == [(1, 3), (5, 5), (8, 9)]
    assert scene_links([], {1}) == ""
    assert scene_links([1, 2, 9], {1, 2}) == ('scenes\u00a0<a href="#scene-1">1</a>\u2013<a href="#scene-2">2</a>, 9')
    assert scene_links([4], {}) == "scene\u00a04"


def test_what_stands_before_the_first_scene_is_no_scene_nought() -> None:
    assert scene_links([0, 1], {0}) == '<a href="#scene-0">the opening</a>, scene\u00a01'
    assert scene_links([0, 1, 2], {}) == "the opening, scenes\u00a01\u20132"
    assert scene_links([0], {}) == "the opening"


@pytest.mark.parametrize(
    ("names", "told"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_lists(names: list[str], told: str) -> None:
    assert listed(names) == told


@pytest.mark.parametrize(
    ("amount", "told"),
    [("0", "$0.00"), ("1234.5", "$1,234.50"), ("0.0421", "$0.0421"), ("0.00001", "< $0.0001"), ("0.9", "$0.9000")],
)
def test_dollars(amount: str, told: str) -> None:
    assert in_dollars(Decimal(amount)) == told


@pytest.mark.parametrize("count", [1, 2, 12, 190, 1000])
def test_ticks_begin_with_one_and_keep_apart(count: int) -> None:
    axis = Axis(count)
    ticks = list(axis.ticks())
    assert ticks[0] == 1
    assert axis.right <= 822 + 1e-6
    assert all((after - before) * axis.step >= 27 for before, after in pairwise(ticks[1:]))


def test_steps_are_round() -> None:
    assert [round_step(highest) for highest in (1, 4, 7, 100, 1000)] == [1, 2, 5, 50, 500]


def test_a_ledger_is_summed_by_model_and_task() -> None:
    found = spending_of(
        [
            attempt("a", "analysis", 5),
            attempt("b", "chat", 70),
            attempt("a", "analysis", None),
            attempt("a", "chat", 0, "cache"),
        ]
    )
    assert found == (
        Spending("b", "chat", 1, 100, 0, 70),
        Spending("a", "analysis", 2, 200, 0, 5, unpriced=1),
        Spending("a", "chat", 1, 100, 0, 0, stored=1),
    )
    assert spending_of([]) == ()


def test_an_analysis_knows_what_it_has_taken() -> None:
    analysis = analysis_of(facts_of(TEA))
    assert of_analysis(analysis)[0].dollars == Decimal("1.8421")
    (unpriced,) = of_analysis(replace(analysis, spent=replace(analysis.spent, dollars="")))
    assert (unpriced.unpriced, unpriced.picodollars) == (29, 0)
    assert of_analysis(replace(analysis, stand_in=True)) == ()
    assert of_analysis(replace(analysis, spent=replace(analysis.spent, calls=0))) == ()


def test_json_holds_all_of_it_and_the_analysis_can_be_read_back() -> None:
    facts = facts_of(TEA)
    analysis = analysis_of(facts)
    data = json.loads(as_json(Subject(facts, analysis, tests=bechdel(facts, {"ANNA": "f"}), given_title="Draft")))
    assert data["title"] == "Draft"
    assert [scene["heading"] for scene in data["tables"]["scenes"]][1] == "EXT. GARDEN - NIGHT"
    assert Analysis.from_dict(data["analysis"]) == analysis
    assert data["bechdel"]["women"] == ["ANNA"]
    assert data["money"][0]["dollars"] == "1.842100000000"
    bare = json.loads(as_json(Subject(facts)))
    assert (bare["analysis"], bare["bechdel"], bare["money"]) == (None, None, [])


def test_csv_has_a_table_for_everything() -> None:
    facts = facts_of(TEA)
    analysis = analysis_of(facts)
    tables = as_csv(Subject(facts, analysis))
    assert [row["failure"][:8] for row in rows(tables["readings"])] == ["", "The prov", ""]
    assert [row["rejected"] != "" for row in rows(tables["elements"])] == [False, False, False, True] * 2
    assert [row["name"] for row in rows(tables["characters"])] == ["ANNA", "BEN", "CARL"]
    assert rows(tables["characters"])[1]["relations"] == "ANNA: Owes each other an answer."
    kinds = [row["kind"] for row in rows(tables["structure"])]
    assert kinds.count("act") == 3
    assert kinds.count("turning point") == 3
    assert kinds[-1] == "question"
    assert [row["kind"] for row in rows(tables["coverage"])] == [
        *["grade"] * 5, "strength", "strength", "weakness", "recommendation",
    ]  # fmt: skip
    assert rows(tables["money"])[0]["model"] == "example/reader-1"
    assert len(rows(tables["scenes"])) == 3


def test_csv_of_parts_has_what_there_is() -> None:
    facts = facts_of(TEA)
    assert set(as_csv(Subject(facts))) == {
        "scenes", "cast", "locations", "mix", "presence", "pairs", "conversations", "pacing", "lint",
    }  # fmt: skip
    partial = as_csv(Subject(facts, replace(analysis_of(facts), story=None, assessment=None)))
    assert rows(partial["structure"]) == rows(partial["coverage"]) == rows(partial["characters"]) == []


def test_markdown_has_the_words_and_tables_in_the_place_of_charts() -> None:
    facts = facts_of(TEA)
    text = to_markdown(facts, analysis_of(facts), tests=bechdel(facts, {"ANNA": "f", "CARL": "f"}))
    lines = text.splitlines()
    assert lines[0] == "# Tea for Three"
    assert "A surveyor who trusts nothing but numbers" in text
    assert "> Missing: scene 2. The provider's filter refused it. Ask another model." in lines
    assert "| CARL | 12 | 52% | 1 | 3 |" in lines
    assert "| ANNA | BEN | 2 | 1 |" in lines
    assert "| KITCHEN | 3/8 | 1 | 0 | 1 | 1, 3 |" in lines or "| KITCHEN | 4/8 | 1 | 0 | 1 | 1, 3 |" in lines
    assert "- They speak with each other: yes, in 3" in lines
    assert "| example/reader-1 | analysis | 29 | 412,806 | 61,215 | 1.842100000000 |" in lines
    assert text.count("# Tea for Three") == 1
    assert "\n\n\n" not in text
    assert text.endswith("|\n")


def test_markdown_of_the_counted_half_says_how_to_get_the_rest() -> None:
    text = to_markdown(
        facts_of(
            "INT. A|B - DAY\n\n" + "<b>Rain</b> and rain again. " * 900 + "\n\nMR. JOHNSON\nOne.\n\nJOHNSON\nTwo.\n"
        )
    )
    assert "> This is what can be counted without a model." in text
    assert r"INT. A\|B - DAY" in text
    assert "perhaps MR. JOHNSON" in text
    assert "`\u2581\u2581" in text
    assert "## Money" not in text
    assert "## Bechdel" not in text
    assert to_markdown(facts_of("")).startswith("# Untitled\n\n0 scenes")


def test_markdown_of_many_pairs_and_unknown_prices_is_cut_and_said() -> None:
    pairs = "".join(f"INT. A - DAY\n\nGUEST{n}A\nYes.\n\nGUEST{n}B\nNo.\n\n" for n in range(31))
    facts = facts_of(pairs)
    text = to_markdown(facts, spent=[Spending("m", "chat", 1, 2, 3, 0, unpriced=1)], tests=bechdel(facts, {}))
    assert "And 1 more pair." in text
    assert "| m | chat | 1 | 2 | 3 | unknown |" in text
    assert "- Two named women speak: not told yet (nobody)" in text
