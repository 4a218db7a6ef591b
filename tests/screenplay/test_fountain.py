"""Fountain: what each line is read as, where it stands, and that nothing is lost or slow."""

import re
import sys

import pytest

from blender_movie_director.screenplay import Kind, Script, Span, parse, write

UNPLACED = {Kind.NOTE, Kind.BONEYARD, Kind.TITLE_PAGE}

CASES = {
    "heading": (
        "INT. KITCHEN - DAY\n\nIt rains.\n",
        [("scene_heading", "INT. KITCHEN - DAY"), ("action", "It rains.")],
    ),
    "heading in lower case": ("ext. anna's pool - day\n\n", [("scene_heading", "ext. anna's pool - day")]),
    "heading without a dot": ("INT KITCHEN - DAY\n", [("scene_heading", "INT KITCHEN - DAY")]),
    "interior is no heading": ("INTERIOR DESIGN MATTERS\n", [("action", "INTERIOR DESIGN MATTERS")]),
    "heading wants a blank line after": ("Int. house - day\nHe waits.\n", [("action", "Int. house - day\nHe waits.")]),
    "without one it is whatever else it can be": (
        "INT. HOUSE - DAY\nHe waits.\n",
        [("character", "INT. HOUSE - DAY"), ("dialogue", "He waits.")],
    ),
    "a synopsis under a heading does not print": (
        "INT. HOUSE - DAY\n= Anna finds it.\n",
        [("scene_heading", "INT. HOUSE - DAY"), ("synopsis", "Anna finds it.")],
    ),
    "heading inside a speech": (
        "ANNA\nI said\nINT. the door.\n",
        [("character", "ANNA"), ("dialogue", "I said\nINT. the door.")],
    ),
    "forced heading": (".SNIPER SCOPE POV\n", [("scene_heading", "SNIPER SCOPE POV")]),
    "ellipsis": ("...where nobody goes.\n", [("action", "...where nobody goes.")]),
    "action keeps its lines": ("It rains.\nIt pours.\n", [("action", "It rains.\nIt pours.")]),
    "action keeps its indentation": (
        "He reads:\n\n\tScott --\n",
        [("action", "He reads:"), ("action", "    Scott --")],
    ),
    "caps alone are action": ("BANG\n\nIt pours.\n", [("action", "BANG"), ("action", "It pours.")]),
    "forced action": ("!SCANNING...\nWhere is he?\n", [("action", "SCANNING...\nWhere is he?")]),
    "two lines of action are no speech": ("Anna walks.\nShe sits.\n", [("action", "Anna walks.\nShe sits.")]),
    "cue at the end of the text": ("It rains.\n\nANNA", [("action", "It rains."), ("action", "ANNA")]),
    "cue with digits": ("R2D2\nBeep.\n", [("character", "R2D2"), ("dialogue", "Beep.")]),
    "cue without letters": ("23\nIs a number.\n", [("action", "23\nIs a number.")]),
    "an extension is no name": (
        "23 (O.S.)\nHello.\n\n(JACK)\nKnife.\n",
        [("action", "23 (O.S.)\nHello."), ("action", "(JACK)\nKnife.")],
    ),
    "cue in Cyrillic": ("ЖЮЛИ\nЖди!\n", [("character", "ЖЮЛИ"), ("dialogue", "Жди!")]),
    "cue in bold": ("**ANNA**\nHello.\n", [("character", "ANNA"), ("dialogue", "Hello.")]),
    "mixed case is no cue": ("McCLANE\nYippie.\n", [("action", "McCLANE\nYippie.")]),
    "forced cue": ("@McCLANE\nYippie.\n", [("character", "McCLANE"), ("dialogue", "Yippie.")]),
    "extension in lower case": (
        "HANS (on the radio)\nWhat?\n",
        [("character", "HANS (on the radio)"), ("dialogue", "What?")],
    ),
    "parentheses inside of an extension": (
        "HANS (on the (old) radio)\nWhat?\n",
        [("character", "HANS (on the (old) radio)"), ("dialogue", "What?")],
    ),
    "two spaces keep a cue and its words together": (
        "ANNA\n  \nHello.\n",
        [("character", "ANNA"), ("dialogue", "Hello.")],
    ),
    "but no heading is said": (
        "BANG\n  \nINT. HOUSE - DAY\n",
        [("action", "BANG"), ("scene_heading", "INT. HOUSE - DAY")],
    ),
    "indented speech": ("      ANNA\n   Hello.\n", [("character", "ANNA"), ("dialogue", "Hello.")]),
    "parentheticals": (
        "ANNA\n(quietly)\nOne.\n(beat)\nTwo.\n",
        [
            ("character", "ANNA"),
            ("parenthetical", "(quietly)"),
            ("dialogue", "One."),
            ("parenthetical", "(beat)"),
            ("dialogue", "Two."),
        ],
    ),
    "parenthetical over two lines": (
        "ANNA\n(quietly,\nto Bob)\nOne.\n",
        [("character", "ANNA"), ("parenthetical", "(quietly, to Bob)"), ("dialogue", "One.")],
    ),
    "parenthesis that is spoken": (
        "ANNA\n(I think) he (or she) left (maybe)\n",
        [("character", "ANNA"), ("dialogue", "(I think) he (or she) left (maybe)")],
    ),
    "two spaces keep a speech": ("ANNA\nOne.\n  \nTwo.\n", [("character", "ANNA"), ("dialogue", "One.\n\nTwo.")]),
    "one space ends a speech": (
        "ANNA\nOne.\n \nTwo.\n",
        [("character", "ANNA"), ("dialogue", "One."), ("action", "Two.")],
    ),
    "lyrics": ("~Willy is singing\n~All day\n", [("lyric", "Willy is singing\nAll day")]),
    "lyrics in a speech": (
        "ANNA\nListen.\n~La la\n",
        [("character", "ANNA"), ("dialogue", "Listen."), ("lyric", "La la")],
    ),
    "transition": ("CUT TO:\n\nEXT. PARK - DAY\n", [("transition", "CUT TO:"), ("scene_heading", "EXT. PARK - DAY")]),
    "a space after the colon unmakes it": ("CUT TO: \n\nHi.\n", [("action", "CUT TO:"), ("action", "Hi.")]),
    "transition in lower case": ("He writes to:\n\n", [("action", "He writes to:")]),
    "forced transition": ("> Burn to White.\n", [("transition", "Burn to White.")]),
    "centered": ("> ONE <\n>TWO<\n", [("centered", "ONE\nTWO")]),
    "page break": ("It rains.\n\n=====\n", [("action", "It rains."), ("page_break", "")]),
    "two equals signs are nothing": ("== x\n", [("action", "== x")]),
    "sections": (
        "# Act\n## Sequence\nIt rains.\n",
        [("section", "Act"), ("section", "Sequence"), ("action", "It rains.")],
    ),
    "a hash inside a paragraph": ("It says\n#metoo\n", [("action", "It says\n#metoo")]),
    "emphasis": ("A *b* **c** _d_ \\*e.\n", [("action", "A b c d *e.")]),
    "note in a line": ("Anna smiles[[why?]] at Bob.\n", [("action", "Anna smiles at Bob.")]),
    "note on a line in a speech": ("ANNA\nOne.\n[[soft]]\nTwo.\n", [("character", "ANNA"), ("dialogue", "One.\nTwo.")]),
    "note over lines": ("It rains. [[This\nneeds work.]] Then more.\n", [("action", "It rains. Then more.")]),
    "an empty line ends a note": (
        "It rains. [[One.\n\nTwo.]] Then.\n",
        [("action", "It rains. [[One."), ("action", "Two.]] Then.")],
    ),
    "unclosed note": (
        "It rains [[for ever.\n\nINT. HOUSE - DAY\n",
        [("action", "It rains [[for ever."), ("scene_heading", "INT. HOUSE - DAY")],
    ),
    "boneyard in a line": ("It rains /*hard*/ today.\n", [("action", "It rains today.")]),
    "boneyard before a cue": ("/* skip */\nANNA\nHello.\n", [("character", "ANNA"), ("dialogue", "Hello.")]),
    "a cut scene parts its neighbours": (
        "CUT TO:\n/*\nINT. GARAGE - DAY\n\nThey leave.\n*/\nEXT. MANSION - DAY\n\n",
        [("transition", "CUT TO:"), ("scene_heading", "EXT. MANSION - DAY")],
    ),
    "a cut before a heading parts them too": (
        "CUT TO:\n/*\nThey leave.\n*/\nEXT. PARK\n",
        [("transition", "CUT TO:"), ("scene_heading", "EXT. PARK")],
    ),
    "a speech of which lines are cut goes on": (
        "ANNA\nOne.\n/*\nTwo.\n*/\nThree.\n",
        [("character", "ANNA"), ("dialogue", "One.\nThree.")],
    ),
    "a boneyard before words leaves no space": ("/* cut */ It rains.\n", [("action", "It rains.")]),
    "a note before words leaves no space": ("[[cut?]] It rains.\n", [("action", "It rains.")]),
    "unclosed boneyard": ("It rains /* for ever.\n\nINT. HOUSE - DAY\n", [("action", "It rains")]),
    "CRLF": (
        "INT. A\r\n\r\nANNA\r\nHi.\r\n",
        [("scene_heading", "INT. A"), ("character", "ANNA"), ("dialogue", "Hi.")],
    ),
    "byte order mark": ("\ufeffINT. A\n", [("scene_heading", "INT. A")]),
    "no blank before a heading": ("It rains.\nINT. HOUSE - DAY\n\n", [("action", "It rains.\nINT. HOUSE - DAY")]),
    "heading of both places": ("INT/EXT CAR - DAY\n", [("scene_heading", "INT/EXT CAR - DAY")]),
    "heading of both places, turned": ("EXT./INT. CAR - DAY\n", [("scene_heading", "EXT./INT. CAR - DAY")]),
    "heading in bold with its number": ("**INT. HOUSE - DAY #12A#**\n", [("scene_heading", "INT. HOUSE - DAY")]),
    "a calibre in a forced heading": (".45 IN HAND\n", [("scene_heading", "45 IN HAND")]),
    "a period and a space are action": (". Then nothing.\n", [("action", ". Then nothing.")]),
    "a cue may begin with a digit": ("1ST MAN\nHello.\n", [("character", "1ST MAN"), ("dialogue", "Hello.")]),
    "several extensions": (
        "ANNA (on TV) (CONT'D)\nHi.\n",
        [("character", "ANNA (on TV) (CONT'D)"), ("dialogue", "Hi.")],
    ),
    "a name without case is forced": (
        "黒澤\nHi.\n\n@黒澤\nHi.\n",
        [("action", "黒澤\nHi."), ("character", "黒澤"), ("dialogue", "Hi.")],
    ),
    "a blank line under a name": ("ANNA\n\nShe waits.\n", [("action", "ANNA"), ("action", "She waits.")]),
    "a parenthetical at the end": (
        "ANNA\nOne.\n(beat)\n",
        [("character", "ANNA"), ("dialogue", "One."), ("parenthetical", "(beat)")],
    ),
    "what breaks into action": (
        "It rains.\n> CUT TO:\nIt pours.\n> THE END <\nIt ends.\n~La la\n",
        [
            ("action", "It rains."),
            ("transition", "CUT TO:"),
            ("action", "It pours."),
            ("centered", "THE END"),
            ("action", "It ends."),
            ("lyric", "La la"),
        ],
    ),
    "a synopsis breaks into action": (
        "It rains.\n= He leaves.\n",
        [("action", "It rains."), ("synopsis", "He leaves.")],
    ),
    "a hash under a lyric": ("~La la\n# Act\n", [("lyric", "La la"), ("action", "# Act")]),
    "two spaces under a parenthetical": (
        "ANNA\n(low)\n  \nOne.\n",
        [("character", "ANNA"), ("parenthetical", "(low)"), ("dialogue", "One.")],
    ),
    "a page break ends a speech": (
        "ANNA\nHi.\n===\nINT. HOUSE - DAY\n",
        [("character", "ANNA"), ("dialogue", "Hi."), ("page_break", ""), ("scene_heading", "INT. HOUSE - DAY")],
    ),
    "a sign in a speech is spoken": ("ANNA\n# One.\n= Two.\n", [("character", "ANNA"), ("dialogue", "# One.\n= Two.")]),
    "a note with a boneyard's mark": (
        "One [[a /* b]] two.\n\nThree.\n",
        [("action", "One two."), ("action", "Three.")],
    ),
    "a boneyard with a note's mark": ("One /* a [[ b */ two ]].\n", [("action", "One two ]].")]),
    "a slash between stars closes nothing": ("One /*/ two.\n", [("action", "One")]),
    "a form feed and a line separator end no line": (
        "A\x0cb.\n\nC\u2028d.\n",
        [("action", "A\x0cb."), ("action", "C\u2028d.")],
    ),
    "FADE IN is no title page": ("FADE IN:\n\nINT. A\n", [("action", "FADE IN:"), ("scene_heading", "INT. A")]),
    "empty": ("", []),
    "blank": ("\n\n   \n", []),
}

