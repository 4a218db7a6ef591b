"""FDX to FDX: what a file holds survives, and an edit changes what was edited and nothing else."""

from __future__ import annotations

import difflib
from pathlib import Path
from xml.etree.ElementTree import Element as Node
from xml.etree.ElementTree import canonicalize, fromstring

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blender_movie_director.screenplay import fdx, parse
from blender_movie_director.screenplay.elements import Element
from blender_movie_director.screenplay.fdx.safe_xml import serialize

DATA = Path(__file__).parents[2] / "data" / "fdx"
FILES = sorted(DATA.glob("*.fdx"))


def document(name: str) -> fdx.FdxDocument:
    return fdx.read((DATA / name).read_bytes(), name)


def edit(base: fdx.FdxDocument, old: str, new: str) -> bytes:
    assert base.fountain.count(old) == 1
    return fdx.write(parse(base.fountain.replace(old, new)), base)


def changes(base: fdx.FdxDocument, edited: bytes) -> list[str]:
    """The lines of the file that an edit took out and put in, in the order of their letters."""
    before = canonicalize(serialize(base.file).decode()).splitlines()
    after = canonicalize(edited.decode()).splitlines()
    lines = list(difflib.unified_diff(before, after, n=0, lineterm=""))[2:]
    return sorted(line[0] + line[1:].strip() for line in lines if not line.startswith("@@"))


def paragraph(data: bytes, words: str) -> Node:
    found = [
        node
        for node in fromstring(data).iterfind("Content//Paragraph")
        if words in "".join(run.text or "" for run in node.iterfind("Text"))
    ]
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_nothing_changed_is_nothing_lost(path: Path) -> None:
    data = path.read_bytes()
    base = fdx.read(data, path.name)
    assert fdx.write(base.script, base) == data
    assert canonicalize(serialize(base.file).decode()) == canonicalize(data.decode())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_text_of_a_file_gives_its_script_again(path: Path) -> None:
    base = fdx.read(path.read_bytes(), path.name)
    assert fdx.read(fdx.write(base.script, base), "again").fountain == base.fountain
    alone = fdx.read(fdx.write(base.script), "alone")
    assert [each[:2] for each in alone.script.elements] == [each[:2] for each in base.script.elements]


def test_what_stands_around_the_tree_is_kept() -> None:
    data = (
        b'<?xml version="1.0" encoding="utf-8"?>\r\n<!-- by hand -->\r\n<FinalDraft xmlns:X="urn:x"'
        b' X:Thread="&#10;&quot;">\r\n<!-- in -->\r\n<?app keep?>\r\n<Content>\r\n'
        b"<Paragraph Type='Action'><Text>a&#13;b &lt;&amp; c</Text></Paragraph>\r\n</Content></FinalDraft>\r\n"
        b"<!-- after -->\r\n"
    )
    base = fdx.read(data, "x.fdx")
    written = fdx.write(parse(base.fountain + "\nMore.\n"), base)
    assert b"More." in written
    for part in (
        b'<?xml version="1.0" encoding="utf-8"?>\r\n<!-- by hand -->\r\n<FinalDraft xmlns:X="urn:x"',
        b'X:Thread="&#10;&quot;">\r\n<!-- in -->\r\n<?app keep?>\r\n<Content>\r\n',
        b"<Text>a&#13;b &lt;&amp; c</Text>",
        b"</FinalDraft>\r\n<!-- after -->\r\n",
    ):
        assert part in written
    assert b"\n" not in written.replace(b"\r\n", b"")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "iso-8859-1"])
def test_the_encoding_is_kept(encoding: str) -> None:
    declared = {"utf-8-sig": "UTF-8"}.get(encoding, encoding)
    text = (
        f'<?xml version="1.0" encoding="{declared}"?><FinalDraft><Content><Paragraph Type="Character">'
        "<Text>SIÂN</Text></Paragraph></Content></FinalDraft>"
    )
    base = fdx.read(text.encode(encoding), "x.fdx")
    written = fdx.write(parse("@SIÂN\n\nЯ.\n"), base)
    assert written[:4] == text.encode(encoding)[:4]
    again = fdx.read(written, "x.fdx")
    assert [element.text for element in again.script.elements] == ["SIÂN", "Я."]


