"""How much of a script came back from an import."""

from __future__ import annotations

import difflib

from tests.screenplay.importing.layouts import printed


def share_right(source: str, imported: str) -> float:
    """The part of the source's printed elements that the import has with the same kind and words, in order."""
    wanted = printed(source)
    blocks = difflib.SequenceMatcher(None, wanted, printed(imported), autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / len(wanted)
