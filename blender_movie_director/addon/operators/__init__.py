"""Operators: each takes a person's wish to the rooms below, and none holds logic of its own."""

from . import analyze, connection, conversions, files, navigate, results, script, suggest, write

CLASSES = (
    *analyze.CLASSES,
    *connection.CLASSES,
    *conversions.CLASSES,
    *files.CLASSES,
    *navigate.CLASSES,
    *results.CLASSES,
    *script.CLASSES,
    *suggest.CLASSES,
    *write.CLASSES,
)