def test_an_edit_keeps_revisions_tags_and_notes_of_the_words_around_it() -> None:
    base = document("final_draft.fdx")
    edited = edit(base, "winds it with a", "slowly winds it with a")
    assert changes(base, edited) == [
        "+<Text> on the wall. MARA (40) slowly winds it with a </Text>",
        "-<Text> on the wall. MARA (40) winds it with a </Text>",
    ]
    node = paragraph(edited, "slowly")
    assert node.get("id") == "6d0b5b53-9f1c-4a4e-8a50-0b9f6d7f1c02"
    assert [child.tag for child in node][:3] == ["ScriptNote", "Text", "Text"]
    assert [tag.words for tag in fdx.read(edited, "x").tags] == ["tide clock", "tide clock", " key"]


def test_new_words_belong_to_no_tag() -> None:
    base = document("final_draft.fdx")
    edited = edit(base, "A brass tide clock", "A brass tide mantel clock")
    assert [tag.words for tag in fdx.read(edited, "x").tags][::2] == ["tide", " clock", " key"]


def test_a_heading_keeps_its_properties() -> None:
    base = document("final_draft.fdx")
    edited = edit(base, "INT. HARBOUR OFFICE - NIGHT #1#", "INT. HARBOUR OFFICE - DAY #1A#")
    scene = fdx.read(edited, "x").scenes[0]
    assert scene == base.scenes[0]._replace(number="1A", heading="INT. HARBOUR OFFICE - DAY")
    assert paragraph(edited, "HARBOUR").get("id") == "6d0b5b53-9f1c-4a4e-8a50-0b9f6d7f1c01"


def test_a_summary_can_be_changed_added_and_cut() -> None:
    base = document("final_draft.fdx")
    edited = edit(base, "= She hides the key.\n\n", "= She sells the key.\n\n")
    scene = fdx.read(edited, "x").scenes[0]
    assert scene.synopsis == "Mara finds the tide clock stopped.\nShe sells the key."
    assert scene.arc_beats == base.scenes[0].arc_beats
    edited = edit(base, "EXT. QUAY - DAWN #2A#", "EXT. QUAY - DAWN #2A#\n\n= At last.")
    assert fdx.read(edited, "x").scenes[2] == base.scenes[2]._replace(synopsis="At last.")
    edited = edit(document("fade_in.fdx"), "= The race car catches fire.\n\n", "")
    assert fdx.read(edited, "x").scenes[0].synopsis == ""
    assert b"<SceneArcBeats/>" in edited
    bare = fdx.read(
        b"<FinalDraft><Content><Paragraph Type='Scene Heading'><Text>INT. A</Text></Paragraph></Content></FinalDraft>",
        "bare",
    )
    assert fdx.read(edit(bare, "INT. A", "INT. A\n\n= New."), "x").scenes[0].synopsis == "New."


def test_a_type_that_fountain_lacks_is_kept() -> None:
    edited = edit(document("final_draft.fdx"), "CLOSE ON: THE HANDS", "CLOSE ON: A HAND")
    assert paragraph(edited, "CLOSE ON").get("Type") == "Shot"


def test_another_kind_is_another_paragraph() -> None:
    edited = edit(document("final_draft.fdx"), "Mara, Jon\n", "> MARA, JON\n")
    assert paragraph(edited, "MARA, JON").attrib == {"Type": "Transition"}


def test_an_omitted_scene_stays_behind_its_heading() -> None:
    edited = edit(document("final_draft.fdx"), ".OMITTED #2#", ".OMITTED FOR NOW #2#")
    assert paragraph(edited, "OMITTED FOR NOW").find("OmittedScene/Paragraph/Text[@TagNumber='3']") is not None


