"""The cast, out of what was counted."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from .figures import Character, share
from .named import Actions
from .names import Aliases, fold, is_generic

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping, Sequence

    from .counting import Count
    from .options import Options
    from .tallies import Part

_MOST_NAMES = 1000
"""Only so many are looked for in the action, those who speak most: a text of nothing but cues takes bounded time."""
_STEP = 5
"""Names: less than half a millisecond, for those who are named most."""


class People:
    """Everyone who speaks, and who of them is named where."""

    def __init__(self, parts: Mapping[str, Part]) -> None:
        self.parts = parts
        order = sorted(parts, key=lambda key: (-parts[key].speeches, key))
        self.names: Mapping[str, str] = {key: parts[key].name for key in order}
        """From keys to names, in the order of the cast: by speeches, the most first, then by name."""
        self.order = {key: place for place, key in enumerate(order)}
        self.named: list[tuple[str, ...]] = []
        """For each scene the keys of those whom its action names, in the order of the cast."""
        self._scenes_named: dict[str, list[int]] = {}
        self._roles: set[str] = set()

    def look_in(self, count: Count, options: Options) -> Generator[None, None, None]:
        """Look for the names in the action of every scene, in small steps."""
        actions = Actions(["\n".join([element.text for element in scene.action]) for scene in count.scenes])
        names = list(islice(self._names_to_look_for(options), _MOST_NAMES))
        yield
        yield from actions.prepare(name for name, _ in names)
        scenes: list[set[str]] = [set() for _ in count.scenes]
        for number, (name, key) in enumerate(names, 1):
            ordinals, is_role = actions.scenes_that_name(name)
            if is_role and fold(name) == key:
                self._roles.add(key)
            for ordinal in ordinals:
                scenes[ordinal - 1].add(key)
            if number % _STEP == 0:
                yield
        for ordinal, found in enumerate(scenes, 1):
            self.named.append(tuple(sorted(found, key=self.order.__getitem__)))
            for key in found:
                self._scenes_named.setdefault(key, []).append(ordinal)

    def cast(self, count: Count) -> tuple[Character, ...]:
        """Everyone, in order."""
        words: dict[str, dict[int, int]] = {key: {} for key in self.names}
        for ordinal, scene in enumerate(count.scenes, 1):
            for key, said in scene.words.items():
                words[key][ordinal] = said
        return tuple([self._character(self.parts[key], words[key], count.spoken) for key in self.names])

    def _names_to_look_for(self, options: Options) -> Iterator[tuple[str, str]]:
        """Every name, and the key of whose it is: those of the cast, and the user's aliases of them."""
        for key, name in self.names.items():
            yield " ".join(name.split()), key
        aliases = Aliases(options.aliases)
        for alias in options.aliases:
            key = fold(aliases.name(alias))
            if fold(alias) and key in self.names and fold(alias) not in self.names:
                yield " ".join(alias.split()), key

    def _character(self, part: Part, words_by_scene: Mapping[int, int], spoken: int) -> Character:
        """`spoken` are the words of all speeches."""
        speaking = tuple(words_by_scene)
        named = self._scenes_named.get(part.key, [])
        appearing: Sequence[int] = [*speaking, *named]
        return Character(
            name=part.name,
            speeches=part.speeches,
            words=part.words,
            scenes=speaking,
            words_by_scene=tuple(words_by_scene.values()),
            named=tuple(named),
            first_scene=speaking[0] if speaking else None,
            last_scene=speaking[-1] if speaking else None,
            first_appearance=min(appearing, default=None),
            last_appearance=max(appearing, default=None),
            share=share(part.words, spoken),
            dual=part.dual,
            first_line=part.first_line,
            longest=part.longest,
            longest_line=part.longest_line,
            monologues=part.monologues,
            aliases=tuple(part.other_names.values()),
            generic=part.key in self._roles or is_generic(part.name),
        )
