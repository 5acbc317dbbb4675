"""A small country whose ledger is written as text, so that a pharmacist can review a test.

``C`` is the central store, ``R`` a region that it supplies, ``S`` and ``T`` sites of the region.
A line reads ``DATE KIND STORE QUANTITY [> COUNTERPART] [word=value …]``; the product is ``BCG``
unless ``product=`` says otherwise.
"""

from datetime import UTC, date, datetime, time
from itertools import count

from tests.support.postgres import TestDatabase
from vlmis_core.freeze.freeze_day import seal_day
from vlmis_core.freeze.go_live import go_live
from vlmis_core.ledger.kinds import MovementKind
from vlmis_core.ledger.movements import CountLine, Entry, Likely, MovementLine, Recorded
from vlmis_core.ledger.record_counts import record_counts
from vlmis_core.ledger.record_movements import record_movements
from vlmis_core.ledger.reverse_movement import reverse_movement
from vlmis_core.products.track_product import track_product

_keys = count(1)


class Country:
    """The central store C, the region R, the sites S and T; products BCG and OPV."""

    def __init__(
        self,
        vlmis: TestDatabase,
        *,
        first_day: str = "2026-03-01",
        today: str = "2026-03-10",
        stock: dict[str, int] | None = None,
    ) -> None:
        self.vlmis = vlmis
        self.today = date.fromisoformat(today)
        self.likely = Likely()
        for code, supplier in (("C", None), ("R", "C"), ("S", "R"), ("T", "R")):
            self.add_store(code, supplier)
        for code in ("BCG", "OPV"):
            self.add_product(code)
        initial = [(store, "BCG", quantity) for store, quantity in (stock or {}).items()]
        go_live(
            vlmis.pipeline,
            first_day=date.fromisoformat(first_day),
            initial_stock=initial,
            run_id="go-live",
        )

    def add_store(self, code: str, supplier: str | None) -> None:
        """A store named like its code."""
        self.vlmis.execute(
            "insert into vlmis.store (code, name, supplier_store_id) select :code, :code,"
            " (select store_id from vlmis.store where code = :supplier)",
            code=code,
            supplier=supplier,
        )

    def add_product(self, code: str) -> None:
        """A product named like its code."""
        self.vlmis.execute("insert into vlmis.product (code, name) values (:c, :c)", c=code)

    @property
    def entry(self) -> Entry:
        """Recorded today, by the tester."""
        now = datetime.combine(self.today, time(12), tzinfo=UTC)
        return Entry("tester", now, self.today, likely=self.likely)

    def record(self, ledger: str) -> Recorded:
        """Record the lines of a ledger written as text, all in one request."""
        lines = [parse_line(line) for line in ledger.strip().splitlines() if line.strip()]
        return record_movements(self.vlmis.recorder, lines, self.entry)

    def track(self, *, since: str, product: str = "BCG") -> None:
        """Track a product by lot from a stock day on."""
        track_product(self.vlmis.recorder, product, tracked_from=date.fromisoformat(since))

    def lots(self, store: str, product: str = "BCG") -> str:
        """What a store holds of each lot now, as text: ``A 20, B 5, unassigned 3``."""
        found = self.vlmis.rows(
            "select lot || ' ' || balance from analyst.lot_balance"
            " where store_code = :store and product_code = :product order by lot",
            store=store,
            product=product,
        )
        return ", ".join(lot for (lot,) in found)

    def lot_closings(self, store: str, product: str = "BCG") -> list[str]:
        """What the lots of a pair closed with, by day: ``03-02 A 20``."""
        found = self.vlmis.rows(
            "select to_char(day, 'MM-DD ') || lot || ' ' || closing from vlmis.lot_closing"
            " join vlmis.store s using (store_id) join vlmis.product p using (product_id)"
            " where s.code = :store and p.code = :product order by day, lot",
            store=store,
            product=product,
        )
        return [line for (line,) in found]

    def count(self, day: str, store: str, quantity: int, **given: str) -> Recorded:
        """Count BCG at a store; ``kind``, ``reason`` and ``confirmed`` as given."""
        line = CountLine(
            source_key=given.get("key", f"count-{next(_keys)}"),
            store_code=store,
            product_code=given.get("product", "BCG"),
            quantity=quantity,
            occurred_on=date.fromisoformat(day),
            kind=MovementKind(given.get("kind", "count_adjustment")),
            reason=given.get("reason", "count"),
            confirmed=given.get("confirmed") == "yes",
        )
        return record_counts(self.vlmis.recorder, [line], self.entry)

    def count_lots(self, day: str, store: str, lots: str, **given: str) -> Recorded:
        """Count the lots of BCG at a store: ``A 20, B 5 2027-01-31``; nothing: an empty shelf."""
        key = given.get("key", f"count-{next(_keys)}")
        seen = [lot.split() for lot in lots.split(",") if lot.strip()] or [["", "0"]]
        lines = [
            CountLine(
                source_key=key,
                store_code=store,
                product_code=given.get("product", "BCG"),
                quantity=int(quantity),
                occurred_on=date.fromisoformat(day),
                kind=MovementKind(given.get("kind", "count_adjustment")),
                reason=given.get("reason", "count"),
                lot=lot or None,
                expires_on=date.fromisoformat(expires[0]) if expires else None,
                confirmed=given.get("confirmed") == "yes",
            )
            for lot, quantity, *expires in seen
        ]
        return record_counts(self.vlmis.recorder, lines, self.entry)

    def reverse(self, of_key: str, *, key: str = "undo") -> Recorded:
        """Reverse the movement that was recorded under a key."""
        movement_id = self.movement_id(of_key)
        return reverse_movement(self.vlmis.recorder, movement_id, source_key=key, entry=self.entry)

    def freeze(self, *days: str, run_id: str = "test") -> None:
        """Seal days, oldest first."""
        for day in days:
            seal_day(
                self.vlmis.pipeline, date.fromisoformat(day), run_id=run_id, stores_per_chunk=2
            )

    def quantities(self, day: str, store: str, product: str = "BCG") -> dict[str, int] | None:
        """The frozen quantities of a pair that are not zero, with opening and closing."""
        found = self.vlmis.rows(
            "select to_jsonb(e) - 'day' - 'store_id' - 'product_id' from vlmis.eod_row e"
            " join vlmis.store s using (store_id) join vlmis.product p using (product_id)"
            " where e.day = :day and s.code = :store and p.code = :product",
            day=date.fromisoformat(day),
            store=store,
            product=product,
        )
        kept = {"opening", "closing"}
        return {k: v for k, v in found[0][0].items() if v or k in kept} if found else None

    def eod(self, day: str, store: str, product: str = "BCG") -> str | None:
        """The same as a line of text: ``opening 50 dispensing 10 closing 40 late``."""
        found = self.quantities(day, store, product)
        if found is None:
            return None
        opening, closing = found.pop("opening"), found.pop("closing")
        late = ["late"] * found.pop("has_late_entries", 0)
        moved = [f"{name} {quantity}" for name, quantity in sorted(found.items())]
        return " ".join([f"opening {opening}", *moved, f"closing {closing}", *late])

    def closing(self, day: str, store: str, product: str = "BCG") -> int | None:
        """The frozen closing of a pair; None where it has no row."""
        row = self.quantities(day, store, product)
        return None if row is None else row["closing"]

    def movement_id(self, source_key: str) -> int:
        """Our id of the movement that was recorded under a key."""
        return self.vlmis.count(
            "select movement_id from vlmis.movement where source_key = :key", key=source_key
        )


def parse_line(line: str) -> MovementLine:
    """Read one line of a ledger written as text."""
    words = line.split()
    given = dict(word.split("=", 1) for word in words if "=" in word)
    plain = [word for word in words if "=" not in word]
    day, kind, store, quantity, *counterpart = plain
    return MovementLine(
        source_key=given.get("key", f"line-{next(_keys)}"),
        store_code=store,
        product_code=given.get("product", "BCG"),
        kind=MovementKind(kind),
        quantity=int(quantity),
        occurred_on=date.fromisoformat(day),
        counterpart_store_code=counterpart[1] if counterpart else None,
        lot=given.get("lot"),
        expires_on=date.fromisoformat(given["expires"]) if "expires" in given else None,
        reason=given.get("reason"),
        confirmed=given.get("confirmed") == "yes",
    )
