"""Play a season against the real services, a real PostgreSQL and the DHIS2 stand-in."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, timedelta
from typing import TypeVar

import requests
from sqlalchemy import create_engine

from sandbox.stand_in.dhis2 import VERSION_242, VERSION_243, Dhis2
from sandbox.stand_in.schema import DEFAULT_OPTION_COMBO
from tests.support.delivery import evening, production
from tests.support.dhis2 import client_of
from tests.support.postgres import TestDatabase
from tests.support.season import country
from tests.support.season.country import Frozen, Record, day_of, element_uid, unit_uid
from tests.support.season.model import Model, Run
from tests.support.season.script import DAYS, NIGHTS, Night, Script, Thing, Trouble
from tests.support.season.wire import Killed, Wire
from vlmis_core.database import Database
from vlmis_core.database.roles import PIPELINE
from vlmis_core.delivery.finish_run import finish_run
from vlmis_core.delivery.plan_push import plan_push
from vlmis_core.delivery.push_batch import push_batch
from vlmis_core.delivery.read_back import read_back
from vlmis_core.delivery.requeue_records import RequeueChoice, requeue_records
from vlmis_core.delivery.take_metadata_snapshot import take_metadata_snapshot
from vlmis_core.errors import (
    Dhis2AccessError,
    Dhis2AnswerError,
    Dhis2UnavailableError,
    PermanentError,
    TransientError,
)
from vlmis_core.org_units.refresh_org_units import apply_org_units, read_org_units
from vlmis_core.settings import Settings

Answer = TypeVar("Answer")
DHIS2_FAILS = (Dhis2UnavailableError, Dhis2AccessError, Dhis2AnswerError)
"""Nothing else may end a task: what the guard of the database refuses, say, is our own mistake."""
LAST_DAYS = 5
"""How far back a requeue of posted records goes."""
SETTINGS = Settings(data_set="SEASON", push_from=country.FIRST, values_per_request=90)


class Season:
    """One season under way; ``wrong`` tells every deviation from the model."""

    def __init__(self, vlmis: TestDatabase, frozen: Frozen, script: Script) -> None:
        self.vlmis, self.frozen, self.script = vlmis, frozen, script
        self.pipeline = Database(create_engine(vlmis.url_of(PIPELINE)))
        self.model = Model(script, frozen.values)
        self.dhis2 = Dhis2(version=VERSION_242, now=evening(_night_date(0)))
        country.found(self.dhis2)
        self.wire = Wire(self.dhis2)
        session = requests.Session()
        session.trust_env = False
        session.mount("http://", self.wire)
        self.client = client_of(
            "http://dhis2.test", country.USERNAME, country.PASSWORD, session=session
        )
        self.wrong: list[str] = []
        self.replica_at = 0.0
        self.runs = 0
        self.posted: set[Record] = set()
        self._rendered: object = None
        self._tell_dhis2(0.0)
        self._refresh()
        self._tell_ours(script.world(0.0))
        self.settings = production(vlmis, self.client, SETTINGS)

    def play(self) -> None:
        """All nights, then two without any trouble, in which everything must arrive."""
        try:
            self._play()
        finally:
            self.wire.close()
            self.pipeline.dispose()

    def _play(self) -> None:
        for night in self.script.nights:
            self._morning(night)
            if not night.is_idle:
                self._evening(night)
            self._check(night)
        for number in (NIGHTS, NIGHTS + 1):
            last = Night(number, DAYS, requeue="exhausted")
            self._morning(last)
            self._evening(last)
            self._check(last)
        self._check_the_end()

    # The world

    def _tell_dhis2(self, moment: float) -> bool:
        """Make DHIS2 what it is at a moment; whether anything but its version changed."""
        world, before = self.script.world(moment), self._rendered
        self.dhis2.version = VERSION_243 if self.script.is_new(moment) else VERSION_242
        self._rendered = world
        if world == before:
            return False
        country.render(self.dhis2, self.frozen.shape, world)
        country.put_foreign(self.dhis2, world)
        return True

    def _tell_ours(self, world: frozenset[Thing]) -> None:
        """Make our own master data what they are; they change by day only."""
        for product_id, product in self.frozen.product_ids.items():
            code: str | None = element_uid(product, second=("second_code", product) in world)
            if ("wrong_code", product) in world:
                code = "NoSuchCode1"[:9] + f"{product:02d}"
            if ("no_code", product) in world:
                code = None
            self.vlmis.execute(
                "update vlmis.product set hmis_code = :code where product_id = :id"
                " and hmis_code is distinct from :code",
                code=code, id=product_id,
            )  # fmt: skip
        for store_id, store in self.frozen.store_ids.items():
            self.vlmis.execute(
                "update vlmis.store set org_unit_uid = :uid where store_id = :id"
                " and org_unit_uid is distinct from :uid",
                uid=None if ("detached", store) in world else unit_uid(store), id=store_id,
            )  # fmt: skip

    def _refresh(self) -> None:
        reading = read_org_units(self.pipeline, self.client, now=self.dhis2.clock.now())
        now = self.dhis2.clock.now()
        apply_org_units(self.pipeline, reading, accept_removals=True, now=now, today=now.date())

    def _morning(self, night: Night) -> None:
        self.dhis2.clock.set(evening(_night_date(night.number)))
        country.show_days(self.vlmis, night.frozen_days)
        self.model.show(night.frozen_days)
        if self._tell_dhis2(float(night.number)):
            self._tell_ours(self.script.world(float(night.number)))
        if night.requeue:
            self._requeue(night)

    def _requeue(self, night: Night) -> None:
        first = night.frozen_days - LAST_DAYS if night.requeue == "posted" else None
        choice = RequeueChoice(
            first_day=None if first is None else day_of(first), posted=first is not None
        )
        with suppress(PermanentError):  # Nothing fits.
            requeue_records(
                self.vlmis.recorder, choice, by="tester", reason="season",
                now=self.dhis2.clock.now(),
            )  # fmt: skip
        self.model.requeue(posted_from=first)

    # The evening

    def _evening(self, night: Night) -> None:
        moment = float(night.number)
        self._add(night.at_all)
        if self._closed_at(moment) != self._closed_at(self.replica_at):
            try:
                self._refresh()
                self.replica_at = moment
            except DHIS2_FAILS:
                assert night.at_all
        first = self._run_once(night, moment)
        self.model.run(first)
        if night.again:
            self.dhis2.faults.clear()
            self.model.run(self._run_again(night, first))

    def _closed_at(self, moment: float) -> set[Thing]:
        """All that a refresh of the org units can find changed."""
        return {thing for thing in self.script.world(moment) if thing[0] == "closed"}

    def _run_once(self, night: Night, moment: float) -> Run:
        self.runs += 1
        run_id = f"run-{self.runs}"
        is_rough = bool(night.at_reading or night.killed_at or night.late)
        is_dark = any(t.times is None and t.method == "*" for t in night.at_sending)
        world = self.script.world(moment + 0.5)
        run = Run(
            night.number, moment, moment + 0.5,
            is_planned=not night.at_all,
            reaches=not is_dark,
            is_smooth=not (is_rough or night.at_sending or _blurs(world)),
        )  # fmt: skip
        self._add(night.at_snapshot)
        self._push(night, run_id, run, is_first=True)
        return run

    def _run_again(self, night: Night, first: Run) -> Run:
        """A second run; under the same id it leaves alone what the first one dealt with."""
        moment, sending = night.number + 0.6, night.number + 0.7
        is_same = night.again == "clear"
        self.runs += not is_same
        calm = Night(night.number, night.frozen_days)
        is_fresh = not is_same or not (first.is_planned and first.reaches)
        self._tell_dhis2(moment)
        run = Run(
            night.number, moment, sending,
            is_smooth=is_fresh and not _blurs(self.script.world(sending)),
            counts=night.again != "past",
        )  # fmt: skip
        self._push(calm, f"run-{self.runs}", run)
        return run

    def _push(self, night: Night, run_id: str, run: Run, *, is_first: bool = False) -> None:
        """One run as Airflow makes it: each task has a second try, and a failure stops the next."""
        pipeline, dhis2 = self.pipeline, self.client
        try:
            snapshot = _tried_twice(
                lambda: take_metadata_snapshot(
                    pipeline, dhis2, SETTINGS, now=self.dhis2.clock.now()
                )
            )
            batches = plan_push(
                pipeline, SETTINGS, snapshot, night=_night_date(run.night - (not run.counts)),
                run_id=run_id, counts_attempts=run.counts,
            )  # fmt: skip
        except DHIS2_FAILS:
            return
        if is_first:
            self._check_holds(run)
        self._tell_dhis2(run.sent_at)
        self.dhis2.faults.clear()
        self._add(night.at_sending)
        self.wire.begin(killed_at=night.killed_at, late=night.late)
        try:
            # All of them, also after one that failed, as mapped tasks run.
            results = [self._send(run_id, batch["number"]) for batch in batches]
            is_done = all(results)
            self.wire.finish()
            self._add(night.at_reading)
            try:
                _tried_twice(lambda: read_back(pipeline, dhis2, run_id=run_id))
            except DHIS2_FAILS:
                is_done = False
            if is_done:
                finish_run(pipeline, run_id=run_id)
        except Killed:
            self.wire.finish()

    def _send(self, run_id: str, number: int) -> bool:
        try:
            _tried_twice(
                lambda: push_batch(
                    self.pipeline,
                    self.client,
                    self.settings,
                    number,
                    run_id=run_id,
                    pause=lambda _seconds: None,
                )
            )
        except DHIS2_FAILS:
            return False
        return True

    def _add(self, troubles: Sequence[Trouble]) -> None:
        for trouble in troubles:
            self.dhis2.faults.add(
                trouble.kind, method=trouble.method, skip=trouble.skip, times=trouble.times,
                commits=trouble.commits,
            )  # fmt: skip

    # What is seen

    def _check(self, night: Night) -> None:
        self.dhis2.faults.clear()
        seen = self._seen()
        self.wrong += [f"night {night.number}: {line}" for line in self.model.see(seen)]
        posted = {record for record, (state, _) in seen.items() if state == "posted"}
        for record in posted - self.posted:
            if not self._is_held(record):
                self.wrong.append(f"night {night.number}: {record} posted, but DHIS2 lacks it")
        self.posted = posted
        twice = self.vlmis.rows(
            "select day, store_id, product_id, night from vlmis.delivery_attempt"
            " group by day, store_id, product_id, night having count(*) > 1"
        )
        self.wrong += [f"night {night.number}: two attempts {row}" for row in twice]
        if self.wrong:
            raise AssertionError("\n".join([f"seed {self.script.seed}", *self.wrong[:12]]))

    def _seen(self) -> dict[Record, tuple[str, int]]:
        rows = self.vlmis.rows(
            "select day, store_id, product_id, state, attempts from vlmis.delivery"
        )
        stores, products = self.frozen.store_ids, self.frozen.product_ids
        return {
            ((day - country.FIRST).days, stores[store], products[product]): (str(state), attempts)
            for day, store, product, state, attempts in rows
        }

    def _is_held(self, record: Record) -> bool:
        """Whether DHIS2 holds all nine values, under the code of now or of before."""
        day, store, product = record
        return any(
            all(
                (row := self.dhis2.store.get(f"{day_of(day):%Y%m%d}", unit_uid(store), cell))
                and row.value == value and not row.is_deleted
                for value, cell in zip(self.frozen.values[record], _cells(element), strict=True)
            )
            for element in (element_uid(product), element_uid(product, second=True))
        )  # fmt: skip

    def _check_holds(self, run: Run) -> None:
        """What preflight found wrong is what people had made wrong, for every record that waits."""
        of_place: dict[tuple[int | None, int | None, int | None], set[str]] = {}
        for code, store, product, day in self.vlmis.rows(
            "select reason_code, store_id, product_id, day from vlmis.delivery_hold"
            " where ended_night is null and not is_from_answer"
        ):
            number = None if day is None else (day - country.FIRST).days
            place = (number, self.frozen.store_ids.get(store), self.frozen.product_ids.get(product))
            of_place.setdefault(place, set()).add(str(code))
        for record in self.model.waiting():
            day, store, product = record
            seen = set().union(
                *(
                    of_place.get((d, s, p), ())
                    for d in (day, None) for s in (store, None) for p in (product, None)
                )
            )  # fmt: skip
            wrong = self.model.see_reasons(record, run, seen)
            if wrong:
                self.wrong.append(f"night {run.night}: {wrong}")

    def _check_the_end(self) -> None:
        """All is posted; DHIS2 holds what was frozen, all of it, and nothing else."""
        expected = {
            (f"{day_of(day):%Y%m%d}", unit_uid(store), cell): value
            for (day, store, product), nine in self.frozen.values.items()
            for element in (element_uid(product), element_uid(product, second=True))
            for value, cell in zip(nine, _cells(element), strict=True)
        }
        for key, row in self.dhis2.store.rows():
            if not row.is_deleted and expected.get(key) != row.value:
                self.wrong.append(f"at the end: DHIS2 holds {key}: {row}")
        states = self.vlmis.rows("select state, count(*) from vlmis.delivery group by state")
        if states != [("posted", len(self.frozen.values))]:
            self.wrong.append(f"at the end: {states}, not {len(self.frozen.values)} posted")
        assert not self.wrong, "\n".join([f"seed {self.script.seed}", *self.wrong[:12]])


def _blurs(world: frozenset) -> bool:
    """Mistakes made after the snapshot that leave an outcome unclear, for others too."""
    return any(thing[0] in ("zeros_dropped", "no_read") for thing in world)


def _cells(element: str) -> list[tuple[str, str, str]]:
    return [(element, country.combo_uid(n), DEFAULT_OPTION_COMBO) for n in range(9)]


def _night_date(number: int) -> date:
    return country.FIRST + timedelta(days=number)


def _tried_twice(task: Callable[[], Answer]) -> Answer:
    try:
        return task()
    except TransientError:
        return task()
