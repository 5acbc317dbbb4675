"""A live country of real org units beside a DHIS2 stand-in: everything that a push needs."""

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, TypeVar, overload

import pytest

from sandbox.stand_in import edits
from sandbox.stand_in.country import (
    SERVICE_USER,
    data_element_uid,
    data_set_uid,
    national_country,
    option_combo_uid,
    org_unit_uid,
)
from sandbox.stand_in.dhis2 import Dhis2
from sandbox.stand_in.server import running
from tests.support.dhis2 import attach_stores, client_of, refresh_org_units
from tests.support.postgres import TestDatabase
from vlmis_core.delivery.check_posted_values import CheckedValues, check_posted_values
from vlmis_core.delivery.finish_run import PushSummary, finish_run
from vlmis_core.delivery.plan_push import PushBatch, plan_push
from vlmis_core.delivery.production import read_production_state, switch_production_on
from vlmis_core.delivery.push_batch import BatchResult, push_batch
from vlmis_core.delivery.read_back import ReadBackResult, read_back
from vlmis_core.delivery.record_choice import RecordChoice
from vlmis_core.delivery.requeue_records import RequeueChoice, Requeued, requeue_records
from vlmis_core.delivery.take_metadata_snapshot import take_metadata_snapshot
from vlmis_core.delivery.withdraw_records import withdraw_records
from vlmis_core.dhis2.categories import CATEGORIES
from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.freeze.freeze_day import seal_day
from vlmis_core.freeze.go_live import go_live
from vlmis_core.settings import Settings

FIRST_DAY = date(2026, 3, 1)
NIGHT = date(2026, 3, 3)
OLD, NEW = "2.42.5.2", "2.43.1"
both_importers = pytest.mark.parametrize("version", [OLD, NEW])
PRODUCTS = ("AS27000", "AS27132", "AS27133")


