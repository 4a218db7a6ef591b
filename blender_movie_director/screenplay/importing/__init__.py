"""Scripts that are no Fountain yet: pasted text, PDF, Fade In, Celtx. Each comes with how certain its reading is."""

from .celtx import from_celtx
from .osf import from_fadein
from .parts import Doubt, Imported
from .pdf import from_pdf
from .plain_text import from_pasted_text

__all__ = ["Doubt", "Imported", "from_celtx", "from_fadein", "from_pasted_text", "from_pdf"]
