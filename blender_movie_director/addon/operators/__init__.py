"""Operators: each takes a person's wish to the rooms below, and none holds logic of its own."""

from . import analyze, connection, conversions, files, models, navigate, results, script

CLASSES = (
    *analyze.CLASSES,
    *connection.CLASSES,
    *conversions.CLASSES,
    *files.CLASSES,
    *models.CLASSES,
    *navigate.CLASSES,
    *results.CLASSES,
    *script.CLASSES,
)
