"""Folds what a model said into the shape that was asked for, where only one thing can have been meant.

Models that cannot be held to a shape by their server have small habits: `"scene": "3"`, `null` for an empty text, one
object where a list of them was wanted, a key too many. Asking again costs as much as the answer did and brings the
same habit, so what was meant is read from the shape itself. Nothing is believed for that: what is folded is checked
against the shape, and then against the script, as any other answer is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from ...llm.schema import MisfitError, target_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ...llm.messages import Shape
    from ...llm.schema import Target

_NOTHING = frozenset({"", "-", "n/a", "none", "null"})
"""Where a list or an object is wanted, such a word says that there is none."""
_YES = frozenset({"1", "true", "y", "yes"})
_NUMBERED = re.compile(r"(?:[^\W\d_]{2,}[\s_.:#-]*|#\s*)?(\d{1,9})(?:\.0+)?\s*[.:]?")
"""`3`, `3.0`, `#3`, `Scene 3`; but not `3A` or `A3`, which are other scenes."""
_FROM_TO = re.compile(r"(?:[^\W\d_]{2,}\s*)?(\d{1,6})\s*(?:[-\u2013\u2014]|to)\s*(\d{1,6})")
_BETWEEN = re.compile(r"[,;&]|\band\b")
_LONGEST_RUN = 10_000
_WRAPPINGS = 3
_TOLD = 100
_MOST_FAULTS = 8
_MOST_DROPPED = 200


class Dropped(NamedTuple):
    """An item of a list that could not be folded, and is left out alone."""

    at: str
    """The list, in what was folded: `acts`, `acts.0.scenes`."""
    label: str
    """What to call the item: `scene 3`, `acts.1`."""
    said: str
    why: str


class Folded(NamedTuple):
    value: dict[str, Any]
    dropped: tuple[Dropped, ...] = ()


class Folding:
    """A shape to ask for. Models and servers are told of it as it is; only their answers are folded before they are
    checked. It is a `Target` of `llm.schema`."""

    def __init__(self, shape: Shape, *needed: str) -> None:
        """`needed`: the names for which nothing can stand in. They must be there, and of a list of them something must
        be left; numbers are needed always."""
        self._shape = shape
        self._needed = frozenset(needed)
        self._strict: Target[object] | None = None

    @property
    def name(self) -> str:
        return self._shape.name

    @property
    def schema(self) -> Mapping[str, Any]:
        return self._shape.schema

    def check(self, found: object) -> Folded:
        folding = _Folding(self._needed)
        value = folding.fold(_unwrapped(found, self.schema), self.schema, "")
        if self._strict is None:
            self._strict = target_of(self._shape)
        self._strict.check(value)
        return Folded(cast("dict[str, Any]", value), tuple(folding.dropped))

    def item(self, name: str, found: object) -> Folded:
        """One object of a list at the root, as soon as it is there. Raises `MisfitError`."""
        folding = _Folding(self._needed)
        value = folding.fold(found, self.schema["properties"][name]["items"], "")
        return Folded(value, tuple(folding.dropped))


def number_in(said: object) -> int | None:
    """The number that was meant; None where it is not certain which one."""
    if isinstance(said, float):
        return int(said) if said.is_integer() else None
    if isinstance(said, str):
        found = _NUMBERED.fullmatch(said.strip())
        return int(found[1]) if found else None
    return said if isinstance(said, int) and not isinstance(said, bool) else None


class _Folding:
    """One answer's."""

    def __init__(self, needed: frozenset[str]) -> None:
        self._needed = needed
        self.dropped: list[Dropped] = []

    def fold(self, found: object, schema: Mapping[str, Any], at: str) -> Any:
        match schema.get("type"):
            case "object":
                return self._object(found, schema, at)
            case "array":
                return self._array(found, schema["items"], at)
            case "string":
                return _text(found)
            case "integer":
                number = number_in(found)
                if number is None:
                    raise MisfitError("it is missing." if found is None else "it is no whole number.")
                return number
            case "boolean":
                return found is True or str(found).strip().casefold() in _YES
        return found

    def _object(self, found: object, schema: Mapping[str, Any], at: str) -> dict[str, Any]:
        properties: Mapping[str, Any] = schema["properties"]
        if isinstance(found, str) and not _is_nothing(found):
            leading = next(iter(properties))
            if properties[leading].get("type") != "string":
                raise MisfitError("it is a text.")
            found = {leading: found}
        if not _is_nothing(found) and not isinstance(found, Mapping):
            raise MisfitError("it is no object.")
        said = found if isinstance(found, Mapping) else {}
        known = _named(said, properties)
        if said and not known:
            raise MisfitError(f"it has none of {', '.join(properties)}.")
        folded: dict[str, Any] = {}
        for name, wanted in properties.items():
            value = known.get(name)
            if name in self._needed and value is None:
                raise MisfitError(f"{name} is missing.")
            if name in known or name in schema.get("required", ()):
                folded[name] = self._field(value, wanted, name, at)
                if name in self._needed and isinstance(folded[name], str) and not folded[name].strip():
                    raise MisfitError(f"{name} is empty.")
        return folded

    def _field(self, value: object, wanted: Mapping[str, Any], name: str, at: str) -> Any:
        try:
            return self.fold(value, wanted, f"{at}.{name}".lstrip("."))
        except MisfitError as misfit:
            told = str(misfit)
            raise MisfitError(f"{name} {told[3:]}" if told.startswith("it ") else f"{name}: {told}") from None

    def _array(self, found: object, items: Mapping[str, Any], at: str) -> list[Any]:
        kept: list[Any] = []
        before = len(self.dropped)
        for place, item in enumerate(_listed(found, items)):
            if _is_nothing(item):
                continue
            inside = len(self.dropped)
            try:
                kept.append(self.fold(item, items, f"{at}.{len(kept)}"))
            except MisfitError as misfit:
                label = _label(item, items, f"{at}.{place}")
                del self.dropped[inside:]
                if inside < _MOST_DROPPED:
                    self.dropped.append(Dropped(at, label, str(item)[:_TOLD], str(misfit)))
        dropped = [one for one in self.dropped[before:] if one.at == at]
        if dropped and not kept and at.rpartition(".")[2] in self._needed:
            raise MisfitError(faults_of(dropped))
        return kept


