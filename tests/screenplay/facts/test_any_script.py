"""What holds for every text, however odd: nothing raises, and what should add up does."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from blender_movie_director.screenplay import as_text, breakdown, parse
from blender_movie_director.screenplay.asides import LINE_BREAK
from blender_movie_director.screenplay.facts import Options, Runtime, bechdel, vocabulary
from blender_movie_director.screenplay.facts.layout import columns
from blender_movie_director.screenplay.facts.report import bechdel_as_text, vocabulary_as_text
from blender_movie_director.screenplay.facts.tables import TABLES, as_csv, as_json, table
from tests.screenplay.strategies import scripts

PIECES = [
    *("", "", "", "  ", "INT. HOUSE - DAY", "EXT. A, B - NIGHT #1#", "INT./EXT. - CONTINUOUS #x2#", "INT."),
    *("ANNA", "ANNA (V.O.)", "@(V.O.)", "@\u9ed2\u6fa4 ^", "BOB ^", "\u0130\u00df", "(beat)", "(", "Hi."),
    *("Anna sees the bob.", "The BOB. the bob.", "He will. Will Bob?", "CUT TO:", "===", "# One", "### Two"),
    *("[[a note]]", "[[", "/*", "*/", "Title: A", "!INT. A", "{line} {where}", "=SUM(A1)", "~La", "\ud800"),
    *("word " * 90, "x" * 700, ".X - LATER", "> THE END <", "= Synopsis"),
]
TEXTS = st.one_of(st.lists(st.sampled_from(PIECES), max_size=40).map("\n".join), scripts)


@given(TEXTS, st.sampled_from([24, 25, 29.97]), st.booleans())
@settings(max_examples=300)
def test_every_text_has_a_breakdown_that_adds_up(text: str, fps: float, by_rates: bool) -> None:
    script = parse(text)
    lines = len(LINE_BREAK.split(text))
    options = Options(Runtime(by_rates=by_rates, fps=fps), aliases={"bob": "Anna", "anna": "bob"})
    facts = breakdown(script, options)
    assert facts == breakdown(script, options)
    assert facts.lead_frames + sum(scene.frames for scene in facts.scenes) == facts.frames
    assert all(scene.eighths >= 1 and scene.frames >= 0 for scene in facts.scenes)
    assert all(scene.first_line <= scene.last_line < lines for scene in facts.scenes)
    assert sum(page.words for page in facts.pacing) == facts.words
    assert len(facts.pacing) == facts.pages
    assert facts.mix.interior + facts.mix.exterior + facts.mix.both + facts.mix.elsewhere == len(facts.scenes)
    assert all(0 <= finding.first_line <= finding.last_line < lines for finding in facts.findings)
    assert sum(character.words for character in facts.cast) <= facts.dialogue_words
    data = facts.to_dict()
    assert json.loads(json.dumps(data)) == data


@given(TEXTS)
@settings(max_examples=100)
def test_every_text_can_be_reported_and_tabled(text: str) -> None:
    script = parse(text)
    facts = breakdown(script)
    report = as_text(facts) + bechdel_as_text(bechdel(facts, {"ANNA": "f"})) + vocabulary_as_text(vocabulary(script))
    assert all(columns(line) <= 80 for line in report.split("\n"))
    assert json.loads(as_json(facts))["words"] == facts.words
    assert all(as_csv(table(facts, name)).endswith("\r\n") for name in TABLES)
