"""What statements over many rows take, and what an upsert returns."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


@dataclass(frozen=True, slots=True)
class UpsertResult:
    """How many lines an upsert created, changed, and left as they were."""

    created: int
    changed: int
    unchanged: int


def as_columns(lines: Iterable[Any], **columns: str) -> dict[str, list[Any]]:
    """Turn lines into one list per query parameter: ``codes="code"`` takes each line's ``code``."""
    listed = list(lines)
    return {name: [getattr(line, field) for line in listed] for name, field in columns.items()}


def fields_reader(line_type: type["DataclassInstance"]) -> Callable[[Any], tuple[Any, ...]]:
    """Return the function that reads all fields of a line in their order, for a COPY."""
    return attrgetter(*(field.name for field in fields(line_type)))
