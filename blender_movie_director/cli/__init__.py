"""The same work with no window: `python -m blender_movie_director`, or `blender --command movie_director`."""

from .program import main

__all__ = ["main"]
