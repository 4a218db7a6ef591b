"""A Final Draft file: kept whole, read as Fountain, written back with what changed and nothing else."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element as Node

from ..fountain import parse
from ..reading import ScriptError
from . import details, element_settings, tags, title_page
from .content import Source, read_content
from .far_notes import far_notes, moved
from .from_script import paragraphs
from .merge import build, merge, spaced
from .nodes import indent
from .safe_xml import XmlFile, serialize, twin
from .safe_xml import parse as parse_xml
from .to_fountain import compose
from .units import units

if TYPE_CHECKING:
    from ..elements import Script
    from ..pages.layout import Layout
    from .model import Aside, Paragraph
    from .tags import Tag

MAX_PARAGRAPHS = 100_000


class FdxDocument:
    """One `.fdx` file."""

    def __init__(self, file: XmlFile, data: bytes = b"") -> None:
        self.file = file
        self._data = data
        """The file as it was read, until its tree is changed."""

    @property
    def content(self) -> Node:
        """The script's paragraphs."""
        content = self.file.root.find("Content")
        assert content is not None, "read() looks for it"
        return content

    @cached_property
    def _composed(self) -> tuple[str, list[Source], list[int]]:
        sources = read_content(self.content, self._notes_elsewhere, self._capitals)
        entries = title_page.read(self.file.root)
        asides = [
            aside for source in sources for aside in source.paragraph.asides if entries and aside.entry is not None
        ]
        read = [source.paragraph if entries else _out_of_title_page(source.paragraph) for source in sources]
        text, starts = compose(title_page.typed(entries, asides), read)
        return text, sources, starts

    @cached_property
    def _capitals(self) -> frozenset[str]:
        return element_settings.types_in_capitals(self.file.root)

    @property
    def _notes_elsewhere(self) -> dict[int, list[Aside]]:
        found: dict[int, list[Aside]] = {}
        for note in far_notes(self.file.root, self.content):
            found.setdefault(note.place, []).append(note.aside)
        return found

    @property
    def fountain(self) -> str:
        """The script as Fountain."""
        return self._composed[0]

    @cached_property
    def script(self) -> Script:
        """The script, read from its Fountain text."""
        return parse(self.fountain)

    @property
    def title_page(self) -> tuple[title_page.Entry, ...]:
        """The title page's entries in their order."""
        return title_page.read(self.file.root)

    @property
    def layout(self) -> Layout | None:
        """The paper and the rules by which Final Draft paginates it; None where the file has no settings."""
        return element_settings.layout(self.file.root)

    @property
    def scenes(self) -> tuple[details.FdxScene, ...]:
        """The scenes with their properties."""
        return details.scenes(self.content, self._capitals)

    @property
    def notes(self) -> tuple[details.FdxNote, ...]:
        """The script notes."""
        return details.notes(self.file.root, self.content)

    @property
    def revisions(self) -> tuple[details.Revision, ...]:
        """The revision sets."""
        return details.revisions(self.file.root, self.content)

    @property
    def characters(self) -> tuple[details.FdxCharacter, ...]:
        """The characters that the file lists."""
        return details.characters(self.file.root)

    @property
    def tags(self) -> tuple[Tag, ...]:
        """The production tags, in the order of their words."""
        return tags.tags(self.file.root, self.content)

    def add_tag(self, scene: int, words: str, category: str, label: str = "") -> Tag:
        """Tag words of a scene. Raises ScriptError if they do not stand there untagged."""
        tag = tags.add(self.file.root, self.content, scene, words, category=category, label=label)
        self._data = b""
        return tag

    def remove_tag(self, tag: Tag) -> None:
        """Take a tag away again. Raises ScriptError if there is none such."""
        tags.remove(self.file.root, self.content, tag)
        self._data = b""

    def to_bytes(self) -> bytes:
        """The file. As long as nothing was changed, byte for byte as it was read."""
        return self._data or serialize(self.file)

    def rewritten(self, script: Script) -> bytes:
        """The file with another script in it. Everything that the script does not say stays as it is."""
        old, new = units(paragraphs(self.script)), units(paragraphs(script))
        entries = title_page.entries_of(script)
        same_title_page = entries == title_page.entries_of(self.script)
        if same_title_page and [unit.paragraphs for unit in old] == [unit.paragraphs for unit in new]:
            return self.to_bytes()
        _, sources, starts = self._composed
        root = twin(self.file.root)
        content = twin(self.content)
        listed = root.find("ScriptNotes")
        merged = merge(self.content, sources, starts, old, new, notes=listed is None, capitals=self._capitals)
        content[:] = spaced(self.content, [each.node for each in merged])
        root[list(root).index(self.content)] = content
        if listed is not None:
            root[list(root).index(listed)] = moved(self.file.root, self.content, content, merged)
        if not same_title_page:
            _set_title_page(root, entries)
        return serialize(self.file._replace(root=root))


def _out_of_title_page(paragraph: Paragraph) -> Paragraph:
    return paragraph._replace(asides=tuple([aside._replace(entry=None) for aside in paragraph.asides]))


def read(data: bytes, name: str) -> FdxDocument:
    """Read a `.fdx` file. Raises ScriptError, with what is wrong and what to do, for anything else."""
    file = parse_xml(data, name)
    root = file.root
    if root.tag != "FinalDraft":
        raise ScriptError(
            f"{name} is an XML file, but not one of Final Draft's.", "Choose a script saved as .fdx, or as Fountain."
        )
    kind = root.get("DocumentType", "Script")
    if kind != "Script":
        raise ScriptError(
            f"{name} is a Final Draft file of the type {kind}, not a script.", "Choose the script's own .fdx file."
        )
    if root.get("Template", "No") == "Yes":
        raise ScriptError(
            f"{name} is a template, not a script.", "Start a script from it in Final Draft, and save that as .fdx."
        )
    if root.find("Content") is None:
        raise ScriptError(
            f"{name} has no script in it.", "Save it again in the program that wrote it, or choose an older copy."
        )
    paragraphs_in = sum(1 for _ in root.iter("Paragraph"))
    if paragraphs_in > MAX_PARAGRAPHS:
        raise ScriptError(
            f"{name} holds {paragraphs_in:,} paragraphs, and a feature script has about 4,000.",
            "Check that it is the script; if it really is, split it into smaller files.",
        )
    return FdxDocument(file, data)


def write(script: Script, base: FdxDocument | None = None) -> bytes:
    """A script as a `.fdx` file. With a `base`, into that file, of which everything else is kept."""
    if base is not None:
        return base.rewritten(script)
    root = Node("FinalDraft", DocumentType="Script", Template="No", Version="3")
    content = Node("Content")
    content.extend(build(units(paragraphs(script))))
    root.append(content)
    entries = title_page.entries_of(script)
    if entries:
        _set_title_page(root, entries)
    indent(root, 0)
    root.tail = None
    return serialize(XmlFile(root))


def _set_title_page(root: Node, entries: tuple[title_page.Entry, ...]) -> None:
    """Put a title page in, beside the header and footer that the old one may have."""
    old = root.find("TitlePage")
    page = Node("TitlePage") if old is None else twin(old)
    if old is None:
        root.append(page)
    else:
        root[list(root).index(old)] = page
    content = page.find("Content")
    fresh = Node("Content")
    fresh.extend(title_page.write(entries))
    if content is None:
        page.append(fresh)
    else:
        page[list(page).index(content)] = fresh
    indent(fresh, 2)
    if old is None:
        page.text, page.tail, fresh.tail = "\n    ", "\n\n", "\n  "
