"""Asks about the whole, which is put together from what was read in the scenes."""

from __future__ import annotations

from contextlib import aclosing
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from ...llm.errors import LLMError
from ...llm.shapes import Shaped
from . import answers
from .plan import STORY, folding_of
from .results import Assessment, Story

if TYPE_CHECKING:
    from collections.abc import Callable

    from ...llm.messages import Request
    from .asking import Asker, Note
    from .folding import Folded
    from .keeping import Keeper
    from .plan import Plan

Whole: TypeAlias = "Story | Assessment"


class WholeTold(NamedTuple):
    name: str
    """The prompt's."""
    found: Whole | LLMError
    """The part, or why there is none."""
    lasting: bool
    """See `scene_calls.Read`."""


def kept_whole(keeper: Keeper, name: str, key: bytes) -> Whole | None:
    kind: type[Story | Assessment] = Story if name == STORY else Assessment
    found = keeper.get([key], kind).get(key)
    return None if found is None else replace(found, kept=True)


async def ask_whole(
    plan: Plan, asker: Asker, name: str, request: Request, tell: Callable[[WholeTold | Note], None]
) -> None:
    """Tells of the part, or of the error that it failed with. Raises an `LLMError` that ends the whole analysis."""
    try:
        async with aclosing(asker.ask(request, folding_of(name), tell)) as items:
            async for item in items:
                if isinstance(item, Shaped):
                    tell(WholeTold(name, _checked(plan, name, item.value), asker.lasting))
                    asker.succeeded()
    except LLMError as error:
        asker.failed(error)
        tell(WholeTold(name, error, lasting=False))


def _checked(plan: Plan, name: str, found: Folded) -> Whole:
    ordinals = [passage.ordinal for passage in plan.all_passages]
    if name == STORY:
        return answers.story(found.value, ordinals, found.dropped)
    cast = [character.name for character in plan.facts.cast]
    return answers.assessment(found.value, ordinals, cast, found.dropped)
