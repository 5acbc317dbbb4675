"""Building what goes to DHIS2: values per second and core, bytes per value on the wire."""

import hashlib
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from benchmarks.country import DAY
from vlmis_core.delivery.model.data_values import Record
from vlmis_core.delivery.model.payload import PayloadBuilder, Target, compressed
from vlmis_core.dhis2.categories import VALUES_PER_RECORD

STORES, PRODUCTS = 2_500, 40
RECORDS_PER_REQUEST = 5_000 // VALUES_PER_RECORD
_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


@dataclass(frozen=True, slots=True)
class PayloadSpeed:
    """Values built and compressed per second of one core, and bytes of each on the wire."""

    values: int
    values_per_second: float
    bytes_per_value: float


def build_payloads() -> PayloadSpeed:
    """Build and compress one day of a region, sorted by org unit, in requests of 5,000 values."""
    targets = {
        number: Target(_uid(f"de{number}"), tuple(_uid(f"coc{i}") for i in range(9)))
        for number in range(PRODUCTS)
    }
    records = list(_records())
    builder = PayloadBuilder(_uid("set"), DAY, targets)
    sent = 0
    begun = time.process_time()
    remaining = iter(records)
    while batch := list(islice(remaining, RECORDS_PER_REQUEST)):
        sent += len(compressed(builder.body(batch)))
    seconds = time.process_time() - begun
    values = len(records) * VALUES_PER_RECORD
    return PayloadSpeed(values, values / seconds, sent / values)


def _records() -> Iterator[Record]:
    chance = random.Random(1)
    for store, uid in enumerate(sorted(_uid(f"ou{number}") for number in range(STORES))):
        for product in range(PRODUCTS):
            opening, given = chance.randrange(5_000), chance.randrange(60)
            quantities = (opening, 0, 0, 0, 0, given, 0, 0, opening - given)
            yield Record(store, product, product, uid, quantities)


def _uid(name: str) -> str:
    """A uid as random as DHIS2's own, the same for the same name."""
    number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:12])
    letters: list[str] = []
    for _ in range(11):
        number, index = divmod(number, 52 if len(letters) == 10 else 62)
        letters.append(_ALPHABET[index])
    return "".join(reversed(letters))
