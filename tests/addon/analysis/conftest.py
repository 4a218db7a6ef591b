"""What tests of an analysis on Blender's side share: the modules behind it, with nothing known, and the click."""

from __future__ import annotations

import bpy
import pytest

from ..conftest import module

NAMES = ("asking", "known", "quoting", "results", "scopes", "sent", "settings", "watching")


@pytest.fixture
def desk(movie):
    """The modules of an analysis, with nothing known before and after, and with empty fields."""
    for name in NAMES:
        setattr(movie, name, module(f"addon.analysis.{name}"))
    movie.panel = module("addon.panels.analysis")
    _clear(movie)
    yield movie
    _clear(movie)


def _clear(movie):
    movie.kept.ensure_loaded()
    movie.results._Kept().read("")
    movie.watching.forget_all()
    chosen = movie.settings.of(bpy.context.scene)
    for name in ("scope", "scenes", "instruction", "afresh"):
        chosen.property_unset(name)


def analyze(movie, script, **how):
    assert bpy.ops.movie_director.analyze(text=script.name, **how) == {"FINISHED"}
    job = movie.jobs.everything()[-1]
    assert movie.dispatcher.wait_until(movie.dispatcher.idle, 60)
    return job
