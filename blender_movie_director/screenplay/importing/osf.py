"""Fade In's files: Open Screenplay Format, XML by itself or zipped. Versions 1.2 to 4 are known."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..elements import Kind, Style
from ..fdx.safe_xml import parse
from ..reading import ScriptError
from .archive import is_zip, member
from .composing import compose
from .parts import Imported, Part

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element as Node

_KINDS = {
    "Scene Heading": Kind.SCENE_HEADING,
    "Character": Kind.CHARACTER,
    "Parenthetical": Kind.PARENTHETICAL,
    "Dialogue": Kind.DIALOGUE,
    "Transition": Kind.TRANSITION,
}
# Set in capitals by the program, whatever was typed.
_CAPITALS = frozenset({"Scene Heading", "Character", "Transition", "Shot"})
_BOOKMARKS = {
    "title": "Title",
    "subtitle": "Title",
    "author": "Author",
    "authors": "Author",
    "source": "Source",
    "draft": "Draft date",
    "drafts": "Draft date",
    "date": "Draft date",
    "copyright": "Copyright",
    "contact": "Contact",
}
_OLD_TITLE = (
    ("title", "Title"),
    ("subtitle", "Title"),
    ("written_by", "Credit"),
    ("author", "Author"),
    ("drafts", "Draft date"),
    ("copyright", "Copyright"),
    ("contact", "Contact"),
)
_OLD_MARK = re.compile(r"<(/?)(br|b|i|u|font|size|color|bgcolor|rev|link|strike)(?:=[^<>]*)?>")
_DEEPEST_STYLE = 10
_NOT_OSF = "Save it again in Fade In, or export it as Fountain."


def from_fadein(data: bytes, name: str = "The file") -> Imported:
    """Fountain for a `.fadein` or `.osf` file. Raises ScriptError for what is none, damaged or dangerous."""
    if is_zip(data):
        data = member(data, name, lambda names: "document.xml" if "document.xml" in names else None)
    elif not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        raise ScriptError(f"{name} is not a Fade In file.", _NOT_OSF)
    root = parse(data, name).root
    if root.tag != "document" or root.find("paragraphs") is None:
        raise ScriptError(f"{name} holds no script in the Open Screenplay Format.", _NOT_OSF)
    return compose([*_title_page(root), *_body(root)], literal=True)


def _title_page(root: Node) -> Iterator[Part]:
    entries: dict[str, list[str]] = {key: [] for key in ("Title", "Credit", *_BOOKMARKS.values())}
    info = root.find("info")
    for attribute, key in _OLD_TITLE:
        value = (info.get(attribute) or "").strip() if info is not None else ""
        if value:
            entries[key] += value.split("\n")
    loose: list[str] = []
    for para in root.iterfind("titlepage/para"):
        text, _ = _text(para)
        bookmark = _BOOKMARKS.get((para.get("bookmark") or "").casefold())
        if not text.strip():
            continue
        if bookmark == "Author":
            # What stands between title and author says how the one made the other.
            entries["Credit"] += loose
            loose = []
        if bookmark:
            entries[bookmark] += text.strip().split("\n")
        else:
            loose += text.strip().split("\n")
    entries["Contact"] += loose
    for key, lines in entries.items():
        if lines:
            yield Part(Kind.TITLE_PAGE, "\n".join(line.strip() for line in lines), key=key)


def _body(root: Node) -> Iterator[Part]:
    bases = {style.get("name", ""): _base(style) for style in root.iterfind("styles/style")}
    beside = False
    for para in root.iterfind("paragraphs/para"):
        style = para.find("style")
        base = _built_in(_base(style) if style is not None else "", bases)
        text, styles = _text(para)
        if style is not None and style.get("pagebreakbefore") == "1":
            yield Part(Kind.PAGE_BREAK, "")
        if text.strip():
            part = _part(base, text, styles, centered=style is not None and style.get("align") == "center")
            if part.kind is Kind.SCENE_HEADING:
                part = part._replace(number=para.get("number") or None)
            elif part.kind is Kind.CHARACTER:
                part = part._replace(dual=beside)
                # The mark stands at the first of two cues, and the second one speaks beside it.
                beside = not beside and style is not None and style.get("dualdialogue") == "1"
            yield part
        if (para.get("synopsis") or "").strip():
            yield Part(Kind.SYNOPSIS, " ".join(para.get("synopsis", "").split()))
        if (para.get("note") or "").strip():
            yield Part(Kind.NOTE, re.sub(r"\n\s*\n", "\n", para.get("note", "").strip()))


def _part(base: str, text: str, styles: tuple[Style, ...], *, centered: bool) -> Part:
    kind = _KINDS.get(base, Kind.CENTERED if centered else Kind.ACTION)
    if base in _CAPITALS and len(text.upper()) == len(text):
        text = text.upper()
    if kind is Kind.PARENTHETICAL and not text.strip().startswith("("):
        return Part(kind, f"({' '.join(text.split())})")
    if kind in {Kind.ACTION, Kind.DIALOGUE, Kind.CENTERED}:
        return Part(kind, text.rstrip(), styles=styles)
    return Part(kind, " ".join(text.split()))


def _base(style: Node) -> str:
    return style.get("basestyle") or style.get("basestylename") or ""


def _built_in(name: str, bases: dict[str, str]) -> str:
    """The style that a person's own style was made from."""
    for _ in range(_DEEPEST_STYLE):
        if name in _KINDS or name in _CAPITALS or not bases.get(name):
            return name
        name = bases[name]
    return name


def _text(para: Node) -> tuple[str, tuple[Style, ...]]:
    text = ""
    styles: list[Style] = []
    for run in para.iterfind("text"):
        on = {flag: run.get(flag) == "1" for flag in ("bold", "italic", "underline")}
        for words, inner in _old_runs(run.text or ""):
            flags = {flag: on[flag] or flag[0] in inner for flag in on}
            if any(flags.values()):
                styles.append(Style(len(text), len(text) + len(words), **flags))
            text += words
    return text, tuple(styles)


def _old_runs(text: str) -> Iterator[tuple[str, frozenset[str]]]:
    """Version 1.2 typed `<b>` and the like into the text itself."""
    on: set[str] = set()
    place = 0
    for match in _OLD_MARK.finditer(text):
        if match.start() > place:
            yield text[place : match.start()], frozenset(on)
        place = match.end()
        if match[2] == "br":
            yield "\n", frozenset(on)
            continue
        (on.discard if match[1] else on.add)(match[2])
    if place < len(text):
        yield text[place:], frozenset(on)
