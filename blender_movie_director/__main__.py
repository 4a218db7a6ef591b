"""`python -m blender_movie_director`: the same work as in the sidebar, with no window."""

import sys

from .cli import main

sys.exit(main(sys.argv[1:]))
