"""PDF files: what a reader sees, copies and finds in them."""
# ruff: noqa: RUF001 - letters of other alphabets look like ours: that is what they are here for

import io
import re
from pathlib import Path

import pypdf
import pypdfium2
import pytest
import reportlab
from hypothesis import given, settings
from hypothesis import strategies as st
from screenplain.export import pdf as screenplain_pdf
from screenplain.parsers import fountain as screenplain_fountain

from blender_movie_director.screenplay import ScriptError, parse
from blender_movie_director.screenplay.pages import A4, Paper, paginate
from blender_movie_director.screenplay.printing import make_pdf, to_html, to_pdf
from blender_movie_director.screenplay.printing.pdf_values import PdfFile

UNICODE = """\
Title: **Всё иначе**
Author: Ωμέγα Şimşek

INT. ДОМ - НОЧЬ #12A#

Она *медленно* входит. **Совсем** _другая_ история, ***both*** “quotes” — dash… (parens) back\\slash.

АННА (V.O.)
(тихо)
Кто здесь? Ça va? Łódź, Ğüş, Ελλάδα.

日本語のテキスト、これは長い文章です。改行されるべきところで改行されますが、句読点は行頭に来ません。

@李雷
你好，世界。

Runes ᚠᚢ, and symbols → ★.
"""


def reader(data: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(data))


def squeezed(text: str) -> list[str]:
    """Lines without the width of their gaps."""
    return [" ".join(line.split()) for line in re.split(r"[\r\n]+", text) if line.strip()]


def printed(script_text: str) -> list[list[str]]:
    """What the paginator puts on each page, with page numbers and scene numbers."""
    pages: list[list[str]] = []
    for index, page in enumerate(paginate(parse(script_text)).pages):
        lines = [f"{page.number}."] if index else []
        lines += [f"{line.number} {line.text} {line.number}" for line in page.lines]
        pages.append([" ".join(line.split()) for line in lines if line.strip()])
    return pages


def with_pypdf(data: bytes) -> list[list[str]]:
    return [squeezed(page.extract_text()) for page in reader(data).pages]


def with_pdfium(data: bytes) -> list[list[str]]:
    document = pypdfium2.PdfDocument(data)
    try:
        return [squeezed(page.get_textpage().get_text_range()) for page in document]
    finally:
        document.close()


@pytest.mark.parametrize("extract", [with_pypdf, with_pdfium])
@pytest.mark.parametrize("name", ["one_below", "feature", "two_hander"])
def test_the_same_lines_come_out_of_it(name: str, extract: object, request: pytest.FixtureRequest) -> None:
    text = request.getfixturevalue(name)
    assert extract(to_pdf(parse(text), title_page=False)) == printed(text)  # type: ignore[operator]


@pytest.mark.parametrize("extract", [with_pypdf, with_pdfium])
def test_other_scripts_come_out_of_it_too(extract: object) -> None:
    found = extract(to_pdf(parse(UNICODE)))  # type: ignore[operator]
    assert found[0] == ["Всё иначе", "Ωμέγα Şimşek"]
    assert found[1:] == printed(UNICODE)


def test_hebrew_runs_from_right_to_left_and_is_copied_in_reading_order() -> None:
    text = "שלום עולם\n"
    data = to_pdf(parse(text))
    assert with_pypdf(data) == [[text.strip()]]
    page = pypdfium2.PdfDocument(data)[0].get_textpage()
    lefts = {page.get_text_range(index, 1): page.get_charbox(index)[0] for index in range(page.count_chars())}
    assert lefts["ש"] > lefts["ם"]


def test_arabic_is_copied_as_letters_and_not_as_their_forms() -> None:
    pdf = make_pdf(parse("مرحبا بالعالم\n"))
    assert with_pypdf(pdf.data) == [["مرحبا بالعالم"]]
    assert pdf.notes == ()


