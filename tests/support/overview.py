"""A country for the homes: two regions, three sites, and the status of ten frozen days."""

from datetime import date

from tests.support.country import Country
from tests.support.postgres import TestDatabase
from vlmis_core.indicators.compute_indicators import compute_days, roll_up_months
from vlmis_core.ledger.calendar import days_between

LIMITS = {"S": (5, 30), "T": (5, 30), "U": (2, 8)}
"""Minimum and maximum of BCG."""


def overview_country(vlmis: TestDatabase) -> Country:
    """The country whose figures ``tests/reports/test_stock_overview.py`` works out by hand."""
    made = Country(
        vlmis,
        first_day="2026-02-27",
        today="2026-03-10",
        stock={"C": 1000, "R": 100, "S": 20, "T": 4},
    )
    made.add_store("Q", "C")
    made.add_store("U", "Q")
    for store, (minimum, maximum) in LIMITS.items():
        limit(made, store, minimum, maximum)
    made.record(
        """
        2026-02-27 dispensing       S 20
        2026-02-27 distribution_out C 60 > Q
        2026-02-27 distribution_out Q 10 > U
        2026-02-27 arrival          C 50 product=OPV
        2026-02-27 distribution_out C 10 > R product=OPV
        2026-02-27 distribution_out R 5 > S product=OPV
        2026-02-28 distribution_out R 20 > S
        2026-03-03 dispensing       T 4
        """
    )
    freeze_through(made, "2026-02-27", "2026-03-05")
    made.record("2026-03-04 dispensing U 1")
    freeze_through(made, "2026-03-06", "2026-03-08")
    list(compute_days(vlmis.pipeline))
    list(roll_up_months(vlmis.pipeline))
    return made


def freeze_through(country: Country, first: str, last: str) -> None:
    """Freeze every day from the first to the last one."""
    days = days_between(date.fromisoformat(first), date.fromisoformat(last))
    country.freeze(*(day.isoformat() for day in days))


def limit(country: Country, store: str, minimum: int, maximum: int) -> None:
    """Give a store a minimum and maximum of BCG, in doses."""
    country.vlmis.execute(
        "insert into vlmis.pair_stock_limit (store_id, product_id, minimum, maximum)"
        " select store_id, product_id, :minimum, :maximum from vlmis.store, vlmis.product"
        " where store.code = :store and product.code = 'BCG'",
        store=store,
        minimum=minimum,
        maximum=maximum,
    )


def place(country: Country, store: str, latitude: float, longitude: float) -> None:
    """Attach a store to an org unit that DHIS2 has at a point."""
    country.vlmis.execute(
        "with unit as (insert into vlmis.org_unit"
        " (org_unit_uid, name, path, level, first_seen_at, changed_at, latitude, longitude)"
        " values (:uid, :store, '/' || :uid, 1, now(), now(), :latitude, :longitude)"
        " returning org_unit_uid)"
        " update vlmis.store set org_unit_uid = unit.org_unit_uid from unit where code = :store",
        uid=f"unit{store:0>7}",
        store=store,
        latitude=latitude,
        longitude=longitude,
    )
