"""Movie Director: a writers' room and a director's desk inside Blender.

Nothing heavy and no `bpy` is imported here, so that the rooms below `addon/` run in plain Python,
and so that enabling the extension costs Blender a few milliseconds.
"""

__version__ = "0.1.0"


def register() -> None:
    """Called by Blender when the extension is enabled."""
    from .addon import registration

    registration.register()


def unregister() -> None:
    """Called by Blender when the extension is disabled, and at exit."""
    from .addon import registration

    registration.unregister()