AWKWARD = [
    "\ufeff",
    "\r",
    "\r\r\n\n\r",
    "A\0B\n\nAN\0NA\nHi\0.\n",
    "\ud800\n\nINT. \udfff\n\nANNA\n\udc00\n",
    "a\u2028b\x0bc\x0cd\x85e\x1cf",
    "[[",
    "]]",
    "/*",
    "*/",
    "/*/",
    "[[a]] /* b */ [[c",
    "/* [[ */ ]]",
    "[[ /* ]] */",
    "Title:\n",
    "Title: A\nAuthor: B",
    ":",
    "#",
    "=",
    "@",
    "!",
    "~",
    ">",
    "><",
    ".",
    "ANNA\n(",
    "ANNA\n(a\n\n)",
    "ANNA ^",
    "INT. A #1",
    "INT. A ##",
    "\\",
    "*" * 9,
]


def read(text: str) -> list[tuple[str, str]]:
    return [(element.kind.value, element.text) for element in parse(text).elements if element.kind not in UNPLACED]


def source_at(text: str, span: Span) -> str:
    """Cut a span out of the text by nothing but lines and columns."""
    pieces = re.split(r"(\r\n|\n|\r)", text)
    lines, ends = pieces[::2], [*pieces[1::2], ""]
    if span.line == span.end_line:
        return lines[span.line][span.column : span.end_column]
    whole = "".join(lines[i] + ends[i] for i in range(span.line + 1, span.end_line))
    return lines[span.line][span.column :] + ends[span.line] + whole + lines[span.end_line][: span.end_column]


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES)
def test_a_line_is_read_as_the_specification_says(text: str, expected: list[tuple[str, str]]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES)
def test_line_ends_do_not_change_the_reading(text: str, expected: list[tuple[str, str]]) -> None:
    unix = text.replace("\r\n", "\n")
    assert read(unix.replace("\n", "\r\n")) == expected
    assert read(unix.replace("\n", "\r")) == expected


