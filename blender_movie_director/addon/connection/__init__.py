"""How this Blender is connected to models: which there are, with which keys and servers, and whether they answer."""
