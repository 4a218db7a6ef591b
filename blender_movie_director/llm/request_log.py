"""A log of requests and answers, for whoever wants to see what was sent. Off unless it was asked for.

Lines of JSON in a private file that keeps to its size. Keys are scrubbed, pictures left out, names swapped if wished.
"""

from __future__ import annotations

import json
import logging
import os
import threading
import time
from contextlib import aclosing
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from .errors import LLMError
from .events import FellBack, Finished, ReasoningDelta, TextDelta
from .keys import scrub
from .messages import Image

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Iterable
    from pathlib import Path

    from .anonymise import Anonymiser
    from .events import Event
    from .messages import Message, Request, Response
    from .pipeline import Call, Onward
    from .settings import ClientSettings

log = logging.getLogger(__name__)

FILE_NAME = "requests.jsonl"
OLD_NAME = "requests.old.jsonl"
MEGABYTES = 5.0
_LONGEST_TEXT = 100_000


class RequestLog:
    """A layer that writes one line when a call ends, however it ends. That it cannot write never stops a call.

    `secrets` is asked each time, since keys change. One file and one older one are kept, `megabytes` each."""

    def __init__(
        self,
        folder: Path,
        secrets: Callable[[], Iterable[str]],
        *,
        anonymiser: Anonymiser | None = None,
        megabytes: float = MEGABYTES,
    ) -> None:
        self._path = folder / FILE_NAME
        self._old = folder / OLD_NAME
        self._secrets = secrets
        self._anonymiser = anonymiser
        self._most = int(megabytes * 1_000_000)
        self._lock = threading.Lock()

    async def stream(self, call: Call, onward: Onward) -> AsyncGenerator[Event, None]:
        begun, at = time.monotonic(), datetime.now(UTC).isoformat(timespec="milliseconds")
        said: list[str] = []
        thought: list[str] = []
        end: dict[str, Any] = {"outcome": "stopped"}
        try:
            async with aclosing(onward(call)) as events:
                async for event in events:
                    if isinstance(event, TextDelta):
                        said.append(event.text)
                    elif isinstance(event, ReasoningDelta):
                        thought.append(event.text)
                    elif isinstance(event, FellBack):
                        said.clear()
                        thought.clear()
                    elif isinstance(event, Finished):
                        end = {"outcome": "finished", **_answer(event.response)}
                    yield event
        except LLMError as error:
            end = {"outcome": "failed", "error": type(error).__name__, "what": error.what, "status": error.status}
            raise
        finally:
            if end["outcome"] != "finished":
                end["partial"] = "".join(said)
            entry = {
                "at": at,
                "call": call.id,
                "attempt": call.attempt,
                "seconds": round(time.monotonic() - begun, 3),
                "model": call.model,
                "request": _request(call.request),
                "thought": "".join(thought),
                **end,
            }
            self._write(entry)

    def _write(self, entry: dict[str, Any]) -> None:
        # Not in a thread: this also runs while a call is being cancelled, where nothing can be waited for.
        secrets = tuple(self._secrets())

        def clean(text: str) -> str:
            # Anonymised after the scrubbing: a name inside of a key would keep the key from being found.
            text = scrub(text, secrets)
            text = self._anonymiser.hide(text) if self._anonymiser else text
            return text if len(text) <= _LONGEST_TEXT else f"{text[:_LONGEST_TEXT]} [{len(text)} characters]"

        try:
            line = json.dumps(_each_text(entry, clean), ensure_ascii=False, default=lambda value: clean(str(value)))
            with self._lock:
                self._append(line.encode("utf-8", "replace") + b"\n")
        except (OSError, TypeError, ValueError, RecursionError) as error:
            log.warning("the request log could not be written: %s", type(error).__name__)

    def _append(self, line: bytes) -> None:
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self._path.exists() and self._path.stat().st_size + len(line) > self._most:
            self._path.replace(self._old)
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0)
        descriptor = os.open(self._path, flags, 0o600)
        try:
            if os.name != "nt":
                os.fchmod(descriptor, 0o600)  # a file from elsewhere may be open to others
            os.write(descriptor, line)  # in one piece, so that another process's line is never cut by ours
        finally:
            os.close(descriptor)


def from_settings(settings: ClientSettings, anonymiser: Anonymiser | None = None) -> RequestLog | None:
    """None unless the settings ask for a log and say where."""
    if not settings.log_requests or settings.folder is None:
        return None
    return RequestLog(settings.folder, settings.secrets, anonymiser=anonymiser if settings.anonymise_log else None)


def _request(request: Request) -> dict[str, Any]:
    return {
        "task": request.task,
        "project": request.project,
        "messages": [_message(message) for message in request.messages],
        "parameters": {
            name: value for name, value in asdict(request.parameters).items() if value not in (None, (), {})
        },
        "tools": [tool.name for tool in request.tools],
        "shape": request.shape.name if request.shape else "",
    }


def _message(message: Message) -> dict[str, Any]:
    parts = [message.content] if isinstance(message.content, str) else message.content
    told = [_picture(part) if isinstance(part, Image) else getattr(part, "text", part) for part in parts]
    written: dict[str, Any] = {"role": message.role, "content": "".join(map(str, told))}
    if message.tool_calls:
        written["tool_calls"] = [asdict(call) for call in message.tool_calls]
    return written


def _picture(image: Image) -> str:
    return f"[picture: {image.media_type}, {len(image.data)} bytes]"


def _answer(response: Response) -> dict[str, Any]:
    return {
        "answered_by": response.model,
        "text": response.text,
        "finish_reason": response.finish_reason,
        "tool_calls": [asdict(call) for call in response.tool_calls],
        "usage": asdict(response.usage),
        "cost": None if response.cost.amount is None else str(response.cost.amount),
        "cached": response.cached,
        "request_id": response.request_id,
    }


def _each_text(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {change(str(key)): _each_text(inner, change) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_each_text(inner, change) for inner in value]
    return value