@pytest.mark.parametrize("text", [*(text for text, _ in CASES.values()), *AWKWARD])
@pytest.mark.parametrize("change", [str, lambda text: text.replace("\n", "\r\n"), lambda text: "\ufeff" + text])
def test_writing_gives_back_every_character(text: str, change: type[str]) -> None:
    text = change(text)
    assert write(parse(text)) == text


@pytest.mark.parametrize("text", [*(text for text, _ in CASES.values()), *AWKWARD])
def test_every_span_lies_in_the_text_and_in_order(text: str) -> None:
    lines = re.split(r"\r\n|\n|\r", text)
    place = (0, 0)
    for element in parse(text).elements:
        span = element.span
        start, end = (span.line, span.column), (span.end_line, span.end_column)
        assert place <= start <= end
        assert span.end_line < len(lines)
        assert span.column <= len(lines[span.line])
        assert span.end_column <= len(lines[span.end_line])
        place = start


@pytest.mark.parametrize(
    ("text", "kind", "source"),
    [
        ("It rains.\n\n  .HOUSE #4A#  \n", Kind.SCENE_HEADING, "  .HOUSE #4A#  "),
        ("ANNA (V.O.)\nOne.\n  \nTwo.\n  \n\n", Kind.DIALOGUE, "One.\n  \nTwo."),
        ("Anna [[why\nnow?]] smiles.\n", Kind.NOTE, "[[why\nnow?]]"),
        ("Anna [[why\nnow?]] smiles.\nBob too.\n\nEnd", Kind.ACTION, "Anna [[why\nnow?]] smiles.\nBob too."),
        ("It rains.\r\n\r\n/* cut\r\n\r\nthis */ It pours.\r\n", Kind.BONEYARD, "/* cut\r\n\r\nthis */"),
        ("[[a]]\n\n/* b */ANNA\n(softly,\nto Bob)\nHi.\n", Kind.PARENTHETICAL, "(softly,\nto Bob)"),
        ("[[a]]\n\n/* b */ANNA\nHi.\n", Kind.CHARACTER, "ANNA"),
        ("\ufeffTitle:\n    A\n    B\nAuthor: C\n\nHi", Kind.TITLE_PAGE, "Title:\n    A\n    B"),
        ("It rains /* for ever.\n\nThe end", Kind.BONEYARD, "/* for ever.\n\nThe end"),
    ],
)
def test_a_span_is_what_was_typed_for_the_element(text: str, kind: Kind, source: str) -> None:
    element = next(element for element in parse(text).elements if element.kind is kind)
    assert source_at(text, element.span) == source


