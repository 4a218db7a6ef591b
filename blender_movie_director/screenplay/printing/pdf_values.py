"""A PDF file in the making, filled with plain Python values: text stands for a name, bytes for a string."""

from __future__ import annotations

import io
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pypdf.generic import IndirectObject, NameObject, PdfObject


class PdfFile:
    """pypdf's writer. Only a script that is printed needs pypdf, so it is imported by the first file that is made."""

    def __init__(self) -> None:
        from pypdf import PdfWriter, generic  # noqa: PLC0415

        self._writer = PdfWriter()
        self._types = generic

    def name(self, text: str) -> NameObject:
        """A key or a name."""
        return self._types.NameObject(f"/{text}")

    def value(self, plain: object) -> PdfObject:
        """One value, with all that is in it."""
        types = self._types
        made: PdfObject
        match plain:
            case types.PdfObject():
                made = plain
            case None:
                made = types.NullObject()
            case str():
                made = self.name(plain)
            case bytes():
                made = types.TextStringObject(plain.decode())
            case int():
                made = types.NumberObject(plain)
            case float():
                made = types.FloatObject(f"{plain:g}")
            case dict():
                made = types.DictionaryObject({self.name(key): self.value(each) for key, each in plain.items()})
            case list():
                made = types.ArrayObject([self.value(each) for each in plain])
            case _:
                raise TypeError(f"A PDF holds no {type(plain).__name__}.")
        return made

    def add(self, **entries: object) -> IndirectObject:
        """A dictionary of its own in the file."""
        return self._reference(self.value(entries))

    def add_stream(self, data: bytes, **entries: object) -> IndirectObject:
        """A stretch of data in the file, compressed."""
        stream = self._types.StreamObject()
        stream.set_data(zlib.compress(data, 9))
        for key, entry in (entries | {"Filter": "FlateDecode"}).items():
            stream[self.name(key)] = self.value(entry)
        return self._reference(stream)

    def add_page(self, width: float, height: float, **entries: object) -> IndirectObject:
        """A sheet."""
        page = self._writer.add_blank_page(width, height)
        for key, entry in entries.items():
            page[self.name(key)] = self.value(entry)
        assert page.indirect_reference is not None
        return page.indirect_reference

    def extend(self, reference: IndirectObject, **entries: object) -> None:
        """Put more into a dictionary that is in the file already."""
        there = reference.get_object()
        assert isinstance(there, self._types.DictionaryObject)
        there.update({self.name(key): self.value(entry) for key, entry in entries.items()})

    def extend_root(self, **entries: object) -> None:
        """Put more into the file's table of contents."""
        self._writer.root_object.update({self.name(key): self.value(entry) for key, entry in entries.items()})

    def finished(self, information: Mapping[str, str]) -> bytes:
        """The whole file, with what it says about itself."""
        self._writer.add_metadata({f"/{key}": text for key, text in information.items() if text})
        file = io.BytesIO()
        self._writer.write(file)
        return file.getvalue()

    def _reference(self, made: PdfObject) -> IndirectObject:
        return self._writer._add_object(made)  # noqa: SLF001 - pypdf has no other way to add an object of one's own
