"""What tests of takes share: the book of the file, takes of a script, and clicks in the script's sidebar."""

from __future__ import annotations

from types import SimpleNamespace

import bpy
import pytest

from ..conftest import module


@pytest.fixture
def takes(movie, script):
    """The book, a few modules, and ways to make takes of the script at hand."""
    names = ("scripts", "lists", "side_texts", "showing", "reviewing", "applying", "book")
    ours = SimpleNamespace(**{name: module(f"addon.takes.{name}") for name in names})
    ours.targets, ours.writing = module("writing.targets"), module("addon.asking.writing")
    ours.book.left.clear()
    movie.kept.load()
    ours.all = ours.book.book()
    ours.movie, ours.script = movie, script

    def add(text="", *, base=None, parent="", text_of=script, **more):
        whole = text_of.as_string()
        base = whole if base is None else base
        target = ours.targets.Target(base, whole[: whole.find(base)].count("\n"), more.pop("ordinal", 0))
        book = ours.book.book()
        take = book.add(
            more.pop("request", "description"), target, model="scripted/stand-in", parent=parent,
            script=ours.scripts.ensure(text_of), script_name=text_of.name, **more,
        )  # fmt: skip
        if text:
            book.hear(take.id, text)
            book._change(take.id, state="complete")
        return take.id

    ours.add = add
    yield ours
    ours.reviewing.forget()
    ours.side_texts.close_all()
    ours.scripts.forget()
    ours.book.left.clear()
    for take in list(ours.book.book()):
        ours.book.book().remove(take.id)


@pytest.fixture
def at_script(takes, editor):
    """Runs an operator as a click in the script's sidebar does."""
    editor.spaces.active.text = takes.script

    def run(name, **properties):
        window = bpy.context.window_manager.windows[0]
        region = next(region for region in editor.regions if region.type == "WINDOW")
        with bpy.context.temp_override(window=window, screen=window.screen, area=editor, region=region):
            return getattr(bpy.ops.movie_director, name)("EXEC_DEFAULT", True, **properties)

    run.editor = editor
    return run
