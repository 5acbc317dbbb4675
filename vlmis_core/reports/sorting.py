"""The order of a long list, and which part of it to read: from its start or from its end."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

X = TypeVar("X")

_DESCENDING = "-"


@dataclass(frozen=True, slots=True)
class Order:
    """By which column a list is sorted; None: as the report itself sorts it."""

    column: str | None = None
    is_descending: bool = False

    def __str__(self) -> str:
        """Write the order as an address has it: ``closing``, or ``-closing`` from the largest."""
        return f"{_DESCENDING if self.is_descending else ''}{self.column or ''}"

    @classmethod
    def parse(cls, text: str | None, columns: Collection[str]) -> "Order":
        """Read what an address has; what is no column is the order of the report itself."""
        column = (text or "").removeprefix(_DESCENDING)
        if column not in columns:
            return NO_ORDER
        return cls(column, (text or "").startswith(_DESCENDING))

    def params(self, columns: Sequence[str], *, from_end: bool = False) -> dict[str, Any]:
        """Return what a statement that sorts takes: column and directions of it and of ties.

        Without a column the list is sorted by the first of ``columns``.
        """
        assert self.column is None or self.column in columns
        forwards = -1 if from_end else 1
        return {
            "sorted_by": self.column or columns[0],
            "direction": -forwards if self.is_descending else forwards,
            "direction_of_ties": forwards,
        }


NO_ORDER = Order()


@dataclass(frozen=True, slots=True)
class Part:
    """The lines of a page: so many after those that are skipped, counted from start or end."""

    line_count: int
    skipped: int
    from_end: bool

    def in_order(self, lines: list[X]) -> list[X]:
        """Return lines that were read from the end as the page shows them."""
        return lines[::-1] if self.from_end else lines


def part_of(counted: int, *, line_count: int, skipped: int) -> Part:
    """Find from which end the lines of a page are reached sooner.

    A database that skips lines sorts all of them: the last page costs no more than the first.

    Args:
        counted: Lines in all.
        line_count: Lines of a page.
        skipped: Lines before the page.
    """
    wanted = max(0, min(line_count, counted - skipped))
    after = counted - skipped - wanted
    if wanted and after < skipped:
        return Part(wanted, after, from_end=True)
    return Part(wanted, skipped, from_end=False)


def parts_of(counts: Mapping[X, int], *, line_count: int, skipped: int) -> Iterator[tuple[X, Part]]:
    """Yield the sections of a list that are on a page, each with its lines on it.

    Args:
        counts: Lines of each section, in the order of the list.
        line_count: Lines of a page.
        skipped: Lines before the page.
    """
    begun = 0
    for section, counted in counts.items():
        before = max(0, skipped - begun)
        wanted = min(counted, skipped + line_count - begun) - before
        if wanted > 0:
            yield section, part_of(counted, line_count=wanted, skipped=before)
        begun += counted
