"""Sidebar panels. They only draw what sessions, jobs and properties hold."""

from . import rows, table

CLASSES = (*rows.CLASSES, *table.CLASSES)
