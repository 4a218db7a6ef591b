"""PDF files as other programs make them."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject
from reportlab.pdfgen.canvas import Canvas

_INCH = 72.0
_TOP = 720.0
_WORDS = re.compile(r"\S+(?: {1,2}\S+)*")
_ENCRYPTION = (
    b"/Encrypt << /Filter /Standard /V 5 /R 6 /Length 256 /P -4 /O <%(o)b> /U <%(o)b> /OE <%(e)b> /UE <%(e)b>"
    b" /Perms <%(p)b> /StmF /StdCF /StrF /StdCF /CF << /StdCF << /AuthEvent /DocOpen /CFM /AESV3 /Length 32 >> >> >>"
    b" /ID [<%(p)b><%(p)b>]"
)


def from_screenplain(source: Path, **settings: Any) -> bytes:
    """What screenplain prints, in Courier."""
    from screenplain.export import pdf
    from screenplain.parsers import fountain

    out = io.BytesIO()
    with source.open(encoding="utf-8") as file:
        script = fountain.parse(file)
    settings.setdefault("font_settings", pdf.get_standard_font_settings())
    pdf.to_pdf(script, out, settings=pdf.Settings(**settings))
    return out.getvalue()


def drawn(*pages: list[tuple[float, float, str]], font: str = "Courier", size: float = 12) -> bytes:
    """Pages of words, each at inches from the left and at a row. A word that begins with `<b>` is bold."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(8.5 * _INCH, 11 * _INCH))
    for page in pages:
        for inches, row, text in page:
            bold = text.startswith("<b>")
            canvas.setFont(f"{font}-Bold" if bold else font, size)
            canvas.drawString(inches * _INCH, _TOP - 12 * row, text.removeprefix("<b>"))
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def typed(*pages: str) -> bytes:
    """Pages as a typewriter sets them: columns count from the left edge of the paper, and three spaces part words."""
    return drawn(
        *(
            [
                (match.start() / 10, row, match.group())
                for row, line in enumerate(page.split("\n"))
                for match in _WORDS.finditer(line)
            ]
            for page in pages
        )
    )


def lettered(*pages: list[tuple[float, float, str]]) -> bytes:
    """Each letter by itself and a little too close, as Final Draft draws on macOS."""
    writer = PdfWriter()
    font = DictionaryObject()
    for key, value in (("/Type", "/Font"), ("/Subtype", "/Type1"), ("/BaseFont", "/Courier")):
        font[NameObject(key)] = NameObject(value)
    for page in pages:
        sheet = writer.add_blank_page(8.5 * _INCH, 11 * _INCH)
        letters = "".join(
            f"q 1 0 0 -1 0 792 cm BT 12 0 0 -12 {inches * _INCH + 7 * index:g} {72 + 12 * row:g}\n"
            f"Tm /TT2\n1 Tf ({_escaped(letter)}) Tj ET Q\n"
            for inches, row, text in page
            for index, letter in enumerate(text)
        )
        stream = DecodedStreamObject()
        stream.set_data(f"/Cs1 cs 0 0 0 sc\n{letters}".encode("latin-1"))
        sheet[NameObject("/Contents")] = stream
        sheet[NameObject("/Resources")] = DictionaryObject(
            {NameObject("/Font"): DictionaryObject({NameObject("/TT2"): font})}
        )
    return _bytes(writer)


def _escaped(letter: str) -> str:
    return f"\\{letter}" if letter in "()\\" else letter


def with_watermark(data_words: list[tuple[float, float, str]]) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(8.5 * _INCH, 11 * _INCH))
    canvas.setFont("Courier", 12)
    for inches, row, text in data_words:
        canvas.drawString(inches * _INCH, _TOP - 12 * row, text)
    canvas.translate(100, 200)
    canvas.rotate(45)
    canvas.drawString(0, 0, "DO NOT COPY")
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def scanned() -> bytes:
    """A page that is a picture."""
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.drawImage(ImageReader(Image.new("L", (8, 8), 200)), 0, 0, 500, 700)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def blank(pages: int) -> bytes:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(612, 792)
    return _bytes(writer)


def locked(password: str, data: bytes | None = None) -> bytes:
    """With an owner's password always, and with one for readers unless it is empty."""
    writer = PdfWriter(clone_from=io.BytesIO(data or drawn([(1.5, 0, "INT. VAULT - DAY")])))
    writer.encrypt(user_password=password, owner_password="owner", algorithm="RC4-128")
    return _bytes(writer)


def locked_by_aes() -> bytes:
    """Encrypted in a way that only a further package can undo."""
    hexes = {b"o": b"00" * 48, b"e": b"00" * 32, b"p": b"00" * 16}
    return blank(1).replace(b"trailer\n<<", b"trailer\n<<\n" + _ENCRYPTION % hexes)


def _bytes(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
