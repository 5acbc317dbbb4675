"""How many records a request may hold: by importer, and less after a time-out."""

from collections.abc import Callable
from dataclasses import dataclass

from vlmis_core.dhis2.categories import VALUES_PER_RECORD

VALUES_PER_REQUEST_OLD, VALUES_PER_REQUEST_NEW = 5_000, 2_000
"""2.42 and before is linear in the values of a request, 2.43 and later quadratic (measured)."""
SMALLEST_REQUEST_RECORDS = 20
"""A server that cannot take so few in time has another trouble than their number."""


@dataclass(slots=True)
class RequestSize:
    """The size of the requests of a batch; ``remember`` tells the other batches of the run."""

    records: int
    remember: Callable[[int], object] = lambda _records: None

    def shrink(self, too_many: int) -> None:
        """Halve the size, because so many records were not answered in time."""
        smaller = max(too_many // 2, SMALLEST_REQUEST_RECORDS)
        if smaller < self.records:
            self.records = smaller
            self.remember(smaller)


def usual_records(values_per_request: int | None, *, has_new_importer: bool) -> int:
    """How many records a request may hold: as the setting says, else as the importer takes well."""
    usual = VALUES_PER_REQUEST_NEW if has_new_importer else VALUES_PER_REQUEST_OLD
    return max((values_per_request or usual) // VALUES_PER_RECORD, 1)
