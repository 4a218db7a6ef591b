"""Says whether a requirement's environment marker holds on a platform that is not the one we run on.

pip evaluates markers for the Python that runs it, also when it downloads for another platform.
"""

from __future__ import annotations

import ast
import operator
from typing import TYPE_CHECKING, Any

from .errors import ScriptError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_VERSIONS = frozenset({"python_version", "python_full_version", "implementation_version"})
_COMPARISONS: Mapping[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}


def holds(marker: str, environment: Mapping[str, str]) -> bool:
    """Evaluate a marker such as `sys_platform == 'win32' and python_full_version < '3.13'`."""
    try:
        # The grammar of markers is a part of Python's own, but for "~=" and "===", which lock files do not hold.
        return _evaluate(ast.parse(marker.strip(), mode="eval").body, environment)
    except (SyntaxError, KeyError, ValueError, TypeError) as error:
        raise ScriptError(f"The marker {marker!r} of a lock file is not understood: make the locks again.") from error


def _evaluate(node: ast.expr, environment: Mapping[str, str]) -> bool:
    if isinstance(node, ast.BoolOp):
        combine = all if isinstance(node.op, ast.And) else any
        return combine([_evaluate(value, environment) for value in node.values])
    if not isinstance(node, ast.Compare) or len(node.ops) != 1:
        raise ValueError(ast.unparse(node))
    left, right = node.left, node.comparators[0]
    values = _operand(left, environment), _operand(right, environment)
    comparison = node.ops[0]
    if isinstance(comparison, ast.In | ast.NotIn):
        return (values[0] in values[1]) == isinstance(comparison, ast.In)
    compare = _COMPARISONS[type(comparison)]
    if any(isinstance(side, ast.Name) and side.id in _VERSIONS for side in (left, right)):
        return compare(*(version(value) for value in values))
    return compare(*values)


def _operand(node: ast.expr, environment: Mapping[str, str]) -> str:
    if isinstance(node, ast.Name):
        return environment[node.id]
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    raise ValueError(ast.unparse(node))


def version(text: str) -> tuple[int, ...]:
    """A release as numbers, without closing zeros, so that 3.11 and 3.11.0 are equal."""
    numbers = [int(part) for part in text.removesuffix(".*").split(".")]
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)
