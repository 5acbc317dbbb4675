"""The expressions of indicators, as far as the project writes them."""

import ast
import operator
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

_OPERAND = r"#\{(\w+)\.(\w+)\}"
_ITEM = re.compile(
    rf"subExpression\(if\({_OPERAND}==0,1,0\)\)"
    rf"|{_OPERAND}(?:\.aggregationType\((\w+)\))?(?:\.periodOffset\((-?\d+)\))?"
)
_OPERATORS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
ZEROS = "ZEROS"
"""As the aggregation of an item: the org units whose values add up to zero."""


@dataclass(frozen=True, slots=True)
class Item:
    """A value that an expression asks for."""

    element: str
    option_combo: str
    aggregation: str = "SUM"
    offset: int = 0


def evaluate(expression: str, value_of: Callable[[Item], float | None]) -> float | None:
    """Return the value of an expression; None where all its items lack one, or at a division by 0.

    An item without value counts as 0 beside one that has a value.
    """
    items = list(_items(expression))
    values = [value_of(item) for item in items]
    if items and all(value is None for value in values):
        return None
    known = iter(values)
    text = _ITEM.sub(lambda _match: f"({next(known) or 0.0})", expression)
    try:
        return _arithmetic(ast.parse(text, mode="eval").body)
    except ZeroDivisionError:
        return None


def _items(expression: str) -> Iterator[Item]:
    for match in _ITEM.finditer(expression):
        if match[1]:
            yield Item(match[1], match[2], ZEROS)
        else:
            yield Item(match[3], match[4], match[5] or "SUM", int(match[6] or 0))


def _arithmetic(node: Any) -> float:
    match node:
        case ast.BinOp():
            how = _OPERATORS[type(node.op)]
            return how(_arithmetic(node.left), _arithmetic(node.right))
        case ast.UnaryOp(op=ast.USub()):
            return -_arithmetic(node.operand)
        case ast.Constant(value=int() | float() as number):
            return float(number)
    message = f"This expression is not known here: {ast.unparse(node)}"
    raise ValueError(message)
