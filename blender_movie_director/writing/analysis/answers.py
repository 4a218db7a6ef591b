"""Takes an answer's JSON apart into records: checks what it says against the script, and never trusts its length."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ...llm.schema import MisfitError
from ...screenplay.facts.names import fold
from .results import (
    ELEMENT_KINDS,
    GRADED,
    GRADES,
    RECOMMENDATIONS,
    Act,
    Assessment,
    Beat,
    CharacterReading,
    ContinuityQuestion,
    Coverage,
    Grade,
    Rejected,
    Relation,
    SceneElement,
    SceneReading,
    Story,
    StoryDay,
    Theme,
    Turn,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..quotes import Quotable
    from .folding import Dropped

_LONGEST = 4_000
_LONGEST_PAGE = 12_000
_MOST = 200
"""Of anything that comes in a list."""
NOT_IN_SCENE = "These words are not in the scene."
_NOT_IN_FORM = "It does not have the form that was asked for."
_NOTHING_QUOTED = "No words of the scene are quoted."
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_OTHER_NAMES = {
    "costume": "wardrobe", "sfx": "special effect", "vfx": "visual effect", "makeup": "make-up", "extra": "extras",
    "background": "extras", "set": "set dressing", "practical effect": "special effect",
}  # fmt: skip


def scene_reading(found: Mapping[str, Any], quotable: Quotable, dropped: Iterable[Dropped] = ()) -> SceneReading:
    """Raises `MisfitError`. An element whose quote is not in the scene stays, marked as rejected; so do those that were
    dropped, by what was said."""
    turn = _of(found, "turn", Mapping)
    summary = _text(found, "summary")
    if not summary:
        raise MisfitError("summary is empty.")
    return SceneReading(
        summary=summary,
        purpose=_text(found, "purpose"),
        conflict=_text(found, "conflict"),
        turn=Turn(_text(turn, "before"), _text(turn, "after"), _text(turn, "why")),
        story_day=_text(found, "story_day"),
        elements=(
            *(_element(item, quotable) for item in _items(found, "elements")),
            *(SceneElement("other", _cleaned(one.said), "", _NOT_IN_FORM) for one in dropped),
        ),
    )


def joined(readings: Sequence[SceneReading]) -> SceneReading:
    """One reading of a scene that was read in parts."""
    first, last = readings[0], readings[-1]
    return SceneReading(
        summary=_joined(reading.summary for reading in readings),
        purpose=_joined(reading.purpose for reading in readings),
        conflict=_joined(reading.conflict for reading in readings),
        turn=Turn(first.turn.before, last.turn.after, _joined(reading.turn.why for reading in readings)),
        story_day=first.story_day,
        elements=tuple(dict.fromkeys(element for reading in readings for element in reading.elements)),
    )


def story(found: Mapping[str, Any], ordinals: Sequence[int], dropped: Iterable[Dropped] = ()) -> Story:
    """From an answer of the right shape. What names no scene that exists is left out and listed as rejected, as is what
    was dropped before."""
    check = _Checked(ordinals, dropped=dropped)
    acts = [
        Act(_text(item, "name"), scenes, _text(item, "summary"))
        for item in _items(found, "acts")
        if (scenes := check.scenes(item, "The act", "name"))
    ]
    beats = [
        Beat(_text(item, "name"), scenes, _text(item, "what"), _of(item, "turning", bool))
        for item in _items(found, "beats")
        if (scenes := check.scenes(item, "The beat", "name"))
    ]
    themes = [
        Theme(_text(item, "theme"), _text(item, "how"), check.scenes(item, "The theme", "theme", needed=False))
        for item in _items(found, "themes")
    ]
    days = [
        StoryDay(_text(item, "name"), scenes)
        for item in _items(found, "story_days")
        if (scenes := check.scenes(item, "The story day", "name"))
    ]
    for name, called in (("line", "in one line"), ("paragraph", "in one paragraph"), ("page", "on one page")):
        if not _text(found, name):
            check.left_out(f"The synopsis {called}")
    return Story(
        logline=_text(found, "logline"),
        line=_text(found, "line"),
        paragraph=_text(found, "paragraph"),
        page=_text(found, "page", _LONGEST_PAGE, paragraphs=True),
        acts=tuple(acts),
        beats=tuple(sorted(beats, key=lambda beat: beat.scenes[0])),
        themes=tuple(themes),
        story_days=tuple(days),
        rejected=tuple(check.rejected),
    )


def assessment(
    found: Mapping[str, Any], ordinals: Sequence[int], cast: Sequence[str], dropped: Iterable[Dropped] = ()
) -> Assessment:
    """From an answer of the right shape. Whom the script does not have is left out and listed as rejected, as is what
    was dropped before."""
    check = _Checked(ordinals, cast, dropped)
    characters = [
        CharacterReading(
            name,
            _text(item, "want"),
            _text(item, "need"),
            _text(item, "arc"),
            _text(item, "voice"),
            tuple(
                Relation(other, _text(relation, "what"))
                for relation in _items(item, "relations")
                if (other := check.character(_text(relation, "to"), f"Somebody to whom {name} stands"))
            ),
        )
        for item in _items(found, "characters")
        if (name := check.character(_text(item, "name"), "The character"))
    ]
    questions = [
        ContinuityQuestion(_text(item, "question"), check.scenes(item, "The question", "question", needed=False))
        for item in _items(found, "continuity")
    ]
    coverage = _of(found, "coverage", Mapping)
    return Assessment(
        tuple(characters),
        tuple(question for question in questions if question.question),
        Coverage(
            grades=tuple(_grade(coverage, name, check) for name in GRADED),
            strengths=_texts(coverage, "strengths"),
            weaknesses=_texts(coverage, "weaknesses"),
            recommendation=check.choice(_text(coverage, "recommendation"), RECOMMENDATIONS, "recommendation"),
            why=_text(coverage, "why"),
        ),
        tuple(check.rejected),
    )


class _Checked:
    """Holds what an answer names against what there is, and lists what there is not."""

    def __init__(self, ordinals: Sequence[int], cast: Sequence[str] = (), dropped: Iterable[Dropped] = ()) -> None:
        self._ordinals = frozenset(ordinals)
        self._cast = {fold(name): name for name in cast}
        self.rejected: list[Rejected] = []
        for one in dropped:
            self._reject(f"{_cleaned(one.said)!r} among the {_listed_as(one.at)}", one.why[:1].upper() + one.why[1:])

    def scenes(self, item: Mapping[str, Any], what: str, name: str, *, needed: bool = True) -> tuple[int, ...]:
        """The scenes of an item that exist, in order. Empty where none does; an item that needs some is then out."""
        named = _of(item, "scenes", list)
        # Not `isinstance`: true and false count as whole numbers.
        known = {ordinal for ordinal in named if type(ordinal) is int and ordinal in self._ordinals}
        unknown = [ordinal for ordinal in named if type(ordinal) is not int or ordinal not in known][:_MOST]
        told = f"{what} {_text(item, name)[:100]!r}"
        if unknown:
            self._reject(told, f"There is no scene {', '.join(str(ordinal)[:20] for ordinal in unknown)}.")
        elif needed and not known:
            self._reject(told, "It names no scene.")
        return tuple(sorted(known))

    def character(self, name: str, what: str) -> str:
        """The name as the script spells it; empty where it has nobody of that name."""
        found = self._cast.get(fold(name), "")
        if not found:
            self._reject(f"{what} {name[:100]!r}", "The script has nobody of that name who speaks.")
        return found

    def choice(self, word: str, choices: Sequence[str], what: str) -> str:
        """One of the choices; empty for any other word."""
        found = next((choice for choice in choices if re.search(rf"\b{choice}\b", word.casefold())), "")
        if not found:
            self._reject(f"The {what} {word[:100]!r}", f"It is none of {', '.join(choices)}.")
        return found

    def left_out(self, what: str) -> None:
        self._reject(what, "The model left it out.")

    def _reject(self, what: str, why: str) -> None:
        if len(self.rejected) < _MOST:
            self.rejected.append(Rejected(what, why))


def _grade(coverage: Mapping[str, Any], name: str, check: _Checked) -> Grade:
    found = _of(coverage, name, Mapping)
    return Grade(name, check.choice(_text(found, "grade"), GRADES, f"grade for {name}"), _text(found, "why"))


def _element(item: Mapping[str, Any], quotable: Quotable) -> SceneElement:
    said, name, quote = _text(item, "kind", 60), _text(item, "name", 300), _text(item, "quote", 600)
    why = "" if quote in quotable else NOT_IN_SCENE if quote else _NOTHING_QUOTED
    # Where one word was said, it may be the thing and not its kind.
    return SceneElement(_kind(said), name or said, quote, why)


def _listed_as(at: str) -> str:
    """`acts.0.scenes` as a person reads it."""
    return at.rpartition(".")[2].replace("_", " ")


def _kind(said: str) -> str:
    """`Props`, `PROP` and `prop` are one kind; what is none of ours is `other`."""
    word = said.casefold().replace("_", " ").strip()
    forms = (word, word.removesuffix("s"))
    return next((kind for form in forms if (kind := _OTHER_NAMES.get(form, form)) in ELEMENT_KINDS), "other")


def _of(found: Mapping[str, Any], name: str, kind: type[Any]) -> Any:
    value = found.get(name)
    if not isinstance(value, kind):
        raise MisfitError(f"{name} is missing." if value is None else f"{name} is a {type(value).__name__}.")
    return value


def _items(found: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    items: list[Mapping[str, Any]] = _of(found, name, list)[:_MOST]
    if not all(isinstance(item, Mapping) for item in items):
        raise MisfitError(f"{name} holds something else than objects.")
    return items


def _texts(found: Mapping[str, Any], name: str) -> tuple[str, ...]:
    return tuple(_cleaned(item) for item in _of(found, name, list)[:_MOST] if isinstance(item, str) and item.strip())


def _text(found: Mapping[str, Any], name: str, longest: int = _LONGEST, *, paragraphs: bool = False) -> str:
    return _cleaned(_of(found, name, str), longest, paragraphs=paragraphs)


def _cleaned(text: str, longest: int = _LONGEST, *, paragraphs: bool = False) -> str:
    """One line (or lines, where paragraphs are wanted), without what no text field holds."""
    text = _CONTROLS.sub(" ", text[: longest * 4])
    lines = text.split("\n") if paragraphs else [text]
    whole = "\n\n".join(line for line in (" ".join(line.split()) for line in lines) if line)
    return whole if len(whole) <= longest else f"{whole[: longest - 3].rstrip()}..."


def _joined(texts: Any) -> str:
    return _cleaned(" ".join(dict.fromkeys(text for text in texts if text)))
