"""Anchors: digests of frozen days kept outside the database, where who can rewrite it cannot reach.

A history that was chained again from a changed day on is sound in itself; it differs from what was
anchored before. docs/adr/0018 says where anchors are kept.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Self

from vlmis_core.database import Database
from vlmis_core.errors import NotLiveError, PermanentError, Violation
from vlmis_core.messages import message

_TEXT = re.compile(r"(\d{4}-\d{2}-\d{2}):([0-9a-f]{64})")


@dataclass(frozen=True, slots=True, order=True)
class Anchor:
    """The digest that a frozen day had at some time, hexadecimal."""

    day: date
    digest: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read an anchor as ``str`` writes it.

        Raises:
            PermanentError: it is written in another way.
        """
        found = _TEXT.fullmatch(text.strip().lower())
        try:
            if found:
                return cls(date.fromisoformat(found[1]), found[2])
        except ValueError:
            pass
        raise PermanentError(message("anchor_not_readable", anchor=text))

    def __str__(self) -> str:
        return f"{self.day}:{self.digest}"


def read_anchor(database: Database, day: date | None = None) -> Anchor:
    """Read the anchor of a frozen day; by default of the newest.

    Raises:
        NotLiveError: the day is not frozen.
    """
    with database.transaction() as tx:
        found = tx.row("freeze/select_anchor", as_=Anchor, day=day)
    if found is None:
        raise NotLiveError(
            message("day_is_not_frozen", day=day) if day else message("ledger_is_not_live")
        )
    return found


def compare_anchors(
    database: Database, anchors: Iterable[Anchor]
) -> Iterator[tuple[date, Violation]]:
    """Yield each anchored day whose digest is another now, or that is not frozen."""
    with database.transaction() as tx:
        for anchor in sorted(set(anchors)):
            present = tx.row("freeze/select_anchor", as_=Anchor, day=anchor.day)
            if present is None:
                yield anchor.day, _violation("anchored_day_is_missing", anchor)
            elif present != anchor:
                yield anchor.day, _violation("anchored_digest_differs", anchor)


def _violation(rule: str, anchor: Anchor) -> Violation:
    return Violation(rule=rule, store="*", product="*", values={"digest": anchor.digest})
