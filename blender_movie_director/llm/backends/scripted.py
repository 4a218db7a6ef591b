"""The stand-in for a model: deterministic words that say what they are.

It answers in the shape that the request asks for (an opening, then a note for each scene it finds
listed in the prompt), so that everything around a model can be seen working with no key and no network.
"""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

from ..errors import ServerError
from ..events import Event, Finished, TextDelta
from ..messages import Request, Response, Usage

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from ..client import ClientSettings

_SCENE_LINE = re.compile(r"^(?P<number>\d+)\. (?P<heading>\S.*?)(?: \((?P<length>[^()]*)\))?$", re.MULTILINE)
_CHUNK = re.compile(r"\S+\s*|\s+")

_OPENING = (
    "No language model is connected, so what follows is a stand-in: it shows where a model's words would go "
    "and says nothing about the script that the breakdown above does not.\n"
)
_NOTES = (
    "Here a model would say what this scene is for and what it changes.",
    "Here a model would name who wants what, and what stands in the way.",
    "Here a model would trace the turn, and quote the line it hangs on.",
)


def stand_in_answer(request: Request) -> str:
    """The whole answer to a request: the same request always gets the same words."""
    prompt = "\n".join(message.content for message in request.messages if message.role == "user")
    scenes = _SCENE_LINE.findall(prompt)
    parts = [_OPENING]
    for index, (number, heading, _length) in enumerate(scenes):
        parts.append(f"\n### {number}. {heading}\n{_NOTES[index % len(_NOTES)]}\n")
    if not scenes:
        parts.append("\nThe request named no scenes.\n")
    return "".join(parts)


class ScriptedBackend:
    """Plays the stand-in's answer word by word. Models:

    - `scripted/stand-in`: at once;
    - `scripted/slow`: a word each 20 ms, to watch and to cancel;
    - `scripted/failing`: breaks with a server's error after twelve words.
    """

    def __init__(self, settings: ClientSettings) -> None:
        del settings  # nothing here depends on keys or endpoints

    async def stream(self, request: Request) -> AsyncGenerator[Event, None]:
        answer = stand_in_answer(request)
        pause = 0.02 if request.model == "scripted/slow" else 0.0
        for index, chunk in enumerate(_CHUNK.findall(answer)):
            if request.model == "scripted/failing" and index == 12:
                raise ServerError("The scripted model was told to fail here.", model=request.model, status=500)
            await asyncio.sleep(pause)
            yield TextDelta(chunk)
        words = len(answer.split())
        yield Finished(
            Response(
                text=answer,
                model=request.model,
                finish_reason="stop",
                usage=Usage(input_tokens=sum(len(m.content.split()) for m in request.messages), output_tokens=words),
                stand_in=True,
            )
        )

    async def close(self) -> None:
        """Nothing is held open."""
