"""What Final Draft shows in capitals because its type of paragraph does, however it was typed."""

from __future__ import annotations

from xml.etree.ElementTree import fromstring

import pytest

from blender_movie_director.screenplay import Kind, fdx, parse

_FILE = """<?xml version="1.0" encoding="UTF-8"?>
<FinalDraft DocumentType="Script" Template="No" Version="5">
  <Content>
    <Paragraph Type="Scene Heading"><Text>Int. bridge - dAY</Text></Paragraph>
    <Paragraph Type="Action"><Text>He waits.</Text></Paragraph>
    <Paragraph Type="Character">
      <Text>Sp</Text><Text RevisionID="2">OCK</Text><Text Style=""> (v.o.)</Text>
    </Paragraph>
    <Paragraph Type="Dialogue"><Text>Logic.</Text></Paragraph>
    <Paragraph Type="Character"><Text>Frau Groß</Text></Paragraph>
    <Paragraph Type="Dialogue"><Text>Ja.</Text></Paragraph>
    <Paragraph Type="Transition"><Text>Cut to:</Text></Paragraph>
    <Paragraph Type="Shot"><Text>Close on the key</Text></Paragraph>
    <Paragraph>
      <DualDialogue>
        <Paragraph Type="Character"><Text>McCoy</Text></Paragraph>
        <Paragraph Type="Dialogue"><Text>Dead.</Text></Paragraph>
        <Paragraph Type="Character"><Text>Kirk</Text></Paragraph>
        <Paragraph Type="Dialogue"><Text>Jim.</Text></Paragraph>
      </DualDialogue>
    </Paragraph>
  </Content>
  <ElementSettings Type="Scene Heading"><FontSpec Style="Bold+AllCaps"/></ElementSettings>
  <ElementSettings Type="Action"><FontSpec Style=""/></ElementSettings>
  <ElementSettings Type="Character"><FontSpec Style="AllCaps"/></ElementSettings>
  <ElementSettings Type="Shot"><FontSpec Style="AllCaps"/></ElementSettings>
  <ElementSettings Type="Transition"><FontSpec Style="AllCaps"/></ElementSettings>
</FinalDraft>
"""


@pytest.fixture
def document() -> fdx.FdxDocument:
    return fdx.read(_FILE.encode(), "trek.fdx")


def edited(document: fdx.FdxDocument, old: str, new: str) -> str:
    assert document.fountain.count(old) == 1
    return fdx.write(parse(document.fountain.replace(old, new)), document).decode()


def test_they_are_read_as_final_draft_shows_them(document: fdx.FdxDocument) -> None:
    said = [(element.kind, element.text) for element in document.script.elements if element.kind is not Kind.DIALOGUE]
    assert said == [
        (Kind.SCENE_HEADING, "INT. BRIDGE - DAY"),
        (Kind.ACTION, "He waits."),
        (Kind.CHARACTER, "SPOCK (v.o.)"),  # a run with a style of its own has its own capitals, or none
        (Kind.CHARACTER, "FRAU GROß"),  # ... and a letter without a capital of its own stays: styles keep their places
        (Kind.TRANSITION, "CUT TO:"),
        (Kind.ACTION, "CLOSE ON THE KEY"),
        (Kind.CHARACTER, "MCCOY"),
        (Kind.CHARACTER, "KIRK"),
    ]
    assert document.scenes[0].heading == "INT. BRIDGE - DAY"


def test_nothing_needs_force_in_fountain(document: fdx.FdxDocument) -> None:
    assert "@" not in document.fountain.replace("@FRAU GROß", "")
    assert "\nCUT TO:\n" in document.fountain


def test_without_such_a_setting_they_stay_as_typed() -> None:
    data = _FILE.replace("AllCaps", "").encode()
    assert "@SpOCK (v.o.)" in fdx.read(data, "trek.fdx").fountain


def test_an_unedited_file_is_the_same_file(document: fdx.FdxDocument) -> None:
    assert fdx.write(parse(document.fountain), document) == _FILE.encode()


def test_an_edit_keeps_what_was_typed_everywhere_else(document: fdx.FdxDocument) -> None:
    written = edited(document, "He waits.", "He waits on.")
    assert [said for said in fromstring(written).itertext() if said.strip()] == [
        said.replace("He waits.", "He waits on.") for said in fromstring(_FILE).itertext() if said.strip()
    ]


def test_an_edited_line_keeps_the_words_that_stayed(document: fdx.FdxDocument) -> None:
    written = edited(document, "BRIDGE - DAY", "BRIDGE - NIGHT")
    assert "<Text>Int. bridge - NIGHT</Text>" in written
    written = edited(document, "SPOCK (v.o.)", "OLD SPOCK (v.o.)")
    assert '<Text RevisionID="2">OCK</Text>' in written
    assert "OLD SPOCK (v.o.)" in fdx.read(written.encode(), "again.fdx").fountain
    written = edited(document, "MCCOY", "DR MCCOY")
    assert "McCoy</Text>" in written
    assert "<Text>Kirk</Text>" in written


def test_emphasis_does_not_cost_the_capitals(document: fdx.FdxDocument) -> None:
    written = edited(document, "\nMCCOY", "\n_MCCOY_")
    assert '<Text Style="Underline+AllCaps">McCoy</Text>' in written
    assert "_MCCOY_" in fdx.read(written.encode(), "again.fdx").fountain