class Delivery:
    """Some stores with some products, one frozen day (2026-03-01), and a DHIS2 that takes them."""

    def __init__(self, vlmis: TestDatabase, dhis2: Dhis2, base_url: str, sites: int) -> None:
        self.vlmis, self.dhis2, self.base_url = vlmis, dhis2, base_url
        self.night = NIGHT
        self.runs = 0
        self.pauses: list[float] = []
        self.timeout_seconds = 2.0
        self.home = Path(mkdtemp(prefix="vlmis-home-"))
        self.refresh()
        self._make_country(sites)

    @property
    def client(self) -> Dhis2Client:
        """The service user's client."""
        return self.client_of(SERVICE_USER.username, SERVICE_USER.password)

    def client_of(self, username: str, password: str) -> Dhis2Client:
        """A client with somebody's password."""
        return client_of(self.base_url, username, password, timeout_seconds=self.timeout_seconds)

    def refresh(self) -> None:
        """Refresh the org units."""
        refresh_org_units(self.vlmis, self.client, self.midnight)

    @property
    def midnight(self) -> datetime:
        """The beginning of this night's date."""
        return datetime.combine(self.night, datetime.min.time(), tzinfo=UTC)

    def _make_country(self, sites: int) -> None:
        attach_stores(self.vlmis, sites)
        self.add_products(PRODUCTS)
        self.sites = [
            code
            for (code,) in self.vlmis.rows(
                "select code from vlmis.store where supplier_store_id is not null order by code"
            )
        ]
        stock = self.initial_stock()
        go_live(self.vlmis.pipeline, first_day=FIRST_DAY, initial_stock=stock, run_id="go-live")
        self.freeze(FIRST_DAY)

    def initial_stock(self) -> list[tuple[str, str, int]]:
        """What every pair begins with."""
        return [
            (site, product, 100 + number)
            for number, site in enumerate(self.sites)
            for product in PRODUCTS
        ]

    def add_products(self, codes: Iterable[str]) -> None:
        """Products of the national file, each with its data element."""
        for code in codes:
            self.vlmis.execute(
                "insert into vlmis.product (code, name, hmis_code) values (:code, :code, :uid)",
                code=code,
                uid=data_element_uid(code),
            )

    def freeze(self, day: date) -> None:
        """Freeze a day in which nothing moved."""
        seal_day(self.vlmis.pipeline, day, run_id=f"freeze-{day}", stores_per_chunk=500)

    def allow_sending(self, home: Path, push_from: date = FIRST_DAY) -> None:
        """Let somebody switch production on."""
        self.home = home
        switch_production_on(
            self.vlmis.recorder,
            self.client,
            by="sita",
            push_from=push_from,
            home=home,
            now=self.midnight,
        )

    @property
    def records(self) -> int:
        """Records of one frozen day."""
        return len(self.sites) * len(PRODUCTS)

    def plan(self, *, push_from: date = FIRST_DAY, counts_attempts: bool = True) -> list[PushBatch]:
        """Take a snapshot and plan a run for this night."""
        self.runs += 1
        snapshot = take_metadata_snapshot(
            self.vlmis.pipeline,
            self.client,
            Settings(),
            now=self.midnight,
        )
        return plan_push(
            self.vlmis.pipeline,
            Settings(push_from=push_from),
            snapshot,
            night=self.night,
            run_id=self.run_id,
            counts_attempts=counts_attempts,
        )

    @property
    def run_id(self) -> str:
        """The run that was planned last."""
        return f"push-{self.runs}"

    @property
    def production(self) -> Settings:
        """The settings of a production, in which somebody has allowed sending to this server."""
        settings = Settings(production=True, home=self.home)
        state = read_production_state(self.vlmis.pipeline, settings, base_url=self.client.base_url)
        if state.off_because is not None:
            return production(self.vlmis, self.client, settings)
        return settings

    def send(self, batches: list[PushBatch], **choices: Any) -> list[BatchResult]:
        """Send all batches of the plan."""
        settings = self.production.model_copy(update=choices)
        return [
            push_batch(
                self.vlmis.pipeline,
                self.client,
                settings,
                batch["number"],
                run_id=self.run_id,
                pause=self.pauses.append,
            )
            for batch in batches
        ]

    def read_back(self) -> ReadBackResult:
        """Compare what was sent."""
        return read_back(self.vlmis.pipeline, self.client, run_id=self.run_id)

    def check(self) -> CheckedValues:
        """Compare what was changed in DHIS2 since the check before."""
        return check_posted_values(self.vlmis.pipeline, self.client, run_id=self.run_id)

    def push(self, **choices: Any) -> PushSummary:
        """A whole evening."""
        self.send(self.plan(), **choices)
        self.read_back()
        return finish_run(self.vlmis.pipeline, run_id=self.run_id)

    def push_with_faults(self, fault: str, *, times: int) -> PushSummary:
        """An evening of one record a request, the first requests of which meet a fault."""
        plan = self.plan()
        self.dhis2.faults.add(fault, method="POST", path="dataValueSets", times=times)
        self.send(plan, values_per_request=9)
        self.read_back()
        return finish_run(self.vlmis.pipeline, run_id=self.run_id)

    def push_refused(self, site: int = 0) -> None:
        """A night on which a site is not assigned, seen only by DHIS2; then it is again."""
        plan = self.plan()
        edits.unassign_org_unit(self.dhis2, data_set_uid(), self.sites[site])
        self.send(plan)
        self.read_back()
        edits.assign_org_unit(self.dhis2, data_set_uid(), self.sites[site])

    def requeue(self, *, reason: str = "corrected", **choice: Any) -> Requeued:
        """Sita asks for records to be sent again."""
        return requeue_records(
            self.vlmis.recorder,
            RequeueChoice(**choice),
            by="sita",
            reason=reason,
            now=self.dhis2.clock.now(),
        )

    def withdraw(self, *, reason: str = "merged away", **choice: Any) -> int:
        """Sita withdraws records that can never arrive."""
        return withdraw_records(
            self.vlmis.recorder,
            RecordChoice(**choice),
            by="sita",
            reason=reason,
            now=self.dhis2.clock.now(),
        )

    def next_night(self) -> None:
        """A day later, for us and for DHIS2."""
        self.night += timedelta(days=1)
        self.dhis2.clock.set(evening(self.night))

    def states(self) -> dict[str, int]:
        """Records by state; those never sent are absent."""
        return {
            str(state): int(str(count))
            for state, count in self.vlmis.rows(
                "select state, count(*) from vlmis.delivery group by state"
            )
        }

    def attempts(self) -> int:
        """Refusals counted so far, over all records."""
        return self.vlmis.count("select count(*) from vlmis.delivery_attempt")

    def posted(self, day: date) -> int:
        """Records of a day that are posted."""
        return self.vlmis.count(
            "select count(*) from vlmis.delivery where day = :day and state = 'posted'", day=day
        )

    def stored_as_frozen(self, day: date = FIRST_DAY) -> int:
        """Records of a day that DHIS2 holds exactly as they were frozen."""
        rows = self.vlmis.rows(
            "select s.code, p.code, opening, arrivals + requisitions_received, returns_in,"
            " returns_out, distributions_out, dispensing, wastage, count_adjustment, closing"
            " from vlmis.eod_row join vlmis.store s using (store_id)"
            " join vlmis.product p using (product_id) where day = :day",
            day=day,
        )
        return sum(
            all(
                self.held(store, product, category, day) == str(value)
                for category, value in zip(CATEGORIES, values, strict=True)
            )
            for store, product, *values in rows
        )

    def held(self, store: str, product: str, category: str, day: date = FIRST_DAY) -> str | None:
        """What DHIS2 holds of a value."""
        cell = (data_element_uid(product), option_combo_uid(category), "HllvX50cXC0")
        row = self.dhis2.store.get(f"{day:%Y%m%d}", org_unit_uid(store), cell)
        return row.value if row is not None and not row.is_deleted else None


def production(vlmis: TestDatabase, client: Dhis2Client, settings: Settings) -> Settings:
    """Let somebody switch production on for a server; the settings of that production."""
    home = settings.home if settings.production else Path(mkdtemp(prefix="vlmis-home-"))
    switch_production_on(
        vlmis.recorder,
        client,
        by="sita",
        push_from=settings.push_from or FIRST_DAY,
        home=home,
        now=evening(NIGHT),
    )
    return settings.model_copy(update={"production": True, "home": home})


def evening(day: date) -> datetime:
    """Eight in the evening of a day, in UTC, which is the stand-in's time zone."""
    return datetime(day.year, day.month, day.day, 20, tzinfo=UTC)


Kind = TypeVar("Kind", bound=Delivery)


@overload
def delivering(
    vlmis: TestDatabase, version: str, *, sites: int = 10
) -> AbstractContextManager[Delivery]: ...
@overload
def delivering(
    vlmis: TestDatabase, version: str, *, sites: int = 10, kind: type[Kind]
) -> AbstractContextManager[Kind]: ...
@contextmanager
def delivering(
    vlmis: TestDatabase, version: str, *, sites: int = 10, kind: type[Any] = Delivery
) -> Iterator[Any]:
    """A country and a running stand-in of a version, on the evening of 2026-03-03."""
    dhis2 = Dhis2(version=version, now=evening(NIGHT))
    national_country(dhis2)
    with running(dhis2) as base_url:
        yield kind(vlmis, dhis2, base_url, sites)