def test_lines_can_be_added_cut_and_moved() -> None:
    base = document("final_draft.fdx")
    head, scenes = base.fountain.split("INT. HARBOUR", 1)
    first, second = ("INT. HARBOUR" + scenes).split("===\n\n", 1)
    edited = fdx.write(parse(f"{head}{second}\n{first}"), base)
    assert [scene.number for scene in fdx.read(edited, "x").scenes] == ["2A", "1", "2"]
    edited = edit(base, "HELLO THERE\n\n", "")
    assert changes(base, edited) == ["-</Paragraph>", '-<Paragraph Type="Action">', "-<Text>HELLO THERE</Text>"]
    edited = edit(base, "HELLO THERE\n\n", "HELLO THERE\n\nHello.\n\n")
    assert changes(base, edited) == ["+</Paragraph>", '+<Paragraph Type="Action">', "+<Text>Hello.</Text>"]


def test_speeches_of_two_paragraphs_become_one_only_when_edited() -> None:
    base = document("final_draft.fdx")
    assert len(fromstring(edit(base, "HELLO THERE", "HELLO")).findall("Content/Paragraph[@Type='Dialogue']")) == 2
    edited = edit(base, "Not once.", "Never once.")
    assert [
        "".join(run.text or "" for run in node.iterfind("Text"))
        for node in fromstring(edited).iterfind("Content/Paragraph[@Type='Dialogue']")
    ] == ["You were never late before.\nNever once."]


def test_dual_dialogue_is_edited_in_its_frame() -> None:
    base = document("final_draft.fdx")
    edited = edit(base, "It stopped?", "It stopped, did it?")
    assert changes(base, edited) == ["+<Text>It stopped, did it?</Text>", "-<Text>It stopped?</Text>"]
    edited = edit(base, "(at the door)\n", "")
    assert [node.get("Type") for node in fromstring(edited).iterfind("Content//DualDialogue/Paragraph")] == [
        *("Character", "Dialogue"),
        *("Character", "Dialogue"),
    ]
    apart = edit(base, "JON (O.S.) ^", "JON (O.S.)")
    assert fromstring(apart).find("Content//DualDialogue") is None
    together = fdx.write(base.script, fdx.read(apart, "apart"))
    assert fdx.read(together, "x").fountain == base.fountain
    noted = fdx.read(edit(document("fade_in.fdx"), "You said go.", "You said stop."), "x")
    assert [note.title for note in noted.notes] == ["For sound"]


def test_carets_and_brackets_of_other_programs_do_no_harm() -> None:
    body = (
        "<Paragraph Type='Character'><Text>BOB</Text></Paragraph>"
        "<Paragraph Type='Dialogue'><Text>Hi.</Text></Paragraph>"
        "<Paragraph Type='Character'><Text>SUE ^</Text></Paragraph><Paragraph Type='Dialogue'><Text>Ho.</Text>"
        "<ScriptNote Name='Title'><Paragraph><Text>a[[b]]c</Text></Paragraph></ScriptNote></Paragraph>"
    )
    base = fdx.read(f"<FinalDraft><Content>{body}</Content></FinalDraft>".encode(), "x")
    edited = fdx.read(edit(base, "Ho.", "Hey."), "y")
    assert edited.fountain == base.fountain.replace("Ho.", "Hey.")
    alone = fdx.read(f"<FinalDraft><Content>{body.replace(' ^', '')}</Content></FinalDraft>".encode(), "x")
    assert fdx.read(edit(alone, "Ho.", "Hey."), "y").notes == alone.notes


def test_page_breaks_and_numbers_come_and_go() -> None:
    base = document("final_draft.fdx")
    assert paragraph(edit(base, "===\n\n", ""), "QUAY").get("StartsNewPage") is None
    assert paragraph(edit(base, "HELLO THERE", "===\n\nHELLO THERE"), "HELLO").get("StartsNewPage") == "Yes"
    assert paragraph(edit(base, " #2A#", ""), "QUAY").get("Number") is None


