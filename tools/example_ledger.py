"""A small country with a month of stock, for the worked questions of analysts and their tests.

Utopia has a central store, two regions that only pass stock on, and two facilities in each.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import text

from vlmis_core.database import Database
from vlmis_core.database.embedded import ADMIN
from vlmis_core.database.roles import PIPELINE, RECORDER
from vlmis_core.freeze.freeze_day import seal_day
from vlmis_core.freeze.go_live import go_live
from vlmis_core.indicators.compute_indicators import compute_days, roll_up_months
from vlmis_core.ledger.kinds import MovementKind
from vlmis_core.ledger.movements import Entry, MovementLine
from vlmis_core.ledger.record_movements import record_movements
from vlmis_core.stock_limits.save_limits import LimitLine, save_limits

DAYS = [date(2026, 3, 1) + timedelta(days=number) for number in range(31)]
PRODUCTS = ("BCG", "OPV")
SUPPLIERS = {
    "CENTRAL": None,
    "NORTH": "CENTRAL",
    "SOUTH": "CENTRAL",
    "BAY": "NORTH",
    "HILL": "NORTH",
    "COVE": "SOUTH",
    "DALE": "SOUTH",
}
"""Store → its supplier; the org units are the same tree, named alike."""
REGIONS = {"BAY": "North", "HILL": "North", "COVE": "South", "DALE": "South"}
MONTHS_OF_DEPOTS = ("1", "3")
MONTHS_OF_FACILITIES = ("0.5", "1.5")
UNITS_OF_DALE = ("30", "90")
"""Minimum and maximum of OPV at DALE, instead of the months of the other facilities."""
PRODUCT_ON_HOLD = "OPV"

DISPENSED_A_DAY = {
    ("BAY", "BCG"): 4,
    ("BAY", "OPV"): 6,
    ("HILL", "BCG"): 3,
    ("HILL", "OPV"): 5,
    ("COVE", "BCG"): 5,
    ("COVE", "OPV"): 8,
    ("DALE", "BCG"): 2,
    ("DALE", "OPV"): 4,
}
"""What a facility gives out a day, as long as it has stock."""

INITIAL_STOCK = {
    ("CENTRAL", "BCG"): 5000,
    ("CENTRAL", "OPV"): 5000,
    ("NORTH", "BCG"): 200,
    ("NORTH", "OPV"): 200,
    ("SOUTH", "BCG"): 200,
    ("SOUTH", "OPV"): 0,
    ("BAY", "BCG"): 60,
    ("BAY", "OPV"): 230,
    ("HILL", "BCG"): 120,
    ("HILL", "OPV"): 180,
    ("COVE", "BCG"): 100,
    ("COVE", "OPV"): 120,
    ("DALE", "BCG"): 90,
    ("DALE", "OPV"): 100,
}


@dataclass(frozen=True, slots=True)
class Event:
    """One entry: recorded on ``recorded_on``, when every day before that is frozen."""

    recorded_on: date
    occurred_on: date
    kind: MovementKind
    store: str
    product: str
    quantity: int
    counterpart: str | None = None
    reason: str | None = None


_HAPPENED = """
    1  1 arrival          CENTRAL BCG 500
    2  2 distribution_out SOUTH   BCG  60 COVE
    3  3 distribution_out CENTRAL OPV 300 SOUTH
    5  5 wastage          BAY     BCG   6 - expired
   10  7 dispensing       HILL    BCG   2
   12 12 wastage          DALE    OPV  10 - vvm
   13 13 distribution_out SOUTH   OPV 150 COVE
   20 14 wastage          COVE    OPV   3 - broken
   20 20 distribution_out NORTH   BCG  80 BAY
   21 20 dispensing       HILL    OPV   5
   22 22 wastage          BAY     OPV   4 - expired
   24 24 distribution_out NORTH   OPV  40 BAY
   25 25 return_out       BAY     OPV  10 NORTH
   26 26 distribution_out SOUTH   BCG 100 COVE
   27 27 distribution_out NORTH   OPV 100 HILL
   28 28 distribution_out NORTH   BCG  60 HILL
   28 28 distribution_out SOUTH   OPV  30 DALE
