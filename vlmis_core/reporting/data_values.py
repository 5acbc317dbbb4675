"""What DHIS2 is told of one EoD row: nine figures, in one fixed order of categories."""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple


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

Figures = Sequence[int]
"""The nine figures of a record in the order of ``CATEGORIES``, in the product's unit; the database
makes them of an EoD row (``sql/functions/10_record_figures.sql``)."""


class Record(NamedTuple):
    """One EoD row as something to deliver: always nine values, sent and judged together."""

    store_id: int
    product_id: int
    target_id: int
    org_unit_uid: str
    figures: Figures
