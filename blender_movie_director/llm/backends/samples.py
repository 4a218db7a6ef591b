"""The smallest value that fits a JSON schema: what a stand-in answers where JSON is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_DEEPEST = 12
_TEXT = "stand-in"


def sample_of(schema: Mapping[str, Any]) -> Any:
    """Deterministic. Only what is required is filled in; patterns and rarer rules are not looked at."""
    return _sample(schema, schema, 0)


def _sample(schema: object, root: Mapping[str, Any], depth: int) -> Any:
    if not isinstance(schema, Mapping) or depth > _DEEPEST:
        return None
    for named in ("const", "enum"):
        if schema.get(named):
            return schema[named][0] if named == "enum" else schema[named]
    instead = next((schema[several][0] for several in ("anyOf", "oneOf", "allOf") if schema.get(several)), None)
    if "$ref" in schema:
        instead = _referred(str(schema["$ref"]), root)
    if instead is not None:
        return _sample(instead, root, depth + 1)
    kind = schema.get("type")
    kind = kind[0] if isinstance(kind, list) and kind else kind
    if kind == "object" or "properties" in schema:
        members = schema.get("properties", {})
        return {name: _sample(members.get(name), root, depth + 1) for name in schema.get("required", ())}
    if kind == "array":
        return [_sample(schema.get("items"), root, depth + 1) for _ in range(schema.get("minItems", 0))]
    return _plain(kind, schema)


def _plain(kind: object, schema: Mapping[str, Any]) -> Any:
    if kind == "string":
        text = _TEXT.ljust(schema.get("minLength", 0), ".")
        return text[: schema.get("maxLength", len(text))]
    if kind in {"integer", "number"}:
        least = schema.get("minimum", schema.get("exclusiveMinimum", -1) + 1)
        return min(least, schema.get("maximum", least))
    return False if kind == "boolean" else None


def _referred(reference: str, root: Mapping[str, Any]) -> Any:
    found: Any = root
    for name in reference.removeprefix("#").strip("/").split("/"):
        if not name:
            continue
        found = found.get(name) if isinstance(found, Mapping) else None
    return found
