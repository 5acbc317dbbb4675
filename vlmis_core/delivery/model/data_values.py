"""What DHIS2 receives of one EoD row: nine data values, in one fixed order of categories."""

from collections.abc import Sequence
from typing import NamedTuple

DataValues = Sequence[int]
"""The nine data values of a record in the order of ``CATEGORIES``, in the product's unit; the
database computes them from an EoD row (``sql/functions/record_data_values.sql``)."""


class Record(NamedTuple):
    """One EoD row to deliver: always nine values, which are sent and assessed together."""

    store_id: int
    product_id: int
    target_id: int
    org_unit_uid: str
    data_values: DataValues