@pytest.mark.parametrize("name", ["one_below", "feature", "two_hander"])
def test_it_has_as_many_pages_as_another_printer_makes(
    name: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    text = request.getfixturevalue(name)
    target = tmp_path / "other.pdf"
    settings = screenplain_pdf.Settings(font_settings=screenplain_pdf.get_standard_font_settings())
    screenplain_pdf.to_pdf(screenplain_fountain.parse(io.StringIO(text)), str(target), settings=settings)
    theirs = len(pypdf.PdfReader(target).pages)
    assert len(reader(to_pdf(parse(text))).pages) == pytest.approx(theirs, rel=0.02)


def test_the_title_page_is_apart_and_pages_are_numbered_from_the_second(one_below: str) -> None:
    pages = with_pypdf(to_pdf(parse(one_below)))
    assert pages[0][:3] == ["One Below", "An original short screenplay by", "Movie Director contributors"]
    assert pages[1][0] == "INT. LAMP ROOM - MORNING"
    assert [page[0] for page in pages[2:5]] == ["2.", "3.", "4."]
    assert len(reader(to_pdf(parse(one_below), title_page=False)).pages) == len(pages) - 1


def test_a_long_title_page_goes_on_another_sheet() -> None:
    text = "Title: A\nContact:\n" + "".join(f"    Line {line}\n" for line in range(70)) + "\nAction.\n"
    pages = with_pypdf(to_pdf(parse(text)))
    assert [line for page in pages for line in page] == ["A", *[f"Line {line}" for line in range(70)], "Action."]


def test_scene_numbers_stand_on_both_sides_or_not_at_all() -> None:
    script = parse("INT. A - DAY #110-A-2#\n\nAction.\n")
    assert with_pypdf(to_pdf(script))[0][0] == "110-A-2 INT. A - DAY 110-A-2"
    assert with_pypdf(to_pdf(script, scene_numbers=False))[0][0] == "INT. A - DAY"
    page = pypdfium2.PdfDocument(to_pdf(script))[0]
    text = page.get_textpage()
    lefts = [text.get_charbox(index)[0] for index in range(text.count_chars()) if text.get_text_range(index, 1) == "2"]
    assert lefts[0] < 108
    assert lefts[-1] > 547


def test_a_header_stands_on_every_page() -> None:
    script = parse("One.\n\n===\n\nTwo.\n")
    assert with_pypdf(to_pdf(script, header="Draft – Łukasz")) == [
        ["Draft – Łukasz", "One."],
        ["Draft – Łukasz 2.", "Two."],
    ]
    assert with_pypdf(to_pdf(script, header="word " * 30))[1][0] == "word " * 10 + "2."


def test_text_stands_where_the_industry_puts_it() -> None:
    data = to_pdf(parse("Action.\n\nANNA\nHello.\n"))
    places: dict[str, tuple[float, float]] = {}

    def note(text: str, _cm: object, tm: list[float], *_: object) -> None:
        if text.strip():
            places[text.strip()] = (tm[4], tm[5])

    reader(data).pages[0].extract_text(visitor_text=note)
    assert places["Action."] == pytest.approx((108, 711))
    assert places["ANNA"] == pytest.approx((266.4, 687), abs=0.1)
    assert places["Hello."] == pytest.approx((180, 675))


def test_text_begins_where_the_paper_s_margin_ends() -> None:
    places: list[float] = []

    def note(text: str, _cm: object, tm: list[float], *_: object) -> None:
        if text.strip():
            places.append(tm[5])

    for top in (72, 90):
        paper = Paper("US Letter", 612, 792, 52, top)
        reader(to_pdf(parse("Rain."), paper)).pages[0].extract_text(visitor_text=note)
        assert f"calc({top}pt + var(--r)" in to_html(parse("Rain."), paper)
    assert places[0] - places[1] == 18


def test_emphasis_is_in_courier_s_own_faces_and_underlines_are_drawn() -> None:
    page = reader(to_pdf(parse("*a* **b** ***c*** _d_\n"))).pages[0]
    fonts = {name: font["/BaseFont"] for name, font in page["/Resources"]["/Font"].items()}
    assert set(fonts.values()) == {"/Courier", "/Courier-Bold", "/Courier-Oblique", "/Courier-BoldOblique"}
    content = page.get_contents().get_data().decode("latin-1")
    faces = dict(re.findall(r"/(F\d) 12 Tf\n[^\n]*\((.)\) Tj", content)[::-1])
    assert {fonts[f"/{name}"]: text for name, text in faces.items() if text in "abc"} == {
        "/Courier-Oblique": "a",
        "/Courier-Bold": "b",
        "/Courier-BoldOblique": "c",
    }
    assert re.findall(r"^(\S+) \S+ (\S+) 0.6 re f$", content, re.MULTILINE) == [("151.2", "7.2")]


def test_emphasis_of_an_embedded_font_is_slanted_and_stroked() -> None:
    content = reader(to_pdf(parse("ж *ж* **ж** ж\n"))).pages[0].get_contents().get_data().decode("latin-1")
    assert content.count("1 0 0.2126 1") == 1
    assert re.findall(r"\d Tr", content) == ["2 Tr", "0 Tr"]


def test_a_combining_mark_is_drawn_over_its_letter() -> None:
    page = pypdfium2.PdfDocument(to_pdf(parse("aи\u0301b\n")))[0].get_textpage()
    boxes = [page.get_charbox(index) for index in range(4)]
    middle = [(left + right) / 2 for left, _, right, _ in boxes]
    assert middle[2] == pytest.approx(middle[1], abs=2)
    assert middle[3] - middle[0] == pytest.approx(14.4, abs=1)


def test_what_no_font_has_shows_as_a_box_is_copied_right_and_is_reported() -> None:
    pdf = make_pdf(parse("Emoji \U0001f3ac and \U0001f3ac, \ufe0ftwice.\n"))
    assert with_pypdf(pdf.data) == [["Emoji \U0001f3ac and \U0001f3ac, twice."]]
    assert len(pdf.notes) == 1
    assert "U+1F3AC" in pdf.notes[0]


def test_many_missing_characters_are_counted() -> None:
    (note,) = make_pdf(parse("".join(map(chr, range(0x1F300, 0x1F310))) + "\n")).notes
    assert "and 6 more" in note


def test_east_asian_text_is_told_apart_and_reported() -> None:
    for text, ordering, language in (
        ("你好", "GB1", "Chinese"),
        ("日本の", "Japan1", "Japanese"),
        ("안녕", "Korea1", "Korean"),
        ("안녕 漢字", "Korea1", "Korean"),
    ):
        pdf = make_pdf(parse(f"{text}\n"))
        fonts = reader(pdf.data).pages[0]["/Resources"]["/Font"].values()
        kinds = [font["/DescendantFonts"][0]["/CIDSystemInfo"]["/Ordering"] for font in fonts if "/ToUnicode" in font]
        assert ordering in kinds
        assert language in pdf.notes[0]


def test_plain_english_embeds_nothing_and_says_nothing(one_below: str) -> None:
    pdf = make_pdf(parse(one_below))
    assert pdf.notes == ()
    assert b"FontFile2" not in pdf.data


def test_the_same_script_gives_the_same_bytes() -> None:
    assert to_pdf(parse(UNICODE)) == to_pdf(parse(UNICODE))


def test_it_knows_its_title_its_author_its_pages_and_its_scenes() -> None:
    data = to_pdf(parse("Title: A\n    B\nAuthors: C\n\nINT. Ä - DAY #1#\n\nOne.\n\n===\n\n.TWO\n\nTwo.\n"))
    file = reader(data)
    assert (file.metadata.title, file.metadata.author) == ("A B", "C")
    assert file.page_labels == ["Title", "1", "2"]
    bookmarks = [(item.title, file.get_destination_page_number(item)) for item in file.outline]
    assert bookmarks == [("1. INT. Ä - DAY", 1), ("TWO", 2)]


def test_a4() -> None:
    page = reader(to_pdf(parse("One.\n"), A4)).pages[0]
    assert (round(page.mediabox.width), round(page.mediabox.height)) == (595, 842)


def test_a_script_that_prints_nothing_is_an_empty_sheet() -> None:
    file = reader(to_pdf(parse("/* only this")))
    assert [page.extract_text() for page in file.pages] == [""]


def test_a_font_of_one_s_own() -> None:
    own = Path(make_pdf.__code__.co_filename).parent / "fonts" / "FreeMono.ttf"
    page = reader(to_pdf(parse("Plain *slanted* ж 日\n"), font=own)).pages[0]
    names = {font["/BaseFont"] for font in page["/Resources"]["/Font"].values()}
    assert names == {"/MOVDIR+FreeMono", "/STSong-Light"}
    assert squeezed(page.extract_text()) == ["Plain slanted ж 日"]


def test_a_font_of_many_widths_is_set_in_columns_all_the_same() -> None:
    own = Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"
    page = pypdfium2.PdfDocument(to_pdf(parse("iiiiiM\nMMMMMM\n"), font=own))[0].get_textpage()
    lefts = [page.get_charbox(index, loose=True)[0] for index in range(page.count_chars())]
    assert lefts[5] == pytest.approx(lefts[-1], abs=0.1)
    assert lefts[5] - lefts[0] == pytest.approx(36, abs=0.1)


def test_a_font_that_is_none_is_refused(tmp_path: Path) -> None:
    wrong = tmp_path / "picture.ttf"
    wrong.write_bytes(b"\x89PNG" * 100)
    for path in (wrong, tmp_path / "nothing.ttf"):
        with pytest.raises(ScriptError, match=path.name):
            to_pdf(parse("Hi.\n"), font=path)


@settings(max_examples=150)
@given(
    st.text(st.characters() | st.sampled_from("\ud800\udc00\t\x7f\0\u2028日あ한אب\u064b\u0301*_()<>[]\\"), max_size=60)
)
def test_no_text_is_too_odd_to_be_printed(text: str) -> None:
    script = parse(f"Title: {text}\n\nINT. {text} #{text}#\n\n{text}\n\nANNA\n{text}\n")
    pages = reader(to_pdf(script, header=text)).pages
    assert all(isinstance(page.extract_text(), str) for page in pages)
    assert "</html>" in to_html(script, header=text, remarks=True)


def test_a_tab_is_copied_as_a_space() -> None:
    assert with_pypdf(to_pdf(parse("ANNA\none\ttwo\n"))) == [["ANNA", "one two"]]


def test_a_program_s_mistake_is_no_silent_hole_in_the_file() -> None:
    with pytest.raises(TypeError, match="set"):
        PdfFile().add(Kids={1})
