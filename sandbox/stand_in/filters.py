"""The ``filter``, ``order`` and paging parameters of metadata lists."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from sandbox.stand_in.fields import View
from sandbox.stand_in.schema import COMMON_PROPERTIES, PROPERTIES, REFERENCES, MetaObject

_IN_BRACKETS = re.compile(r"^\[(.*)\]$", re.DOTALL)


class BadFilterError(Exception):
    """A filter names a property or an operator that DHIS2 does not know."""


def matching(
    view: View, type_name: str, objects: Iterable[MetaObject], filters: list[str], *, any_of: bool
) -> list[MetaObject]:
    """Return the objects that meet the filters (all of them, or any).

    Raises:
        BadFilterError: with DHIS2's sentence.
    """
    tests = [_test(view, type_name, text) for text in filters]
    if not tests:
        return list(objects)
    combine = any if any_of else all
    return [each for each in objects if combine(test(each) for test in tests)]


def ordered(view: View, type_name: str, objects: list[MetaObject], order: str | None) -> list[Any]:
    """Return the objects in the asked order; by default by name, whatever the letter case."""
    for part in reversed((order or "name:iasc").split(",")):
        name, _, direction = part.partition(":")
        is_blind = direction.startswith("i") or not direction

        def key(each: MetaObject, name: str = name, is_blind: bool = is_blind) -> Any:
            value = view.property_of(type_name, each, name)
            text = value.lower() if is_blind and isinstance(value, str) else value
            return (text is None, text)

        objects = sorted(objects, key=key, reverse=direction.endswith("desc"))
    return objects


def _test(view: View, type_name: str, text: str) -> Callable[[MetaObject], bool]:
    path, _, rest = text.partition(":")
    operator, _, argument = rest.partition(":")
    _check_path(type_name, path)
    compare = _comparison(operator, argument)

    def test(each: MetaObject) -> bool:
        values = _values_at(view, type_name, each, path.split("."))
        return compare(values)

    return test


def _check_path(type_name: str, path: str) -> None:
    current: str | None = type_name
    for name in path.split("."):
        if current and name not in COMMON_PROPERTIES | PROPERTIES[current]:
            raise BadFilterError(f"Unknown path property: {path}")
        current = REFERENCES.get(name)


def _values_at(view: View, type_name: str | None, each: MetaObject, path: list[str]) -> list[Any]:
    value = view.property_of(type_name, each, path[0])
    found = value if isinstance(value, list) else [value]
    if len(path) == 1:
        return [each["id"] if isinstance(each, dict) and "id" in each else each for each in found]
    below: list[Any] = []
    for one in found:
        if isinstance(one, dict):
            below += _values_at(view, *view.resolved(path[0], one), path[1:])
    return below


def _comparison(operator: str, argument: str) -> Callable[[list[Any]], bool]:
    if operator in {"null", "!null", "empty"}:
        is_negated = operator == "!null"
        return lambda values: any(v is not None for v in values) == is_negated
    if operator in {"in", "!in"}:
        inside = _IN_BRACKETS.match(argument)
        wanted = set((inside[1] if inside else argument).split(","))
        return lambda values: any(_text(v) in wanted for v in values) == (operator == "in")
    one = _single(operator, argument)
    is_negated = operator.startswith(("!", "ne", "neq"))
    return lambda values: any(v is not None and one(v) for v in values) != is_negated


def _single(operator: str, argument: str) -> Callable[[Any], bool]:
    bare = operator.removeprefix("!")
    low = argument.lower()
    known: dict[str, Callable[[Any], bool]] = {
        "eq": lambda v: _text(v) == argument,
        "ne": lambda v: _text(v) == argument,
        "neq": lambda v: _text(v) == argument,
        "ieq": lambda v: _text(v).lower() == low,
        "like": lambda v: argument in _text(v),
        "ilike": lambda v: low in _text(v).lower(),
        "$like": lambda v: _text(v).startswith(argument),
        "$ilike": lambda v: _text(v).lower().startswith(low),
        "like$": lambda v: _text(v).endswith(argument),
        "ilike$": lambda v: _text(v).lower().endswith(low),
        "token": lambda v: low in _text(v).lower(),
        "gt": lambda v: v > _like(v, argument),
        "ge": lambda v: v >= _like(v, argument),
        "lt": lambda v: v < _like(v, argument),
        "le": lambda v: v <= _like(v, argument),
    }
    if bare not in known:
        raise BadFilterError(f"`{operator}` is not a valid operator.")
    return known[bare]


def _like(value: Any, argument: str) -> Any:
    return int(argument) if isinstance(value, int) else argument


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
