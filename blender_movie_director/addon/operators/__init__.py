"""Operators: each takes a person's wish to the rooms below, and none holds logic of its own."""

from . import analyze, results, script

CLASSES = (*analyze.CLASSES, *results.CLASSES, *script.CLASSES)
