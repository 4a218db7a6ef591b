"""A breakdown as a page of plain text for a monospaced font, at most 80 columns wide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .layout import MARGIN, WIDTH, columns, counted, cut, indented, joined, right, row, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from .figures import Alias, Breakdown, Character, Finding, Location, PageFigures, Pair, Scene
    from .gender import Bechdel
    from .words import Vocabulary

_MOST_PAIRS = 12
_MOST_STRETCHES = 24
"""Rows of the pacing curve. A longer script has several pages in each."""
_FEWEST_PAGES = 3
"""Fewer make no curve."""
_BAR = 40
_GENDERS = {"f": "female", "m": "male", "x": "neither", "": "not told"}


def as_text(breakdown: Breakdown) -> str:
    """The breakdown as a report to read in a text editor."""
    lines = [*_head(breakdown)]
    for title, body in (
        ("SCENES", _scenes(breakdown.scenes)),
        ("CAST", _cast(breakdown.cast)),
        ("LOCATIONS", _locations(breakdown.locations)),
        ("WHO SPEAKS WITH WHOM", _pairs(breakdown.pairs)),
        ("PACE", _pacing(breakdown.pacing)),
        ("PERHAPS THE SAME PERSON", _aliases(breakdown.aliases)),
        ("PLEASE CHECK", _findings(breakdown.findings)),
    ):
        rows = list(body)
        if rows:
            lines += ["", "", title, "-" * WIDTH, *rows]
    return joined(lines)


def bechdel_as_text(tests: Bechdel) -> str:
    """What the Bechdel tests say, and who has the words."""
    lines = ["", "", "BECHDEL", "-" * WIDTH]
    women = ", ".join(tests.women) or "nobody"
    lines += indented(f"One, two named women speak: {_verdict(tests.one, tests)}. Named women: {women}.")
    lines += indented(f"Two, they speak with each other: {_verdict(tests.two, tests)}.")
    for first, second, scene in tests.conversations:
        lines += indented(f"Scene {scene}: {first} and {second}")
    lines += ["", row(("", 28), ("speeches", -8), ("words", -7), ("share", -5), ("parts", -6))]
    for of in tests.shares:
        numbers = ((str(of.speeches), -8), (str(of.words), -7), (f"{of.share:.0%}", -5), (str(of.characters), -6))
        lines.append(row((_GENDERS.get(of.gender, of.gender), 28), *numbers))
    if tests.untold:
        lines += indented(f"Not told: {', '.join(tests.untold)}.")
    return joined(lines)


def vocabulary_as_text(words: Vocabulary) -> str:
    lines = ["", "", "WORDS", "-" * WIDTH]
    lines.append(row(("", 12), ("words", -8), ("distinct", -8), ("per sentence", -12), ("reading ease", -12)))
    for name, of in (("dialogue", words.dialogue), ("action", words.action), ("both", words.whole)):
        ease = "-" if of.reading_ease is None else f"{of.reading_ease:.0f}"
        numbers = ((f"{of.words:,}", -8), (f"{of.distinct:,}", -8), (f"{of.words_per_sentence:.1f}", -12), (ease, -12))
        lines.append(row((name, 12), *numbers))
    own = [of for of in words.own_words if of.words]
    if own:
        lines += ["", f"{MARGIN}Words that one says and others hardly do:"]
        for each in own:
            lines += indented(f"{each.name}: {', '.join(each.words)}")
    return joined(lines)


def pages(eighths: int) -> str:
    """Pages as they are written on a breakdown sheet: `10 2/8`, `3/8`, `4`."""
    whole, rest = divmod(eighths, 8)
    if not rest:
        return str(whole)
    return f"{whole} {rest}/8" if whole else f"{rest}/8"


def duration(seconds: int) -> str:
    """`1 h 52 min`, `10 min 15 s` or `40 s`: seconds are noise in anything over an hour."""
    minutes, rest = divmod(seconds, 60)
    if minutes >= 60:
        hours, minutes = divmod(minutes + (rest >= 30), 60)
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    parts = [f"{minutes} min"] if minutes else []
    if rest or not parts:
        parts.append(f"{rest} s")
    return " ".join(parts)


def _head(breakdown: Breakdown) -> Iterator[str]:
    title = breakdown.title or "Untitled"
    by = f", by {breakdown.author}" if breakdown.author else ""
    yield from wrapped(title + by, WIDTH)
    yield "=" * WIDTH
    yield (
        f"{counted(len(breakdown.scenes), 'scene')}, {pages(breakdown.eighths)} "
        f"{'page' if 0 < breakdown.eighths <= 8 else 'pages'}, about {duration(breakdown.seconds)}"
    )
    yield (
        f"{counted(len(breakdown.cast), 'speaking part')}, {counted(len(breakdown.locations), 'location')}, "
        f"{counted(breakdown.words, 'word')}, {breakdown.dialogue_share:.0%} dialogue"
    )
    if breakdown.scenes:
        yield from wrapped(_mix(breakdown), WIDTH)
    else:
        yield "No scene headings yet: a scene starts with a line such as INT. KITCHEN - DAY."


def _mix(breakdown: Breakdown) -> str:
    """`8 INT, 4 EXT; 6 day, 5 night; a scene takes 1 page on average, the longest (scene 3) 2 1/8`."""
    mix = breakdown.mix
    wheres = [(mix.interior, "INT"), (mix.exterior, "EXT"), (mix.both, "INT/EXT"), (mix.elsewhere, "other")]
    times = [(mix.day, "day"), (mix.night, "night"), (mix.twilight, "twilight"), (mix.untold, "untold")]
    told = [", ".join(f"{count} {name}" for count, name in counts if count) for counts in (wheres, times)]
    longest = breakdown.scenes[breakdown.longest_scenes[0] - 1]
    size = f"{breakdown.average_eighths / 8:.1f} pages to a scene, {pages(longest.eighths)} to the longest"
    return "; ".join([*told, f"{size} ({longest.number or longest.ordinal})"])


def _scenes(scenes: Sequence[Scene]) -> Iterator[str]:
    if not scenes:
        return
    numbers = [scene.number or str(scene.ordinal) for scene in scenes]
    number_width = min(max(map(columns, numbers)), 8)
    pages_width = max(len(pages(scene.eighths)) for scene in scenes)
    indent = len(MARGIN) + number_width + 2 + pages_width + 2
    for number, scene in zip(numbers, scenes, strict=True):
        heading = cut(scene.heading, WIDTH - indent)
        yield f"{MARGIN}{right(number, number_width)}  {pages(scene.eighths):>{pages_width}}  {heading}"
        people = ", ".join(scene.cast) or "no dialogue"
        silent = [name for name in scene.named if name not in scene.cast]
        people += f" ({', '.join(silent)})" if silent else ""
        for line in wrapped(people, WIDTH - indent):
            yield " " * indent + line


def _cast(cast: Sequence[Character]) -> Iterator[str]:
    if not cast:
        return
    yield row(("", 28), ("speeches", -8), ("words", -7), ("share", -5), ("scenes", -6), ("first", -5), ("last", -4))
    for character in cast:
        yield row(
            (character.name, 28),
            (str(character.speeches), -8),
            (str(character.words), -7),
            (f"{character.share:.0%}", -5),
            (str(len(character.scenes)), -6),
            (_ordinal(character.first_scene), -5),
            (_ordinal(character.last_scene), -4),
        )


def _locations(locations: Iterable[Location]) -> Iterator[str]:
    for location in locations:
        yield _place(location.name, location.scenes)
        for inside in location.sub_locations:
            yield _place(f"{MARGIN}{inside.name}", inside.scenes)


def _place(name: str, scenes: Sequence[int]) -> str:
    ordinals = ", ".join(map(str, scenes))
    return row((name, 40), (counted(len(scenes), "scene"), -10), (cut(ordinals, 20), 20))


def _pairs(pairs: Sequence[Pair]) -> Iterator[str]:
    talking = [pair for pair in pairs if pair.exchanges]
    for pair in talking[:_MOST_PAIRS]:
        exchanges, scenes = counted(pair.exchanges, "exchange"), counted(len(pair.exchange_scenes), "scene")
        yield row((f"{cut(pair.first, 21)}, {pair.second}", 44), (exchanges, -15), (scenes, -11))
    if len(talking) > _MOST_PAIRS:
        yield f"{MARGIN}and {counted(len(talking) - _MOST_PAIRS, 'more pair')}"


def _pacing(pacing: Sequence[PageFigures]) -> Iterator[str]:
    """How much of each stretch is dialogue, and how many scenes start in it."""
    if len(pacing) < _FEWEST_PAGES:
        return
    size = -(-len(pacing) // _MOST_STRETCHES)
    yield row(("page", 9), ("dialogue", _BAR), ("", -4), ("new scenes", -10))
    for start in range(0, len(pacing), size):
        stretch = pacing[start : start + size]
        spoken = sum(page.dialogue_words for page in stretch)
        compared = spoken + sum(page.action_words for page in stretch)
        part = spoken / compared if compared else 0.0
        name = stretch[0].number if size == 1 else f"{stretch[0].number}-{stretch[-1].number}"
        scenes = sum(len(page.scenes) for page in stretch)
        yield row((name, 9), ("#" * round(part * _BAR), _BAR), (f"{part:.0%}", -4), (str(scenes), -10))


def _aliases(aliases: Iterable[Alias]) -> Iterator[str]:
    for alias in aliases:
        yield from indented(f"{alias.name}: {alias.perhaps}?")


def _findings(findings: Iterable[Finding]) -> Iterator[str]:
    for finding in findings:
        yield from indented(f"{_with_line(finding)} {finding.suggestion}".rstrip())


def _with_line(finding: Finding) -> str:
    """Many a sentence says its line already."""
    line = f"ine {finding.first_line + 1}"
    return finding.sentence if line in finding.sentence else f"L{line}: {finding.sentence}"


def _verdict(passed: bool, tests: Bechdel) -> str:
    if passed:
        return "yes"
    return "not told yet" if tests.untold else "no"


def _ordinal(ordinal: int | None) -> str:
    return "-" if ordinal is None else str(ordinal)
