"""What was used and spent, and what is stored."""

from __future__ import annotations

import asyncio
import io
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from ...llm.answers import AnswerStore
from ...llm.errors import ConfigurationError
from ...llm.ledger import Ledger, SumBy, summed, to_dollars
from ...screenplay.storing import store
from ...writing import analysis
from ..protocol import FromWorker, Part

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from ...llm.ledger import Sum
    from ...llm.settings import ClientSettings
    from ..job import Job

_NO_FOLDER = ("Nothing is recorded or stored: Blender has no folder for it.", "Install Movie Director as an extension.")


async def run_usage(job: Job, payload: dict[str, Any]) -> AsyncGenerator[FromWorker, None]:
    """Payload: `by` (`model`, `task`, `day`, `month`, `project`, `provider` or `outcome`), perhaps `since` (a day such
    as 2026-11-20), and `csv`, the path of a file that gets every attempt as a row. One part, `usage`: `by`, `rows` and
    `total`, see `_row`; and `csv`."""
    wanted = str(payload.get("by") or "model")
    by = next((one for one in get_args(SumBy) if one == wanted), None)
    if by is None:
        raise ConfigurationError(f"Usage cannot be summed by {wanted}.", f"Choose {', '.join(get_args(SumBy))}.")
    settings = job.connection.settings
    data = await asyncio.to_thread(_usage, settings, by, str(payload.get("since") or ""), payload.get("csv") or "")
    yield Part(job.name, "usage", data)
    yield job.done()


async def run_cache(job: Job, payload: dict[str, Any]) -> AsyncGenerator[FromWorker, None]:
    """Payload: `action`, `size` or `clear`. One part, `cache`, of stored answers and readings of scripts together:
    `bytes` and `answers` that there are after it, and how many were `forgotten`."""
    clear = payload["action"] == "clear"
    yield Part(job.name, "cache", await asyncio.to_thread(_cache, job.connection.settings, clear=clear))
    yield job.done()


def _usage(settings: ClientSettings, by: SumBy, since: str, csv: str) -> dict[str, Any]:
    if settings.folder is None:
        raise ConfigurationError(*_NO_FOLDER)
    with closing(Ledger(settings.folder)) as ledger:
        sums = ledger.sums(by, since=since)
        if csv:
            text = io.StringIO(newline="")
            ledger.write_csv(text, since=since)
            # With the mark at the start, spreadsheets on Windows know the encoding.
            store({Path(csv): text.getvalue().encode("utf-8-sig", "replace")})
    return {"by": by, "rows": [_row(found) for found in sums], "total": _row(summed(sums)), "csv": csv}


def _row(found: Sum) -> dict[str, Any]:
    """`calls` are attempts, retries too. `dollars` and `saved_dollars` are decimal numbers as text, without the
    attempts that are `unpriced`; `first_word_s` is an average, None where no word came."""
    return {
        "key": found.name,
        "calls": found.attempts,
        "failed": found.failed,
        "input_tokens": found.input_tokens,
        "output_tokens": found.output_tokens,
        "cached_tokens": found.cached_tokens,
        "dollars": f"{to_dollars(found.picodollars):f}",
        "saved_dollars": f"{to_dollars(found.saved):f}",
        "unpriced": found.unpriced,
        "first_word_s": found.first_word,
    }


def _cache(settings: ClientSettings, *, clear: bool) -> dict[str, Any]:
    if settings.folder is None:
        raise ConfigurationError(*_NO_FOLDER)
    with closing(AnswerStore(settings.folder)) as answers, closing(analysis.keeper_for(settings)) as keeper:
        forgotten = answers.clear() + keeper.clear() if clear else 0
        stats = answers.stats()
        size = round(stats.megabytes * 1_000_000) + keeper.size()
        return {"bytes": size, "answers": stats.answers + keeper.count(), "forgotten": forgotten}