def faults_of(dropped: Iterable[Dropped]) -> str:
    """For the model that said it."""
    return " ".join(f"{one.label}: {one.why}" for one in islice(dropped, _MOST_FAULTS))


def _unwrapped(found: object, schema: Mapping[str, Any]) -> object:
    """Without what the model put around its answer, or with what it left out around it."""
    properties: Mapping[str, Any] = schema["properties"]
    (name, only), *others = properties.items()
    for _ in range(_WRAPPINGS):
        if not isinstance(found, Mapping) or len(found) != 1 or _named(found, properties):
            break
        ((key, inner),) = found.items()
        if number_in(key) is not None or not isinstance(inner, Mapping | list):
            break
        found = inner
    bare = isinstance(found, list) or (isinstance(found, Mapping) and not _named(found, properties))
    return {name: found} if bare and found and not others and only.get("type") == "array" else found


def _listed(found: object, items: Mapping[str, Any]) -> Iterator[object]:
    if _is_nothing(found):
        return
    several = found if isinstance(found, list) else [found]
    kind = items.get("type")
    if kind == "integer":
        for one in several:
            yield from _numbers(one) if isinstance(one, str) else [one]
    elif kind == "object" and isinstance(found, Mapping):
        yield from _keyed(found, items["properties"])
    else:
        yield from several


def _keyed(found: Mapping[str, Any], properties: Mapping[str, Any]) -> Iterator[object]:
    """The items of an object whose keys say which they are; or the object, where it is itself the one item."""
    if _named(found, properties) or not all(isinstance(item, Mapping) for item in found.values()):
        yield found
        return
    leading = next(iter(properties))
    for key, item in found.items():
        number = number_in(key)
        meant = number if properties[leading].get("type") == "integer" else key if number is None else None
        yield item if meant is None or _named(item, [leading]) else {**item, leading: meant}


def _numbers(said: str) -> Iterator[object]:
    """`1-3, 7`."""
    for part in map(str.strip, _BETWEEN.split(said)):
        run = _FROM_TO.fullmatch(part)
        first, last = (int(run[1]), int(run[2])) if run else (0, -1)
        if first <= last < first + _LONGEST_RUN:
            yield from range(first, last + 1)
        elif part:
            yield part


def _text(found: object) -> str:
    """A list is read as its paragraphs, an object as its terms; true and false say nothing."""
    match found:
        case str():
            return found
        case None | bool():
            return ""
        case int() | float():
            return f"{found:g}" if isinstance(found, float) else str(found)
        case list() if all(isinstance(part, str) for part in found):
            return "\n\n".join(found)
        case Mapping() if all(isinstance(part, str) for part in found.values()):
            return "; ".join(f"{key}: {part}" for key, part in found.items() if part.strip())
    raise MisfitError("it is no text.")


def _named(said: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """What is said under each name, however that is spelled: `storyDay`, `Story Day`."""
    spelled = {_plain(key): value for key, value in said.items()}
    return {
        name: said[name] if name in said else spelled[_plain(name)]
        for name in names
        if name in said or _plain(name) in spelled
    }


def _plain(name: str) -> str:
    return re.sub(r"[\W_]", "", name).casefold()


def _is_nothing(found: object) -> bool:
    return found is None or (isinstance(found, str) and found.strip().casefold() in _NOTHING)


def _label(item: object, items: Mapping[str, Any], at: str) -> str:
    """`scene 3`, where it says so much; its place otherwise."""
    if items.get("type") == "object" and isinstance(item, Mapping):
        leading = next(iter(items["properties"]))
        number = number_in(_named(item, [leading]).get(leading))
        if number is not None:
            return f"{leading} {number}"
    return at
