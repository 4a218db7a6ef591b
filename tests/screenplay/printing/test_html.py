"""HTML: read again as a browser would."""

import re
from html.parser import HTMLParser

import pytest

from blender_movie_director.screenplay import parse
from blender_movie_director.screenplay.elements import PRINTED
from blender_movie_director.screenplay.pages import A4, paginate
from blender_movie_director.screenplay.printing import to_html

VOID = {"meta", "hr"}


class Reading(HTMLParser):
    """The text of every element on the screen and of every line on paper, with the tags around it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.texts.append((" ".join(attributes.get("class") or tag for tag, attributes in self.open), data))

    def within(self, name: str) -> str:
        return "".join(text for path, text in self.texts if name in path.split())


def words(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("name", ["one_below", "feature", "two_hander"])
def test_every_printed_word_is_on_the_screen_and_on_paper(name: str, request: pytest.FixtureRequest) -> None:
    script = parse(request.getfixturevalue(name))
    reading = Reading(to_html(script, scene_numbers=False, title_page=False))
    expected = words("".join(element.text for element in script.elements if element.kind in PRINTED))
    assert words(reading.within("main")) == expected
    pages = paginate(script).pages
    lines = [
        f"{page.number}." * (index > 0) + "".join(line.text for line in page.lines) for index, page in enumerate(pages)
    ]
    assert words(reading.within("sheets")) == words("".join(lines))


def test_what_looks_like_a_tag_stays_text() -> None:
    text = 'Title: <b>"A" & B</b>\n\nINT. <SCRIPT> - DAY #<1>#\n\n<script>alert("x")</script> *<i>*\n'
    page = to_html(parse(text), header="<u>")
    reading = Reading(page)
    assert {tag for tag, _ in reading.tags} <= {
        *("html", "head", "meta", "title", "style", "body", "nav", "ol", "li", "a", "span"),
        *("main", "header", "h1", "h2", "p", "em", "div"),
    }
    assert '<script>alert("x")</script> <i>' in reading.within("action")
    assert ("html head title", '<b>"A" & B</b>') in reading.texts


def test_it_needs_no_network() -> None:
    page = to_html(parse("Title: A\n\nINT. A - DAY\n\nAction.\n"))
    assert not re.search(r"https?:|//|@import|url\(|<link|<script|src=", page)


def test_the_index_leads_to_every_scene_and_names_its_page() -> None:
    reading = Reading(to_html(parse("INT. A - DAY #1#\n\nOne.\n\n===\n\n.B\n\nTwo.\n")))
    targets = [attributes["href"] for tag, attributes in reading.tags if tag == "a"]
    anchors = [f"#{attributes['id']}" for tag, attributes in reading.tags if tag == "h2"]
    assert targets == anchors
    assert len(targets) == 2
    assert reading.within("nav") == "1INT. A - DAY1B2"
    assert Reading(to_html(parse("One.\n"))).within("nav") == ""


def test_speeches_hold_together_and_two_at_once_stand_side_by_side() -> None:
    reading = Reading(to_html(parse("ANNA\nYes.\n\nBERT ^\n(low)\nNo.\n\nAction.\n\nCARL\nWell.\n")))
    assert reading.within("dual") == "ANNAYes.BERT(low)No."
    assert reading.within("speech") == "ANNAYes.BERT(low)No.CARLWell."
    assert "Action." not in reading.within("dual")


def test_what_is_cut_out_of_a_speech_does_not_part_it_and_a_song_of_its_own_does() -> None:
    assert Reading(to_html(parse("ANNA\nYes.\n/* cut */\n(low)\nNo.\n"))).within("speech") == "ANNAYes.(low)No."
    assert Reading(to_html(parse("ANNA\nYes.\n~La\n\n~Lo\n"))).within("speech") == "ANNAYes.La"


def test_emphasis_becomes_tags() -> None:
    page = to_html(parse("a *b* **c** _d_ ***e***\n"))
    assert "a <em>b</em> <strong>c</strong> <u>d</u> <em><strong>e</strong></em>" in page


def test_remarks_are_for_those_who_ask_and_never_on_paper() -> None:
    script = parse("# Act\n\n= Plan\n\nANNA\nHello. [[why?]]\n(low)\nYou.\n")
    assert not re.search("Act|Plan|why", Reading(to_html(script)).within("body"))
    reading = Reading(to_html(script, remarks=True))
    assert [reading.within(name) for name in ("section", "synopsis", "note")] == ["Act", "Plan", "why?"]
    assert reading.within("speech") == "ANNAHello.why?(low)You."
    assert not re.search("Act|Plan|why", reading.within("sheets"))


def test_title_page() -> None:
    script = parse("Title: A\nDraft date: May\nCredit: by\nAuthor: B\nContact:\n\nAction.\n")
    reading = Reading(to_html(script))
    assert reading.within("header") == "AbyBMay"
    assert reading.within("lower") == "May"
    assert reading.within("sheets") == "AbyBMayAction."
    assert Reading(to_html(script, title_page=False)).within("header") == ""
    assert Reading(to_html(parse("Contact:\n\nAction.\n"))).within("header") == ""


def test_pages_have_numbers_scene_numbers_and_a_header() -> None:
    page = to_html(parse("INT. A - DAY #1A#\n\nOne.\n\n===\n\nTwo.\n"), A4, header="Draft")
    sheets = page.split('<div class="sheet">')[1:]
    assert sheets[0].count(">1A<") == 2
    assert [sheet.count(">Draft<") for sheet in sheets] == [1, 1]
    assert [">2.<" in sheet for sheet in sheets] == [False, True]
    assert "@page { size: 595.28pt 841.89pt;" in page
    assert page.count('<hr class="break">') == 1


def test_text_of_other_scripts_finds_its_own_direction() -> None:
    assert '<p class="action" dir="auto">שלום</p>' in to_html(parse("שלום\n"))