def test_notes_are_added_moved_and_cut_beside_those_that_stay() -> None:
    base = document("final_draft.fdx")
    edited = fdx.read(edit(base, "MARA (40) winds", "MARA (40) [[Whose?]] winds"), "x")
    assert [(note.text, note.title) for note in edited.notes if note.scene] == [
        ("Is the clock ours or hired?", "Prop"),
        ("Whose?", ""),
    ]
    assert "MARA (40) [[Whose?]] winds" in edited.fountain
    cut = fdx.read(edit(base, "[[Is the clock ours or hired?]]\n\n", ""), "x")
    assert [note.title for note in cut.notes] == ["General"]


def test_the_title_page_is_rewritten_alone() -> None:
    base = document("final_draft.fdx")
    edited = fdx.read(edit(base, "Draft date: 2026-03-01", "Draft date: 2026-04-01\nRevision: Green"), "x")
    assert [entry.text for entry in edited.title_page][-3:] == [
        "2026-04-01",
        "Green",
        "Harbour Pictures\n12 Quay Street",
    ]
    assert edited.file.root.find("TitlePage/HeaderAndFooter") is not None
    assert edited.scenes == base.scenes
    added = fdx.write(parse("Title: Lab\n\n" + document("final_draft_13.fdx").fountain), document("final_draft_13.fdx"))
    assert fdx.read(added, "x").title_page[0].text == "Lab"
    bare = b"<FinalDraft><Content/><TitlePage/></FinalDraft>"
    assert fdx.read(fdx.write(parse("Title: Lab\n\nHi."), fdx.read(bare, "bare")), "x").title_page[0].text == "Lab"


def test_everything_can_be_cut_and_written_anew() -> None:
    base = document("final_draft.fdx")
    empty = fdx.read(fdx.write(parse(""), base), "empty")
    assert empty.fountain == ""
    assert len(empty.revisions) == 2
    assert [each.text for each in fdx.read(fdx.write(parse("Anew.\n"), empty), "x").script.elements] == ["Anew."]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_writing_into_a_file_leaves_what_was_read_alone(path: Path) -> None:
    base = fdx.read(path.read_bytes(), path.name)
    before = serialize(base.file)
    text = base.fountain.replace("#1#", "#9#").replace(".\n", ". [[Hm.]]\n").replace("Title:", "Title: New")
    edited = fdx.write(parse("Date: May\n" + text.replace("= ", "= So ").replace("^\n", "^\n(so)\n")), base)
    assert edited != before
    assert serialize(base.file) == before


def test_a_large_edit_of_a_large_script_ends() -> None:
    """Thousands of lines that are all alike are compared without comparing each with each."""
    text = "BOB\nYes.\n\n" * 3000
    base = fdx.read(fdx.write(parse(text)), "x.fdx")
    edited = fdx.write(parse("INT. A - DAY\n\n" + text.replace("Yes.", "No.") + "The end."), base)
    assert edited.count(b"No.") == 3000


_BLOCKS = st.sampled_from(
    [
        *("INT. HOUSE - DAY #4#", "= Sum.", "They *wait*.", "They wait, all _two_ of them.", "BOB\nHi.", "SUE ^\nHo."),
        *("BOB\n(low)\nHi.\n~la", "CUT TO:", "> mid <", "===", "# Act", "## Act", "[[note]]", "/* bone */", "!", "~la"),
        *("They [[why]] wait.", "[[Is the clock ours or hired?]]", "JON (O.S.) ^\nNo."),
    ]
)


