"""What is sent. The head of each request is the same to the byte, so that providers read it from their prompt caches:
the prompt, what the user asks for in addition, then title and cast; only then comes what differs."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

from ...llm.messages import Message, Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ...screenplay import Breakdown
    from ..prompts import Prompt
    from .passages import Passage
    from .portions import Portion
    from .results import SceneReading

_MOST_NAMES = 60
_LONGEST_NAME = 60
_VOICES = 12
_LINES_OF_A_VOICE = 3
_LONGEST_LINE = 200


def system_text(prompt: Prompt, instruction: str) -> str:
    """The prompt, and the free words of the user: those are instructions, other than the script's."""
    instruction = instruction.strip()
    if not instruction:
        return prompt.text
    return f"{prompt.text}\n\nThe person who asks wants in addition:\n{instruction}"


def head_of(facts: Breakdown) -> str:
    """What every request begins with: the script's title and its cast, those who speak most first. They are material
    as much as the scenes are, and stand in a fence of their own."""
    names = [_line(character.name, _LONGEST_NAME) for character in facts.cast[:_MOST_NAMES]]
    more = len(facts.cast) - len(names)
    body = (
        f"Title: {_line(facts.title, 200) or 'Untitled'}\n"
        f"Cast: {', '.join(names) or 'nobody speaks'}{f', and {more} more' if more else ''}"
    )
    mark = mark_of(body)
    return f"The mark is {mark}.\n{fence('SCRIPT', body, mark)}\n"


def scenes_messages(
    system: str, head: str, portions: Sequence[Portion], fault: str = "", *, recurs: bool = False
) -> tuple[Message, ...]:
    """`recurs`: the head will be sent again, so often that a provider's cache is worth its price."""
    body = "\n".join(_fenced(f"SCENE {portion.passage.ordinal}", portion) for portion in portions)
    mark = mark_of(body)
    numbers = ", ".join(str(portion.passage.ordinal) for portion in portions)
    told = f"An earlier answer could not be used: {fault}\n" if fault else ""
    request = f"Read scene{'' if len(portions) == 1 else 's'} {numbers}. The mark is {mark}.\n{told}"
    parts = (Text(f"{head}\n", ends_head=recurs), Text(f"{request}\n{body.replace(_MARK, mark)}"))
    return (Message("system", system), Message("user", parts))


def whole_messages(system: str, head: str, scenes: str, more: str = "") -> tuple[Message, ...]:
    """`more` is material beside the list of scenes."""
    parts = [f"{fence('CAST', more, _MARK)}\n"] if more else []
    parts.append(fence("LIST", scenes, _MARK))
    body = "\n".join(parts)
    mark = mark_of(body)
    return (Message("system", system), Message("user", f"{head}\nThe mark is {mark}.\n\n{body.replace(_MARK, mark)}"))


def fence(name: str, text: str, mark: str) -> str:
    """Material, from where to where: nothing in it is an instruction. The mark is one that it does not hold."""
    return f"<<<{name} {mark}\n{text}\n<<<END {mark}"


def mark_of(body: str) -> str:
    """What nobody who wrote the script can have known: the fence is made of its own contents."""
    return blake2b(body.encode(errors="surrogatepass"), digest_size=5).hexdigest()


_MARK = "\0mark\0"
"""Stands for the mark until it is known. No script holds a NUL: it was cleaned of them."""


def scene_list(passages: Sequence[Passage], readings: dict[int, SceneReading], detail: int) -> str:
    """The scenes with what was read in them. `detail` 3 is everything, 0 the bare headings."""
    return "\n".join(line for passage in passages for line in _listed(passage, readings.get(passage.ordinal), detail))


def voices(facts: Breakdown, passages: Sequence[Passage]) -> str:
    """Some of their own lines of those who speak most: the longest, in the order of the script."""
    wanted = {character.name: list[str]() for character in facts.cast[:_VOICES]}
    for passage in passages:
        if wanted.keys() & set(passage.cast):
            for name, speech in _speeches(passage.text):
                if name in wanted:
                    wanted[name].append(speech)
    return "\n".join(line for name, speeches in wanted.items() for line in _voice(name, speeches))


def _voice(name: str, speeches: list[str]) -> Iterator[str]:
    longest = sorted(range(len(speeches)), key=lambda place: -len(speeches[place]))[:_LINES_OF_A_VOICE]
    yield f"{name}, {len(speeches)} speeches, such as:"
    yield from (f"- {_line(speeches[place], _LONGEST_LINE)}" for place in sorted(longest))


def _speeches(text: str) -> Iterator[tuple[str, str]]:
    """Cue and words of each paragraph that may be a speech: whoever asks knows the names."""
    for paragraph in text.split("\n\n"):
        cue, _, said = paragraph.partition("\n")
        if said:
            lines = [line for line in said.split("\n") if not line.startswith("(")]
            yield cue.partition(" (")[0], " ".join(lines)


def _listed(passage: Passage, reading: SceneReading | None, detail: int) -> Iterator[str]:
    cast = f"; {', '.join(passage.cast)}" if passage.cast and detail > 1 else ""
    yield f"{passage.ordinal}. {_line(passage.heading, 120)} ({passage.eighths}/8{cast})"
    if detail == 0:
        return
    if reading is None:
        yield "(could not be read)"
        return
    yield _line(reading.summary, 400 if detail > 1 else 90)
    if detail < 3:
        return
    turn = reading.turn
    told = {
        "Purpose": reading.purpose,
        "Conflict": reading.conflict,
        "Turn": f"{turn.before} > {turn.after}: {turn.why}" if turn.after else "",
        "When": reading.story_day,
    }
    yield from (f"{label}: {_line(text, 300)}" for label, text in told.items() if text)


def _fenced(name: str, portion: Portion) -> str:
    part = f" (part {portion.part} of {portion.parts})" if portion.parts > 1 else ""
    return f"{fence(f'{name}{part}', portion.text, _MARK)}\n"


def _line(text: str, longest: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= longest else f"{line[: longest - 3].rstrip()}..."
