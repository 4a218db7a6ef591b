"""The extension's preferences. What is drawn of them is in `connection/preferences_view.py`, what the worker is told of
them in `connection/plain_settings.py`."""

import os
from typing import TYPE_CHECKING, Any, cast

import bpy
from bpy.props import BoolProperty, CollectionProperty, EnumProperty, FloatProperty, PointerProperty, StringProperty
from bpy.types import AddonPreferences

from ..llm.stand_ins import STAND_IN
from . import PACKAGE, preference_groups
from .preference_groups import (
    BudgetPreferences,
    KeptKey,
    KindPreferences,
    LimitPreferences,
    ServerPreferences,
    models_property,
    seconds_property,
    suggest_models,
)

if TYPE_CHECKING:
    from bpy.types import Context

session_keys: dict[str, str] = {}
"""Keys typed in since Blender started, by provider. Only here: what Blender stores itself, it stores in clear."""

pasted_keys: set[str] = set()
"""Keys of which the worker said that they stand in something that was written here: see `hiding`."""

beginning_again = False
"""Somebody wants to see once more how one begins."""

KINDS = {
    "analysis": "Analysis",
    "dialogue": "Dialogue",
    "description": "Description",
    "suggestions": "Suggestions",
    "chat": "Chat",
}
"""What can be asked for; the names are those of the worker's tasks."""
PROVIDERS = {
    "anthropic": "Anthropic",
    "openai": "OpenAI",
    "gemini": "Google Gemini",
    "mistral": "Mistral",
    "groq": "Groq",
    "deepseek": "DeepSeek",
    "xai": "xAI",
    "openrouter": "OpenRouter",
    "together_ai": "Together AI",
    "cohere": "Cohere",
    "azure": "Azure",
    "litellm_proxy": "LiteLLM Proxy",
}
"""Whose keys can be entered."""
_KEPT_ELSEWHERE = 8
"""Dots for a key whose length is not known here."""


def key_is_known(model: str) -> bool:
    """Whether the model's provider has a key here, or wants none."""
    from ..llm import keys

    provider = keys.provider_of(model)
    if keys.ENVIRONMENT_VARIABLES.get(provider) is None or get().server_of(provider):
        return True  # a server of one's own may well want no key: it will say so
    return bool(place_of_key(provider))


def place_of_key(provider: str) -> str:
    """`session`, `keyring`, `environment` or `file`, as far as is known without asking; empty where there is no key.
    In the order in which they are looked at."""
    from ..llm import keys

    if provider in session_keys:
        return "session"
    kept = get().kept_keys.get(provider)
    place = cast("KeptKey", kept).place if kept is not None else ""
    if place != "keyring" and any(os.environ.get(name, "").strip() for name in keys.variables_of(provider)):
        return "environment"
    return place


def uses_keyring() -> bool:
    """Whether keys are kept in the keyring, or are to be: only then it is looked into, and may ask to be unlocked."""
    chosen = get()
    return chosen.key_place == "KEYRING" or any(row.place == "keyring" for row in chosen.kept_keys)


def _key_property(provider: str, label: str) -> object:
    # The field shows as many dots as there are characters, and the getter gives nothing else: a key
    # that was typed in can be replaced or emptied, never read back, not even by a script.
    def get_dots(_self: object) -> str:
        if provider in session_keys:
            return "*" * len(session_keys[provider])
        return "*" * _KEPT_ELSEWHERE if place_of_key(provider) in ("keyring", "file") else ""

    def put(_self: object, value: str) -> None:
        from .connection import key_keeping

        if value.strip("*"):
            key_keeping.enter(provider, value)
        elif not value:
            key_keeping.remove(provider)

    return StringProperty(
        name=label,
        description="Shown as dots, and never in a file of Blender's. Empty the field to remove the key",
        subtype="PASSWORD",
        get=get_dots,
        set=put,
        options={"SKIP_SAVE"},
    )


