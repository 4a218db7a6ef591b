"""Runs the slow work off Blender's main thread: in a child process, or on a thread. Never imports bpy.

Imports nothing here: Blender's side needs `protocol` and a host, and must not pay for asyncio or a model's client.
"""
