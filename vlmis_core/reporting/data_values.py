"""What DHIS2 is told of one EoD row: nine figures, in one fixed order of categories."""

from enum import StrEnum
from typing import NamedTuple, Protocol


class Category(StrEnum):
    """The nine figures of a record, in the order in which they are sent.

    The value is the default code of the category option in DHIS2; a country's may differ.
    """

    OPENING_BALANCE = "OPENING_BALANCE"
    RECEIVED = "RECEIVED"
    RETURNED_IN = "RETURNED_IN"
    RETURNED_OUT = "RETURNED_OUT"
    DISTRIBUTED = "DISTRIBUTED"
    DISPENSING = "DISPENSING"
    WASTAGE = "WASTAGE"
    DISCREPANCY = "DISCREPANCY"
    CLOSING_BALANCE = "CLOSING_BALANCE"


CATEGORIES = tuple(Category)
VALUES_PER_RECORD = len(CATEGORIES)

Figures = tuple[int, int, int, int, int, int, int, int, int]
"""The nine figures of a record in the order of ``CATEGORIES``, in the product's unit."""


class EodFigures(Protocol):
    """The ten figures of a frozen EoD row, in the product's unit."""

    @property
    def opening(self) -> int: ...  # noqa: D102 - the columns of vlmis.eod_row say what they are.
    @property
    def arrivals(self) -> int: ...  # noqa: D102
    @property
    def requisitions_received(self) -> int: ...  # noqa: D102
    @property
    def distributions_out(self) -> int: ...  # noqa: D102
    @property
    def returns_in(self) -> int: ...  # noqa: D102
    @property
    def returns_out(self) -> int: ...  # noqa: D102
    @property
    def count_adjustment(self) -> int: ...  # noqa: D102
    @property
    def dispensing(self) -> int: ...  # noqa: D102
    @property
    def wastage(self) -> int: ...  # noqa: D102
    @property
    def closing(self) -> int: ...  # noqa: D102


def figures_of(eod: EodFigures) -> Figures:
    """The nine figures of an EoD row.

    Received is arrivals and requisitions together; discrepancy is the count adjustment.
    """
    return (
        eod.opening,
        eod.arrivals + eod.requisitions_received,
        eod.returns_in,
        eod.returns_out,
        eod.distributions_out,
        eod.dispensing,
        eod.wastage,
        eod.count_adjustment,
        eod.closing,
    )


class Record(NamedTuple):
    """One EoD row as something to deliver: always nine values, sent and judged together."""

    store_id: int
    product_id: int
    target_id: int
    org_unit_uid: str
    figures: Figures
