"""Whom a refusal of DHIS2 is about, by its code; what an attempt is follows from it.

Codes E7600–E7645 are the importer's of 2.42 and before, E8000–E8128 the one's of 2.43 and later.
"""

from enum import StrEnum


class ErrorScope(StrEnum):
    """Whom a refusal is about. Only one that is about the record itself counts as an attempt."""

    RECORD = "record"
    STORE = "store"
    STORE_DAY = "store_day"
    PRODUCT = "product"
    DAY = "day"
    DATA_SET = "data_set"
    UNKNOWN = "unknown"
    """No refusal at all: DHIS2 gives these codes for good values too, so the outcome is unknown."""


_BY_CODE = {
    # About the data element, org unit or period of a value, although preflight had found all three
    # in order: an attempt (docs/adr/0006). The next night's preflight sees what DHIS2 saw and holds
    # the records, so such a change costs one attempt; what preflight never sees ends after five.
    ErrorScope.RECORD: (
        *("E7610", "E7612", "E7632", "E7633", "E7636"),  # E7632: an element in no data set.
        *("E8020", "E8022", "E8031"),
    ),
    ErrorScope.STORE: ("E7617", "E8011"),  # Outside the hierarchy of the service user.
    ErrorScope.PRODUCT: (
        *("E7613", "E7614", "E7630", "E7634"),  # The combos of a data element.
        *("E8024", "E8108", "E8109"),
    ),
    ErrorScope.DAY: (
        *("E7640", "E7641", "E7643", "E7644"),  # Expired, future, input periods.
        *("E8030", "E8032"),
    ),
    ErrorScope.STORE_DAY: ("E7642", "E8033"),  # Approved already.
    ErrorScope.DATA_SET: (
        *("E7600", "E7601", "E7603", "E7604", "E7615", "E7616", "E7631", "E7635"),
        *("E7638", "E7639", "E8002", "E8003", "E8004", "E8005", "E8010", "E8012", "E8021"),
        *("E8023", "E8025", "E8101", "E8110", "E8111", "E8126", "E8127"),
    ),
    # E7611: two requests raced for a new day (a real 2.42); E8128, E8000, E8034–35 and E8100 cannot
    # be about a body as we build it.
    ErrorScope.UNKNOWN: (
        *("E7611", "E8000", "E8001", "E8006", "E8007", "E8034", "E8035", "E8100", "E8128"),
    ),
}
_CONCERN = {code: concern for concern, codes in _BY_CODE.items() for code in codes}

WHOLE_REQUEST = (ErrorScope.DATA_SET, ErrorScope.DAY)
"""A refusal about these is about every value of a request, which holds one data set and one day."""


def scope_of(code: str) -> ErrorScope:
    """Whom a refusal with ``code`` is about; a code that nobody knows is about its record."""
    return _CONCERN.get(code, ErrorScope.RECORD)
