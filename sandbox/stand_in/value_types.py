"""Which texts DHIS2 takes as a value of which type (the same rules in all versions)."""

import re
from functools import lru_cache

_INTEGER = re.compile(r"^(0|-?[1-9]\d*)$")
_ZERO_OR_POSITIVE = re.compile(r"^(0|[1-9]\d*)$")
_POSITIVE = re.compile(r"^[1-9]\d*$")
_NEGATIVE = re.compile(r"^-[1-9]\d*$")
_NUMBER = re.compile(r"^(-?0|-?[1-9]\d*)(\.\d+)?$")
_ZERO = re.compile(r"^0(\.0*)?$")

INT32_MIN, INT32_MAX = -(2**31), 2**31 - 1
VALUE_LENGTH_MAX = 50_000
NUMBER_LENGTH_MAX = 250

INTEGER_TYPES = {
    "INTEGER": (_INTEGER, "value_not_integer"),
    "INTEGER_ZERO_OR_POSITIVE": (_ZERO_OR_POSITIVE, "value_not_zero_or_positive_integer"),
    "INTEGER_POSITIVE": (_POSITIVE, "value_not_positive_integer"),
    "INTEGER_NEGATIVE": (_NEGATIVE, "value_not_negative_integer"),
}
_SENTENCES = {
    "value_not_integer": "Data value is not an integer",
    "value_not_numeric": "Data value is not numeric",
}
NUMERIC_TYPES = {*INTEGER_TYPES, "NUMBER", "PERCENTAGE", "UNIT_INTERVAL"}


@lru_cache(maxsize=100_000)
def reason_against(value: str, value_type: str) -> str | None:
    """Return DHIS2's name of what is wrong with a value, None if it is acceptable."""
    if len(value) > VALUE_LENGTH_MAX:
        return "value_length_greater_than_max_length"
    if value_type in INTEGER_TYPES:
        pattern, reason = INTEGER_TYPES[value_type]
        is_integer = pattern.match(value) and INT32_MIN <= int(value) <= INT32_MAX
        return None if is_integer else reason
    if value_type == "NUMBER":
        is_number = len(value) < NUMBER_LENGTH_MAX and _NUMBER.match(value)
        return None if is_number else "value_not_numeric"
    if value_type == "BOOLEAN":
        return None if value.lower() in {"true", "false"} else "value_not_bool"
    return None


def sentence_for(reason: str) -> str:
    """Return what the old importer prints for a reason: a sentence for some, else the name."""
    return _SENTENCES.get(reason, reason)


def is_zero(value: str, value_type: str) -> bool:
    """Return whether a value is a numeric zero, which insignificant-zero elements drop."""
    return value_type in NUMERIC_TYPES and _ZERO.match(value) is not None
