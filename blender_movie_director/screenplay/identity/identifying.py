"""Finds every scene's id again after the script has changed."""

from __future__ import annotations

import base64
from collections import Counter
from hashlib import blake2b
from typing import TYPE_CHECKING

from ..scene_texts import scene_texts
from ..steps import at_once
from .known import Identity, KnownScene, Problem
from .matching import Matching
from .sketch import pack, sketch, unpack

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Sequence

    from ..elements import Script
    from ..scene_texts import SceneText
    from .sketch import Sketch

MISSING_KEPT = 256
"""Scenes that are gone and still remembered: enough for a whole script that is deleted, and brought back by an undo."""

_ID_LENGTH = 5
_FINGERPRINTS_A_STEP = 60


def identify(known: Identity, script: Script) -> Identity:
    """The ids of the script's scenes, each kept from what was known before wherever the scene can be told again.

    The same arguments always give the same ids; a scene that was never seen gets one that is made from its words.
    """
    return at_once(identify_steps(known, script))


def identify_steps(known: Identity, script: Script) -> Generator[None, None, Identity]:
    """The same, in steps of well under a millisecond."""
    scenes = yield from scene_texts(script)
    for place, scene in enumerate(scenes):
        if place % _FINGERPRINTS_A_STEP == 0:
            yield
        scene.fingerprint  # noqa: B018 - it is kept, and asking for all of them at once would be too long a step
    pins, problems = _pins(scenes)
    if not problems and not known.problems and _nothing_changed(known, scenes):
        return known
    before = (*known.scenes, *known.missing)
    matching = Matching(before, len(known.scenes), scenes)
    places = {scene.id: place for place, scene in enumerate(before)}
    for new, pin in pins.items():
        if pin in places:
            matching.pair(places[pin], new)
    yield
    matching.by_words()
    yield
    sketches = _Sketches(scenes)
    yield from matching.by_likeness(lambda old: unpack(before[old].sketch), sketches.of)
    names = _Names({*places, *pins.values()})
    found = []
    for new, scene in enumerate(scenes):
        old = before[matching.old_of[new]] if new in matching.old_of else None
        identity = pins.get(new) or (old.id if old else names.new(scene))
        if old is not None and old.fingerprint == scene.fingerprint:
            packed = old.sketch
        else:
            yield
            packed = pack(sketches.of(new))
        found.append(KnownScene(identity, scene.heading, scene.number, scene.fingerprint, packed))
    missing = [before[old] for old in matching.left_before()][:MISSING_KEPT]
    return Identity(tuple(found), tuple(missing), tuple(problems))


class _Sketches:
    """The sketches of scenes, made when they are first asked for: most scenes are known by their very words."""

    def __init__(self, scenes: Sequence[SceneText]) -> None:
        self._scenes = scenes
        self._made: dict[int, Sketch] = {}

    def of(self, place: int) -> Sketch:
        if place not in self._made:
            self._made[place] = sketch(self._scenes[place].lines)
        return self._made[place]


class _Names:
    """Ids for new scenes, short enough to be read out and typed."""

    def __init__(self, used: set[str]) -> None:
        self._used = used
        self._tries: Counter[str] = Counter()

    def new(self, scene: SceneText) -> str:
        seed = f"{scene.heading}\n{scene.fingerprint}"
        while True:
            # Counted on, since a thousand empty scenes would otherwise each try what all before them have tried.
            self._tries[seed] += 1
            digest = blake2b(f"{seed}\n{self._tries[seed]}".encode(errors="surrogatepass")).digest()
            name = base64.b32encode(digest).decode().lower()[:_ID_LENGTH]
            if name not in self._used:
                self._used.add(name)
                return name


def _pins(scenes: Iterable[SceneText]) -> tuple[dict[int, str], list[Problem]]:
    """The scenes that a note gives an id, and those whose note says what an earlier one has said."""
    pins: dict[int, str] = {}
    lines: dict[str, int] = {}
    problems = []
    for place, scene in enumerate(scenes):
        if not scene.pin:
            continue
        if scene.pin in lines:
            problems.append(
                Problem(
                    scene.line,
                    f"The scenes on lines {lines[scene.pin] + 1} and {scene.line + 1} are both pinned to {scene.pin}: "
                    "the first one keeps it, and the second goes by an id of its own until its note is changed.",
                )
            )
        else:
            pins[place] = scene.pin
            lines[scene.pin] = scene.line
    return pins, problems


def _nothing_changed(known: Identity, scenes: Sequence[SceneText]) -> bool:
    return len(scenes) == len(known.scenes) and all(
        now.fingerprint == scene.fingerprint
        and now.heading == scene.heading
        and now.number == scene.number
        and (not now.pin or now.pin == scene.id)
        for scene, now in zip(known.scenes, scenes, strict=True)
    )
