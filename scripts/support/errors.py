"""The one exception of the scripts."""


class ScriptError(Exception):
    """Something went wrong that a person can act on. Its text is a sentence that says what to do."""
