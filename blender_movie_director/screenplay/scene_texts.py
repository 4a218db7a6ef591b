"""Each scene's own words, apart from where it stands and which number it has: what identity and revisions compare."""

from __future__ import annotations

import re
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING

from .elements import PRINTED, Kind

if TYPE_CHECKING:
    from collections.abc import Generator

    from .elements import Element, Script

ID = re.compile(r"[\w-]{1,32}")
"""What can be a scene's id."""
PIN = re.compile(rf"id:\s*({ID.pattern})", re.IGNORECASE)
"""The whole text of a note that pins a scene's id: `[[id: k3f9]]`."""

_BLOCKS_A_STEP = 40
_WORDS = PRINTED | {Kind.SYNOPSIS}


class SceneText:
    """One scene as it reads: its heading, and what is written under it up to the next scene or section."""

    def __init__(self, heading: Element, line: int) -> None:
        self.heading = heading.text
        self.number = heading.number
        self.line = line
        """The heading's, from 0."""
        self.elements: list[Element] = []
        """What has words of the scene."""
        self.first_lines: list[int] = []
        """For each of them the line of the script from which its own lines count."""
        self.pin = ""

    @cached_property
    def lines(self) -> list[str]:
        return [element.text for element in self.elements]

    @cached_property
    def fingerprint(self) -> str:
        """The same for the same words under the heading, and for no others."""
        return blake2b("\n".join(self.lines).encode(errors="surrogatepass"), digest_size=9).hexdigest()


def scene_texts(script: Script) -> Generator[None, None, list[SceneText]]:
    """The scenes in the order of the script, found in steps of well under a millisecond."""
    scenes: list[SceneText] = []
    between_scenes = True
    for place, (block, line) in enumerate(zip(script.blocks, script.block_lines, strict=True)):
        if place % _BLOCKS_A_STEP == 0:
            yield
        for element in block.elements:
            kind = element.kind
            if kind is Kind.SCENE_HEADING:
                scenes.append(SceneText(element, line + element.span.line))
                between_scenes = False
            elif kind is Kind.SECTION:
                # Its own synopsis and notes stand before the next scene, and belong to none.
                between_scenes = True
            elif scenes:
                between_scenes = between_scenes and kind not in PRINTED
                if not between_scenes:
                    _add(scenes[-1], element, line)
    return scenes


def _add(scene: SceneText, element: Element, first_line: int) -> None:
    if element.kind in _WORDS:
        scene.elements.append(element)
        scene.first_lines.append(first_line)
    elif element.kind is Kind.NOTE and not scene.pin and (pin := PIN.fullmatch(element.text)):
        scene.pin = pin[1]
