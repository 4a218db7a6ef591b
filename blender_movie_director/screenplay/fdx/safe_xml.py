"""XML from strangers: read whole, refused when it could do harm, and written back as it came."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from xml.etree.ElementTree import PI, Comment, TreeBuilder
from xml.etree.ElementTree import Element as Node
from xml.parsers import expat

from ..reading import ScriptError

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_BYTES = 20_000_000
"""A feature with every attribute spelled out holds about 3 MB."""
MAX_DEPTH = 64
"""The deepest real files have about ten levels."""

_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_TEXT_ESCAPES = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;", ord("\r"): "&#13;"}
_ATTRIBUTE_ESCAPES = {**_TEXT_ESCAPES, ord('"'): "&quot;", ord("\n"): "&#10;", ord("\t"): "&#9;"}
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class XmlFile(NamedTuple):
    """A file's tree, and what stands around it, as it was typed."""

    root: Node
    prologue: str = '<?xml version="1.0" encoding="UTF-8" standalone="no" ?>\n'
    epilogue: str = "\n"
    encoding: str = "utf-8"
    mark: bytes = b""
    """The byte order mark."""
    newline: str = "\n"


class _RefusedError(Exception):
    """Something in the XML that no screenwriting program writes."""


class _Reader:
    """Feeds a tree from a parser that knows no entities but XML's own five."""

    def __init__(self) -> None:
        # Without a separator, names keep their prefixes as they were typed.
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.start = self.end = -1
        self.encoding = ""
        self._depth = 0
        self._builder = TreeBuilder(insert_comments=True, insert_pis=True)
        self.parser.XmlDeclHandler = self._declaration
        self.parser.StartElementHandler = self._open
        self.parser.EndElementHandler = self._close
        self.parser.CharacterDataHandler = self._builder.data
        self.parser.CommentHandler = self._comment
        self.parser.ProcessingInstructionHandler = self._instruction
        for refused in ("StartDoctypeDeclHandler", "EntityDeclHandler", "ExternalEntityRefHandler"):
            setattr(self.parser, refused, _refuse_entities)

    def read(self, data: bytes) -> Node:
        self.parser.Parse(data, True)
        return self._builder.close()

    def _declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        self.encoding = encoding or ""

    def _open(self, tag: str, attributes: dict[str, str]) -> None:
        if not self._depth:
            self.start = self.parser.CurrentByteIndex
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise _RefusedError("nests its parts far deeper than any script does")
        self._builder.start(tag, attributes)

    def _close(self, tag: str) -> None:
        self._depth -= 1
        if not self._depth:
            self.end = self.parser.CurrentByteIndex
        self._builder.end(tag)

    def _comment(self, text: str) -> None:
        if self._depth:
            self._builder.comment(text)

    def _instruction(self, target: str, text: str) -> None:
        if self._depth:
            self._builder.pi(target, text)


def _refuse_entities(*_arguments: object) -> int:
    raise _RefusedError("brings definitions of its own (a DTD), which can be used to harm a computer")


def parse(data: bytes, name: str) -> XmlFile:
    """Read a file's XML. Raises ScriptError for what is broken, dangerous or far too large."""
    if len(data) > MAX_BYTES:
        raise ScriptError(
            f"{name} holds {len(data) / 1e6:.1f} MB, and a feature script is about 3 MB.",
            "Check that it is the script; if it really is, split it into files of less than 20 MB.",
        )
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise ScriptError(f"{name} is empty.", "Save the script again in the program that wrote it, or choose another.")
    reader = _Reader()
    try:
        root = reader.read(data)
    except _RefusedError as error:
        raise ScriptError(
            f"{name} {error}.", "Do not use it; ask whoever sent it for a script saved by Final Draft or Fade In."
        ) from None
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise _broken(name, reader, error) from None
    return _around(data, reader, root)


def _broken(name: str, reader: _Reader, error: Exception) -> ScriptError:
    if reader.start < 0 and not reader.encoding:
        return ScriptError(f"{name} is not a Final Draft file.", "Choose a script saved as .fdx, or as Fountain.")
    line = getattr(error, "lineno", 0) or reader.parser.CurrentLineNumber
    return ScriptError(
        f"{name} is damaged or cut short: it cannot be read from line {line} on.",
        "Save it again in the program that wrote it, or choose an older copy.",
    )


def _around(data: bytes, reader: _Reader, root: Node) -> XmlFile:
    mark, encoding = next(((m, e) for m, e in _MARKS if data.startswith(m)), (b"", reader.encoding or "utf-8"))
    prologue = data[len(mark) : reader.start].decode(encoding)
    last_tag = data[reader.end :].decode(encoding)
    newline = "\r\n" if "\r\n".encode(encoding) in data else "\n"
    return XmlFile(root, prologue, last_tag[last_tag.find(">") + 1 :], encoding, mark, newline)


def serialize(file: XmlFile) -> bytes:
    """The file as bytes, in the encoding and with the line ends it came in."""
    parts: list[str] = []
    _write(file.root, parts.append)
    text = "".join(parts)
    if file.newline != "\n":
        text = text.replace("\n", file.newline)
    return file.mark + f"{file.prologue}{text}{file.epilogue}".encode(file.encoding, "xmlcharrefreplace")


def twin(node: Node) -> Node:
    """The same element again, around the very same parts. (A copy.copy() of it shares its attributes too.)"""
    other = Node(node.tag, dict(node.attrib))
    other.text, other.tail = node.text, node.tail
    other[:] = list(node)
    return other


def legal(text: str) -> str:
    """The text with what XML cannot hold, such as control characters, made visible as U+FFFD."""
    return _ILLEGAL.sub("\ufffd", text)


def _write(node: Node, add: Callable[[str], None]) -> None:
    # A comment's tag is the function that makes comments: ElementTree's own way.
    tag: object = node.tag
    if tag is Comment:
        add(f"<!--{node.text or ''}-->")
    elif tag is PI:
        add(f"<?{node.text or ''}?>")
    else:
        add(f"<{node.tag}")
        for key, value in node.items():
            add(f' {key}="{value.translate(_ATTRIBUTE_ESCAPES)}"')
        if node.text or len(node):
            add(">")
            add((node.text or "").translate(_TEXT_ESCAPES))
            for child in node:
                _write(child, add)
            add(f"</{node.tag}>")
        else:
            add("/>")
    add((node.tail or "").translate(_TEXT_ESCAPES))
