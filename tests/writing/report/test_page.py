"""The page as a whole: it is well made, needs nothing else, and keeps strangers' words words."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import pytest

from blender_movie_director.screenplay.facts import bechdel
from blender_movie_director.writing.report import Spending, to_html
from tests.writing.report.markup import Node, read
from tests.writing.report.material import TEA, analysis_of, facts_of

HOSTILE = """\
Title: <script>alert(1)</script> & "Co"
Author: <img src=https://example.com/x.png onerror=alert(2)>

# Act </title><script>alert(3)</script>

INT. <b>KITCHEN</b> & 'HALL' - DAY

A man.

ANNA & <i>BEN</i>
</script></style></svg><script>alert(4)</script>

CARL "X"
Yes.
"""
HEBREW = (
    "Title: \u05d4\u05e1\u05d5\u05d3\n\n"
    "INT. \u05d1\u05d9\u05ea - DAY\n\n@\u05d3\u05d5\u05d3\n\u05e9\u05dc\u05d5\u05dd.\n"
)
CHARTS = ("pace", "lengths", "mixture", "presence", "cast", "conversations", "places", "money")


def page_of(text: str, *, analysed: bool = False) -> Node:
    facts = facts_of(text)
    return read(to_html(facts, analysis_of(facts) if analysed else None))


@pytest.mark.parametrize("analysed", [False, True])
@pytest.mark.parametrize(
    "text", [TEA, HOSTILE, HEBREW, "Only a line.", "INT. A - DAY", "ANNA\nHello.", "", "# One\n\n# Two\n"]
)
def test_any_script_makes_a_page_in_which_all_is_closed(text: str, analysed: bool) -> None:
    page = page_of(text, analysed=analysed)
    for name in CHARTS:
        assert page.one(name).tag == "figure"
        assert page.one(name).all("figcaption")[0].all("p")[0].text


def test_a_feature_makes_one_too_and_is_not_too_large(feature: str) -> None:
    facts = facts_of(feature)
    made = to_html(facts, analysis_of(facts))
    page = read(made)
    assert len(page.all("article", "card")) == 190 + 6
    assert len(made.encode()) < 650_000
    assert len(to_html(facts).encode()) < 450_000


def test_the_same_script_gives_the_same_page() -> None:
    first, second = (to_html(facts, analysis_of(facts)) for facts in (facts_of(TEA), facts_of(TEA)))
    assert first == second


@pytest.mark.parametrize("text", [TEA, HOSTILE])
def test_it_needs_nothing_else(text: str) -> None:
    page = page_of(text, analysed=True)
    for node in page.walk():
        assert node.tag not in {
            "img",
            "link",
            "iframe",
            "object",
            "embed",
            "base",
            "form",
            "video",
            "audio",
            "use",
            "image",
        }
        for name, value in node.attributes.items():
            assert name not in {"src", "srcset", "data", "action", "background", "poster", "style"}
            assert not name.startswith("on")
            assert name != "href" or value.startswith("#")
    for style in page.all("style"):
        assert not re.search(r"@import|url\(|https?:", style.text)
    (script,) = page.all("script")
    assert not re.search(r"fetch|XMLHttp|import\b|https?:|innerHTML|eval", script.text)
    (policy,) = (node for node in page.all("meta") if "http-equiv" in node.attributes)
    assert policy.attributes["content"].startswith("default-src 'none';")


def test_links_lead_somewhere() -> None:
    page = page_of(TEA, analysed=True)
    names = {node.attributes.get("id") for node in page.walk()}
    targets = {node.attributes["href"].removeprefix("#") for node in page.all("a")}
    targets |= {f"scene-{node.attributes['data-scene']}" for node in page.walk() if "data-scene" in node.attributes}
    assert targets
    assert targets <= names


def test_markup_in_a_script_stays_text() -> None:
    page = page_of(HOSTILE, analysed=True)
    assert len(page.all("script")) == 1
    assert page.all("h1")[0].text == '<script>alert(1)</script> & "Co"'
    assert "<img src=https://example.com/x.png onerror=alert(2)>" in page.all("p", "author")[0].text
    assert page.one("scene-1").all("h3")[0].text.endswith("1 INT. <b>KITCHEN</b> & 'HALL' - DAY")


def test_what_no_page_may_hold_is_replaced() -> None:
    made = to_html(facts_of(TEA)._replace(author="A\x00B\x1b\ud800C"))
    assert "A\ufffdB\ufffd\ufffdC" in made
    made.encode()


def test_words_from_right_to_left_keep_their_direction() -> None:
    page = page_of(HEBREW)
    assert page.all("h1")[0].attributes["dir"] == "auto"
    assert page.one("scene-1").all("bdi")
    assert "dir" not in page_of(TEA).all("h1")[0].attributes


def test_charts_are_told_to_those_who_do_not_see_them() -> None:
    page = page_of(TEA * 3, analysed=True)
    charts = [node for node in page.all("svg") if node.attributes.get("role") == "img"]
    assert len(charts) >= len(CHARTS) - 1
    for chart in charts:
        title, description = (page.one(name) for name in chart.attributes["aria-labelledby"].split())
        assert (title.tag, description.tag) == ("title", "desc")
        assert title.text
        assert description.text
    others = [node for node in page.all("svg") if node not in charts]
    assert all(node.attributes.get("aria-hidden") == "true" for node in others)
    for figure in page.all("figure"):
        assert figure.all("table") or not figure.all("svg"), "every chart has its numbers as a table"


def test_headings_go_down_one_step_at_a_time() -> None:
    levels = [int(node.tag[1]) for node in page_of(TEA, analysed=True).walk() if re.fullmatch(r"h\d", node.tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_without_an_analysis_it_says_how_to_get_the_rest() -> None:
    page = page_of(TEA)
    (note,) = page.all("p", "note")
    assert "run Analyze" in note.text
    assert "Coverage" not in page.text
    assert len(page.all("article", "card")) == 3
    assert "no model was asked" in page.one("money").text


def test_with_one_all_of_it_is_there() -> None:
    page = page_of(TEA, analysed=True)
    assert page.all("p", "logline")[0].text.startswith("A surveyor who trusts")
    assert "Consider" in page.one("coverage").text
    assert [len(grade.all("rect", "full")) for grade in page.all("div", "grade")] == [4, 3, 2, 1, 4]
    assert [node.text for node in page.one("characters").all("h3")] == ["ANNA", "BEN", "CARL"]
    assert "There is no scene 999." in page.one("structure").text
    assert "second key" in page.one("continuity").text
    card = page.one("scene-1")
    assert "trust \u2192 doubt: the drawer was locked an hour ago" in card.text
    assert [quote.text for quote in card.all("q")] == [
        "the folder",
        "a key on a string",
        "water against the wall",
        "a dog barks",
    ]
    (rejected,) = card.all("div", "rejected")
    assert rejected.all("q")[0].text == "a dog barks"
    assert "not in the scene" in rejected.text
    assert "Not read. The provider's filter refused it." in page.one("scene-2").text
    assert "Missing: scene 2." in page.all("p", "note")[0].text


def test_parts_that_are_missing_leave_no_empty_place() -> None:
    facts = facts_of(TEA)
    page = read(to_html(facts, replace(analysis_of(facts), story=None, assessment=None, stand_in=True, failures=())))
    assert "A stand-in wrote the analysis" in page.all("p", "note")[0].text
    assert "a stand-in wrote the analysis, at no cost" in page.one("money").text
    names = {node.attributes.get("id") for node in page.all("section")}
    assert names == {"shape", "people", "locations", "checks", "cost", "scenes"}
    assert len(page.all("nav")[0].all("a")) == len(names)


def test_bare_readings_make_bare_cards() -> None:
    facts = facts_of(TEA)
    analysis = analysis_of(facts)
    story, assessment = analysis.story, analysis.assessment
    assert story
    assert assessment
    reading = analysis.scenes[0].reading
    assert reading
    bare = replace(
        reading, purpose="", conflict="", story_day="", elements=(), turn=replace(reading.turn, before="", after="")
    )
    page = read(
        to_html(
            facts,
            replace(
                analysis,
                scenes=(replace(analysis.scenes[0], reading=bare),),
                story=replace(
                    story, line="", page="", paragraph="", acts=(), beats=(), themes=(), story_days=(), rejected=()
                ),
                assessment=replace(
                    assessment,
                    characters=(),
                    continuity=(),
                    coverage=replace(assessment.coverage, strengths=(), recommendation="", grades=()),
                ),
            ),
        )
    )
    assert not page.one("scene-1").all("dl")
    assert not page.one("structure").all("h3")
    assert "No recommendation" in page.one("coverage").text
    assert "nobody of that name" in page.one("continuity").text


def test_an_analysis_of_another_version_says_so() -> None:
    facts = facts_of(TEA)
    changed = facts_of(TEA.replace("EXT. GARDEN - NIGHT #2A#", "EXT. ROOF - NIGHT").partition("## Steam")[0])
    page = read(to_html(changed, analysis_of(facts)))
    assert "of 3 scenes, 2 had another heading" in page.text
    assert "Analysed as EXT. GARDEN - NIGHT" in page.one("scene-2").text
    assert "no longer in the script" in page.one("scene-3").text


def test_what_was_read_before_the_first_scene_has_a_card() -> None:
    facts = facts_of(TEA)
    analysis = analysis_of(facts)
    opening = replace(analysis.scenes[0], ordinal=0, heading="(before the first scene)")
    page = read(to_html(facts, replace(analysis, scenes=(opening, *analysis.scenes))))
    assert page.one("scene-0").all("h3")[0].text == "(before the first scene)"
    assert not page.one("scene-0").all("p", "note")


def test_an_act_that_begins_before_the_first_scene_has_its_strip() -> None:
    facts = facts_of(TEA)
    analysis = analysis_of(facts)
    assert analysis.story is not None
    acts = (replace(analysis.story.acts[0], scenes=(0, 1, 2)), replace(analysis.story.acts[1], scenes=(3,)))
    page = read(to_html(facts, replace(analysis, story=replace(analysis.story, acts=acts))))
    first, second = page.one("structure").all("div", "strip")[:2]
    marks = [
        [(mark.attributes["x"], mark.attributes["width"]) for mark in strip.all("rect", "in")]
        for strip in (first, second)
    ]
    assert marks == [[("0", "200")], [("200", "100")]]
    assert "the opening, scenes\u00a01\u20132" in first.text


def test_another_title() -> None:
    facts = facts_of(TEA)
    assert read(to_html(facts, title="Draft 3")).all("h1")[0].text == "Draft 3"
    assert read(to_html(facts_of("INT. A - DAY"))).all("h1")[0].text == "Untitled"


def test_bechdel() -> None:
    facts = facts_of(TEA)
    checks = read(to_html(facts, tests=bechdel(facts, {"ANNA": "f", "CARL": "f"}))).one("checks")
    assert "Two named women speak: yes. Named women: ANNA, CARL." in checks.text
    assert "They speak with each other: yes, in scene\u00a03." in checks.text
    assert "Not told: BEN." in checks.text
    undecided = read(to_html(facts, tests=bechdel(facts, {"ANNA": "f"}))).one("checks")
    assert "They speak with each other: not told yet." in undecided.text
    failed = read(to_html(facts, tests=bechdel(facts, dict.fromkeys(("ANNA", "BEN", "CARL"), "m")))).one("checks")
    assert "Two named women speak: no. Named women: nobody." in failed.text
    assert "Give a table of names" in page_of(TEA).one("checks").text
    nobody = facts_of("INT. A - DAY")
    assert not read(to_html(nobody, tests=bechdel(nobody, {}))).one("checks").all("table")


def test_findings_with_their_lines_and_not_without_end() -> None:
    facts = facts_of("INT. A - DAY\n\nMR. JOHNSON\nOne.\n\nINT. A\n\nJOHNSON\nTwo.\n")
    (warning, alias) = read(to_html(facts)).one("checks").all("li")
    assert warning.classes == ["warning"]
    assert warning.text.startswith("warning line 6 The heading of scene 2 names no time of day. End it with")
    assert "Is JOHNSON the same person as MR. JOHNSON?" in alias.text
    assert "Nothing: headings" in page_of("INT. A - DAY\n\nOne.\n").one("checks").text
    page = read(to_html(facts._replace(findings=facts.findings * 201, aliases=())))
    assert len(page.one("checks").all("li")) == 200
    assert "And 1 more" in page.one("checks").text


def test_money_by_model_and_part() -> None:
    spent = [
        Spending("example/large", "analysis", 29, 400_000, 60_000, 1_840_000_000_000),
        Spending("example/small", "chat", 3, 900, 100, 42_000_000_000, unpriced=1),
        Spending("local/llama", "dialogue", 1, 10, 20, 0, unpriced=1),
        Spending("example/small", "", 2, 10, 20, 0, stored=2),
    ]
    figure = read(to_html(facts_of(TEA), spent=spent)).one("money")
    assert len(figure.all("rect", "words")) == 4
    assert [node.text for node in figure.all("text", "strong")] == [
        "$1.84", "$0.0420 and 1 of unknown price", "price unknown", "$0.00",
    ]  # fmt: skip
    assert "35 calls and 461,060 tokens for $1.88, 2 of them at an unknown price." in figure.text
    assert "2 calls (2 from what was stored)" in figure.text
    alone = read(to_html(facts_of(TEA), spent=spent[2:3])).one("money")
    assert "at a price that nobody has told" in alone.text
    facts = facts_of(TEA)
    analysis = analysis_of(facts)
    kept = replace(analysis, spent=replace(analysis.spent, calls=0))
    assert "all of the analysis was read before and kept" in read(to_html(facts, kept)).one("money").text


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_contrast(scheme: int) -> None:
    style = page_of(TEA).all("style")[0].text
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", re.findall(r":root \{(.*?)\}", style, re.DOTALL)[scheme]))
    assert len(colours) >= 17
    for name in ("ink", "faint", "accent", "action-ink", "bad"):
        for ground in ("paper", "card"):
            assert contrast(colours[name], colours[ground]) >= 4.5, f"{name} on {ground}"
    assert contrast(colours["inverse"], colours["dialogue"]) >= 4.5
    for name in ("dialogue", "action", "twilight", "night", "untold"):
        assert contrast(colours[name], colours["paper"]) >= 3, name
    # What stands side by side can be told apart without its hue.
    assert contrast(colours["dialogue"], colours["action"]) >= 1.8
    assert contrast(colours["day"], colours["night"]) >= 2
