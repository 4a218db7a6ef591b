"""Script analysis: first what the parser knows, at once; then what a model has to say about it, scene by scene, with
quotes that were looked up; then the whole, put together from its parts."""

from __future__ import annotations

from contextlib import aclosing, closing
from typing import TYPE_CHECKING

from ...llm.catalog import Catalog
from ...screenplay import as_text, breakdown, check_text, clean, parse
from . import stand_in
from .events import Done, Facts, Part, Progress, Step, Words
from .keeping import Keeper
from .options import Options
from .passages import Scope
from .plan import Plan
from .preview import Preview, preview_of
from .results import Analysis
from .running import Run

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from ...llm.client import LLMClient
    from ...llm.model_spec import ModelSpec
    from ...llm.settings import ClientSettings

__all__ = [
    "Analysis",
    "Done",
    "Facts",
    "Options",
    "Part",
    "Preview",
    "Progress",
    "Scope",
    "Step",
    "Words",
    "analyse",
    "keeper_for",
    "preview",
]

stand_in.install()


async def analyse(
    client: LLMClient,
    text: str,
    *,
    name: str,
    model: str,
    options: Options | None = None,
    spec: ModelSpec | None = None,
) -> AsyncGenerator[Step, None]:
    """Yields the facts, then progress, parts and words as they come, and the whole of it as `Done`.

    `spec` is what is known of the model, where the caller knows more than the catalog that comes along. Closing the
    generator hangs up on everything that is under way; what is finished is kept for the next time. Raises a
    `ScriptError` for a text that is no script, and an `LLMError` for what ends the whole: a part that fails alone is
    told of in the result.
    """
    text, _ = clean(check_text(text, name))
    script = parse(text)
    facts = breakdown(script)
    yield Facts(as_text(facts), facts.to_dict())
    plan = Plan(
        script,
        facts,
        name=name,
        model=model,
        options=options or Options(),
        spec=spec or Catalog().find(model),
        settings=client.settings,
    )
    with closing(keeper_for(client.settings)) as keeper:
        async with aclosing(Run(client, plan, keeper).steps()) as steps:
            async for step in steps:
                yield step


def preview(
    settings: ClientSettings,
    text: str,
    *,
    name: str,
    model: str,
    options: Options | None = None,
    spec: ModelSpec | None = None,
) -> Preview:
    """What `analyse` would send with the same arguments: the first request in full, and the size and price of each.
    Nothing is sent. Raises as `analyse` does."""
    text, _ = clean(check_text(text, name))
    script = parse(text)
    plan = Plan(
        script,
        breakdown(script),
        name=name,
        model=model,
        options=options or Options(),
        spec=spec or Catalog().find(model),
        settings=settings,
    )
    with closing(keeper_for(settings)) as keeper:
        return preview_of(plan, keeper)


def keeper_for(settings: ClientSettings) -> Keeper:
    """What was read before, in the client's folder; without a folder, or with a cache of no size, nothing is kept."""
    return Keeper(settings.folder, megabytes=settings.cache_megabytes, days=settings.cache_days)
