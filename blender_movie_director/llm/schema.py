"""What an answer is checked against: a type that pydantic knows, or a JSON schema."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar, cast, runtime_checkable

from .errors import ConfigurationError
from .messages import Shape

if TYPE_CHECKING:
    from collections.abc import Iterable

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
_MOST_FAULTS = 8
_LONGEST_FAULT = 300


class MisfitError(ValueError):
    """The answer does not fit. Its text is for the model as much as for a person."""


@runtime_checkable
class Target(Protocol[T_co]):
    """A shape that can be asked for (`name`, `schema`, always of an object) and checked."""

    @property
    def name(self) -> str: ...
    @property
    def schema(self) -> Mapping[str, Any]: ...
    def check(self, found: object) -> T_co: ...


def target_of(wanted: type[T] | Mapping[str, Any] | Shape | Target[T]) -> Target[T]:
    """Raises `ConfigurationError` if it is not something that an answer could be checked against."""
    if isinstance(wanted, Shape):
        return cast("Target[T]", _SchemaTarget(wanted.name, wanted.schema))
    if isinstance(wanted, Mapping):
        return cast("Target[T]", _SchemaTarget(str(wanted.get("title", "answer")), wanted))
    # A class may have attributes of these names too; it is a shape by what it says of itself.
    if isinstance(wanted, Target) and not isinstance(wanted, type):
        return wanted
    return _TypeTarget(cast("type[T]", wanted))


class _Wrapped:
    """Providers want an object at the root; anything else is asked for as the `value` of one."""

    def __init__(self, name: str, schema: Mapping[str, Any]) -> None:
        self.name = re.sub(r"\W+", "_", name)[:60].strip("_") or "answer"
        self.wrapped = schema.get("type") != "object" and "properties" not in schema and not _names_object(schema)
        self.schema: Mapping[str, Any] = _in_object(schema) if self.wrapped else schema

    def unwrap(self, found: object) -> object:
        # A model that left the wrapping out has still answered.
        return found["value"] if self.wrapped and isinstance(found, dict) and set(found) == {"value"} else found


class _TypeTarget(_Wrapped, Generic[T]):
    def __init__(self, kind: type[T]) -> None:
        from pydantic import TypeAdapter  # noqa: PLC0415 - whoever asks for no shape does not wait for it
        from pydantic.errors import PydanticUserError  # noqa: PLC0415

        name = getattr(kind, "__name__", "answer")
        try:
            self._adapter = TypeAdapter(kind)
            schema = self._adapter.json_schema()
        except PydanticUserError as error:
            raise ConfigurationError(f"An answer cannot be asked for as {name}: {error.message}") from error
        super().__init__(name, schema)

    def check(self, found: object) -> T:
        from pydantic import ValidationError  # noqa: PLC0415

        try:
            # From JSON and not from Python: in strict models only that takes "2026-01-01" for a date.
            return self._adapter.validate_json(json.dumps(self.unwrap(found)))
        except ValidationError as error:
            faults = error.errors(include_url=False, include_context=False, include_input=False)
            raise MisfitError(_listed((_at(fault["loc"]), fault["msg"]) for fault in faults)) from None


class _SchemaTarget(_Wrapped):
    def __init__(self, name: str, schema: Mapping[str, Any]) -> None:
        import jsonschema  # type: ignore[import-untyped] # noqa: PLC0415 - whoever asks for no schema does not wait
        import referencing  # noqa: PLC0415

        super().__init__(name, schema)
        kind = jsonschema.validators.validator_for(schema, default=jsonschema.Draft202012Validator)
        try:
            kind.check_schema(schema)
        except jsonschema.SchemaError as error:
            raise ConfigurationError(
                f"The JSON schema {name} is not valid at {_at(error.absolute_path)}: {error.message[:_LONGEST_FAULT]}",
                "Correct the schema.",
            ) from None
        # An empty registry: by default an outside "$ref" is fetched from the network.
        self._validator = kind(schema, registry=referencing.Registry())

    def check(self, found: object) -> object:
        from referencing.exceptions import Unresolvable  # noqa: PLC0415

        found = self.unwrap(found)
        try:
            faults = sorted(self._validator.iter_errors(found), key=lambda fault: list(map(str, fault.absolute_path)))
        except Unresolvable as error:
            raise ConfigurationError(
                f"The JSON schema {self.name} refers to something outside of itself.", "Put all of it into one schema."
            ) from error
        if faults:
            raise MisfitError(_listed((_at(fault.absolute_path), fault.message) for fault in faults))
        return found


def _names_object(schema: Mapping[str, Any]) -> bool:
    """Whether it is a reference to an object among its own definitions, as pydantic writes recursive models."""
    name = str(schema.get("$ref", "")).rpartition("/")[2]
    definition = schema.get("$defs", {}).get(name, {})
    return isinstance(definition, Mapping) and definition.get("type") == "object"


def _in_object(schema: Mapping[str, Any]) -> dict[str, Any]:
    inner = {key: value for key, value in schema.items() if key != "$defs"}
    outer = {"type": "object", "properties": {"value": inner}, "required": ["value"], "additionalProperties": False}
    # References count from the root, so that is where definitions must stay.
    return {**outer, "$defs": schema["$defs"]} if "$defs" in schema else outer


def _at(path: Iterable[object]) -> str:
    return ".".join(map(str, path)) or "the answer"


def _listed(faults: Iterable[tuple[str, str]]) -> str:
    told = [f"{place}: {what[:_LONGEST_FAULT]}" for place, what in faults]
    more = f"; and {len(told) - _MOST_FAULTS} more" if len(told) > _MOST_FAULTS else ""
    return "; ".join(told[:_MOST_FAULTS]) + more + "."
