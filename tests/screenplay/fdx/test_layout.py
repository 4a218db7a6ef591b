"""The page as a Final Draft file's own settings have it."""

from __future__ import annotations

from pathlib import Path

import pytest

from blender_movie_director.screenplay import Kind, breakdown, fdx
from blender_movie_director.screenplay.facts import Options
from blender_movie_director.screenplay.files import load
from blender_movie_director.screenplay.pages import paginate
from blender_movie_director.screenplay.pages.layout import FINAL_DRAFT, Layout
from blender_movie_director.screenplay.pages.paper import Align, Place, places

DATA = Path(__file__).parents[2] / "data" / "fdx"
# As Final Draft writes the template that it starts with, but for fonts and colours.
_TEMPLATE = """
<PageLayout TopMargin="72" BottomMargin="72" BreakDialogueAndActionAtSentences="Yes">
  <PageSize Height="11.00" Width="8.50"/>
</PageLayout>
<MoresAndContinueds>
  <DialogueBreaks AutomaticCharacterContinueds="Yes" DialogueBottom="(MORE)" DialogueTop="(CONT'D)"/>
</MoresAndContinueds>
<ElementSettings Type="Scene Heading">
  <ParagraphSpec Alignment="Left" FirstIndent="0.00" LeftIndent="1.50" RightIndent="7.50" SpaceBefore="24" Spacing="1"/>
</ElementSettings>
<ElementSettings Type="Action">
  <ParagraphSpec Alignment="Left" FirstIndent="0.00" LeftIndent="1.50" RightIndent="7.50" SpaceBefore="12" Spacing="1"/>
</ElementSettings>
<ElementSettings Type="Character">
  <ParagraphSpec Alignment="Left" FirstIndent="0.00" LeftIndent="3.50" RightIndent="7.25" SpaceBefore="12" Spacing="1"/>
</ElementSettings>
<ElementSettings Type="Parenthetical">
  <ParagraphSpec Alignment="Left" FirstIndent="-0.10" LeftIndent="3.00" RightIndent="5.50" SpaceBefore="0" Spacing="1"/>
</ElementSettings>
<ElementSettings Type="Dialogue">
  <ParagraphSpec Alignment="Left" FirstIndent="0.00" LeftIndent="2.50" RightIndent="6.00" SpaceBefore="0" Spacing="1"/>
</ElementSettings>
<ElementSettings Type="Transition">
  <ParagraphSpec Alignment="Right" LeftIndent="5.50" RightIndent="7.10" SpaceBefore="12" Spacing="1"/>
</ElementSettings>
"""
_SCRIPT = (
    '<Paragraph Type="Action"><Text>Rain.</Text></Paragraph>'
    '<Paragraph Type="Scene Heading"><Text>INT. HOUSE</Text></Paragraph>'
    '<Paragraph Type="Character"><Text>ANNA</Text></Paragraph>'
    f'<Paragraph Type="Dialogue"><Text>{"Say it. " * 20}</Text></Paragraph>'
)


def document(settings: str, script: str = _SCRIPT) -> fdx.FdxDocument:
    data = f'<FinalDraft DocumentType="Script" Version="5"><Content>{script}</Content>{settings}</FinalDraft>'
    return fdx.read(data.encode(), "own.fdx")


def layout(*changes: tuple[str, str]) -> Layout:
    settings = _TEMPLATE
    for old, new in changes:
        assert old in settings
        settings = settings.replace(old, new)
    found = document(settings).layout
    assert found is not None
    return found


def place(kind: Kind, found: Layout) -> Place:
    return places(found.rules)[kind]


def test_its_own_template_is_the_layout_of_that_name() -> None:
    paper, rules = layout()
    assert paper == FINAL_DRAFT.paper
    known, own = places(FINAL_DRAFT.rules), places(rules)
    for kind in (Kind.SCENE_HEADING, Kind.ACTION, Kind.PARENTHETICAL, Kind.DIALOGUE, Kind.LYRIC, Kind.CENTERED):
        assert own[kind] == known[kind]
    assert rules._replace(places=()) == FINAL_DRAFT.rules._replace(places=())


def test_a_file_without_settings_has_none() -> None:
    assert document("").layout is None
    assert document('<ElementSettings Type="Character"><FontSpec Style="AllCaps"/></ElementSettings>').layout is None


def test_blank_lines_columns_and_spacing_are_the_file_s() -> None:
    found = layout(
        ('SpaceBefore="24"', 'SpaceBefore="36"'),
        ('LeftIndent="2.50" RightIndent="6.00"', 'LeftIndent="2.25" RightIndent="6.00"'),
    )
    assert place(Kind.SCENE_HEADING, found).space == 3
    assert place(Kind.DIALOGUE, found)[:2] == (22, 38)
    double = layout(('SpaceBefore="0" Spacing="1"', 'SpaceBefore="0" Spacing="2"'))
    assert place(Kind.DIALOGUE, double).spacing == 2
    assert place(Kind.TRANSITION, found)[:4] == (55, 16, 1, Align.RIGHT)


def test_paper_and_margins_are_the_file_s() -> None:
    paper = layout(
        ('Height="11.00" Width="8.50"', 'Height="11.69" Width="8.26"'),
        ('"72" BottomMargin="72"', '"75" BottomMargin="65"'),
    ).paper
    assert (paper.name, paper.rows, paper.top) == ("A4", 58, 75)


def test_breaks_and_their_words_are_the_file_s() -> None:
    rules = layout(
        ("(MORE)", "(WEITER)"),
        ("(CONT'D)", "(FORTS.)"),
        ('AtSentences="Yes"', 'AtSentences="No"'),
        ('Continueds="Yes"', 'Continueds="No"'),
    ).rules
    assert (rules.more, rules.continued, rules.break_at_sentences, rules.continue_speakers) == (
        "(WEITER)",
        "(FORTS.)",
        False,
        False,
    )


@pytest.mark.parametrize("number", ["", "x", "nan", "-5", "1e300", "0"])
def test_numbers_that_make_no_sense_leave_what_is_usual(number: str) -> None:
    found = layout(
        ('LeftIndent="2.50" RightIndent="6.00"', f'LeftIndent="{number}" RightIndent="{number}"'),
        ('Height="11.00" Width="8.50"', f'Height="{number}" Width="{number}"'),
        ('TopMargin="72"', f'TopMargin="{number}"'),
        ('Spacing="1"', f'Spacing="{number}"'),
    )
    assert place(Kind.DIALOGUE, found)[:2] == place(Kind.DIALOGUE, FINAL_DRAFT)[:2]
    assert 12 <= found.paper.rows <= 60
    assert paginate(document("").script, *found).pages


def test_a_script_is_paginated_as_its_writer_sees_it() -> None:
    read = document(_TEMPLATE)
    assert read.layout is not None
    rows = [row for row in paginate(read.script, *read.layout).rows if row is not None]
    assert rows == [0, 3, 5, 6]
    facts = breakdown(document(_TEMPLATE, _SCRIPT * 20).script, Options(layout=read.layout))
    assert facts.pages == 5
    assert breakdown(document(_TEMPLATE, _SCRIPT * 20).script).pages == 4


def test_it_comes_with_the_script() -> None:
    loaded = load(DATA / "final_draft.fdx")
    assert loaded.layout == fdx.read((DATA / "final_draft.fdx").read_bytes(), "final_draft.fdx").layout
    assert loaded.layout is not None