class DirectorPreferences(AddonPreferences):
    bl_idname = PACKAGE

    if TYPE_CHECKING:
        model: str
        fallbacks: str
        set_up: bool
        new_provider: str
        key_place: str
        kept_keys: Any
        servers: Any
        limits: Any
        request_budget: BudgetPreferences
        project_budget: BudgetPreferences
        month_budget: BudgetPreferences
        connect: float
        first_word: float
        silence: float
        total: float
        use_cache: bool
        cache_megabytes: float
        cache_days: float
        log_requests: bool
        anonymise_log: bool
        anonymise_names: str
        worker_host: str
    else:
        model: StringProperty(
            name="Model",
            description="Which model to ask, as provider/model, where a scene names no other",
            default=STAND_IN,
            search=suggest_models,
            search_options={"SUGGESTION"},
        )
        fallbacks: models_property(
            "Fallbacks", "Models that are asked where the first cannot answer, with commas between, best first"
        )
        set_up: BoolProperty(
            name="Set Up",
            description="Whether a way to write was chosen; the sidebar begins with that choice until then",
        )
        new_provider: EnumProperty(
            name="Provider",
            description="Whose key is entered",
            items=[(name, label, "") for name, label in PROVIDERS.items()],
        )
        key_place: EnumProperty(
            name="Keep New Keys In",
            description="Where a key goes that is entered from now on",
            items=[
                ("SESSION", "This Session", "In memory until Blender quits, and in no file"),
                (
                    "KEYRING",
                    "Keyring",
                    "In this computer's keyring, which locks them. Where there is none: this session",
                ),
                (
                    "FILE",
                    "Private File",
                    "In a file that only you can read, unencrypted, for computers with no keyring",
                ),
            ],
            default="KEYRING",
        )
        kept_keys: CollectionProperty(type=KeptKey)
        servers: CollectionProperty(type=ServerPreferences)
        limits: CollectionProperty(type=LimitPreferences)
        request_budget: PointerProperty(type=BudgetPreferences, name="Each Request")
        project_budget: PointerProperty(type=BudgetPreferences, name="Each Script")
        month_budget: PointerProperty(type=BudgetPreferences, name="Each Month")
        connect: seconds_property("Connect", 15.0, "Seconds until a server has to take the call")
        first_word: seconds_property(
            "First Word", 180.0, "Seconds until an answer has to begin. A model on this computer may have to be loaded"
        )
        silence: seconds_property("Silence", 90.0, "Seconds that may pass between two words")
        total: seconds_property("Whole Answer", 0.0, "Seconds for a whole answer. 0 means no bound")
        use_cache: BoolProperty(
            name="Keep Answers",
            description="Complete answers are kept on this computer: what was asked before costs nothing again",
            default=True,
        )
        cache_megabytes: FloatProperty(name="Megabytes", default=100.0, min=1.0, soft_max=1000.0, precision=0)
        cache_days: FloatProperty(name="Days", default=30.0, min=1.0, soft_max=365.0, precision=0)
        log_requests: BoolProperty(
            name="Write Down Requests",
            description="Requests and answers go into a file that only you can read. Off unless you want it",
        )
        anonymise_log: BoolProperty(
            name="Swap Names", description="Put stand-ins in the place of these names, in what is written down"
        )
        anonymise_names: StringProperty(name="Names", description="With commas between")
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
        return next((row.url.strip() for row in self.servers if row.provider.strip().lower() == provider), "")

    def set_server(self, provider: str, url: str) -> None:
        """An empty address takes it back."""
        found = next((index for index, row in enumerate(self.servers) if row.provider.strip().lower() == provider), -1)
        if not url:
            if found >= 0:
                self.servers.remove(found)
            return
        row = self.servers[found] if found >= 0 else self.servers.add()
        row.provider, row.url = provider, url

    def draw(self, context: "Context") -> None:
        from .connection.preferences_view import draw_preferences

        draw_preferences(self.layout, context, self)


if not TYPE_CHECKING:
    for _provider, _label in PROVIDERS.items():
        DirectorPreferences.__annotations__[f"key_{_provider}"] = _key_property(_provider, _label)
    for _kind in KINDS:
        DirectorPreferences.__annotations__[f"for_{_kind}"] = PointerProperty(type=KindPreferences)

CLASSES = (*preference_groups.CLASSES, DirectorPreferences)


def get() -> "DirectorPreferences":
    return cast("DirectorPreferences", bpy.context.preferences.addons[PACKAGE].preferences)


def forget() -> None:
    """Everything of this session."""
    global beginning_again  # noqa: PLW0603 - one sidebar per Blender
    session_keys.clear()
    pasted_keys.clear()
    beginning_again = False


def changed() -> None:
    """Blender saves preferences at its end where it knows of a change; what Python changes it does not notice."""
    bpy.context.preferences.is_dirty = True
