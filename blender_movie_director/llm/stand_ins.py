"""Names of models that are none. By themselves, since panels ask for them before anything else of this room is read."""

STAND_IN = "scripted/stand-in"
"""The model of last resort: no model at all, but words that say so. Instant, offline, deterministic."""

STAND_IN_THROUGH_LITELLM = "scripted/stand-in-through-litellm"
"""The same words sent through a real LiteLLM call (its `mock_response`), so that everything but the network is real."""