def test_an_editor_finds_the_line_after_notes_and_boneyards() -> None:
    text = "[[one\ntwo]]\n\n/* three\n\nfour */\nINT. A - DAY\n"
    heading = parse(text).elements[-1]
    assert heading.kind is Kind.SCENE_HEADING
    assert heading.span == Span(6, 0, 6, 12)


def test_notes_are_kept_beside_the_text() -> None:
    script = parse("Anna [[a]] and [[b  \n  \nc]] Bob. /* d */\n\nEnd.\n")
    assert [(e.kind, e.text) for e in script.elements] == [
        (Kind.ACTION, "Anna and Bob."),
        (Kind.NOTE, "a"),
        (Kind.NOTE, "b\n\nc"),
        (Kind.BONEYARD, "d"),
        (Kind.ACTION, "End."),
    ]


@pytest.mark.parametrize(("text", "closed"), [("a /* b */ c", True), ("a /* b", False)])
def test_a_boneyard_says_whether_it_is_closed(text: str, closed: bool) -> None:
    assert [e.closed for e in parse(text).elements if e.kind is Kind.BONEYARD] == [closed]


@pytest.mark.parametrize("number", ["1", "1A", "1a", "A1", "I-1-A", "1.", "110A", "110-A", "1-A"])
def test_a_scene_number_is_taken_off_the_heading(number: str) -> None:
    heading = parse(f"INT. HOUSE - FLASHBACK (1944) #{number}# [[which?]]\n").elements[0]
    assert (heading.text, heading.number) == ("INT. HOUSE - FLASHBACK (1944)", number)


