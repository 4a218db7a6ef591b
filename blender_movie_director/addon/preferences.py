"""The extension's preferences, in their first form: a model, a server, keys for this session, the worker's host."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, cast

import bpy
from bpy.props import EnumProperty, PointerProperty, StringProperty
from bpy.types import AddonPreferences, PropertyGroup

from ..llm import keys
from ..llm.backends import STAND_IN
from . import PACKAGE
from .drawing import wrapped

if TYPE_CHECKING:
    from bpy.types import Context

session_keys: dict[str, str] = {}
"""Keys typed in since Blender started, by provider. Only here: what Blender stores itself, it stores in clear."""

SUGGESTED_MODELS = (
    STAND_IN,
    "anthropic/claude-sonnet-4-5",
    "gemini/gemini-2.5-pro",
    "groq/llama-3.3-70b-versatile",
    "mistral/mistral-large-latest",
    "ollama/llama3.2",
    "openai/gpt-5-mini",
)
_PROVIDERS = {
    "anthropic": "Anthropic",
    "gemini": "Google Gemini",
    "groq": "Groq",
    "mistral": "Mistral",
    "openai": "OpenAI",
}


def suggest_models(_owner: object, _context: Context, typed: str) -> list[str]:
    """The names that a model field offers; anything else may be typed."""
    return [name for name in SUGGESTED_MODELS if typed.lower() in name]


def key_is_known(model: str) -> bool:
    """Whether the model's provider has a key here, or wants none."""
    provider = keys.provider_of(model)
    variable = keys.ENVIRONMENT_VARIABLES.get(provider)
    return variable is None or provider in session_keys or bool(os.environ.get(variable))


def _key_property(provider: str, label: str) -> object:
    # The field shows as many dots as there are characters, and the getter gives nothing else: a key
    # that was typed in can be replaced or emptied, never read back, not even by a script.
    def get(_self: object) -> str:
        return "*" * len(session_keys.get(provider, ""))

    def put(_self: object, value: str) -> None:
        if value.strip("*"):
            session_keys[provider] = value.strip()
        elif not value:
            session_keys.pop(provider, None)

    return StringProperty(
        name=label,
        description=f"Kept in memory until Blender quits. {keys.ENVIRONMENT_VARIABLES[provider]} is used if it is set",
        subtype="PASSWORD",
        get=get,
        set=put,
        options={"SKIP_SAVE"},
    )


KINDS = {
    "analysis": "Analysis",
    "dialogue": "Dialogue",
    "description": "Description",
    "suggestions": "Suggestions",
    "chat": "Chat",
}
"""What can be asked for; the names are those of the worker's tasks."""


class KindPreferences(PropertyGroup):
    """What is different for one kind of request."""

    if TYPE_CHECKING:
        model: str
    else:
        model: StringProperty(
            name="Model",
            description="Which model to ask for this kind of request. Empty means the one for everything",
            search=suggest_models,
            search_options={"SUGGESTION"},
        )


class DirectorPreferences(AddonPreferences):
    bl_idname = PACKAGE

    if TYPE_CHECKING:
        model: str
        openai_endpoint: str
        worker_host: str
    else:
        model: StringProperty(
            name="Model",
            description="Which model to ask, as provider/model, where a scene names no other",
            default=STAND_IN,
            search=suggest_models,
            search_options={"SUGGESTION"},
        )
        openai_endpoint: StringProperty(
            name="Server",
            description=(
                "Address of a LiteLLM proxy or another OpenAI-compatible server, for models named openai/... "
                "Empty means OpenAI itself"
            ),
            default="",
        )
        worker_host: EnumProperty(
            name="Run Requests In",
            description="Takes effect when Movie Director is next enabled",
            items=[
                ("PROCESS", "Own Process", "Blender's window never waits. A thread is used where this cannot be had"),
                ("THREAD", "Thread", "Inside Blender. The window may stutter while the first request is prepared"),
            ],
            default="PROCESS",
        )

    def kind(self, name: str) -> KindPreferences:
        return cast("KindPreferences", getattr(self, f"for_{name}"))

    def model_for(self, kind: str) -> str:
        own = self.kind(kind).model.strip() if kind in KINDS else ""
        return own or self.model.strip() or STAND_IN

    def server_of(self, provider: str) -> str:
        """The address that is set for a provider; empty for the usual one."""
        return self.openai_endpoint.strip() if provider == "openai" else ""

    def draw(self, context: Context) -> None:
        layout = self.layout
        layout.use_property_split = True
        layout.prop(self, "model")
        layout.prop(self, "openai_endpoint")
        layout.prop(self, "worker_host")
        panel: Any = layout.panel("movie_director_keys")  # the stubs of 4.2 do not say what comes back
        header, body = panel
        header.label(text="API Keys")
        if body is None:
            return
        for provider in _PROVIDERS:
            body.prop(self, f"key_{provider}")
        wrapped(
            body,
            "Keys are kept in memory until Blender quits, and in no file. For keys that last, set your provider's "
            "environment variable, for example ANTHROPIC_API_KEY.",
            width=context.region.width,
        )


if not TYPE_CHECKING:
    for _provider, _label in _PROVIDERS.items():
        DirectorPreferences.__annotations__[f"key_{_provider}"] = _key_property(_provider, _label)
    for _kind in KINDS:
        DirectorPreferences.__annotations__[f"for_{_kind}"] = PointerProperty(type=KindPreferences)

CLASSES = (KindPreferences, DirectorPreferences)


def get() -> DirectorPreferences:
    return cast("DirectorPreferences", bpy.context.preferences.addons[PACKAGE].preferences)
