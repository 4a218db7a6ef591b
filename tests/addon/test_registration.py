"""What Blender is told of, and forgets again."""

from __future__ import annotations

from collections import Counter


def test_no_two_classes_have_the_same_name_for_blender(movie):
    """Blender lets the later one win in silence, and then cannot be rid of the first."""
    names = Counter(getattr(cls, "bl_idname", cls.__name__) for cls in movie.registration.CLASSES)
    assert [name for name, count in names.items() if count > 1] == []
