"""How many records a request may hold: by the importer of the server, fewer after a time-out."""

from collections.abc import Callable
from dataclasses import dataclass

from vlmis_core.dhis2.categories import VALUES_PER_RECORD

VALUES_PER_REQUEST_OLD, VALUES_PER_REQUEST_NEW = 5_000, 2_000
"""2.42 and before is linear in the values of a request, 2.43 and later quadratic (measured)."""
SMALLEST_REQUEST_RECORDS = 20
"""If a server does not take so few in time, their number is not the cause."""


@dataclass(slots=True)
class RequestSize:
    """The size of the requests of a batch; ``store`` tells the other batches of the run."""

    records: int
    store: Callable[[int], object] = lambda _records: None

    def shrink(self, too_many: int) -> None:
        """Halve the size, because ``too_many`` records were not answered in time."""
        smaller = max(too_many // 2, SMALLEST_REQUEST_RECORDS)
        if smaller < self.records:
            self.records = smaller
            self.store(smaller)


def usual_records(values_per_request: int | None, *, has_new_importer: bool) -> int:
    """Compute how many records a request holds: by the setting, else by the importer."""
    usual = VALUES_PER_REQUEST_NEW if has_new_importer else VALUES_PER_REQUEST_OLD
    return max((values_per_request or usual) // VALUES_PER_RECORD, 1)
