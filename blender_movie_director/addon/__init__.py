"""Everything that touches bpy. Knows the worker's messages, and nothing of how models are reached."""

from . import late

PACKAGE = __package__.rpartition(".")[0]
"""The name that Blender gave the extension, for example `bl_ext.user_default.blender_movie_director`."""

SIDEBARS = ("TEXT_EDITOR", "VIEW_3D", "SEQUENCE_EDITOR")
"""The editors whose sidebar has our tab."""

late.arrange(PACKAGE)
