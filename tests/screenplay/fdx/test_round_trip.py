"""Fountain to FDX to Fountain: every kind of element comes back as it was."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from blender_movie_director.screenplay import fdx, parse
from blender_movie_director.screenplay.elements import Element, Kind, Script

EXAMPLES = Path(__file__).parents[3] / "examples"


def read_back(script: Script) -> Script:
    return fdx.read(fdx.write(script), "script.fdx").script


def said(script: Script) -> list[tuple[object, ...]]:
    """What the elements say, wherever they stand."""
    return [_said(each) for each in script.elements]


def _said(e: Element) -> tuple[object, ...]:
    return (e.kind, e.text, e.styles, e.name, e.extensions, e.dual, e.number, e.depth)


KINDS = {
    "heading": "INT. HOUSE - DAY",
    "heading, numbered": "EXT. ROAD - NIGHT #12A-2#",
    "heading, forced": ".SNIPER SCOPE POV #3#",
    "heading, lower case": "int. house - day",
    "heading, emphasised": "_**INT. HOUSE - DAY**_",
    "action": "They wait.\n\tFor *hours*.\n\n    Indented, and kept so.",
    "action, forced": "!INT. NOT A HEADING\n\n!BOB\n\n!CUT TO:",
    "action with an empty line": "One\n!\nThree",
    "action that says nothing": "One\n\n!\n\nThree",
    "action in capitals": "THE END IS NEAR",
    "cue": "BOB\nHi.",
    "cue with extensions": "BOB (V.O.) (CONT'D)\nHi.",
    "cue, forced": "@McCLANE\nYippee.\n\n@23 (on phone)\nHm.",
    "cue, other scripts": "ИЛЬЯ\nЯ!\n\n@山田\nはい。",
    "cue without a speech": "@BOB\n\nHe leaves.",
    "parenthetical": "BOB\n(low,\nto himself)\nHi.\n(louder)\nHi!",
    "dialogue over an empty line": "BOB\nHi.\n  \nStill me.",
    "lyric": "BOB\n~Row, row\n~your boat\nHm.\n\n~Alone.",
    "lyrics apart": "BOB\n~One verse\n  \n~Another",
    "transition": "CUT TO:\n\n> Fade to white\n\n> FADE OUT.",
    "centered": "> THE END <\n\n> *Two* <\n> lines <",
    "page break": "One.\n\n===\n\nTwo.\n\n===\n===\n\nThree.\n\n===",
    "section": "# Act\n\n## Sequence\n\n##### Deep",
    "synopsis": "= Before all.\n\nINT. HOUSE - DAY\n\n= In it.\n= Twice.\n\nThey wait.\n\n= Later.",
    "empty ones": "=\n\n#\n\n~\n\n>\n\n> <",
    "dual dialogue": "BOB\nHi.\n\nSUE (O.S.) ^\n(loud)\nHi.\n\nTED ^\nHi!\n\nBOB\nOh.",
    "dual dialogue with nobody": "They wait.\n\nSUE ^\nHi.\n\nTED ^\nHo.",
    "dual dialogue over a page": "BOB\nHi.\n\n===\n\nSUE ^\nHi.",
    "note": "[[First]]\n\nThey [[why?]] wait.[[End]]\n\n[[Over\ntwo lines]]\n\nOn.\n\n[[Last]]",
    "note in a speech": "BOB [[who?]]\n[[how]]\nHi [[ha]] there.\n[[and]]\n(low)",
    "note with an empty line": "They wait.\n\n[[One.\n  \nTwo.]]",
    "note with brackets": "They [[see [this] ]] wait.",
    "notes before a page break": "[[Before]]\n\n===\n\nOne.\n\n[[Between]]\n\n===\n\nTwo.",
    "note under a summary": "INT. HOUSE - DAY\n\n= It.\n\n[[Note]]\n\n===\n\nEXT. ROAD - DAY\n\n= So. [[Hm]]",
    "boneyard": "One./* no */\n\n/* INT. CUT - DAY\n\nGone. */\n\nTwo.\n\n/**/\n\n/* to the end",
    "boneyard in a speech": "BOB\n(low) /* no\n\nno */\nHi.",
    "emphasis": "*i* **b** ***bi*** _u_ _**bu**_ **b *bi* b** \\*not\\* snake_case 2 * 3 ____ \\_x\\_",
    "title page": "Title:\n    **A _Tide_**\n    Clock\nAuthors: Ana\nDraft date: May\nContact:\n\nHi.",
    "title page with asides": "[[n]]\n/* a\n\nb */\nTitle: X [[m]]\nAuthor:/* c */\n Y\nDate: Z [[o]]\n\n[[p]]\n\nA.",
    "title page with asides alone": "Title: X [[m]]\nAuthor: Y",
    "title page, any key": "Weird Key Of Mine: yes\nContact: me: you\nTitle: late\n\nHi.",
    "what looks like a title page": " # Act: one\n\nHi.",
    "only a boneyard": "/* nothing left */",
    "nothing": "",
}


@pytest.mark.parametrize("text", KINDS.values(), ids=KINDS)
def test_every_kind_comes_back(text: str) -> None:
    script = parse(text)
    assert said(read_back(script)) == said(script)


def test_the_kinds_above_are_all_there_are() -> None:
    assert {element.kind for text in KINDS.values() for element in parse(text).elements} == set(Kind)


def test_our_script_comes_back() -> None:
    script = parse((EXAMPLES / "one_below.fountain").read_text("utf-8"))
    assert said(read_back(script)) == said(script)


def test_the_example_is_what_we_write() -> None:
    script = parse((EXAMPLES / "one_below.fountain").read_text("utf-8"))
    assert fdx.write(script) == (EXAMPLES / "one_below.fdx").read_bytes()


def test_notes_stand_where_they_stood() -> None:
    text = "They [[why?]] wait, all of them. [[End]]\n\n[[Before]]\n\nBOB\nHi [[ha]] there.\n"
    assert fdx.read(fdx.write(parse(text)), "script.fdx").fountain == text


def test_prose_is_not_forced() -> None:
    text = "A dog (old) barks: twice.\n\nINT. HOUSE - DAY\n\nBOB\n(low)\nHi.\n\nCUT TO:\n"
    assert fdx.read(fdx.write(parse(text)), "script.fdx").fountain == text


_WORDS = st.sampled_from(
    [
        *("INT. HOUSE - DAY", "EXT. ROAD", "est x", ".FORCED", " #1A#", "BOB", "@McCLANE", "BOB (V.O.)", " ^"),
        *("(beat)", "(", "Hello there.", "hello", "~la", "> CUT", "CUT TO:", "> mid <", "===", "# Act", "## Two"),
        *("= syn", "[[note]]", "[[a\nb]]", "[[n\n  \nm]]", "/* bone */", "/* b\n\nc */", "/* open", "*", "**", "***"),
        *("_", "\\*", "\\", "!", "Title: x", "Author:\n    y", "a: b", " ", "  ", "\t", "é", "Ж", "界", "1", '"', "<"),
        *(">", "&", "]", "\n", "\n", "\n\n", "\n\n", "\n\n", "\n  \n", "\r\n"),
    ]
)


@settings(max_examples=400, derandomize=True)
@given(st.lists(_WORDS, max_size=16).map("".join))
def test_any_script_comes_back(text: str) -> None:
    script = parse(text)
    assume(not any("[[" in element.text for element in script.elements))  # Fountain has no escape for a bracket
    assert said(read_back(script)) == said(script)


@settings(max_examples=200, derandomize=True)
@given(st.lists(st.text(st.characters(blacklist_categories=["Cs", "Cc", "Cn"]), max_size=12), max_size=6))
def test_any_characters_come_back(lines: list[str]) -> None:
    script = parse("\n\n".join(lines))
    assume(not any("[[" in element.text for element in script.elements))
    assert said(read_back(script)) == said(script)


def test_what_xml_cannot_hold_is_made_visible() -> None:
    script = parse("A bell\x07 rings.")
    assert [element.text for element in read_back(script).elements] == ["A bell\ufffd rings."]


def test_what_fountain_cannot_say_stays_in_the_script() -> None:
    """A heading stays a heading and words stay words, whatever marks the file's text holds."""
    body = b"".join(
        b"<Paragraph Type='%s' Number='%s'><Text>%s</Text></Paragraph>" % each
        for each in [
            (b"Scene Heading", b"12 A", b"INT. HOUSE"),
            (b"Scene Heading", b"", b"- LATER"),
            (b"Scene Heading", b"", b"---"),
            (b"Parenthetical", b"", b"alone"),
            (b"Dialogue", b"", b"said by nobody"),
            (b"Character", b"", b"INT. BOB"),
            (b"Action", b"", b"a\n\nb"),
            (b"Action", b"", b"He types /* and */ and \\* and \\\\_."),
            (b"Outline 0", b"", b"Act"),
            (b"Action", b"", b"Word<Text/>"),
        ]
    )
    script = fdx.read(b"<FinalDraft><Content>" + body + b"</Content></FinalDraft>", "x.fdx").script
    assert [(element.kind, element.text, element.number) for element in script.elements] == [
        (Kind.SCENE_HEADING, "INT. HOUSE", None),
        (Kind.SCENE_HEADING, "LATER", None),
        (Kind.ACTION, "---", None),
        (Kind.ACTION, "(alone)", None),
        (Kind.ACTION, "said by nobody", None),
        (Kind.CHARACTER, "INT. BOB", None),
        (Kind.ACTION, "a\n\nb", None),
        (Kind.ACTION, "He types /* and */ and \\* and \\\\_.", None),
        (Kind.SECTION, "Act", None),
        (Kind.ACTION, "Word", None),
    ]


