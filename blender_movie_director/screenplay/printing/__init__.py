"""Scripts for readers: PDF in the industry's layout, and HTML for the screen and the printer."""

from .html import to_html
from .pdf import Pdf, make_pdf, to_pdf

__all__ = ["Pdf", "make_pdf", "to_html", "to_pdf"]
