"""Some days of the national file, moved to the present: the ledger of a demonstration."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from vlmis_core.database import Database
from vlmis_core.ledger.movements import Entry, MovementLine, Recorded
from vlmis_core.ledger.record_movements import record_movements_within
from vlmis_core.national_file.import_national_monthly import (
    confirm_distributions,
    read_national_file,
)
from vlmis_core.national_file.ledger import Opening, national_lines, opened_pairs
from vlmis_core.national_file.month import Pair
from vlmis_core.national_file.rows import NationalRow


def balances_before(
    lines: Iterable[MovementLine], openings: Iterable[Opening], day: date
) -> dict[Pair, int]:
    """Stock at the start of ``day`` of every pair that was opened before it, also of those at 0."""
    balances = {(store, product): 0 for store, product, opened_on in openings if opened_on < day}
    for line in lines:
        if line.occurred_on >= day:
            continue
        pair = (line.store_code, line.product_code)
        balances[pair] = balances.get(pair, 0) + line.kind.direction * line.quantity
        if line.counterpart_store_code is not None:
            child = (line.counterpart_store_code, line.product_code)
            balances[child] = balances.get(child, 0) + line.quantity
    return balances


@dataclass(frozen=True, slots=True)
class Window:
    """Some days of the file, moved as a block to other days of the ledger.

    A demonstration brings real days to the present: what lies before the window becomes the
    initial stock, what lies in it is recorded. The file is taken whole, from its first month on.

    ``from_day`` and ``through_day`` (both included) are days of the ledger, after the shift.
    """

    from_day: date
    through_day: date
    shift_days: int = 0

    def lines(self, rows: Sequence[NationalRow]) -> Iterator[MovementLine]:
        """The movements of the window, ordered by day; their source keys keep the file's month."""
        for line in self._shifted(rows):
            if self.from_day <= line.occurred_on <= self.through_day:
                yield line

    def openings(self, rows: Sequence[NationalRow]) -> list[Opening]:
        """The pairs that a line of the file opens within the window."""
        return [
            opening
            for opening in self._shifted_openings(rows)
            if self.from_day <= opening[2] <= self.through_day
        ]

    def initial_stock(self, rows: Sequence[NationalRow]) -> list[tuple[str, str, int]]:
        """Store, product and quantity (also 0) of every pair opened before the window."""
        balances = balances_before(self._shifted(rows), self._shifted_openings(rows), self.from_day)
        return [(*pair, quantity) for pair, quantity in sorted(balances.items())]

    def _shifted(self, rows: Sequence[NationalRow]) -> Iterator[MovementLine]:
        by = timedelta(days=self.shift_days)
        for line in national_lines(rows):
            yield replace(line, occurred_on=line.occurred_on + by)

    def _shifted_openings(self, rows: Sequence[NationalRow]) -> Iterator[Opening]:
        by = timedelta(days=self.shift_days)
        for store, product, day in opened_pairs(rows):
            yield store, product, day + by


def import_window(database: Database, path: Path, window: Window, entry: Entry) -> Recorded:
    """Record the movements of the window; recorded again, every movement is already there.

    The ledger must have gone live on the window's first day with ``window.initial_stock(rows)``.

    Raises:
        BadInputError: a faulty field, an unknown product or store; nothing was stored.
        NotLiveError: the ledger has no first day yet.
    """
    rows = read_national_file(path)
    with database.transaction() as tx:
        recorded = record_movements_within(
            tx,
            window.lines(rows),
            entry,
            opened_pairs=window.openings(rows),
            source=path.name,
        )
        confirm_distributions(tx, entry)
    return recorded
