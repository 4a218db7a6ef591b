"""The first minute: from nothing to words on the page, by a key, by a server on this computer, or without either."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import bpy

from ...llm import keys
from .. import preferences, properties, views
from . import lamp, offers

if TYPE_CHECKING:
    from bpy.types import Scene

GOOD_MODELS = {
    "anthropic": ("anthropic/claude-sonnet-4-5", "anthropic/claude-sonnet-4-20250514"),
    "openai": ("openai/gpt-5-mini", "openai/gpt-4.1-mini"),
    "gemini": ("gemini/gemini-2.5-pro", "gemini/gemini-2.5-flash"),
    "mistral": ("mistral/mistral-large-latest", "mistral/mistral-medium-latest"),
    "groq": ("groq/llama-3.3-70b-versatile", "groq/openai/gpt-oss-120b"),
    "deepseek": ("deepseek/deepseek-chat",),
    "xai": ("xai/grok-4", "xai/grok-3-mini"),
    "openrouter": ("openrouter/anthropic/claude-sonnet-4.5",),
    "together_ai": ("together_ai/meta-llama/Llama-3.3-70B-Instruct-Turbo",),
    "cohere": ("cohere/command-a-03-2025",),
}
"""A sound choice for prose by provider, and others for whoever may not use it."""
PAGES = {
    "anthropic": "https://console.anthropic.com/settings/keys",
    "openai": "https://platform.openai.com/api-keys",
    "gemini": "https://aistudio.google.com/apikey",
    "mistral": "https://console.mistral.ai/api-keys",
    "groq": "https://console.groq.com/keys",
    "deepseek": "https://platform.deepseek.com/api_keys",
    "xai": "https://console.x.ai",
    "openrouter": "https://openrouter.ai/keys",
    "together_ai": "https://api.together.ai/settings/api-keys",
    "cohere": "https://dashboard.cohere.com/api-keys",
}
"""Where each provider gives out keys."""


def use_key(provider: str, scene: Scene) -> None:
    """Tests a provider's key, and if nothing speaks against it asks a good model of that provider from now on."""
    lamp.check(GOOD_MODELS[provider][0], lambda: _tested(provider, scene.name))
    offers.ask()


def refused(provider: str) -> lamp.Lamp | None:
    """Why the last test of a provider's key did not lead on."""
    found = lamp.checked(provider)
    return found if found is not None and found.light == lamp.TROUBLE else None


def go_on_without() -> None:
    preferences.get().set_up = True
    _end()


def keys_at_hand() -> list[str]:
    """Providers whose key is there already: from the environment, or kept at another time."""
    providers = [name for name in GOOD_MODELS if name not in preferences.session_keys]
    return [name for name in providers if preferences.place_of_key(name)]


def variable_of(provider: str) -> str:
    """The environment's variable that holds its key."""
    return next((name for name in keys.variables_of(provider) if os.environ.get(name, "").strip()), "")


def _tested(provider: str, scene: str) -> None:
    if refused(provider) is not None:
        return
    offered = lamp.models_of(provider)
    good = GOOD_MODELS[provider]
    model = next((name for name in good if name in offered), good[0])
    chosen = preferences.get()
    chosen.model, chosen.set_up = model, True
    found: Scene | None = bpy.data.scenes.get(scene)
    if found is not None and properties.of(found).model.strip():
        properties.of(found).model = model
    _end()


def _end() -> None:
    preferences.changed()
    preferences.beginning_again = False
    views.redraw()
