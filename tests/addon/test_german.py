"""German is there where Blender speaks it, says what the English says, and costs nothing elsewhere."""

from __future__ import annotations

import sys
from pathlib import Path

import bpy
import pytest


@pytest.fixture
def german(movie):
    return movie.module("addon.german")


def test_each_english_text_is_one_that_is_shown(movie, german):
    folder = Path(german.__file__).parent
    shown = "\n".join(path.read_text() for path in folder.rglob("*.py") if path.name != "german.py")
    joined = shown.replace('"\n        "', "").replace('"\n            "', "")
    assert [text for text in german.WORDS if f'"{text}"' not in joined] == []


def test_sentences_end_as_they_do_in_english(german):
    ends = (".", "?", ":", "...")
    assert [text for text, said in german.WORDS.items() if text.endswith(ends) != said.endswith(ends)] == []


def test_it_comes_and_goes(german):
    german.attach()
    german.detach()
    german.attach()  # nothing stayed behind
    german.detach()


def test_who_reads_english_does_not_load_it(movie):
    if bpy.app.translations.locale.startswith("de"):
        pytest.skip("this Blender speaks German")
    name = f"{movie.registration.__package__}.german"
    sys.modules.pop(name, None)
    movie.registration._translate()
    assert name not in sys.modules
