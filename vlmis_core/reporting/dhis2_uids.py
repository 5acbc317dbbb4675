"""Uids that follow from codes, so that a set-up made twice, or by two people, is the same."""

import string
from hashlib import sha256

from vlmis_core.reporting.payload import demand_uid

_LETTERS = string.ascii_letters
_ALPHABET = string.ascii_letters + string.digits


def uid_of(kind: str, code: str) -> str:
    """The uid of a ``kind`` of object (``dataElement``) with a code: a letter and ten more."""
    number = int.from_bytes(sha256(f"{kind} {code}".encode()).digest()[:16], "big")
    number, first = divmod(number, len(_LETTERS))
    digits = [_LETTERS[first]]
    for _ in range(10):
        number, digit = divmod(number, len(_ALPHABET))
        digits.append(_ALPHABET[digit])
    return "".join(digits)


def is_uid(text: str) -> bool:
    """Whether a text has the form of a uid; a code may have it by chance, but not ours."""
    try:
        demand_uid(text)
    except ValueError:
        return False
    return True
