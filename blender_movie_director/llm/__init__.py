"""Talks to language models: one door (`client.LLMClient`), many providers. Knows nothing of Blender or of scripts.

Nothing is imported here: Blender's side wants `keys` alone, and must not pay for the rest.
"""
