"""Fade In's files, written after the examples of the format's own specification (versions 1.2 and 4)."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from blender_movie_director.screenplay import Kind, ScriptError, parse
from blender_movie_director.screenplay.importing import archive, from_fadein

DATA = Path(__file__).resolve().parents[2] / "data" / "importing"
NEW = (DATA / "fade_in_4.osf").read_bytes()
OLD = (DATA / "fade_in_1_2.osf").read_bytes()


def zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in members.items():
            file.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize("data", [NEW, zipped({"document.xml": NEW, "other": b""})], ids=["osf", "fadein"])
def test_every_kind_of_paragraph_comes_over(data: bytes) -> None:
    imported = from_fadein(data)
    assert imported.text == (
        "Title: Two Lamps\nCredit: Written by\nAuthor: Nobody Atall\nDraft date: Third draft\n"
        "Contact: nobody@example.org\n\n"
        "INT. LAMP ROOM - DAY #1#\n\n"
        "= A light is found.\n\n"
        "A ***match***. Stars: \\*not\\* bold.\n\n"
        "[[Which lamp?\nAsk Idris.]]\n\n"
        "MCCANN\n(low)\nLight!\n\n"
        "ANNA (V.O.) ^\nDark, and\ndark again.\n_Yours._\n\n"
        "> SMASH TO BLACK.\n\n"
        "===\n\n"
        ".THE ATTIC #2#\n\n"
        "CLOSE ON THE LAMP\n\n"
        "> THE END <\n"
    )
    assert (imported.confidence, imported.notes, imported.doubts) == (1.0, (), ())


def test_what_is_written_is_read_as_what_it_was() -> None:
    elements = parse(from_fadein(NEW).text).elements
    assert [element.kind for element in elements][5:] == [
        Kind.SCENE_HEADING, Kind.SYNOPSIS, Kind.ACTION, Kind.NOTE, Kind.CHARACTER, Kind.PARENTHETICAL, Kind.DIALOGUE,
        Kind.CHARACTER, Kind.DIALOGUE, Kind.TRANSITION, Kind.PAGE_BREAK, Kind.SCENE_HEADING, Kind.ACTION, Kind.CENTERED,
    ]  # fmt: skip


def test_the_first_version_typed_its_emphasis_into_the_text() -> None:
    imported = from_fadein(OLD)
    assert imported.text.startswith("Title: Two Lamps\nCredit: Written by\nDraft date: First Draft\nCopyright: ")
    script = parse(imported.text)
    rain, plain = (element for element in script.elements if element.kind is Kind.ACTION)
    assert rain.text == "Rain and 5 < 6 green."
    assert [(rain.text[style.start : style.end], style.bold, style.italic) for style in rain.styles] == [
        ("Rain ", True, False),
        ("and", True, True),
    ]
    assert plain.text == "No style\nat all."


def test_a_note_inside_a_speech_does_not_end_it() -> None:
    aside = b'<para page_number="1">\n      <style basestyle="Parenthetical"/>'
    data = NEW.replace(aside, aside.replace(b"<para", b'<para note="How?"'))
    elements = parse(from_fadein(data).text).elements
    kinds = [element.kind for element in elements]
    note = kinds.index(Kind.NOTE, kinds.index(Kind.CHARACTER))
    assert kinds[note - 1 : note + 2] == [Kind.PARENTHETICAL, Kind.NOTE, Kind.DIALOGUE]


def test_words_that_fountain_would_read_otherwise_stay_what_they_were() -> None:
    data = NEW.replace(b'<para number="1"', b'<para number="(1 A)"').replace(
        b"nobody@example.org", b"no_bo_dy@example.org"
    )
    script = parse(from_fadein(data.replace(b"Ask Idris.", b"Ask [[Idris]].")).text)
    assert script.title_page["contact"] == ("no_bo_dy@example.org",)
    kinds = {element.kind: element for element in reversed(script.elements)}
    assert (kinds[Kind.SCENE_HEADING].text, kinds[Kind.SCENE_HEADING].number) == ("INT. LAMP ROOM - DAY", "1A")
    assert kinds[Kind.NOTE].text == "Which lamp?\nAsk [[Idris] ]."


BOMB = (
    b'<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    b"<document><paragraphs>&b;</paragraphs></document>"
)


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"PK\x03\x04 and then nothing of the kind", "damaged or cut short"),
        (zipped({"document.xml": NEW})[:400], "damaged or cut short"),
        (zipped({"letter.xml": NEW}), "an archive with no script in it"),
        (zipped({"document.xml": b"\0" * (archive.MAX_BYTES + 1)}), "unpacks to more than 20 MB"),
        (zipped({"document.xml": BOMB}), "DTD"),
        (zipped({f"{number}": b"" for number in range(5001)}), "5,001 files"),
        (NEW[:600], "damaged or cut short"),
        (b"INT. HOUSE - DAY", "is not a Fade In file"),
        (b"<FinalDraft><Content/></FinalDraft>", "no script in the Open Screenplay Format"),
        (b"<document/>", "no script in the Open Screenplay Format"),
    ],
    ids=["no zip", "cut zip", "other zip", "zip bomb", "entities", "many", "cut xml", "text", "fdx", "no script"],
)
def test_what_is_no_fade_in_file_says_so(data: bytes, what: str) -> None:
    with pytest.raises(ScriptError) as caught:
        from_fadein(data, "lamps.fadein")
    assert what in caught.value.what
    assert caught.value.what.startswith("lamps.fadein ")
    assert caught.value.remedy.endswith(".")


def test_an_archive_with_a_password_says_so() -> None:
    data = bytearray(zipped({"document.xml": NEW}))
    data[6] |= 1  # the flag in the member's own header and in the list of members
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(ScriptError, match="protected by a password"):
        from_fadein(bytes(data))
