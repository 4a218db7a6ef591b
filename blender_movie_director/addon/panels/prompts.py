"""With which prompts a panel's requests are made, ours or the user's own, and the ways to one of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..asking import own_prompts, wishes
from ..drawing import wrapped
from ..operators.write import DIRECTOR_OT_edit_prompt, DIRECTOR_OT_use_our_prompt

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bpy.types import Context, UILayout


def draw_prompts(layout: UILayout, context: Context, panel: str, title: str, labels: Mapping[str, str]) -> None:
    """`labels` are those of the buttons that edit a prompt, by the prompt's name; `panel` names what is folded."""
    both: Any = layout.panel(panel, default_closed=True)  # the stubs do not say what comes back
    header, body = both
    header.label(text=title)
    if body is None:
        return
    fields = wishes.of(context.scene)
    for sentence in _whose(tuple(labels), in_folder=bool(fields.prompts_folder.strip())):
        wrapped(body, sentence, width=context.region.width)
    column = body.column(align=True)
    for name, label in labels.items():
        row = column.row(align=True)
        row.operator(DIRECTOR_OT_edit_prompt.bl_idname, text=label, icon="TEXT").prompt = name
        if own_prompts.text_of(name) is not None:
            # Beside one of several there is no room for words.
            text = DIRECTOR_OT_use_our_prompt.bl_label if len(labels) == 1 else ""
            row.operator(DIRECTOR_OT_use_our_prompt.bl_idname, text=text, icon="LOOP_BACK").prompt = name
    body.prop(fields, "prompts_folder", text="", placeholder="Folder of prompts")


def _whose(names: tuple[str, ...], *, in_folder: bool) -> Iterator[str]:
    """What is in the folder is for the worker to find out: nobody reads a disk while drawing."""
    texts = [own_prompts.text_name(name) for name in names if own_prompts.text_of(name) is not None]
    others = [own_prompts.text_name(name) for name in names if own_prompts.text_of(name) is None]
    if texts:
        yield f"Yours is sent: the text{'s' if len(texts) > 1 else ''} {', '.join(texts)} of this file."
    if others and in_folder:
        yield f"Yours is sent, if the folder has a file {' or '.join(others)}. Else ours."
    elif others and texts:
        yield "The others are ours."
    elif others:
        one = len(names) == 1
        yield (
            "Ours is sent. Edit it, and yours takes its place."
            if one
            else "Ours are sent. Edit one, and yours takes its place."
        )
