"""The nine data values of a record, as categories in DHIS2, in one fixed order."""

from enum import StrEnum


class Category(StrEnum):
    """The nine data values of a record, in the order in which they are sent.

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