"""
"""Day recorded, day on which it happened, kind, store, product, quantity, other store, reason."""


def events() -> Iterator[Event]:
    """Yield what is recorded, day by day: the list above, and what the facilities dispense."""
    listed = defaultdict(list)
    for line in _HAPPENED.strip().splitlines():
        recorded, occurred, kind, store, product, quantity, *more = line.split()
        counterpart, reason = [None if word == "-" else word for word in [*more, "-", "-"]][:2]
        day = DAYS[int(recorded) - 1]
        listed[day].append(
            Event(
                day,
                DAYS[int(occurred) - 1],
                MovementKind(kind),
                store,
                product,
                int(quantity),
                counterpart,
                reason,
            )
        )
    stock = dict(INITIAL_STOCK)
    for day in DAYS:
        for event in listed[day]:
            _move(stock, event)
            yield event
        for (store, product), usual in DISPENSED_A_DAY.items():
            given = min(usual, stock[store, product])
            if given:
                event = Event(day, day, MovementKind.DISPENSING, store, product, given)
                _move(stock, event)
                yield event


def _move(stock: dict[tuple[str, str], int], event: Event) -> None:
    """Change the stock of the store, and of the other one of a transfer."""
    comes_in = event.kind is MovementKind.ARRIVAL
    stock[event.store, event.product] += event.quantity if comes_in else -event.quantity
    if event.counterpart is not None:
        stock[event.counterpart, event.product] += event.quantity


def fill(open_as: Callable[[str], Database]) -> None:
    """Make the country in an empty database, freeze its month and compute its indicators.

    ``open_as`` opens the database as a role.
    """
    recorder, pipeline = open_as(RECORDER), open_as(PIPELINE)
    _make_places(open_as(ADMIN))
    _save_limits(recorder)
    go_live(
        pipeline,
        first_day=DAYS[0],
        initial_stock=[(*pair, quantity) for pair, quantity in INITIAL_STOCK.items()],
        run_id="example",
    )
    recorded = list(events())
    for day in DAYS:
        lines = [
            MovementLine(
                source_key=f"example-{number}",
                store_code=event.store,
                product_code=event.product,
                kind=event.kind,
                quantity=event.quantity,
                occurred_on=event.occurred_on,
                counterpart_store_code=event.counterpart,
                reason=event.reason,
            )
            for number, event in enumerate(recorded)
            if event.recorded_on == day
        ]
        noon = datetime.combine(day, time(12), tzinfo=UTC)
        record_movements(recorder, lines, Entry("example", noon, day))
        seal_day(pipeline, day, run_id="example", stores_per_chunk=100)
    for _ in (*compute_days(pipeline), *roll_up_months(pipeline)):
        pass


def _make_places(admin: Database) -> None:
    with admin.engine.begin() as connection:
        for code, supplier in SUPPLIERS.items():
            above = {"CENTRAL": "", "NORTH": "/CENTRAL", "SOUTH": "/CENTRAL"}
            path = above.get(code, f"/CENTRAL/{supplier}") + f"/{code}"
            uids = ["".join(_uid(step)) for step in path.strip("/").split("/")]
            name = "Utopia" if supplier is None else code.title()
            values = {
                "code": code,
                "name": name,
                "uid": uids[-1],
                "parent": uids[-2] if supplier else None,
                "path": "/" + "/".join(uids),
                "level": len(uids),
                "supplier": supplier,
            }
            connection.execute(text(_ORG_UNIT), values)
            connection.execute(text(_STORE), values)
        for code in PRODUCTS:
            connection.execute(text(_PRODUCT), {"code": code})
        connection.execute(text(_PRODUCTION), {"first_day": DAYS[0]})
        connection.execute(text(_HOLD), {"code": PRODUCT_ON_HOLD, "night": DAYS[0]})


def _uid(code: str) -> str:
    return code.title().ljust(11, "0")


def _save_limits(recorder: Database) -> None:
    months = {"2": MONTHS_OF_DEPOTS, "3": MONTHS_OF_FACILITIES}
    lines = [
        LimitLine(int(level), product, level, *bounds)
        for level, bounds in months.items()
        for product in PRODUCTS
    ]
    minimum, maximum = UNITS_OF_DALE
    lines.append(LimitLine(4, "OPV", store_code="DALE", minimum=minimum, maximum=maximum))
    with recorder.transaction() as tx:
        save_limits(tx, lines, what="example")


_ORG_UNIT = (
    "insert into vlmis.org_unit (org_unit_uid, code, name, parent_uid, path, level, first_seen_at,"
    " changed_at) values (:uid, :code, :name, :parent, :path, :level, now(), now())"
)
_STORE = (
    "insert into vlmis.store (code, name, org_unit_uid, supplier_store_id) values (:code, :name,"
    " :uid, (select store_id from vlmis.store where code = :supplier))"
)
_PRODUCT = "insert into vlmis.product (code, name) values (:code, :code)"
_PRODUCTION = (
    "insert into vlmis.production_switch (switched_at, switched_by, is_on, base_url,"
    " root_org_unit_uid, system_identifier, push_from)"
    " values (now(), 'example', true, 'https://dhis2.example.org', 'Central0000', '1', :first_day)"
)
_HOLD = (
    "insert into vlmis.delivery_hold (reason_code, is_from_answer, product_id, values, first_night,"
    " last_night) select 'product_has_no_hmis_code', false, product_id,"
    " jsonb_build_object('product', code), :night, :night from vlmis.product where code = :code"
)
