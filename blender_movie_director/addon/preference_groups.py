"""Parts of the preferences that there are several of: kinds of request, budgets, servers, limits, places of keys.

Annotations are evaluated at once here: see `CLASSES` in registration.py.
"""

from typing import TYPE_CHECKING

from bpy.props import EnumProperty, FloatProperty, IntProperty, StringProperty
from bpy.types import PropertyGroup

from ..llm.stand_ins import STAND_IN

if TYPE_CHECKING:
    from bpy.types import Context

SUGGESTED_MODELS = (
    STAND_IN,
    "anthropic/claude-sonnet-4-5",
    "gemini/gemini-2.5-pro",
    "groq/llama-3.3-70b-versatile",
    "mistral/mistral-large-latest",
    "ollama/llama3.2",
    "openai/gpt-5-mini",
)
SERVER_KINDS = {
    "litellm_proxy": "LiteLLM Proxy",
    "ollama": "Ollama",
    "lm_studio": "LM Studio",
    "vllm": "vLLM",
    "llamafile": "llama.cpp",
    "openai": "OpenAI-compatible",
    "azure": "Azure",
}
"""Servers that people run or rent, by what stands before the slash in their models' names."""
_AS_ABOVE = "0 means as for everything"


def suggest_models(_owner: object, _context: "Context", typed: str) -> list[str]:
    """The names that a model field offers; anything else may be typed."""
    return [name for name in SUGGESTED_MODELS if typed.lower() in name]


def suggest_servers(_owner: object, _context: "Context", typed: str) -> list[str]:
    return [name for name in SERVER_KINDS if typed.lower() in name]


def models_property(what: str, description: str) -> object:
    return StringProperty(name=what, description=description, search=suggest_models, search_options={"SUGGESTION"})


def seconds_property(name: str, default: float, description: str) -> object:
    return FloatProperty(name=name, description=description, default=default, min=0.0, soft_max=3600.0, precision=0)


class KindPreferences(PropertyGroup):
    """What is different for one kind of request."""

    if TYPE_CHECKING:
        model: str
        fallbacks: str
        first_word: float
        silence: float
        total: float
    else:
        model: models_property("Model", "Which model to ask for this. Empty means the one for everything")
        fallbacks: StringProperty(
            name="Fallbacks",
            description="Models that are asked where the first cannot answer, with commas between. Empty means those "
            "for everything",
        )
        first_word: seconds_property("First Word", 0.0, f"Seconds until an answer has to begin. {_AS_ABOVE}")
        silence: seconds_property("Silence", 0.0, f"Seconds that may pass between two words. {_AS_ABOVE}")
        total: seconds_property("Whole Answer", 0.0, f"Seconds for a whole answer. {_AS_ABOVE}")


class BudgetPreferences(PropertyGroup):
    if TYPE_CHECKING:
        dollars: float
        when_reached: str
    else:
        dollars: FloatProperty(
            name="Dollars",
            description="US dollars. 0 means no bound",
            default=0.0,
            min=0.0,
            soft_max=100.0,
            precision=2,
        )
        when_reached: EnumProperty(
            name="When Reached",
            description="What happens where a request would cost more",
            items=[
                ("WARN", "Warn", "Go on, and say it"),
                ("ASK", "Ask", "Ask before anything more is sent"),
                ("STOP", "Stop", "Send nothing more"),
            ],
            default="ASK",
        )


class ServerPreferences(PropertyGroup):
    """Where a provider is reached, when not at its usual address."""

    if TYPE_CHECKING:
        provider: str
        url: str
    else:
        provider: StringProperty(
            name="Provider",
            description="What stands before the slash in its models' names: litellm_proxy, ollama, openai and so on",
            search=suggest_servers,
            search_options={"SUGGESTION"},
        )
        url: StringProperty(name="Address", description="Such as http://127.0.0.1:4000")


class LimitPreferences(PropertyGroup):
    if TYPE_CHECKING:
        of: str
        requests: int
        tokens: int
        parallel: int
    else:
        of: StringProperty(name="For", description="A provider (openai) or one model of it (openai/gpt-5)")
        requests: IntProperty(name="Requests", description="In a minute. 0 means no limit", min=0, soft_max=1000)
        tokens: IntProperty(name="Tokens", description="In a minute. 0 means no limit", min=0, soft_max=1_000_000)
        parallel: IntProperty(name="At Once", description="Requests at the same time. 0 means no limit", min=0)


class KeptKey(PropertyGroup):
    """That a provider's key is kept, and where; never the key. So the panels know without asking anybody."""

    if TYPE_CHECKING:
        place: str
    else:
        place: StringProperty()


CLASSES = (KindPreferences, BudgetPreferences, ServerPreferences, LimitPreferences, KeptKey)
