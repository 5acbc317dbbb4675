"""The order in which Java walks through a hash map: DHIS2 reports the first of it."""

from collections.abc import Collection

_PRIME = 59
_LOAD = 0.75
_SMALLEST = 16


def hash_map_order(uids: Collection[str]) -> list[str]:
    """Return identifiers as a Java HashMap keyed by them would list them.

    Args:
        uids: Distinct identifiers, in the order in which they were put in.
    """
    size = _SMALLEST
    while len(uids) > size * _LOAD:
        size *= 2
    return sorted(uids, key=lambda uid: _bucket(uid, size))


def _bucket(uid: str, size: int) -> int:
    text_hash = 0
    for letter in uid:
        text_hash = (31 * text_hash + ord(letter)) & 0xFFFFFFFF
    # The class that holds an identifier mixes its only field with a prime.
    whole = (_PRIME + text_hash) & 0xFFFFFFFF
    return (whole ^ (whole >> 16)) & (size - 1)
