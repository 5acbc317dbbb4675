"""Every small change of a module that a test ought to notice.

Changed are comparisons, and/or, not, conditions, arithmetic, constants, and what is returned. Left
alone are annotations, docstrings, and sentences for people (a text with a blank in it).
"""

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

_COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE,
    ast.GtE: ast.Gt, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.In: ast.NotIn, ast.NotIn: ast.In,  # codespell:ignore notin
}  # fmt: skip
_SUMS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.FloorDiv: ast.Mult,
    ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """One changed module."""

    line: int
    change: str
    tree: ast.Module

    def __str__(self) -> str:
        return f"{self.line}: {self.change}"


def mutants(source: str) -> Iterator[Mutant]:
    """Every mutant of a module, each made from a fresh copy."""
    original = ast.parse(source)
    left_alone = {id(node) for node in _left_alone(original)}
    nodes = list(ast.walk(original))
    for position, node in enumerate(nodes):
        if id(node) in left_alone:
            continue
        for number in range(len(list(_changes(copy.deepcopy(node))))):
            tree = copy.deepcopy(original)
            target = list(ast.walk(tree))[position]
            before = _shown(target)
            changed = list(_changes(copy.deepcopy(target)))[number]
            target.__class__ = changed.__class__
            target.__dict__.update(changed.__dict__)
            change = f"{before} → {_shown(target)}"
            place: Any = node.iter if isinstance(node, ast.comprehension) else node
            yield Mutant(place.lineno, change, ast.fix_missing_locations(tree))


def _left_alone(tree: ast.Module) -> Iterator[ast.AST]:
    """Annotations, docstrings and formatted texts, with all below them."""
    for node in ast.walk(tree):
        for root in _roots_left_alone(node):
            yield from ast.walk(root)


def _roots_left_alone(node: ast.AST) -> list[ast.AST]:
    is_docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    if is_docstring or isinstance(node, ast.JoinedStr):
        return [node]
    annotations = [getattr(node, "annotation", None), getattr(node, "returns", None)]
    decorators = getattr(node, "decorator_list", [])
    return [root for root in (*annotations, *decorators) if root is not None]


def _changes(node: ast.AST) -> Iterator[ast.AST]:
    """The node in every other way; takes a copy that it may change."""
    change = _CHANGES.get(type(node))
    if change is not None:
        yield from change(node)


def _of_compare(node: ast.Compare) -> Iterator[ast.AST]:
    other = _COMPARISONS.get(type(node.ops[0]))
    if other is not None:
        yield ast.Compare(node.left, [other(), *node.ops[1:]], node.comparators)


def _of_logic(node: ast.BoolOp) -> Iterator[ast.AST]:
    yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)


def _of_not(node: ast.UnaryOp) -> Iterator[ast.AST]:
    if isinstance(node.op, ast.Not):
        yield ast.UnaryOp(ast.Not(), ast.UnaryOp(ast.Not(), node.operand))


def _of_sum(node: ast.BinOp) -> Iterator[ast.AST]:
    other = _SUMS.get(type(node.op))
    if other is not None:
        yield ast.BinOp(node.left, other(), node.right)


def _of_condition(node: ast.If) -> Iterator[ast.AST]:
    for value in (False, True):
        yield ast.If(ast.Constant(value=value), node.body, node.orelse)


def _of_choice(node: ast.IfExp) -> Iterator[ast.AST]:
    yield ast.IfExp(node.test, node.orelse, node.body)


def _of_comprehension(node: ast.comprehension) -> Iterator[ast.AST]:
    if node.ifs:
        yield ast.comprehension(node.target, node.iter, node.ifs[1:], node.is_async)


def _of_return(node: ast.Return) -> Iterator[ast.AST]:
    if not _is_none(node.value):
        yield ast.Return(ast.Constant(value=None))


def _of_assignment(node: ast.AugAssign) -> Iterator[ast.AST]:
    yield ast.Assign([node.target], node.value)


def _of_constant(node: ast.Constant) -> Iterator[ast.AST]:
    yield from _other_constants(node.value)


_CHANGES: dict[type[ast.AST], Callable[[Any], Iterator[ast.AST]]] = {
    ast.Compare: _of_compare,
    ast.BoolOp: _of_logic,
    ast.UnaryOp: _of_not,
    ast.BinOp: _of_sum,
    ast.If: _of_condition,
    ast.IfExp: _of_choice,
    ast.comprehension: _of_comprehension,
    ast.Return: _of_return,
    ast.AugAssign: _of_assignment,
    ast.Constant: _of_constant,
}


def _other_constants(value: object) -> Iterator[ast.Constant]:
    if isinstance(value, bool):
        yield ast.Constant(value=not value)
    elif isinstance(value, int):
        yield ast.Constant(value=value + 1)
    elif isinstance(value, str) and " " not in value:
        yield ast.Constant(value=value + "X")


def _is_none(node: ast.expr | None) -> bool:
    return node is None or (isinstance(node, ast.Constant) and node.value is None)


def _shown(node: ast.AST) -> str:
    if isinstance(node, ast.If):
        return f"if {ast.unparse(node.test)}"
    if isinstance(node, ast.comprehension):
        return f"for … if {' if '.join(ast.unparse(test) for test in node.ifs) or 'everything'}"
    return " ".join(ast.unparse(ast.fix_missing_locations(node)).split())
