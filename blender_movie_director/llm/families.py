"""What models of one family have in common, whoever serves them: their parameters' rules, levels, and tokenizer.

A table and no code: a new family is one row. The first row whose pattern is found in the model's own name (what
stands behind the last slash) is taken. Abilities stand here only where LiteLLM's map leaves them open.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from .model_spec import ParameterRule

if TYPE_CHECKING:
    from collections.abc import Mapping

Picture = Literal["tiles", "patches", "area", "gemini", "flat"]
"""How a picture is counted; the formulas are in `tokens.py`."""


@dataclass(frozen=True, slots=True)
class Family:
    name: str
    pattern: str
    parameters: Mapping[str, ParameterRule] = field(default_factory=dict)
    efforts: tuple[str, ...] = ()
    """Where the model reasons at all. The map may add to them."""
    verbosities: tuple[str, ...] = ()
    abilities: Mapping[str, bool] = field(default_factory=dict)
    encoding: str = ""
    """The tokenizer that counts exactly, if one comes along."""
    tokens_per_estimate: float = 1.0
    """How many tokens it makes of a text, against what `estimates.py` says (which is fitted to o200k)."""
    picture: tuple[Picture, float, float] = ("flat", 1000, 0)
    """The formula and its two numbers."""
    never: tuple[str, ...] = ()
    """Levels that the map names and the provider refuses."""
    other_scripts: float = 1.0
    """As `tokens_per_estimate`, once more for Cyrillic, Arabic and the like: many tokenizers cut these to pieces."""


NOT_TAKEN = ParameterRule(taken=False)
LOW_TO_HIGH = ("low", "medium", "high")

_COMMON: Mapping[str, ParameterRule] = {
    "temperature": ParameterRule(0, None),
    "top_p": ParameterRule(0, 1),
    "max_tokens": ParameterRule(1, None),
}
"""What holds for any model, even an unknown one."""

_TO_2: Mapping[str, ParameterRule] = {**_COMMON, "temperature": ParameterRule(0, 2), "verbosity": NOT_TAKEN}
_OPENAI: Mapping[str, ParameterRule] = {**_TO_2, "stop": ParameterRule(most=4)}
_OPENAI_REASONING: Mapping[str, ParameterRule] = {
    "temperature": ParameterRule(1, 1, otherwise="drop"),
    "top_p": ParameterRule(1, 1, otherwise="drop"),
    "max_tokens": ParameterRule(1, None, sent_as="max_completion_tokens"),
    "stop": NOT_TAKEN,
    "verbosity": NOT_TAKEN,
}
_GPT_5: Mapping[str, ParameterRule] = {
    **_OPENAI_REASONING,
    "verbosity": ParameterRule(choices=LOW_TO_HIGH),
}
_GPT_5_1: Mapping[str, ParameterRule] = {
    **_GPT_5,
    # From 5.1 on they can be told not to reason, which is also what they do by themselves.
    "temperature": ParameterRule(0, 2, without_reasoning=True),
    "top_p": ParameterRule(0, 1, without_reasoning=True),
}
_CLAUDE: Mapping[str, ParameterRule] = {
    "temperature": ParameterRule(0, 1, without_reasoning=True),
    "top_p": ParameterRule(0, 1, without_reasoning=True),
    "max_tokens": ParameterRule(1, None),
    "seed": NOT_TAKEN,
    "verbosity": NOT_TAKEN,
}
# From Opus 4.1 on the two are not taken together.
_CLAUDE_4: Mapping[str, ParameterRule] = {
    **_CLAUDE,
    "top_p": ParameterRule(0, 1, without_reasoning=True, not_with="temperature"),
}
_GEMINI: Mapping[str, ParameterRule] = {**_TO_2, "stop": ParameterRule(most=5)}
_MISTRAL: Mapping[str, ParameterRule] = {**_TO_2, "temperature": ParameterRule(0, 1.5)}
_COHERE: Mapping[str, ParameterRule] = {
    **_TO_2,
    "temperature": ParameterRule(0, 1),
    "top_p": ParameterRule(0.01, 0.99),
    "stop": ParameterRule(most=5),
}
_DEEPSEEK_REASONER: Mapping[str, ParameterRule] = {**_TO_2, "temperature": NOT_TAKEN, "top_p": NOT_TAKEN}
_GROK_REASONING: Mapping[str, ParameterRule] = {**_TO_2, "stop": NOT_TAKEN}
_GROK_4: Mapping[str, ParameterRule] = {**_GROK_REASONING, "reasoning_effort": NOT_TAKEN}

_NO_PICTURES: Mapping[str, bool] = {"vision": False}
_NO_THOUGHTS: Mapping[str, bool] = {"reasoning": False}
_ONLY_WORDS: Mapping[str, bool] = {"vision": False, "reasoning": False}

FAMILIES: tuple[Family, ...] = (
    # OpenAI
    Family("gpt-oss", r"gpt-oss", _TO_2, LOW_TO_HIGH, (), _NO_PICTURES, "o200k_base"),
    Family("gpt-5-chat", r"gpt-5-chat", _OPENAI, (), (), _NO_THOUGHTS, "o200k_base", 1, ("tiles", 70, 140)),
    Family(
        "gpt-5-pro", r"gpt-5-pro", _GPT_5, ("high",), LOW_TO_HIGH, {}, "o200k_base", 1, ("tiles", 70, 140),
        ("none", "minimal"),
    ),
    Family(
        "gpt-5.n-pro", r"gpt-5[.-]\d-pro", _GPT_5, ("medium", "high", "xhigh"), LOW_TO_HIGH, {}, "o200k_base", 1,
        ("tiles", 70, 140), ("none", "minimal"),
    ),
    Family(
        "gpt-5.n-chat", r"gpt-5[.-]\d-chat", _GPT_5, ("medium",), ("medium",), {}, "o200k_base", 1, ("tiles", 70, 140),
        ("none", "minimal"),
    ),
    Family(
        "gpt-5-codex", r"gpt-5.*codex", _GPT_5, LOW_TO_HIGH, ("medium",), {}, "o200k_base", 1, ("tiles", 70, 140),
        ("minimal",),
    ),
    Family(
        "gpt-5.n", r"gpt-5[.-]\d(?!\d)", _GPT_5_1, ("none", *LOW_TO_HIGH), LOW_TO_HIGH, {}, "o200k_base", 1,
        ("tiles", 70, 140), ("minimal",),
    ),
    Family(
        "gpt-5-nano", r"gpt-5-nano", _GPT_5, ("minimal", *LOW_TO_HIGH), LOW_TO_HIGH, {}, "o200k_base", 1,
        ("patches", 2.46, 1536),
    ),
    Family(
        "gpt-5-mini", r"gpt-5-mini", _GPT_5, ("minimal", *LOW_TO_HIGH), LOW_TO_HIGH, {}, "o200k_base", 1,
        ("patches", 1.62, 1536),
    ),
    Family(
        "gpt-5", r"gpt-5", _GPT_5, ("minimal", *LOW_TO_HIGH), LOW_TO_HIGH, {}, "o200k_base", 1, ("tiles", 70, 140),
    ),
    Family("o1-mini", r"^o1-(mini|preview)", _OPENAI_REASONING, (), (), _NO_PICTURES, "o200k_base"),
    Family("o3-mini", r"^o3-mini", _OPENAI_REASONING, LOW_TO_HIGH, (), _NO_PICTURES, "o200k_base"),
    Family("o4-mini", r"^(ft:)?o4-mini", _OPENAI_REASONING, LOW_TO_HIGH, (), {}, "o200k_base", 1,
           ("patches", 1.72, 1536)),
    Family("o-series", r"^o[134]\b", _OPENAI_REASONING, LOW_TO_HIGH, (), {}, "o200k_base", 1, ("tiles", 75, 150)),
    Family("gpt-4.1-nano", r"gpt-4\.1-nano", _OPENAI, (), (), _NO_THOUGHTS, "o200k_base", 1, ("patches", 2.46, 1536)),
    Family("gpt-4.1-mini", r"gpt-4\.1-mini", _OPENAI, (), (), _NO_THOUGHTS, "o200k_base", 1, ("patches", 1.62, 1536)),
    Family("gpt-4o-mini", r"gpt-4o-mini", _OPENAI, (), (), _NO_THOUGHTS, "o200k_base", 1, ("tiles", 2833, 5667)),
    Family("gpt-4o", r"gpt-4(o|\.1|\.5)", _OPENAI, (), (), _NO_THOUGHTS, "o200k_base", 1, ("tiles", 85, 170)),
    Family("gpt-4-turbo", r"gpt-4-turbo(?!-preview)|gpt-4.*vision", _OPENAI, (), (), _NO_THOUGHTS, "cl100k_base", 1,
           ("tiles", 85, 170)),
    Family("gpt-4", r"gpt-(4|3\.?5)(?![.\w])", _OPENAI, (), (), _ONLY_WORDS, "cl100k_base"),
    # Anthropic: the newer tokenizers are not published; Opus 4.7's makes up to a third more of the same text.
    Family("claude-new", r"claude-(opus-4[.-][78]|fable|mythos|opus-[5-9]|sonnet-[5-9])", _CLAUDE_4, LOW_TO_HIGH,
           (), {}, "", 1.5, ("area", 750, 1568), other_scripts=1.3),
    Family("claude-4", r"claude-(opus-4[.-][1-9]\b|(sonnet|haiku)-4[.-][5-9])", _CLAUDE_4, LOW_TO_HIGH, (), {}, "",
           1.2, ("area", 750, 1568), other_scripts=1.6),
    Family("claude", r"claude", _CLAUDE, LOW_TO_HIGH, (), {}, "", 1.2, ("area", 750, 1568), other_scripts=1.6),
    # Google
    Family("gemini", r"gemini|learnlm", _GEMINI, LOW_TO_HIGH, (), {}, "", 1.08, ("gemini", 258, 768)),
    Family("gemma", r"gemma", _TO_2, (), (), _NO_THOUGHTS, "", 1.08, ("flat", 256, 0)),
    # Mistral
    Family("magistral", r"magistral", _MISTRAL, LOW_TO_HIGH, (), {}, "", 1.15, other_scripts=1.2),
    Family("codestral", r"codestral|devstral", _MISTRAL, (), (), _NO_THOUGHTS, "", 1.15, other_scripts=1.2),
    Family("mistral", r"mistral|mixtral|pixtral|ministral", _MISTRAL, LOW_TO_HIGH, (), {}, "", 1.15, other_scripts=1.2),
    # The others
    Family("cohere", r"^command", _COHERE, (), (), {}, "", 1.1),
    Family("deepseek-reasoner", r"deepseek-(reasoner|r1)", _DEEPSEEK_REASONER, LOW_TO_HIGH, (), _NO_PICTURES, "", 1.06),
    Family("deepseek-3", r"deepseek-(chat|coder|v3)", _TO_2, LOW_TO_HIGH, (), _NO_PICTURES, "", 1.06),
    Family("deepseek", r"deepseek", _TO_2, LOW_TO_HIGH, (), {}, "", 1.06),
    Family("grok-3-mini", r"grok-3-mini", _GROK_REASONING, ("low", "high"), (), _NO_PICTURES, "", 1.05),
    Family("grok-4", r"grok-(4|code)", _GROK_4, (), (), {}, "", 1.05),
    Family("grok", r"grok", _TO_2, (), (), {}, "", 1.05),
    Family("qwen", r"qwen|qwq", _TO_2, LOW_TO_HIGH, (), {}, "", 1.06),
    Family("llama-2", r"llama-?2", _TO_2, (), (), _ONLY_WORDS, "", 1.25, other_scripts=1.8),
    Family("llama", r"llama", _TO_2, (), (), {}, "", 1.03, other_scripts=1.2),
)  # fmt: skip

UNKNOWN = Family("unknown", "", _COMMON, tokens_per_estimate=1.1, other_scripts=1.3)
"""Counted a little too high on purpose: a prompt that was thought to fit and does not is the worse surprise."""

_PATTERNS = tuple((re.compile(family.pattern), family) for family in FAMILIES)


@lru_cache(maxsize=1024)
def family_of(model: str) -> Family:
    """The family of a model, whatever prefixes its name carries. `UNKNOWN` where no row fits."""
    name = model.rpartition("/")[2].lower()
    return next((family for pattern, family in _PATTERNS if pattern.search(name)), UNKNOWN)
