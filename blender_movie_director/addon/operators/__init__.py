"""Operators: each takes a person's wish to the rooms below, and none holds logic of its own."""

from . import analyze, connection, conversions, files, navigate, report, results, script, usage

CLASSES = (
    *analyze.CLASSES,
    *connection.CLASSES,
    *conversions.CLASSES,
    *files.CLASSES,
    *navigate.CLASSES,
    *report.CLASSES,
    *results.CLASSES,
    *script.CLASSES,
    *usage.CLASSES,
)
