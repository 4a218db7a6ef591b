"""Writes the generated feature: a plan of scenes first, then each scene to the length that the plan gives it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import feature_words as words
from .chance import Chance, Deck
from .feature_plan import plan
from .feature_world import ACTS, MAIN, MINOR, SECOND, TITLE_PAGE, Person

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .feature_plan import PlannedScene

CAST = len(MAIN) + len(SECOND) + len(MINOR)
# Columns of a printed page, roughly: it is enough that scenes keep to what the plan gives them.
_ACTION, _DIALOGUE = 60, 35


def feature(scenes: int, seed: int, repeat: int = 1) -> str:
    """A whole script in Fountain: the same characters for the same arguments, on every computer."""
    parts = [TITLE_PAGE]
    for part in range(repeat):
        parts += _Writer(Chance(seed + part)).script(scenes, first_number=part * scenes + 1)
    return "\n\n".join(part.rstrip("\n") for part in parts) + "\n"


class _Writer:
    """Writes one feature's length. Paragraphs are yielded, and joined by blank lines."""

    def __init__(self, chance: Chance) -> None:
        self._chance = chance
        self._openings, self._actions, self._remarks, self._short = (
            Deck(chance, cards) for cards in (words.OPENINGS, words.ACTIONS, words.REMARKS, words.SHORT)
        )
        self._exchanges = Deck(chance, ["\n".join(lines) for lines in words.EXCHANGES])
        self._replies: list[str] = []
        self._introduced: set[str] = set()
        self._number = 0
        self._inner = 0

    def script(self, scenes: int, first_number: int) -> Iterator[str]:
        self._number = first_number - 1
        yield "FADE IN:"
        previous: PlannedScene | None = None
        for scene in plan(self._chance, scenes):
            if previous is not None:
                yield from self._between(previous, scene)
            if previous is None or scene.act != previous.act:
                yield f"# {ACTS[scene.act][0]}"
            if previous is None or (scene.act, scene.chapter) != (previous.act, previous.chapter):
                chapter = ACTS[scene.act][1][scene.chapter]
                yield f"## {chapter.title}\n\n= {chapter.synopsis}"
            yield from self._scene(scene)
            previous = scene
        yield "> FADE OUT."
        yield "> **THE END** <"

    def _between(self, previous: PlannedScene, scene: PlannedScene) -> Iterator[str]:
        if scene.act != previous.act:
            yield "> BLACK."
            yield f">{words.CENTERED[scene.act % len(words.CENTERED)]}<"
            yield "==="
        elif scene.chapter != previous.chapter or self._chance.happens(0.06):
            yield self._chance.pick(words.TRANSITIONS)

    def _scene(self, scene: PlannedScene) -> Iterator[str]:
        self._number += 1
        yield f"{_typeset(scene.heading)} #{self._scene_number(scene)}#"
        if self._chance.happens(0.05):
            yield f"= {_capital(scene.people[0].in_prose)} learns more than was meant."
        left = scene.printed_lines - 2
        for paragraph in self._entrances(scene):
            yield paragraph
            left -= printed_lines(paragraph)
        talk = self._talk(scene)
        while left > 0:
            paragraph = next(talk)
            yield paragraph
            left -= printed_lines(paragraph)

    def _scene_number(self, scene: PlannedScene) -> str:
        """Now and then a scene that was put in after the numbers were given: 41, 41A, 42."""
        if scene.put_in:
            self._number -= 1
            self._inner += 1
            return f"{self._number}{'ABCDEFGH'[self._inner % 8 - 1]}"
        self._inner = 0
        return str(self._number)

    def _entrances(self, scene: PlannedScene) -> Iterator[str]:
        """What no scene goes without, however short: who comes in for the first time, and what is seen first."""
        self._replies = []
        for person in scene.people:
            if person.name not in self._introduced:
                self._introduced.add(person.name)
                yield f"{person.introduced}."
        yield self._sentence(self._openings.deal(), scene)
        for person in scene.people[2:]:
            # Whoever is called into a scene says something in it.
            yield self._speech(scene, person, again=False)

    def _talk(self, scene: PlannedScene) -> Iterator[str]:
        """Talk without an end, and things that happen in between."""
        chance = self._chance
        last: Person | None = None
        order = 0
        interrupted = False
        while True:
            if chance.happens(0.27):
                yield self._action(scene)
                interrupted = True
                continue
            speaker = scene.people[order % len(scene.people)] if chance.happens(0.85) else chance.pick(scene.people)
            order += 1
            if speaker is last and not interrupted:
                continue
            if last is not None and speaker is not last and chance.happens(0.015):
                yield self._speech(scene, last, again=interrupted)
                yield self._speech(scene, speaker, again=False, dual=True)
            else:
                yield self._speech(scene, speaker, again=interrupted and speaker is last)
            last, interrupted = speaker, False

    def _action(self, scene: PlannedScene) -> str:
        chance = self._chance
        if chance.happens(0.02):
            return f"/* {self._sentence(chance.pick(words.BONEYARDS), scene)} */"
        if chance.happens(0.03):
            return f"[[{self._sentence(chance.pick(words.LONG_NOTES), scene)}]]"
        sentences = [self._sentence(self._actions.deal(), scene) for _ in range(1 + chance.up_to(3))]
        if chance.happens(0.06):
            sentences.append(f"[[{self._sentence(chance.pick(words.NOTES), scene)}]]")
        if chance.happens(0.03):
            return "!" + "\n".join(sentences).upper()
        return " ".join(sentences)

    def _speech(self, scene: PlannedScene, speaker: Person, *, again: bool, dual: bool = False) -> str:
        chance = self._chance
        lines = [self._cue(speaker, again=again, dual=dual)]
        if chance.happens(0.1):
            lines.append(self._aside(scene, speaker))
        if speaker.name in words.ABROAD and chance.happens(0.05):
            lines.append(chance.pick(words.ABROAD[speaker.name]))
        elif chance.happens(0.006):
            lines += [f"~{line}" for line in chance.pick(words.LYRICS)]
        elif chance.happens(0.17):
            lines.append(self._sentence(self._short.deal(), scene, speaker))
        else:
            lines.append(self._reply(scene, speaker))
            if chance.happens(0.21):
                lines[-1] += " " + self._remark(scene, speaker)
            if chance.happens(0.04):
                lines += [self._aside(scene, speaker), self._remark(scene, speaker)]
            if chance.happens(0.03):
                lines[-1] += "".join(f" {self._remark(scene, speaker)}" for _ in range(4))
        return "\n".join(lines)

    def _reply(self, scene: PlannedScene, speaker: Person) -> str:
        """The next line of the exchange that is going on, or the first of a new one."""
        if not self._replies:
            self._replies = self._sentence(self._exchanges.deal(), scene, speaker).split("\n")
        return self._replies.pop(0)

    def _remark(self, scene: PlannedScene, speaker: Person) -> str:
        return self._sentence(self._remarks.deal(), scene, speaker)

    def _aside(self, scene: PlannedScene, speaker: Person) -> str:
        return f"({self._sentence(self._chance.pick(words.ASIDES), scene, speaker)})"

    def _cue(self, speaker: Person, *, again: bool, dual: bool) -> str:
        cue = speaker.name if speaker.name.isupper() else f"@{speaker.name}"
        if again:
            cue += " (CONT'D)"
        elif speaker.name == "VOICE ON THE RADIO" or self._chance.happens(0.02):
            cue += " (V.O.)"
        elif self._chance.happens(0.03):
            cue += " (O.S.)"
        return f"{cue} ^" if dual else cue

    def _sentence(self, template: str, scene: PlannedScene, speaker: Person | None = None) -> str:
        """A template filled in. Nobody speaks to themselves, or of those who are in the room."""
        chance = self._chance
        first = speaker or chance.pick(scene.people)
        second = chance.pick([person for person in scene.people if person is not first])
        name, other = first.in_prose, second.in_prose
        person = chance.pick([person for person in MAIN if person not in scene.people]).in_prose
        weather, sound, many = (chance.pick(choices) for choices in (words.WEATHER, words.SOUNDS, words.MANY_THINGS))
        filled = template.format(
            name=name,
            Name=_capital(name),
            other=other,
            Other=_capital(other),
            person=person,
            Person=_capital(person),
            thing=chance.pick(words.THINGS),
            things=many,
            Things=_capital(many),
            detail=chance.pick(words.DETAILS),
            state=chance.pick(words.STATES),
            when=chance.pick(words.WHENS),
            span=chance.pick(words.SPANS),
            number=chance.pick(words.NUMBERS),
            time_unit=chance.pick(words.TIME_UNITS),
            weather=weather,
            Weather=weather,
            sound=sound,
            Sound=_capital(sound),
            moves=chance.pick(words.MOVES),
        )
        return _typeset(filled)


def printed_lines(paragraph: str) -> int:
    """About how many lines a paragraph takes on the page, with the blank one before it."""
    if paragraph.startswith(("[[", "/*", "=", "#")):
        return 0
    first, *rest = paragraph.split("\n")
    if not rest:
        return 1 + -(-len(first) // _ACTION)
    return 2 + sum(-(-len(line) // _DIALOGUE) for line in rest)


def _typeset(text: str) -> str:
    return text.replace("'", "\u2019")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
