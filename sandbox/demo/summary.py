"""What a demonstration came to, read as an analyst and from DHIS2 itself, not from the services."""

import csv
from dataclasses import dataclass
from datetime import date
from typing import Any

import requests
from rich.table import Table
from sqlalchemy import Engine, MetaData, select
from sqlalchemy import Table as SqlTable

from sandbox.demo.plan import NATIONAL_FILE, SOURCE_DAY, DemoPlan
from sandbox.stand_in.country import DATA_SET_CODE, SERVICE_USER

CATEGORIES = {
    "OPENING_BALANCE": ("opening",),
    "RECEIVED": ("arrivals", "requisitions_received"),
    "RETURNED_IN": ("returns_in",),
    "RETURNED_OUT": ("returns_out",),
    "DISTRIBUTED": ("distributions_out",),
    "DISPENSING": ("dispensing",),
    "WASTAGE": ("wastage",),
    "DISCREPANCY": ("count_adjustment",),
    "CLOSING_BALANCE": ("closing",),
}
"""Category option code → the EoD columns that make its data value."""

ValueKey = tuple[str, str, str, str]
"""Data element code, period, org unit uid, category option code."""


@dataclass(frozen=True)
class DaySummary:
    """One frozen day: what the ledger says, what was posted, and what DHIS2 gives back."""

    day: date
    stores: int
    rows: int
    movements: int
    closing_total: int
    posted: int
    read_back_equal: int

    @property
    def agrees(self) -> bool:
        """Every record has nine values, all of them posted and read back equal."""
        return self.posted == self.read_back_equal == len(CATEGORIES) * self.rows


class AnalystView:
    """The schema ``analyst``, as every analyst sees it."""

    def __init__(self, engine: Engine) -> None:
        """Take an engine that connects as vlmis_analyst."""
        self._engine = engine

    def rows(self, view: str, day: date) -> list[Any]:
        """The rows of a view on one day."""
        table = SqlTable(view, MetaData(schema="analyst"), autoload_with=self._engine)
        with self._engine.connect() as connection:
            return list(connection.execute(select(table).where(table.c.day == day)))


class Dhis2View:
    """The stand-in's own answers, asked for by plain HTTP."""

    def __init__(self, base_url: str) -> None:
        """Take the stand-in's address."""
        self._url = base_url
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.auth = (SERVICE_USER.username, SERVICE_USER.password)
        self._elements = self._codes("dataElements", "id,code", lambda each: each["code"])
        self._options = self._codes(
            "categoryOptionCombos",
            "id,categoryOptions[code]",
            lambda each: each["categoryOptions"][0].get("code", ""),
        )

    def values(self, day: date) -> dict[ValueKey, int]:
        """Every data value of the country and day."""
        root = self._get("organisationUnits", filter="level:eq:1", fields="id", paging="false")
        found = self._get(
            "dataValueSets",
            dataSet=self._data_set(),
            period=f"{day:%Y%m%d}",
            orgUnit=root["organisationUnits"][0]["id"],
            children="true",
        )
        return {
            (
                self._elements[value["dataElement"]],
                value["period"],
                value["orgUnit"],
                self._options[value["categoryOptionCombo"]],
            ): int(value["value"])
            for value in found.get("dataValues", [])
        }

    def _data_set(self) -> str:
        found = self._get("dataSets", filter=f"code:eq:{DATA_SET_CODE}", fields="id")
        return str(found["dataSets"][0]["id"])

    def _codes(self, kind: str, fields: str, code_of: Any) -> dict[str, str]:
        found = self._get(kind, fields=fields, paging="false")[kind]
        return {each["id"]: code_of(each) for each in found}

    def _get(self, path: str, **params: str) -> dict[str, Any]:
        answer = self._session.get(f"{self._url}/api/{path}", params=params, timeout=120)
        answer.raise_for_status()
        read: dict[str, Any] = answer.json()
        return read


def summarise(plan: DemoPlan, analyst: AnalystView, dhis2: Dhis2View) -> list[DaySummary]:
    """One line per missed day, oldest first."""
    return [_summary_of(day, analyst, dhis2) for day in plan.missed]


def _summary_of(day: date, analyst: AnalystView, dhis2: Dhis2View) -> DaySummary:
    stock_day = analyst.rows("stock_day", day)[0]
    eod = analyst.rows("eod_report", day)
    held = dhis2.values(day)
    delivered = analyst.rows("dhis2_delivery", day)
    expected = {
        (row.product_code, f"{day:%Y%m%d}", row.org_unit_uid, code): _figure(row, columns)
        for row in eod
        for code, columns in CATEGORIES.items()
    }
    return DaySummary(
        day=day,
        stores=stock_day.store_count,
        rows=len(eod),
        movements=stock_day.movement_count,
        closing_total=sum(row.closing for row in eod),
        posted=len(CATEGORIES) * sum(record.state == "posted" for record in delivered),
        read_back_equal=sum(held.get(key) == value for key, value in expected.items()),
    )


def _figure(row: Any, columns: tuple[str, ...]) -> int:
    return sum(int(getattr(row, column)) for column in columns)


def differences_from_file(plan: DemoPlan, analyst: AnalystView) -> tuple[int, list[str]]:
    """Compare the closings of the newest day with the national file; how many, and what differs.

    The file is read here by itself: the last ``stock_end`` up to November 2017 of every site and
    product is what the site must have closed with.
    """
    ends: dict[tuple[str, str], tuple[date, int]] = {}
    with NATIONAL_FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            month = date(int(row["year"]), int(row["month"]), 1)
            pair = (row["site_code"], row["product_code"])
            if month <= SOURCE_DAY and month >= ends.get(pair, (month, 0))[0]:
                ends[pair] = (month, int(row["stock_end"]))
    sites = {site for site, _ in ends}
    closings = {
        (row.store_code, row.product_code): row.closing
        for row in analyst.rows("eod_report", plan.newest)
        if row.store_code in sites
    }
    found = [
        f"{site} × {product}: closing {closings.get((site, product))}, file {end}"
        for (site, product), (_, end) in sorted(ends.items())
        if closings.get((site, product)) != end
    ]
    extra = [f"{' × '.join(pair)}: not in the file" for pair in closings.keys() - ends.keys()]
    return len(ends), found + sorted(extra)


def as_table(plan: DemoPlan, days: list[DaySummary]) -> Table:
    """The summary for people."""
    table = Table(title="What was frozen and what DHIS2 holds")
    headings = ("stores", "rows", "movements", "closing total", "values posted", "read back equal")
    table.add_column("stock day")
    table.add_column("real day")
    for heading in headings:
        table.add_column(heading, justify="right")
    table.add_column("")
    for day in days:
        quantities = (
            day.stores, day.rows, day.movements, day.closing_total, day.posted, day.read_back_equal,
        )  # fmt: skip
        table.add_row(
            day.day.isoformat(),
            plan.source_of(day.day).isoformat(),
            *(f"{quantity:,}" for quantity in quantities),
            "[green]agrees[/]" if day.agrees else "[red]differs[/]",
        )
    return table
