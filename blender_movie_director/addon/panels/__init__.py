"""Sidebar panels. They only draw what sessions, jobs and properties hold."""

from . import analysis, script

CLASSES = (*script.CLASSES, *analysis.CLASSES)
