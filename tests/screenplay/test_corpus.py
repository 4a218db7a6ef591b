"""The corpus: 104 small scripts, each with what it must be read as. Other parsers are measured on the same."""

import json
from pathlib import Path
from typing import Any

import pytest

from blender_movie_director.screenplay import Element, Kind, Script, parse, write

CASES = json.loads((Path(__file__).parents[1] / "data" / "fountain_cases.json").read_text(encoding="utf-8"))

# What the corpus calls a kind, where it is not what we call it.
NAMES = {Kind.SCENE_HEADING: "heading", Kind.PARENTHETICAL: "paren", Kind.PAGE_BREAK: "pagebreak"}
BESIDE_THE_SCRIPT = {Kind.TITLE_PAGE, Kind.NOTE, Kind.BONEYARD}
ANY_KIND = "*"
NOT = "!"


def marked(element: Element) -> str:
    """The text with its emphasis marks put back, since a parser may keep them or convert them."""
    text = element.text
    for style in reversed(element.styles):
        mark = "*" * (style.italic + 2 * style.bold) + "_" * style.underline
        text = text[: style.start] + mark + text[style.start : style.end] + mark[::-1] + text[style.end :]
    return text


def compared(kind: Kind, text: str) -> str:
    """A text as the corpus writes it: no indentation, a parenthetical without its parentheses."""
    text = "\n".join(line.strip() for line in text.split("\n"))
    return text[1:-1] if kind is Kind.PARENTHETICAL else text


def attributes(element: Element) -> dict[str, Any]:
    found = {"num": element.number, "dual": element.dual, "level": element.depth}
    return {name: value for name, value in found.items() if value}


def printed(script: Script) -> list[tuple[str, set[str], dict[str, Any]]]:
    """Kind, the texts that stand for it, and attributes; paragraphs of action in one, as the corpus has them."""
    found: list[tuple[str, set[str], dict[str, Any]]] = []
    for element in script.elements:
        if element.kind in BESIDE_THE_SCRIPT:
            continue
        texts = [compared(element.kind, element.text), compared(element.kind, marked(element))]
        if element.kind is Kind.ACTION and found and found[-1][0] == "action":
            found[-1] = ("action", {f"{before}\n{text}" for before in found[-1][1] for text in texts}, {})
        else:
            found.append((NAMES.get(element.kind, element.kind.value), set(texts), attributes(element)))
    return found


def texts_of(script: Script, kind: Kind) -> list[str]:
    return [element.text for element in script.elements if element.kind is kind]


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_it_is_read_as_the_corpus_says(case: dict[str, Any]) -> None:
    script = parse(case["input"])
    found = printed(script)
    expected = case["expect"] or []
    for index, (kind, text, *attributes) in enumerate(expected):
        if kind.startswith(NOT):
            # How it is read instead, and what follows from that, is left open.
            assert not [texts for name, texts, _ in found if name == kind.removeprefix(NOT) and text in texts]
            break
        assert index < len(found), f"{kind} {text!r} is missing"
        name, texts, own = found[index]
        assert kind in {name, ANY_KIND}
        assert text in texts
        assert own == (attributes[0] if attributes else {})
    else:
        assert len(found) == len(expected)


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_what_stands_beside_the_script_is_kept(case: dict[str, Any]) -> None:
    script = parse(case["input"])
    if case["notes"] is not None:
        assert texts_of(script, Kind.NOTE) == case["notes"]
    if case["boneyards"] is not None:
        assert texts_of(script, Kind.BONEYARD) == case["boneyards"]
    for key, value in (case["title"] or {}).items():
        assert "\n".join(script.title_page[key]) == value


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_it_is_written_back_byte_for_byte(case: dict[str, Any]) -> None:
    assert write(parse(case["input"])).encode() == case["input"].encode()


def test_the_corpus_is_complete() -> None:
    assert len({case["id"] for case in CASES}) == 104
