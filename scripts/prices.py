#!/usr/bin/env python3
"""Makes the catalog's list of models and prices from the installed LiteLLM's, or with --check says whether it fits.

    python prices.py            write blender_movie_director/llm/data/models.json
    python prices.py --check    touch nothing; the exit status says whether the file fits the installed LiteLLM

Run it with a Python that has LiteLLM (`.venv/dev-py311`). It reads LiteLLM's own file and never imports it.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.metadata
import importlib.util
import json
import re
import sys
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from support import console
from support.errors import ScriptError
from support.project import PACKAGE, project

if TYPE_CHECKING:
    from collections.abc import Mapping

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from blender_movie_director.llm.price_map import shortened

MODELS = Path(PACKAGE, "llm", "data", "models.json")
THEIR_FILE = "model_prices_and_context_window_backup.json"
NOTICE = "A selection of LiteLLM's map of models and prices. (c) 2023 Berri AI, MIT License; see NOTICE.md."
MODES = {"chat", "completion", "responses"}
# LiteLLM's name of a provider, and the one that stands before the slash in a model's name.
PROVIDERS = {
    "anthropic": "anthropic", "azure": "azure", "cohere": "cohere", "cohere_chat": "cohere", "deepseek": "deepseek",
    "gemini": "gemini", "groq": "groq", "mistral": "mistral", "openai": "openai", "openrouter": "openrouter",
    "together_ai": "together_ai", "xai": "xai",
}  # fmt: skip
# What does not answer text with text, what has been replaced by a name without a region, and what has no price of its
# own (OpenRouter's own names choose among others, which cost what they cost).
LEFT_OUT = re.compile(
    r"realtime|audio|live-|native|robotics|computer-use|-tts|container|lyria|guard|safeguard|customtools"
    r"|^azure/(eu|us|global|global-standard)/|^together-ai-|^openrouter/openrouter/"
)
OPENROUTERS_MAIN = re.compile(
    r"^openrouter/(anthropic|deepseek|google|meta-llama|minimax|mistralai|moonshotai|openai|qwen|x-ai|z-ai)/"
)
_DATED = re.compile(r"-(\d{4}-\d{2}-\d{2}|\d{8}|\d{4})$")


def main() -> int:
    parser = argparse.ArgumentParser(description="Makes the catalog's list of models and prices.")
    parser.add_argument("--check", action="store_true", help="only say whether it fits the installed LiteLLM")
    arguments = parser.parse_args()
    version, theirs = installed()
    models = selected(theirs)
    text = rendered(version, models)
    path = project().root / MODELS
    if arguments.check:
        return check(path, text, version)
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
    packed = len(gzip.compress(text.encode(), mtime=0))
    console.say(f"{len(models)} models of LiteLLM {version}: {len(text):,} bytes, {packed:,} packed.")
    return 0


def check(path: Path, text: str, version: str) -> int:
    if path.exists() and path.read_text(encoding="utf-8") == text:
        console.say(f"{path.name} fits LiteLLM {version}.")
        return 0
    console.error(f"{path.name} does not fit LiteLLM {version}. Run: python scripts/prices.py")
    return 1


def installed() -> tuple[str, Mapping[str, Any]]:
    """The version of the installed LiteLLM and its map."""
    found = importlib.util.find_spec("litellm")
    if found is None or not found.submodule_search_locations:
        raise ScriptError("LiteLLM is not installed here: run this with the Python of .venv/dev-py311.")
    path = Path(found.submodule_search_locations[0], THEIR_FILE)
    try:
        theirs: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ScriptError(f"LiteLLM's {THEIR_FILE} cannot be read ({error}): install LiteLLM again.") from error
    return importlib.metadata.version("litellm"), theirs


def selected(theirs: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The models that are kept, in short form, by the names that our settings use."""
    kept: dict[str, dict[str, Any]] = {}
    # Names that carry their provider come last: where a model is there twice, theirs is the better kept entry.
    for name in sorted(theirs, key=lambda name: ("/" in name, name)):
        entry = theirs[name]
        provider = PROVIDERS.get(entry.get("litellm_provider", ""))
        if provider is None or entry.get("mode") not in MODES or LEFT_OUT.search(name):
            continue
        if provider == "openrouter" and not OPENROUTERS_MAIN.match(name):
            continue
        short = shortened(entry)
        if short.keys() - {"mode"}:
            kept[name if name.startswith(f"{provider}/") else f"{provider}/{name}"] = short
    return {name: kept[name] for name in sorted(kept) if not _says_nothing_new(name, kept)}


def _says_nothing_new(name: str, kept: Mapping[str, Mapping[str, Any]]) -> bool:
    """A dated name whose undated one says the same; the catalog finds the one by the other."""
    undated = _DATED.sub("", name)
    return undated != name and kept.get(undated) == kept[name]


def rendered(version: str, models: Mapping[str, Mapping[str, Any]]) -> str:
    """One line for each model: differences between two versions can be read."""
    lines = [
        f"{json.dumps(name)}: {json.dumps(short, sort_keys=True, separators=(',', ':'), default=_number)}"
        for name, short in models.items()
    ]
    head = f'{{"about": {json.dumps(NOTICE)},\n"litellm": {json.dumps(version)},\n"models": {{\n'
    return head + ",\n".join(lines) + "\n}}\n"


def _number(value: object) -> int | float:
    if not isinstance(value, Decimal):
        raise TypeError(f"{value!r} is no part of the list")
    return int(value) if value == value.to_integral_value() else float(value)


if __name__ == "__main__":
    sys.exit(console.run_script(main))
