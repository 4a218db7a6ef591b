"""The charts: as many marks as there is to mark, where they belong, and none where there is nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from blender_movie_director.screenplay.facts import Breakdown
from blender_movie_director.writing.analysis import Analysis
from blender_movie_director.writing.analysis.results import Act, Beat
from blender_movie_director.writing.report import to_html
from tests.writing.report.markup import Node, read
from tests.writing.report.material import TEA, analysis_of, facts_of

LONG_ACTION = "He walks to the window and looks at the rain, and then at the door, and then again at the rain. " * 8


def figure_of(name: str, facts: Breakdown, analysis: Analysis | None = None) -> Node:
    return read(to_html(facts, analysis)).one(name)


def place(node: Node, name: str = "x") -> float:
    return float(node.attributes[name])


def tips(figure: Node) -> list[str]:
    return [node.text for node in figure.all("title")]


def script_of(scenes: int, *, headings: str = "INT. ROOM {0} - DAY", names: str = "ANNA") -> str:
    parts = [
        f"{headings.format(number)}\n\n{LONG_ACTION}\n\n{names.format(number)}\nWords number {number}.\n"
        for number in range(1, scenes + 1)
    ]
    return "\n".join(parts)


def with_story(facts: Breakdown, acts: tuple[Act, ...] = (), beats: tuple[Beat, ...] = ()) -> Analysis:
    analysis = analysis_of(facts)
    assert analysis.story
    return replace(analysis, story=replace(analysis.story, acts=acts, beats=beats))


def test_lengths_have_a_bar_for_each_scene_as_tall_as_it_is_long() -> None:
    facts = facts_of(TEA + LONG_ACTION * 3)
    figure = figure_of("lengths", facts)
    bars = figure.all("rect", "length")
    assert len(bars) == 3
    unit = place(bars[0], "height") / facts.scenes[0].eighths
    assert [round(place(bar, "height") / unit) for bar in bars] == [scene.eighths for scene in facts.scenes]
    assert len(figure.all("tbody")[0].all("tr")) == 3
    assert f"The longest is scene 3, INT. KITCHEN - NIGHT, with {facts.scenes[2].eighths // 8}" in figure.text
    assert "The only scene takes" in figure_of("lengths", facts_of("INT. A - DAY\n\nOne.")).text


def test_the_longest_scenes_of_many_are_named() -> None:
    facts = facts_of(script_of(14) + LONG_ACTION * 5)
    figure = figure_of("lengths", facts)
    named = sorted(facts.longest_scenes[:2])
    assert [node.text for node in figure.all("text", "small")] == [*map(str, named), "average"]
    assert len(figure.all("rect", "long")) == 2


def test_the_mixture_goes_up_for_dialogue_and_down_for_action() -> None:
    figure = figure_of("mixture", facts_of(TEA))
    up, down = figure.all("rect", "dialogue"), figure.all("rect", "action")
    assert len(up) == len(down) == 3
    assert place(up[1], "height") == 0
    (middle,) = {place(bar, "y") for bar in down}
    assert all(place(bar, "y") + place(bar, "height") == pytest.approx(middle, abs=0.11) for bar in up)
    assert "Nobody speaks in scene 2." in figure.text
    assert "Scene 2: 0 words spoken, 3 of action" in tips(figure)
    assert "Somebody speaks in every scene." in figure_of("mixture", facts_of(script_of(2))).text
    silent = "".join(f"INT. ROOM {number} - DAY\n\nNothing.\n\n" for number in range(9))
    assert "Nobody speaks in 9 of 10 scenes." in figure_of("mixture", facts_of(silent + script_of(1))).text


def test_presence_has_a_row_for_each_and_a_mark_for_each_scene() -> None:
    figure = figure_of("presence", facts_of(TEA))
    assert len(figure.all("rect", "speaks")) == 2 + 1 + 1
    assert len(figure.all("rect", "named")) == 1, "CARL digs in scene 2 and says nothing"
    assert "CARL is named in scene 2" in tips(figure)
    assert "ANNA, scene 3: 3 words" in tips(figure)
    assert len(figure.all("line", "life")) == 3
    columns = {tip.text: place(mark) for mark in figure.all("rect", "speaks") for tip in mark.all("title")}
    assert columns["ANNA, scene 3: 3 words"] == columns["CARL, scene 3: 12 words"] > columns["BEN, scene 1: 3 words"]
    assert "ANNA speaks in 2 of 3 scenes." in figure.text


def test_presence_follows_the_small_parts_by_their_entrance_and_takes_several_charts() -> None:
    facts = facts_of(script_of(70, names="GUEST{0}A") + script_of(5))
    figure = figure_of("presence", facts)
    assert len(figure.all("svg")) == 2
    rows = [node.text for node in figure.all("text", "end") if node.text != "scene"]
    assert rows[:3] == ["ANNA", "GUEST1A", "GUEST2A"]
    assert "below, the others by their entrance" in figure.text
    assert "below, the others" not in figure_of("presence", facts_of(script_of(5))).text


def test_who_speaks_before_the_first_scene_has_a_row_without_marks() -> None:
    figure = figure_of("presence", facts_of("VOICE\nOnce upon a time.\n\nINT. A - DAY\n\nANNA\nHello.\n"))
    assert {"VOICE", "ANNA"} <= {node.text for node in figure.all("text", "end")}
    assert len(figure.all("rect", "speaks")) == len(figure.all("line", "life")) == 1


def test_the_same_scene_stands_at_the_same_place_in_every_chart() -> None:
    facts = facts_of(script_of(30))
    lengths = [place(bar) for bar in figure_of("lengths", facts).all("rect", "length")]
    assert lengths == [place(bar) for bar in figure_of("mixture", facts).all("rect", "action")]


def test_places_put_each_scene_under_its_time() -> None:
    figure = figure_of("places", facts_of(TEA))
    groups = [(node.classes[1], node.all("rect", "block")[0].classes[1]) for node in figure.all("g", "scene")]
    assert groups == [("day", "inside"), ("night", "inside"), ("night", "outside")]
    assert [node.text for node in figure.all("text", "band")] == ["day", "night"]
    assert "2 locations; the script comes to KITCHEN most often (2 scenes)." in figure.text
    untold = figure_of("places", facts_of("INT./EXT. CAR\n\nThey drive.\n"))
    assert [node.text for node in untold.all("text", "band")] == ["no time told"]
    assert untold.all("g", "untold")[0].all("rect", "both")


def test_many_places_take_several_charts_and_stay_inside() -> None:
    figure = figure_of("places", facts_of(script_of(90)))
    assert len(figure.all("svg", "")) == 3 + 3, "three charts, and three swatches in the key"
    wide = figure_of("places", facts_of(script_of(200, headings="INT. ROOM - DAY")))
    blocks = wide.all("g", "scene")
    assert len(blocks) == 200
    assert max(place(block.all("rect")[0]) for block in blocks) < 840


def test_cast_has_a_bar_for_each_and_one_for_the_rest() -> None:
    figure = figure_of("cast", facts_of(TEA))
    bars = figure.all("rect", "words")
    assert len(bars) == 3
    assert [node.text for node in figure.all("text", "end")] == ["CARL", "ANNA", "BEN"]
    assert "3 words in 1 speech" in [node.text for node in figure.all("text")]
    assert "CARL speaks 52% of all words" in figure.text
    many = figure_of("cast", facts_of(script_of(40, names="GUEST{0}A")))
    assert len(many.all("rect", "words")) == 24
    assert len(many.all("rect", "others")) == 1
    assert "16 others together" in many.text
    assert len(many.all("tbody")[0].all("tr")) == 40


def test_conversations_have_a_square_for_each_pair() -> None:
    figure = figure_of("conversations", facts_of(TEA))
    assert len(figure.all("rect", "talk")) == 2
    sides = {tip: place(group.all("rect")[0], "width") for group in figure.all("g", "pair") for tip in tips(group)}
    assert sides["ANNA and BEN: 2 exchanges in 1 scene"] > sides["ANNA and CARL: 1 exchange in 1 scene"]
    assert "never get" not in figure.text


def test_conversations_of_many_show_those_who_talk_most() -> None:
    pairs = "".join(f"INT. A - DAY\n\nGUEST{n}A\nYes.\n\nGUEST{n}B\nNo.\n\n" for n in range(20))
    alone = "INT. B - DAY\n\nCARL\nAlone.\n\n"
    figure = figure_of("conversations", facts_of(pairs + alone))
    assert len(figure.all("rect", "talk")) == 11
    assert "Shown are the 22 who talk most. 1 speaking part never gets an answer." in figure.text
    two = figure_of("conversations", facts_of(pairs + alone + alone.replace("CARL", "DORA")))
    assert "2 speaking parts never get an answer" in two.text


def test_pace_has_a_bar_for_each_page_and_a_curve() -> None:
    facts = facts_of(script_of(60))
    figure = figure_of("pace", facts)
    assert len(figure.all("rect", "share")) == facts.pages > 8
    assert len(figure.all("path", "curve")) == 1
    assert len(figure.all("rect", "starts")) == sum(bool(page.scenes) for page in facts.pacing)
    assert "the curve the average of five" in figure.text
    few = figure_of("pace", facts_of(script_of(12)))
    assert few.all("rect", "share")
    assert not few.all("path", "curve")
    assert "at least 3 pages" in figure_of("pace", facts_of(TEA)).text


def test_acts_and_sequences_are_the_writers_own_where_no_model_has_said() -> None:
    sections = "# Act One\n\n## Water\n\n{0}\n# Act Two\n\n## Fire\n\n{0}\n## A sequence with a name\n\n{0}"
    figure = figure_of("pace", facts_of(sections.format(script_of(8))))
    assert [node.text for node in figure.all("text", "band")] == ["Act One", "Act Two"]
    assert tips(figure)[1:4] == ["Water", "Fire", "A sequence with a name"]
    assert len(figure.all("rect", "sequence")) == 3
    many = figure_of("pace", facts_of("# Act One\n\n" + "".join(f"## S{n}\n\n{script_of(1)}\n" for n in range(41))))
    assert not many.all("rect", "sequence"), "more than can be told apart"
    parts = figure_of("pace", facts_of("# Water\n\n" + script_of(9) + "\n# Fire\n\n" + script_of(9)))
    assert "parts" in [node.text for node in parts.all("text", "faint")]
    assert not parts.all("rect", "sequence")


def test_acts_of_a_model_end_where_the_next_begins() -> None:
    facts = facts_of(script_of(30))
    acts = (Act("II", tuple(range(10, 31)), ""), Act("I", tuple(range(1, 13)), ""), Act("Gone", (99,), ""))
    figure = figure_of("lengths", facts, with_story(facts, acts))
    assert [node.text for node in figure.all("text", "band")] == ["I", "II"]
    lines = [place(line, "x1") for line in figure.all("line", "border")]
    bars = [place(bar) for bar in figure.all("rect", "length")]
    assert lines[1] == pytest.approx(bars[9], abs=3)


def test_turning_points_stand_over_their_pages() -> None:
    facts = facts_of(script_of(60))
    beats = (
        Beat("The letter", (20,), "It comes.", turning=True),
        Beat("Breakfast", (21,), "They eat."),
        Beat("A name that is far too long to be set beside its mark", (20, 25), "It is read.", turning=True),
        Beat("The end of all that was", (60,), "It burns.", turning=True),
        Beat("Gone", (99,), "It is no more.", turning=True),
    )
    figure = figure_of("pace", facts, with_story(facts, beats=beats))
    marks = figure.all("path", "turn")
    assert len(marks) == 3
    assert "The letter, scene 20: It comes." in tips(figure)
    assert [item.all("b")[0].text for item in figure.all("ol", "turns")[0].all("li")] == [
        "The letter", "A name that is far too long to be set beside its mark",
        "The end of all that was",
    ]  # fmt: skip
    names = figure.all("text", "turn-name")
    assert place(names[0], "y") < place(names[1], "y"), "names at the same place stand below each other"
    assert "end" in names[2].classes, "a name at the right edge stands before its mark"
    many = tuple(Beat(f"Turn {number}", (20,), "", turning=True) for number in range(7))
    assert len(figure_of("pace", facts, with_story(facts, beats=many)).all("path", "turn")) == 7


def test_nothing_is_drawn_where_there_is_nothing() -> None:
    page = read(to_html(facts_of("")))
    for figure in page.all("figure"):
        assert not figure.all("svg")
        assert not figure.all("table")
    assert "Without scene headings" in figure_of("presence", facts_of("ANNA\nHello.\n")).text
    assert "No scene has words" in figure_of("mixture", facts_of("INT. A - DAY\n")).text
    assert "Nobody answers anybody" in figure_of("conversations", facts_of("INT. A - DAY\n\nANNA\nHello.\n")).text


def test_a_table_without_end_is_cut() -> None:
    figure = figure_of("mixture", facts_of("INT. A - DAY\n\nOne.\n\n" * 1001))
    assert len(figure.all("tbody")[0].all("tr")) == 1000
    assert "And 1 more" in figure.text


def test_long_names_are_cut_and_whole_in_their_tip() -> None:
    name = "A MAN WHOSE NAME IS MUCH LONGER THAN ANY GUTTER"
    figure = figure_of("cast", facts_of(f"INT. A - DAY\n\n{name}\nYes.\n"))
    (label,) = figure.all("text", "end")
    assert label.own_text.endswith("\u2026")
    assert label.all("title")[0].text == name
    wide = "\u6797\u5c0f\u6885\u7684\u975e\u5e38\u9577\u7684\u540d\u5b57"
    (label,) = figure_of("cast", facts_of(f"INT. A - DAY\n\n@{wide}\nYes.\n")).all("text", "end")
    assert len(label.own_text) < len(wide), "ideographs are as wide as two letters"
