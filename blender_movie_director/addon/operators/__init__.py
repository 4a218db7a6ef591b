"""Operators: each takes a person's wish to the rooms below, and none holds logic of its own."""

from . import (
    analyze,
    chat,
    connection,
    conversions,
    files,
    models,
    navigate,
    report,
    results,
    reviews,
    script,
    suggest,
    takes,
    usage,
    write,
)

CLASSES: tuple[type, ...] = (
    *analyze.CLASSES,
    *chat.CLASSES,
    *connection.CLASSES,
    *conversions.CLASSES,
    *files.CLASSES,
    *models.CLASSES,
    *navigate.CLASSES,
    *report.CLASSES,
    *results.CLASSES,
    *reviews.CLASSES,
    *script.CLASSES,
    *suggest.CLASSES,
    *takes.CLASSES,
    *usage.CLASSES,
    *write.CLASSES,
)
