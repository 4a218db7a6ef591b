"""What tests of the Write panel share: the modules behind it, with empty fields, and a person's few moves."""

from __future__ import annotations

from types import SimpleNamespace

import bpy
import pytest

from ..conftest import module

NAMES = (
    "estimates",
    "hindrances",
    "identities",
    "own_prompts",
    "place",
    "requests",
    "sent",
    "shelf",
    "wishes",
    "writing",
)


@pytest.fixture
def asking(movie):
    modules = SimpleNamespace(**{name: module(f"addon.asking.{name}") for name in NAMES})
    _empty(movie, modules)
    modules.fields = bpy.context.scene.movie_director_writing
    yield modules
    _empty(movie, modules)


def _empty(movie, modules):
    modules.estimates.stop()
    modules.identities.stop()
    for take in list(movie.book.book()):
        movie.book.book().remove(take.id)
    for each in list(modules.shelf.rounds()):
        modules.shelf.rounds().remove(each.id)
    modules.shelf.show("", 1)
    fields = bpy.context.scene.movie_director_writing
    for name in fields.bl_rna.properties.keys():  # noqa: SIM118 - Blender's collections give values
        if name not in ("rna_type", "name"):
            fields.property_unset(name)


def write(**wished):
    return bpy.ops.movie_director.write(**wished)


def done(movie):
    assert movie.dispatcher.wait_until(movie.dispatcher.idle, 60)


def at(script, line, last=None):
    """The cursor on a line, or a selection to the end of another."""
    script.cursor_set(line)
    if last is not None:
        script.select_set(line, 0, last, len(script.lines[last].body))


def known(movie, asking, script):
    """As after some ticks with the panel on the screen."""
    movie.following.caught_up(script)
    asking.identities.look(script)
    while asking.identities.drain():
        pass
