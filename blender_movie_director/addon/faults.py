"""Faults of ours, told as sentences: nobody is shown a traceback, and nothing ends in silence."""

from __future__ import annotations

import logging

log = logging.getLogger(__name__)


def sentences(error: Exception, doing: str) -> tuple[str, str]:
    """What happened and what to do. What is no error of a script goes to the console in full."""
    from ..screenplay import ScriptError

    if isinstance(error, ScriptError):
        return error.what, error.remedy
    log.error("%s", doing, exc_info=error)
    return (
        f"Something went wrong inside Movie Director while {doing} ({type(error).__name__}).",
        "Your script is untouched. Please report it, with the lines that the console shows.",
    )