def test_a_scene_number_may_stand_inside_the_emphasis() -> None:
    heading = parse("**INT. HOUSE - DAY #12A#**\n").elements[0]
    assert (heading.text, heading.number) == ("INT. HOUSE - DAY", "12A")
    assert [(style.start, style.end, style.bold) for style in heading.styles] == [(0, len("INT. HOUSE - DAY"), True)]


@pytest.mark.parametrize("heading", ["INT. HOUSE #1_A#", "INT. HOUSE #*A*#"])
def test_a_scene_number_is_letters_digits_dashes_and_periods(heading: str) -> None:
    (element,) = parse(heading + "\n").elements
    assert element.number is None
    assert element.text == heading.replace("*", "")


def test_a_cue_knows_its_name_and_extensions() -> None:
    cue = parse("ANNA  MARIA (V.O.)(CONT'D)  ^\nYes.\n").elements[0]
    assert (cue.name, cue.extensions, cue.dual) == ("ANNA MARIA", ("V.O.", "CONT'D"), True)


def test_a_name_may_be_as_long_as_it_likes() -> None:
    cue = parse("ANNA " * 100 + "(V.O.)\nYes.\n").elements[0]
    assert (cue.name, cue.extensions) == (" ".join(["ANNA"] * 100), ("V.O.",))


