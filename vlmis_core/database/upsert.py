"""What an upsert of many rows takes and returns."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


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
