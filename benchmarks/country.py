"""A country of any size: a central store, regions, districts and sites, with a busy day."""

import csv
import random
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tests.support.postgres import TestDatabase
from vlmis_core.freeze.go_live import import_initial_stock
from vlmis_core.products.track_product import track_product

DAY = date(2026, 1, 1)
HEADER = (
    "source_key",
    "store_code",
    "product_code",
    "kind",
    "quantity",
    "occurred_on",
    "counterpart_store_code",
    "lot",
    "expires_on",
    "reason",
)
_INITIAL_STOCK = 100_000
_LOTS = {"A": "2027-01-31", "B": "2027-06-30"}


@dataclass(frozen=True, slots=True)
class Size:
    """Stores × products with so many movements a day; the first products are tracked by lot."""

    stores: int
    products: int
    movements: int
    tracked: int = 0

    def __str__(self) -> str:
        return f"{self.stores:,} stores × {self.products} products, {self.movements:,} movements"

    @property
    def parents(self) -> dict[str, str | None]:
        """Store code → supplier's code, from the centre down: 10 regions, 200 districts, sites."""
        tree: dict[str, str | None] = {"C": None}
        tree |= {f"R{n}": "C" for n in range(10)}
        tree |= {f"D{n}": f"R{n % 10}" for n in range(200)}
        tree |= {f"S{n}": f"D{n % 200}" for n in range(self.stores - len(tree))}
        return tree


def build(vlmis: TestDatabase, size: Size) -> None:
    """Stores, products, and day zero with stock everywhere; of a tracked product in two lots."""
    with vlmis.as_role("vlmis_owner").engine.begin() as connection:
        cursor = connection.connection.cursor()
        with cursor.copy("copy vlmis.product (code, name) from stdin") as copy:
            for number in range(size.products):
                copy.write_row((f"P{number}", f"Product {number}"))
        ids = {code: number for number, code in enumerate(size.parents, start=1)}
        with cursor.copy("copy vlmis.store (code, name, supplier_store_id) from stdin") as copy:
            for code, supplier in size.parents.items():
                copy.write_row((code, code, ids[supplier] if supplier else None))
    for number in range(size.tracked):
        track_product(vlmis.recorder, f"P{number}", tracked_from=DAY)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "initial_stock.csv"
        _write_initial_stock(path, size)
        import_initial_stock(vlmis.pipeline, path, first_day=DAY, run_id="benchmark")


def _write_initial_stock(path: Path, size: Size) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("store_code", "product_code", "quantity", "lot", "expires_on"))
        for store in size.parents:
            for number in range(size.products):
                for lot, expires_on in _LOTS.items() if number < size.tracked else [("", "")]:
                    quantity = _INITIAL_STOCK // (2 if lot else 1)
                    writer.writerow((store, f"P{number}", quantity, lot, expires_on))


def write_movements(path: Path, size: Size, seed: int = 1) -> int:
    """A file of one day's movements (a third are legs of distributions); returns its lines."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        count = 0
        for line in _lines(size, random.Random(seed)):
            writer.writerow(line)
            count += 1
    return count


def _lines(size: Size, chance: random.Random) -> Iterator[tuple[object, ...]]:
    parents = size.parents
    children = [code for code, supplier in parents.items() if supplier]
    recorded = 0
    while recorded < size.movements:
        store = chance.choice(children)
        number = chance.randrange(size.products)
        product, lot = f"P{number}", chance.choice(tuple(_LOTS)) if number < size.tracked else ""
        key, quantity = f"2026-01-01/{recorded}", chance.randint(1, 9)
        if chance.random() < 0.2:
            yield (
                key,
                parents[store],
                product,
                "distribution_out",
                quantity,
                DAY,
                store,
                lot,
                "",
                "",
            )
            recorded += 2
        elif chance.random() < 0.1:
            yield key, store, product, "wastage", quantity, DAY, "", lot, "", "broken"
            recorded += 1
        else:
            yield key, store, product, "dispensing", quantity, DAY, "", lot, "", ""
            recorded += 1
