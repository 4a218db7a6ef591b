"""Takes on Blender's side: the book of the open file, and how answers get into it."""