def test_only_a_caret_makes_a_cue_dual() -> None:
    cues = [e for e in parse("ANNA\nHi.\n\n@McBOB^\nHi.\n").elements if e.kind is Kind.CHARACTER]
    assert [(cue.name, cue.dual, cue.forced) for cue in cues] == [("ANNA", False, False), ("McBOB", True, True)]


def test_sections_know_their_depth() -> None:
    assert [e.depth for e in parse("# A\n\n### B\n").elements] == [1, 3]


def test_the_script_holds_its_title_page() -> None:
    script = parse("Title:\n    **BRICK**\n    _STEEL_\nDraft Date: 1/20/2012\n\nIt rains.\n")
    assert script.title_page == {"title": ("BRICK", "STEEL"), "draft date": ("1/20/2012",)}
    assert list(script.title_page) == ["title", "draft date"]
    assert read(script.source) == [("action", "It rains.")]


@pytest.mark.parametrize(
    "unit",
    [
        "INT. A - DAY\n\nAnna.\n\nANNA\n(low)\nHi.\n\n",
        "[[",
        "[[\n",
        "[[a\n\n",
        "[[]]",
        "x/**/",
        "ANNA\n(\n",
        "(a\n",
        "*a **b ",
        "> a <\n",
        "~a\n",
        "\nA\nb\n  \n",
        "Title: a\n",
        "Title: a\n    b\n",
        "/*",
        "/*\n\n*/\n\n",
        "[[\n/*x*/\n",
        "[[a\nb]]",
        "***a ",
        "_a ",
        "\\",
        "\\*_",
        ">\n",
        "@a\n",
        "@a\n\n",
        "\r",
        " \r\n",
        "#1#",
        "INT. A\n",
    ],
)
def test_work_grows_with_the_length_and_no_faster(unit: str) -> None:
    def work(text: str) -> int:
        steps = 0

        def trace(*_: object) -> object:
            nonlocal steps
            steps += 1
            return trace

        before = sys.gettrace()
        sys.settrace(trace)
        try:
            parse(text)
        finally:
            sys.settrace(before)
        return steps

    assert work(unit * 800) <= 4.5 * work(unit * 200)


@pytest.mark.parametrize(
    "unit", ["[[", "[[\n", "[[a\n\n", "/*", "(", "(\n", "*", "*a ", "# ", " ", "- ", "\r\n", ":", "#a"]
)
@pytest.mark.parametrize("before", ["", "INT. ", "ANNA\n", "\nA "])
def test_a_long_run_of_one_mark_is_read(before: str, unit: str) -> None:
    text = before + unit * 20_000 + "\nx"
    assert isinstance(parse(text), Script)
