"""A country small enough for a thousand seasons, frozen once and shown day by day."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from sandbox.stand_in.data_values import Row
from sandbox.stand_in.dhis2 import Dhis2
from sandbox.stand_in.schema import DEFAULT_OPTION_COMBO, MetaObject
from tests.support.postgres import TestDatabase
from tests.support.season.script import DAYS, Shape, Thing
from vlmis_core.dhis2.categories import CATEGORIES
from vlmis_core.freeze.freeze_day import seal_day
from vlmis_core.freeze.go_live import go_live
from vlmis_core.ledger.kinds import MovementKind
from vlmis_core.ledger.movements import Entry, MovementLine
from vlmis_core.ledger.record_movements import record_movements
from vlmis_core.products.track_product import track_product

FIRST = date(2026, 3, 1)
USERNAME, PASSWORD = "vlmis", "Season-2026!"
DATA_SET = "DsSeason001"
ROOT = "OuCountry01"
COMBO, OTHER_COMBO = "CcMovement1", "CcMovement2"

TRACKED = 0
"""The product that is tracked by lot: what DHIS2 is sent is the same."""

Record = tuple[int, int, int]
"""Day, store, product, each by its number."""


def day_of(number: int) -> date:
    return FIRST + timedelta(days=number)


def unit_uid(store: int) -> str:
    return f"OuSite{store:05d}"


def element_uid(product: int, *, second: bool = False) -> str:
    return f"De{'Second' if second else 'First0'}{product:03d}"


def combo_uid(category: int) -> str:
    return f"CoNumber{category:03d}"


@dataclass(frozen=True)
class Frozen:
    """What the country froze: the nine values of each record, as DHIS2 must hold them."""

    database: str
    shape: Shape
    values: dict[Record, tuple[str, ...]]
    store_ids: dict[int, int]
    """Our id → number."""
    product_ids: dict[int, int]


def frozen_country(vlmis: TestDatabase, shape: Shape) -> Frozen:
    """Freeze all days of a country, then put them aside: each is shown when its night comes."""
    _master_data(vlmis, shape)
    track_product(vlmis.recorder, f"P{TRACKED}", tracked_from=FIRST)
    chance = Random(shape.sites)
    pairs = [(store, product) for store in range(shape.sites) for product in range(shape.products)]
    stock = {pair: chance.choice((0, 40, 900)) for pair in pairs}
    initial = [(f"S{s:02d}", f"P{p}", quantity) for (s, p), quantity in stock.items()]
    go_live(vlmis.pipeline, first_day=FIRST, initial_stock=initial, run_id="go-live")
    end = day_of(DAYS)
    entry = Entry("tester", datetime.combine(end, time(12), tzinfo=UTC), end)
    record_movements(vlmis.recorder, _movements(chance, stock), entry)
    for number in range(DAYS):
        seal_day(vlmis.pipeline, day_of(number), run_id="freeze", stores_per_chunk=500)
    values = _frozen_values(vlmis)
    vlmis.execute(
        f"create table public.put_aside as select * from vlmis.stock_day where day >= '{FIRST}';"
        "set session_replication_role = replica;"
        f"delete from vlmis.stock_day where day >= '{FIRST}';"
        "set session_replication_role = origin",
        role="postgres",
    )
    ids = [
        {i: int(str(code)[1:]) for i, code in vlmis.rows(f"select {t}_id, code from vlmis.{t}")
         if str(code)[1:].isdigit()}
        for t in ("store", "product")
    ]  # fmt: skip
    vlmis.dispose()
    return Frozen(str(vlmis.url.database), shape, values, ids[0], ids[1])


def show_days(vlmis: TestDatabase, count: int) -> None:
    """From now on the first ``count`` days are frozen."""
    vlmis.execute(
        "set session_replication_role = replica; with shown as (delete from public.put_aside"
        f" where day < '{day_of(count)}' returning *) insert into vlmis.stock_day"
        " select * from shown; set session_replication_role = origin",
        role="postgres",
    )


def _master_data(vlmis: TestDatabase, shape: Shape) -> None:
    vlmis.execute("insert into vlmis.store (code, name) values ('CENTRAL', 'Central store')")
    for store in range(shape.sites):
        vlmis.execute(
            "insert into vlmis.store (code, name, supplier_store_id) values (:c, :c,"
            " (select store_id from vlmis.store where code = 'CENTRAL'))",
            c=f"S{store:02d}",
        )
    for product in range(shape.products):
        vlmis.execute(
            "insert into vlmis.product (code, name, hmis_code) values (:c, :c, :uid)",
            c=f"P{product}",
            uid=element_uid(product),
        )


def _movements(chance: Random, stock: dict[tuple[int, int], int]) -> list[MovementLine]:
    """Days with and without movement; adjustments up and down; never below zero."""
    left = dict(stock)
    lines: list[MovementLine] = []
    for number in range(DAYS):
        for store, product in left:
            if chance.random() < 0.5:
                continue
            kind = chance.choice(
                (MovementKind.DISPENSING, MovementKind.WASTAGE, MovementKind.COUNT_ADJUSTMENT)
            )
            most = left[store, product]
            quantity = chance.randint(0, min(most, 9))
            change = -quantity
            if kind is MovementKind.COUNT_ADJUSTMENT:
                quantity = change = chance.randint(-min(most, 5), 9)
            if quantity == 0:
                continue
            left[store, product] += change
            reason = {MovementKind.WASTAGE: "broken", MovementKind.COUNT_ADJUSTMENT: "recount"}
            lines.append(
                MovementLine(
                    f"m{len(lines)}", f"S{store:02d}", f"P{product}", kind, quantity,
                    day_of(number), reason=reason.get(kind),
                    lot="unassigned" if product == TRACKED else None,
                )
            )  # fmt: skip
    return lines


def _frozen_values(vlmis: TestDatabase) -> dict[Record, tuple[str, ...]]:
    rows = vlmis.rows(
        "select day - cast(:first as date), substr(s.code, 2)::int, substr(p.code, 2)::int,"
        " opening, arrivals + requisitions_received, returns_in, returns_out, distributions_out,"
        " dispensing, wastage, count_adjustment, closing"
        " from vlmis.eod_row join vlmis.store s using (store_id)"
        " join vlmis.product p using (product_id) where day >= :first",
        first=FIRST,
    )
    return {(int(d), s, p): tuple(str(int(f)) for f in nine) for d, s, p, *nine in rows}


def render(dhis2: Dhis2, shape: Shape, world: frozenset[Thing]) -> None:
    """Make the metadata of a DHIS2 what it is while all these things are wrong."""
    dhis2.metadata.load(
        {
            "organisationUnits": _units(shape, world),
            "users": [_service_user(world)],
            "dataElements": _elements(shape, world),
            "dataSets": [_data_set(shape, world)],
        }
    )


def found(dhis2: Dhis2) -> None:
    """What never changes: the role and the categories."""
    options = [{"id": f"OpFigure{n:03d}", "code": str(c), "name": str(c), "sharing": _shared("rw")}
               for n, c in enumerate(CATEGORIES)]  # fmt: skip
    combos = [
        {"id": uid, "name": uid, "categories": [{"id": category}], "sharing": _shared("r-")}
        for uid, category in ((COMBO, "CyMovement1"), (OTHER_COMBO, "CyMovement2"))
    ]
    dhis2.metadata.load(
        {
            "userRoles": [{"id": "UrSeason001", "name": "s", "authorities": ["F_DATAVALUE_ADD"]}],
            "categoryOptions": options,
            "categories": [
                {"id": "CyMovement1", "name": "m", "categoryOptions": _ids(options)},
                {"id": "CyMovement2", "name": "n", "categoryOptions": _ids(options[1:])},
            ],
            "categoryCombos": combos,
            "categoryOptionCombos": [
                {
                    "id": f"CoOther0{n:03d}" if combo is OTHER_COMBO else combo_uid(n),
                    "name": str(CATEGORIES[n]),
                    "categoryCombo": {"id": combo},
                    "categoryOptions": [{"id": options[n]["id"]}],
                }
                for combo, numbers in ((COMBO, range(9)), (OTHER_COMBO, range(1, 9)))
                for n in numbers
            ],
        }
    )


def _units(shape: Shape, world: frozenset[Thing]) -> list[MetaObject]:
    closed = {thing[1]: thing[2] for thing in sorted(world, reverse=True) if thing[0] == "closed"}
    places: list[tuple[str, str, str | None]] = [(ROOT, "Country", None)]
    places += [(f"OuRegion00{n}", f"Region {n}", ROOT) for n in (0, 1)]
    places += [(unit_uid(s), f"Site {s}", f"OuRegion00{s % 2}") for s in range(shape.sites)]
    units = [
        {"id": uid, "name": name, "shortName": name, "code": uid, "openingDate": "2000-01-01"}
        | ({"parent": {"id": parent}} if parent else {})
        for uid, name, parent in places
    ]
    for store, day in closed.items():
        units[3 + store]["closedDate"] = day_of(day).isoformat()
    return units


def _service_user(world: frozenset[Thing]) -> MetaObject:
    regions = [{"id": f"OuRegion00{n}"} for n in (0, 1) if ("outside", n) not in world]
    return {
        "id": "UsSeason001", "username": USERNAME, "password": PASSWORD, "firstName": "V",
        "surname": "S", "userRoles": [{"id": "UrSeason001"}], "organisationUnits": regions,
        "dataViewOrganisationUnits": [{"id": ROOT}],
    }  # fmt: skip


def _elements(shape: Shape, world: frozenset[Thing]) -> list[MetaObject]:
    made = []
    for product in range(shape.products):
        value_type = "INTEGER"
        if ("not_negative", product) in world:
            value_type = "INTEGER_ZERO_OR_POSITIVE"
        if ("boolean", product) in world:
            value_type = "BOOLEAN"
        combo = OTHER_COMBO if ("other_combo", product) in world else COMBO
        made += [
            {
                "id": uid, "name": uid, "shortName": uid, "domainType": "AGGREGATE",
                "valueType": value_type, "aggregationType": "SUM",
                "zeroIsSignificant": ("zeros_dropped", product) not in world,
                "categoryCombo": {"id": combo}, "sharing": _shared("r-"),
            }
            for uid in (element_uid(product), element_uid(product, second=True))
        ]  # fmt: skip
    return made


def _data_set(shape: Shape, world: frozenset[Thing]) -> MetaObject:
    access = ("--" if ("no_read",) in world else "r-")[0] + ("-" if ("no_write",) in world else "w")
    elements = [
        element_uid(product, second=second)
        for product in range(shape.products)
        if ("out_of_set", product) not in world
        for second in (False, True)
    ]
    stores = [s for s in range(shape.sites) if ("unassigned", s) not in world]
    return {
        "id": DATA_SET, "code": "SEASON", "name": "Season", "shortName": "Season",
        "periodType": "Daily", "openFuturePeriods": 2, "expiryDays": expiry_days(world),
        "dataSetElements": [
            {"dataSet": {"id": DATA_SET}, "dataElement": {"id": uid}} for uid in elements
        ],
        "organisationUnits": [{"id": unit_uid(store)} for store in stores],
        "sharing": _shared("r-", access),
    }  # fmt: skip


def expiry_days(world: frozenset[Thing]) -> int:
    """Days after which a day is closed; 0: never."""
    return min((thing[1] for thing in world if thing[0] == "expires"), default=0)


def _shared(metadata: str, data: str = "rw") -> MetaObject:
    return {"public": f"{metadata}{data}----", "users": {}, "userGroups": {}}


def _ids(objects: list[MetaObject]) -> list[MetaObject]:
    return [{"id": each["id"]} for each in objects]


def put_foreign(dhis2: Dhis2, world: frozenset[Thing]) -> None:
    """Values that somebody typed into DHIS2 by hand, and no others of theirs."""
    now = dhis2.clock.now()
    wanted = {
        (
            f"{day_of(day):%Y%m%d}",
            unit_uid(store),
            (element_uid(product), combo_uid(8), DEFAULT_OPTION_COMBO),
        )
        for kind, *where in world
        if kind == "foreign"
        for product, store, day in (where,)
    }
    for key, row in list(dhis2.store.rows()):
        if row.stored_by == "clerk" and tuple(key) not in wanted:
            del dhis2.store.block(key.period, key.org_unit)[key.cell]
    for period, unit, cell in wanted:
        if dhis2.store.get(period, unit, cell) is None:
            dhis2.store.put(period, unit, cell, Row("999999", "clerk", now, now))
