"""What DHIS2 is told of one EoD row: nine figures, in one fixed order of categories."""

from collections.abc import Sequence
from typing import NamedTuple

DataValues = Sequence[int]
"""The nine figures of a record in the order of ``CATEGORIES``, in the product's unit; the database
makes them of an EoD row (``sql/functions/record_data_values.sql``)."""


class Record(NamedTuple):
    """One EoD row as something to deliver: always nine values, sent and judged together."""

    store_id: int
    product_id: int
    target_id: int
    org_unit_uid: str
    data_values: DataValues
