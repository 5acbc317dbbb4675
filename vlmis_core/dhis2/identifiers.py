"""Identifiers of DHIS2: uids, also those that follow from codes; periods; keys of data values."""

import re
import string
from datetime import date
from hashlib import sha256
from typing import NamedTuple

_UID = re.compile(r"[A-Za-z][A-Za-z0-9]{10}")
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
        require_uid(text)
    except ValueError:
        return False
    return True


def require_uid(text: str) -> None:
    """Raise ValueError unless ``text`` is a DHIS2 uid, which needs no quoting anywhere."""
    if not _UID.fullmatch(text):
        raise ValueError(f"{text!r} is not a DHIS2 uid")


def period_of(day: date) -> str:
    """The daily period of DHIS2: ``20260305``."""
    return f"{day:%Y%m%d}"


ValueName = tuple[str, str, str]
"""Data element, org unit, category option combo: a ``ValueKey`` that is quicker to make."""


class ValueKey(NamedTuple):
    """What a value is about."""

    data_element: str
    org_unit: str
    option_combo: str
