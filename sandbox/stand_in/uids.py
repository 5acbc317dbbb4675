"""DHIS2 identifiers: 11 characters, a letter first."""

import hashlib
import random
import re
import string

_LETTERS = string.ascii_letters
_ALPHABET = string.ascii_letters + string.digits
_UID = re.compile(r"^[A-Za-z][A-Za-z0-9]{10}$")


def is_uid(text: str) -> bool:
    """Return whether a text has the form of a DHIS2 identifier."""
    return _UID.match(text) is not None


def uid_of(text: str) -> str:
    """Return the identifier that belongs to a text: always the same for the same text."""
    number = int.from_bytes(hashlib.sha256(text.encode()).digest()[:16], "big")
    number, first = divmod(number, len(_LETTERS))
    rest = ""
    for _ in range(10):
        number, digit = divmod(number, len(_ALPHABET))
        rest += _ALPHABET[digit]
    return _LETTERS[first] + rest


def new_uid(chance: random.Random) -> str:
    """Return a random identifier."""
    return chance.choice(_LETTERS) + "".join(chance.choices(_ALPHABET, k=10))
