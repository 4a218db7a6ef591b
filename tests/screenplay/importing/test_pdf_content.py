"""Our quick parser of content streams reads what pypdf reads, or leaves it to pypdf."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader
from pypdf.generic import ContentStream, DecodedStreamObject

from blender_movie_director.screenplay.importing import pdf_words
from blender_movie_director.screenplay.importing.pdf_content import Operation, text_operations
from tests.screenplay.importing import pdfs

OF_NO_TEXT = {b"re", b"f", b"cs", b"sc", b"BDC", b"EMC", b"gs", b"W", b"n"}


def by_pypdf(content: bytes) -> list[Operation]:
    stream = DecodedStreamObject()
    stream.set_data(content)
    return [each for each in ContentStream(stream, None, "bytes").operations if each[1] not in OF_NO_TEXT]


@pytest.mark.parametrize(
    "content",
    [
        b"BT /F1 12 Tf 14.4 TL 1 0 0 1 72. 720 Tm (Hello) Tj T* (there) ' 1 .5 (you) \" ET",
        b"q 0.5 0 0 -.5 +3 7 cm % Tj here is a remark (\n BT/F1 9 Tf 3 -4 Td<48 65 6C6>Tj ET Q",
        rb"BT (a \(b\) \\ \n\t \101\60 \12x (nested) too) Tj ET",
        b"BT (broken \\\nin two) Tj () Tj ET",
        b"BT [(A) -120 (B) 30.5 <43>] TJ [] TJ ET",
        b"/Span <</ActualText (x) /MCID 3 /L [1 2 (q)]>> BDC BT (words) Tj ET EMC",
        b"/GS0 gs 10 10 200 3 re f /Cs1 cs 0 .5 1 sc BT (after a box) Tj ET W n /Fm0 Do",
        b"",
        b" \r\n",
    ],
)
def test_it_reads_what_pypdf_reads(content: bytes) -> None:
    assert text_operations(content) == by_pypdf(content)


@pytest.mark.parametrize(
    "content",
    [
        b"BI /W 1 /H 1 /BPC 8 /CS /G ID x EI BT (words) Tj ET",
        b"BT (a (b (c (deep)))) Tj ET",
        b"BT /F#31 12 Tf (words) Tj ET",
        b"BT [(a) [(b)]] TJ ET",
        b"BT (never closed Tj ET",
        b"BT (words) Tj } ET",
        b"BT ] TJ ET",
    ],
    ids=["a picture", "deep", "a coded name", "arrays in arrays", "not closed", "not in a page", "not opened"],
)
def test_it_leaves_to_pypdf_what_is_unusual(content: bytes) -> None:
    assert text_operations(content) is None


@given(st.binary(max_size=60) | st.text("()<>[]\\/% aTjBTQq1.-\n", max_size=60).map(str.encode))
def test_nothing_makes_it_stumble(content: bytes) -> None:
    found = text_operations(content)
    assert found is None or all(isinstance(operator, bytes) for _, operator in found)


def test_it_says_once_what_letters_have_in_common() -> None:
    page = PdfReader(io.BytesIO(pdfs.lettered([(1.5, 0, "(I) am"), (1.5, 1, "here.")]))).pages[0]
    operations = text_operations(page["/Contents"].get_data()) or []
    operators = [operator for _, operator in operations]
    assert [operands for operands, operator in operations if operator == b"Tj"] == [
        [letter.encode()] for letter in "(I) amhere."
    ]
    assert [operators.count(operator) for operator in (b"Tf", b"q", b"Q", b"BT", b"ET")] == [1] * 5
    assert operators.count(b"Tm") == len("(I) amhere.")


def test_a_page_is_the_same_with_it_and_without(monkeypatch: pytest.MonkeyPatch) -> None:
    data = pdfs.lettered([(1.5, 0, "INT. VAULT - DAY"), (1.5, 2, "A sign:  (no) entry.")], [(3.5, 1, "ANNA")])
    quick = pdf_words.words_of(data, "The PDF")
    monkeypatch.setattr(pdf_words, "text_operations", lambda _content: None)
    assert pdf_words.words_of(data, "The PDF") == quick