def test_a_first_line_with_a_colon_makes_no_title_page_of_the_script() -> None:
    content = b"<Paragraph Type='Action'><Text>Note: it rains.</Text></Paragraph>"
    script = fdx.read(b"<FinalDraft><Content>" + content + b"</Content></FinalDraft>", "x.fdx").script
    assert [element.text for element in script.elements if element.kind is Kind.ACTION] == ["Note: it rains."]


def test_an_underlined_part_of_a_word_costs_only_its_line() -> None:
    content = (
        b"<Paragraph Type='Action'><Text Style='Bold'>Loud</Text><Text> un</Text><Text Style='Underline'>der</Text>"
        b"<Text>line</Text></Paragraph>"
    )
    document = fdx.read(b"<FinalDraft><Content>" + content + b"</Content></FinalDraft>", "x.fdx")
    assert document.fountain == "**Loud** underline\n"


def test_another_reader_finds_the_same_scenes_and_speeches() -> None:
    reader = pytest.importorskip("screenplay_tools.fdx.parser").Parser()
    reader.parse((EXAMPLES / "one_below.fdx").read_text("utf-8"))
    found = Counter(type(each).__name__ for each in reader.script.elements)
    ours = Counter(each.kind for each in parse((EXAMPLES / "one_below.fountain").read_text("utf-8")).elements)
    assert found["SceneHeading"] == ours[Kind.SCENE_HEADING]
    # It does not look into the one dual dialogue.
    assert found["Character"] == ours[Kind.CHARACTER] - 2
    assert found["Dialogue"] == ours[Kind.DIALOGUE] - 2


def test_the_file_looks_like_final_draft_s() -> None:
    text = fdx.write(parse("Title: X\n\nINT. A - DAY #1#\n\n= Sum.\n\nBOB\nHi.\n\nSUE ^\n*Ho*.")).decode()
    assert text.startswith('<?xml version="1.0" encoding="UTF-8" standalone="no" ?>\n<FinalDraft DocumentType="Script"')
    assert '<Paragraph Type="Scene Heading" Number="1">\n      <SceneProperties Title="">\n' in text
    assert re.search(r"<Summary>\s*<Paragraph>\s*<Text>Sum\.</Text>", text)
    assert re.search(r"<Paragraph>\s*<DualDialogue>\s*<Paragraph Type=\"Character\">\s*<Text>BOB</Text>", text)
    assert '<Text Style="Italic">Ho</Text>' in text
    assert "^" not in text
