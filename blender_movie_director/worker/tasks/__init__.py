"""What a worker can be asked to do: each task turns its payload into messages for Blender's side.

A task that asks a model has its name in the payload as `model`: what reaches out is stopped when Blender goes offline.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from typing import Any, TypeAlias

from ..job import Job
from ..protocol import FromWorker
from .analysing import run_analysis, run_analysis_preview
from .chat import run_chat, run_chat_estimate
from .files import run_export, run_import, run_report
from .keeping import run_keys
from .records import run_cache, run_usage
from .servers import run_check, run_discover, run_models
from .writing import run_description, run_dialogue, run_suggestions, run_writing_estimate

Task: TypeAlias = Callable[[Job, dict[str, Any]], AsyncGenerator[FromWorker, None]]

TASKS: dict[str, Task] = {
    "analysis": run_analysis,
    "analysis_preview": run_analysis_preview,
    "dialogue": run_dialogue,
    "description": run_description,
    "suggestions": run_suggestions,
    "writing_estimate": run_writing_estimate,
    "chat": run_chat,
    "chat_estimate": run_chat_estimate,
    "check": run_check,
    "discover": run_discover,
    "models": run_models,
    "keys": run_keys,
    "usage": run_usage,
    "cache": run_cache,
    "report": run_report,
    "import": run_import,
    "export": run_export,
}
