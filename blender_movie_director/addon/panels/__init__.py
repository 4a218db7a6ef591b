"""Sidebar panels. They only draw what jobs and properties hold."""

from . import text_editor

CLASSES = (*text_editor.CLASSES,)
