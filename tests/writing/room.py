"""What the tests of dialogue, description and suggestions share: a script, models that play, and what is heard."""

from __future__ import annotations

from contextlib import aclosing
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeVar

from blender_movie_director.llm.backends.scripted import ScriptedBackend
from blender_movie_director.writing import asked

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from blender_movie_director.llm.messages import Request

T = TypeVar("T")

SCRIPT = """Title: Two Rooms

INT. KITCHEN - DAY

ANNA stands at the sink. She has a wrench.

ANNA
It leaks. Everything in this house leaks, bleeding thing.

[[id: k3f9]]

BEN
(wet)
So does this.

She turns the tap.

EXT. GARDEN - NIGHT

Rain. @McDUFF waits under a tree.

@McDUFF
Ach, the rain.

INT. HALL - NIGHT

BEN
Bleeding rain.

ANNA
Bleeding house.
"""


class Heard(list[asked.Step]):
    """The steps of one request."""

    def of(self, kind: type[T]) -> list[T]:
        return [step for step in self if isinstance(step, kind)]

    @property
    def words(self) -> str:
        """As they stand at the end."""
        text = ""
        for step in self:
            text = "" if isinstance(step, asked.Afresh) else text + getattr(step, "text", "")
        return text

    @property
    def result(self) -> Any:
        assert isinstance(self[-1], asked.Done)
        return self[-1].result

    def parts(self, name: str) -> list[dict[str, Any]]:
        return [part.data for part in self.of(asked.Part) if part.name == name]


class Player:
    """A model that plays one script after the other, and remembers what it was asked."""

    def __init__(self, name: str, *several: Any) -> None:
        self.requests: list[Request] = []
        self._several = list(several)
        self.model = ScriptedBackend.play(name, self._play)

    def _play(self, request: Request) -> Any:
        self.requests.append(request)
        return self._several.pop(0) if len(self._several) > 1 else self._several[0]

    @property
    def prompt(self) -> str:
        return self.requests[0].messages[1].text


async def heard(steps: AsyncGenerator[asked.Step, None], into: Heard | None = None) -> Heard:
    into = Heard() if into is None else into
    async with aclosing(steps):
        async for step in steps:
            into.append(step)
    return into


def sections(prompt: str) -> dict[str, str]:
    """The material in a prompt, by its names and in its order."""
    found = {}
    for opened, _ in pairwise(prompt.split("<<<")[1:]):
        name, _, text = opened.partition("\n")
        if not name.startswith("END"):
            found[name.rpartition(" ")[0]] = text.rstrip("\n")
    return found
