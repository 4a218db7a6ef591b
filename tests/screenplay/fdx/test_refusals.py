"""What is no script, or is dangerous, or is broken: one error with two plain sentences."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blender_movie_director.screenplay import ScriptError, fdx
from blender_movie_director.screenplay.fdx import safe_xml

DATA = Path(__file__).parents[2] / "data" / "fdx"
BOMB = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><FinalDraft><Content><Paragraph><Text>&c;</Text></Paragraph></Content>
</FinalDraft>"""
EXTERNAL = b"""<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><FinalDraft><Content>
<Paragraph><Text>&e;</Text></Paragraph></Content></FinalDraft>"""
OUTSIDE = b'<!DOCTYPE FinalDraft SYSTEM "http://localhost/x.dtd"><FinalDraft><Content/></FinalDraft>'
DEEP = b"<FinalDraft><Content>" + b"<a>" * 5000 + b"</a>" * 5000 + b"</Content></FinalDraft>"

REFUSED = {
    "a million lines": (b"<FinalDraft><Content>" + b"<Paragraph/>" * 100_001 + b"</Content></FinalDraft>", "100,001"),
    "an XML bomb": (BOMB, "definitions of its own"),
    "an external entity": (EXTERNAL, "definitions of its own"),
    "an external DTD": (OUTSIDE, "definitions of its own"),
    "a deep nest": (DEEP, "far deeper"),
    "nothing": (b"", "is empty"),
    "white space": (b"\xef\xbb\xbf \r\n", "is empty"),
    "no XML": (b"INT. HOUSE - DAY\n\nThey wait.", "not a Final Draft file"),
    "a zip": (b"PK\x03\x04\x14\x00", "not a Final Draft file"),
    "another XML": (b"<html><body/></html>", "not one of Final Draft's"),
    "a document of text": (b'<FinalDraft DocumentType="Text"><Content/></FinalDraft>', "of the type Text"),
    "a template": (b'<FinalDraft DocumentType="Script" Template="Yes"><Content/></FinalDraft>', "a template"),
    "no content": (b"<FinalDraft/>", "no script in it"),
    "an entity of HTML": (b"<FinalDraft><Content>&nbsp;</Content></FinalDraft>", "damaged"),
    "half of UTF-16": ("<FinalDraft><Content/></FinalDraft>".encode("utf-16")[:-7], "damaged"),
    "an unknown encoding": (
        b'<?xml version="1.0" encoding="klingon"?>\n<FinalDraft><Content/></FinalDraft>',
        "damaged",
    ),
    "wrong bytes": (b'<?xml version="1.0" encoding="UTF-8"?>\n<FinalDraft><Content>\xff\xfe</Content>', "damaged"),
}


@pytest.mark.parametrize(("data", "why"), REFUSED.values(), ids=REFUSED)
def test_it_is_refused_with_two_sentences(data: bytes, why: str) -> None:
    with pytest.raises(ScriptError) as caught:
        fdx.read(data, "mine.fdx")
    assert caught.value.what.startswith("mine.fdx ")
    assert why in caught.value.what
    assert caught.value.what.endswith(".")
    assert caught.value.remedy.endswith(".")


def test_a_huge_file_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safe_xml, "MAX_BYTES", 100)
    with pytest.raises(ScriptError, match="a feature script is about 3 MB"):
        fdx.read(b"<" * 101, "huge.fdx")


@pytest.mark.parametrize("part", range(1, 20))
def test_a_truncated_file_is_refused_wherever_it_ends(part: int) -> None:
    data = (DATA / "final_draft.fdx").read_bytes()
    with pytest.raises(ScriptError, match="damaged or cut short: it cannot be read from line"):
        fdx.read(data[: len(data) * part // 20], "cut.fdx")


@settings(max_examples=150, derandomize=True)
@given(st.integers(0, 10**6), st.binary(min_size=1, max_size=8))
def test_a_damaged_file_is_read_or_refused(place: int, bytes_: bytes) -> None:
    data = (DATA / "final_draft_13.fdx").read_bytes()
    place %= len(data)
    try:
        document = fdx.read(data[:place] + bytes_ + data[place + len(bytes_) :], "damaged.fdx")
        written = fdx.write(document.script, document)
    except ScriptError:
        return
    assert fdx.read(written, "again").fountain == document.fountain
