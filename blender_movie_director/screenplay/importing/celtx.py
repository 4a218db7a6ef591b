"""Celtx's desktop files: a ZIP whose script is a page of HTML, one paragraph with a class for each element."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from ..elements import Kind
from ..reading import ScriptError
from .archive import is_zip, member
from .composing import compose
from .parts import Imported, Part

_KINDS = {
    "sceneheading": Kind.SCENE_HEADING,
    "character": Kind.CHARACTER,
    "parenthetical": Kind.PARENTHETICAL,
    "dialog": Kind.DIALOGUE,
    "transition": Kind.TRANSITION,
}
# Set in capitals by the program's own style sheet, whatever was typed.
_CAPITALS = frozenset({Kind.SCENE_HEADING, Kind.CHARACTER, Kind.TRANSITION})
_METAS = {
    "cx.byline": "Credit",
    "author": "Author",
    "dc.source": "Source",
    "dc.rights": "Copyright",
    "cx.contact": "Contact",
}
_SCRIPT = re.compile(r"(?:.*/)?script[^/]*\.html", re.IGNORECASE)
_REMEDY = "Open it in Celtx and export the script as plain text, then import that."


def from_celtx(data: bytes, name: str = "The file") -> Imported:
    """Fountain for a `.celtx` file. Raises ScriptError for what is none, damaged or dangerous."""
    if not is_zip(data):
        raise ScriptError(f"{name} is not a Celtx file.", _REMEDY)
    names: list[str] = []

    def choose(members: list[str]) -> str | None:
        names.extend(sorted(each for each in members if _SCRIPT.fullmatch(each)))
        return names[0] if names else None

    page = _Page()
    page.feed(member(data, name, choose).decode("utf-8", "replace"))
    page.close()
    if not page.parts:
        raise ScriptError(f"{name} holds no script that can be read.", _REMEDY)
    notes = [f"It holds {len(names)} scripts; only {names[0]} was read."] if len(names) > 1 else []
    return compose([*page.title_page(), *page.parts], literal=True, notes=notes)


class _Page(HTMLParser):
    """Gathers paragraphs. What stands inside tags that are not known is words like any other."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[Part] = []
        self._entries: dict[str, str] = {}
        self._kind: Kind | None = None
        self._number: str | None = None
        self._numbered = True
        self._text = ""
        self._in_title = False
        self._skipped = 0

    def title_page(self) -> list[Part]:
        order = ("Title", "Credit", "Author", "Source", "Copyright", "Contact")
        # A byline without an author is what Celtx puts there by itself.
        entries = self._entries if "Author" in self._entries else {**self._entries, "Credit": ""}
        return [Part(Kind.TITLE_PAGE, entries[key], key=key) for key in order if entries.get(key)]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {key: value or "" for key, value in attrs}
        if tag == "p":
            self._end_paragraph()
            self._kind = _KINDS.get(values.get("class", "").split(" ")[0], Kind.ACTION)
            self._number = values.get("scenestr")
        elif tag == "br":
            self._text += "\n"
        elif tag == "title":
            self._in_title = True
        elif tag == "span" and (self._skipped or "softbreak" in values.get("class", "")):
            # Where a page ends on the screen: no part of the script.
            self._skipped += 1
        elif tag == "meta":
            self._meta(values.get("name", "").casefold(), values.get("content", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "p":
            self._end_paragraph()
        elif tag == "title":
            self._in_title = False
        elif tag == "span" and self._skipped:
            self._skipped -= 1

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self._entries["Title"] = self._entries.get("Title", "") + " ".join(data.split())
        elif self._kind is not None and not self._skipped:
            self._text += re.sub(r"\s+", " ", data)

    def close(self) -> None:
        super().close()
        self._end_paragraph()

    def _meta(self, name: str, content: str) -> None:
        if name == "cx.scenenumbering":
            self._numbered = content != "none"
        elif name in _METAS and content.strip():
            self._entries[_METAS[name]] = content.strip()

    def _end_paragraph(self) -> None:
        kind, text = self._kind, "\n".join(" ".join(line.split()) for line in self._text.strip().split("\n"))
        self._kind, self._text = None, ""
        if kind is None or not text:
            return
        if kind in _CAPITALS:
            text = text.upper().replace("\n", " ")
        elif kind is Kind.PARENTHETICAL:
            text = text.replace("\n", " ")
            text = text if text.startswith("(") else f"({text})"
        number = self._number if self._numbered and kind is Kind.SCENE_HEADING else None
        self.parts.append(Part(kind, text, number=number or None))
