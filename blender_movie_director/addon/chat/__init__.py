"""The chat on Blender's side: the talks of the open file, the next question, and the answers on their way."""