@settings(max_examples=120, derandomize=True)
@given(
    st.sampled_from(["final_draft.fdx", "fade_in.fdx", ""]),
    st.lists(_BLOCKS, max_size=8),
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 60), _BLOCKS), max_size=5),
)
def test_any_edit_of_a_file_is_read_back(name: str, blocks: list[str], edits: list[tuple[int, int, str]]) -> None:
    base = document(name) if name else fdx.read(fdx.write(parse("\n\n".join(blocks))), "x")
    parts = base.fountain.split("\n\n")
    for change, where, block in edits:
        place = 1 + where % max(len(parts) - 1, 1)  # the title page is not a block like the others
        if change == 0:
            parts.insert(place, block)
        elif change == 1:
            parts[place : place + 1] = [block]
        elif change == 2:
            parts.insert(place, parts.pop())
        else:
            parts[-1] += " more"
    script = parse("\n\n".join(parts))
    written = fdx.read(fdx.write(script, base), "y").script
    assert [_said(each) for each in written.elements] == [_said(each) for each in script.elements]


def _said(element: Element) -> tuple[object, ...]:
    return (element[:2], element.styles, element.name, element.number, element.dual, element.depth)


@pytest.mark.parametrize("kind", ["Summary", "Outline Body"])
@pytest.mark.parametrize("own", [False, True], ids=["without a summary", "with a summary"])
class TestSynopsesBelowAHeading:
    """Final Draft may have a scene's summary twice: with the heading, and as paragraphs under it."""

    @pytest.fixture
    def base(self, kind: str, *, own: bool) -> fdx.FdxDocument:
        summary = "<SceneProperties><Summary><Paragraph><Text>Own.</Text></Paragraph></Summary></SceneProperties>"
        body = "".join(
            f"<Paragraph Type='{each}'>{more}<Text>{text}</Text></Paragraph>\n"
            for each, more, text in (
                ("Scene Heading", summary if own else "", "INT. A - DAY"),
                (kind, "", "She finds it."),
                (kind, "", "He sees her."),
                ("Action", "", "Rain."),
            )
        )
        base = fdx.read(f"<FinalDraft><Content>\n{body}</Content></FinalDraft>".encode(), "x")
        above = "= Own.\n\n" if own else ""
        assert base.fountain == f"INT. A - DAY\n\n{above}= She finds it.\n\n= He sees her.\n\nRain.\n"
        return base

    def said(self, data: bytes) -> list[tuple[str, str]]:
        nodes = fromstring(data).iterfind("Content/Paragraph")
        return [(node.get("Type", ""), "".join(run.text or "" for run in node.iterfind("Text"))) for node in nodes]

    def test_they_stay_under_a_heading_that_changes(self, base: fdx.FdxDocument, kind: str, *, own: bool) -> None:
        edited = edit(base, "INT. A - DAY", "INT. A - NIGHT #1#")
        assert self.said(edited)[1:] == [(kind, "She finds it."), (kind, "He sees her."), ("Action", "Rain.")]
        assert (b"Own." in edited) == own

    @pytest.mark.parametrize(
        ("old", "new", "said"),
        [
            ("She finds it.", "She loses it.", ["She loses it.", "He sees her."]),
            ("= She finds it.\n\n", "", ["He sees her."]),
            ("= He sees her.\n\n", "", ["She finds it."]),
            ("= He sees", "= It snows.\n\n= He sees", ["She finds it.", "It snows.", "He sees her."]),
        ],
    )
    def test_each_can_be_changed_added_and_cut(
        self, base: fdx.FdxDocument, old: str, new: str, said: list[str], *, own: bool, kind: str
    ) -> None:
        edited = edit(base, old, new)
        assert [text for each, text in self.said(edited) if each in {kind, "Outline Body"}] == said
        assert self.said(edited)[0] == ("Scene Heading", "INT. A - DAY")
        assert fdx.read(edited, "y").fountain == base.fountain.replace(old, new)
        assert (b"Own." in edited) == own

    def test_all_of_them_can_be_cut(self, base: fdx.FdxDocument, kind: str, *, own: bool) -> None:
        edited = edit(base, "= She finds it.\n\n= He sees her.\n\n", "= All new.\n\n")
        again = fdx.read(edited, "y").fountain
        assert again == base.fountain.replace("= She finds it.\n\n= He sees her.\n\n", "= All new.\n\n")
        assert kind not in [each for each, text in self.said(edited) if text == "She finds it."]
        assert (b"Own." in edited) == own
