"""What Blender is told of, and forgets again."""

from __future__ import annotations

import inspect
import re
from collections import Counter
from pathlib import Path

import bpy


def test_no_two_classes_have_the_same_name_for_blender(movie):
    """Blender lets the later one win in silence, and then cannot be rid of the first."""
    names = Counter(getattr(cls, "bl_idname", cls.__name__) for cls in movie.registration.CLASSES)
    assert [name for name, count in names.items() if count > 1] == []


def test_blender_need_not_compile_the_text_of_any_property(movie):
    """It would, each time the extension is enabled, wherever a module puts off its annotations."""
    put_off = {
        f"{cls.__name__}.{name}"
        for cls in movie.registration.CLASSES
        for name, annotation in inspect.get_annotations(cls).items()
        if isinstance(annotation, str)
    }
    assert put_off == set()


WITH_A_WINDOW_ALONE = {
    "movie_director.follow_conversion": "modal, and events come to a window only; what it follows is in test_files",
}


def test_every_operator_is_run_by_a_test(movie):
    tests = "\n".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.rglob("*.py"))
    names = {cls.bl_idname for cls in movie.registration.CLASSES if issubclass(cls, bpy.types.Operator)}
    # As bpy.ops.movie_director.NAME(...), or by its name where a helper of the tests calls it.
    called = {name for name in names if re.search(rf'["._]{name.partition(".")[2]}\b', tests)}
    assert sorted(names - called - set(WITH_A_WINDOW_ALONE)) == []
    assert set(WITH_A_WINDOW_ALONE) <= names
