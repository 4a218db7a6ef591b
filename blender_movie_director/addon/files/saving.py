"""What operators that write a file share: how its name ends, what is in its way, and what became of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import bpy

from .. import dispatcher

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from bpy.stub_internal.rna_enums import OperatorReturnItems

    from ..queries import Query


def end_with(operator: Any, ending: str, known: Collection[str]) -> bool:
    """For `check`, which the file selector calls after each change: the name ends as the format wants it, in the place
    of another ending that is known. Whether it was changed."""
    path = Path(operator.filepath)
    stem = path.with_suffix("") if path.suffix.lower() in known else path
    wanted = f"{stem}{ending}"
    if not path.name or wanted == operator.filepath:
        return False
    operator.filepath = wanted
    return True


def is_in_the_way(operator: Any, path: Path, beside: Iterable[Path] = ()) -> bool:
    """Whether there are files already that nobody has agreed to lose; then the operator has said so. The file selector
    asks about `path`, a call from Python or a shortcut does not; about those that are written `beside` it nobody does.
    """
    if not operator.check_existing:
        return False
    unasked = [*([] if operator.options.is_invoke else [path]), *beside]
    there = next((other for other in unasked if other.is_file()), None)
    if there is not None:
        operator.report({"ERROR"}, f"{there.name} is there already. Choose another name, or remove it")
    return there is not None


def follow(operator: Any, query: Query, path: Path, what: str, seconds: float) -> set[OperatorReturnItems]:
    """In a window a panel shows what becomes of it; without one it is waited for."""
    if not bpy.app.background:
        return {"FINISHED"}
    dispatcher.wait_until(lambda: query.ended, seconds)
    trouble = query.trouble if query.ended else (f"{what} took too long.", "Try it again.")
    if trouble is not None:
        operator.report({"ERROR"}, " ".join(trouble))
        return {"CANCELLED"}
    operator.report({"INFO"}, f"{path.name} was written.")
    return {"FINISHED"}
