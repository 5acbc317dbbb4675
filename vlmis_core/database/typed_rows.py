"""Build objects from the rows of a statement: each column fills the field of its name.

The ``jsonb`` of a stored message becomes a ``Message`` where the field is one.
"""

import dataclasses
import inspect
from collections.abc import Callable, Collection, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any, TypeVar, get_args

from vlmis_core.messages import Message

X = TypeVar("X")


@lru_cache(maxsize=1024)
def row_builder(query: str, kind: Callable[..., X], columns: tuple[str, ...]) -> Callable[[Any], X]:
    """Return the function that builds one row, with these columns, by a class or function ``kind``.

    Names are compared once for each statement and ``kind``; rows are then read by position.

    Raises:
        TypeError: a column has no field, or a field without a default has no column.
    """
    fields = _fields_of(kind)
    unknown = [column for column in columns if column not in fields]
    missing = [name for name, required in fields.items() if required and name not in columns]
    if unknown or missing or len(set(columns)) < len(columns):
        raise TypeError(
            f"{query} does not fill {kind.__qualname__}: columns without a field {unknown}, "
            f"fields without a column {missing}, columns read {list(columns)}"
        )
    messages = {name for name in columns if _is_message(kind, name)}
    if messages:
        return lambda row: kind(**_with_messages(dict(zip(columns, row, strict=True)), messages))
    names = [name for name in fields if name in columns]
    if names != list(fields)[: len(names)] or _takes_names_only(kind):
        return lambda row: kind(**dict(zip(columns, row, strict=True)))
    if names == list(columns):
        return lambda row: kind(*row)
    in_field_order: Callable[[Any], Sequence[Any]] = itemgetter(*map(columns.index, names))
    return lambda row: kind(*in_field_order(row))


def _fields_of(kind: Callable[..., Any]) -> dict[str, bool]:
    """Return the names of the parameters of ``kind``; True: it must be given."""
    return {
        name: parameter.default is parameter.empty
        for name, parameter in inspect.signature(kind).parameters.items()
    }


def _is_message(kind: Callable[..., Any], name: str) -> bool:
    """Tell whether a parameter of ``kind`` is a message, or one or None."""
    annotation = inspect.signature(kind).parameters[name].annotation
    return annotation is Message or Message in get_args(annotation)


def _with_messages(row: dict[str, Any], names: Collection[str]) -> dict[str, Any]:
    """Return a row with the messages that its columns ``names`` hold as JSON."""
    return row | {name: Message.from_json(row[name]) for name in names if row[name] is not None}


def _takes_names_only(kind: Callable[..., Any]) -> bool:
    """Tell whether ``kind`` is a dataclass with a field that is not given by position."""
    return dataclasses.is_dataclass(kind) and any(
        field.kw_only for field in dataclasses.fields(kind)
    )
