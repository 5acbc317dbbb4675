"""A country of four stores and one product, live, with a movement on each of its days."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import text

from vlmis_core.database import Database
from vlmis_core.freeze.go_live import go_live
from vlmis_core.ledger.kinds import MovementKind
from vlmis_core.ledger.movements import Entry, MovementLine
from vlmis_core.ledger.record_movements import record_movements

STORES = (("CEN", None), ("REG", "CEN"), ("FAC1", "REG"), ("FAC2", "REG"))
PRODUCT = "BCG"
INITIAL = 1000


def make_places(recorder: Database) -> None:
    """Create the four stores, each below its supplier, and the product."""
    with recorder.engine.begin() as connection:
        for code, supplier in STORES:
            connection.execute(
                text(
                    "insert into vlmis.store (code, name, supplier_store_id) values (:code, :code, "
                    "(select store_id from vlmis.store where code = :supplier))"
                ),
                {"code": code, "supplier": supplier},
            )
        connection.execute(
            text("insert into vlmis.product (code, name) values (:code, :code)"),
            {"code": PRODUCT},
        )


def make_live(recorder: Database, pipeline: Database, first_day: date, days: int) -> None:
    """Go live with 1,000 doses at FAC1, of which ten are dispensed on each of ``days`` days."""
    make_places(recorder)
    go_live(
        pipeline,
        first_day=first_day,
        initial_stock=[("FAC1", PRODUCT, INITIAL)],
        run_id="test",
    )
    for number in range(days):
        dispense(recorder, first_day + timedelta(days=number), 10, key=f"day-{number}")


def dispense(recorder: Database, day: date, quantity: int, *, key: str) -> None:
    """Dispense from FAC1 on ``day``."""
    line = MovementLine(key, "FAC1", PRODUCT, MovementKind.DISPENSING, quantity, day)
    record_movements(recorder, [line], Entry.made("test", datetime.now(UTC), UTC))
