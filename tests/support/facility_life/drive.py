"""Play a year of facility life against the real services, a PostgreSQL and the DHIS2 stand-in."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import requests
from sqlalchemy import create_engine

from sandbox.stand_in.data_values import Key, Row
from sandbox.stand_in.dhis2 import VERSION_242, VERSION_243, Dhis2
from sandbox.stand_in.schema import DEFAULT_OPTION_COMBO
from tests.support.delivery import evening, production
from tests.support.dhis2 import client_of
from tests.support.facility_life.model import CENTRAL, Model
from tests.support.facility_life.script import FACILITIES, PRODUCTS, Act, Script
from tests.support.facility_life.senders import Senders
from tests.support.facility_life.world import change_dhis2, render
from tests.support.postgres import TestDatabase
from tests.support.season import country
from tests.support.season.country import combo_uid, day_of, element_uid
from tests.support.season.script import Shape
from tests.support.season.wire import Wire
from vlmis_core.database import Database
from vlmis_core.database.roles import PIPELINE, RECORDER
from vlmis_core.delivery import push
from vlmis_core.delivery.finish_run import finish_run
from vlmis_core.delivery.requeue_records import RequeueChoice, requeue_records
from vlmis_core.errors import PermanentError
from vlmis_core.freeze.freeze_day import seal_day
from vlmis_core.freeze.go_live import go_live
from vlmis_core.org_units.refresh_org_units import apply_org_units, read_org_units
from vlmis_core.settings import Settings
from vlmis_core.stores.attach_stores import attach_org_unit
from vlmis_core.stores.reattach_store import reattach_store

SETTINGS = Settings(data_set="SEASON", push_from=country.FIRST, values_per_request=900)
Record = tuple[int, int, int]
"""Day, facility, product, each by its number."""


class FacilityLife:
    """One year under way; ``wrong`` names every deviation from the model."""

    def __init__(self, vlmis: TestDatabase, script: Script, folder: Path) -> None:
        self.vlmis, self.script = vlmis, script
        self.pipeline = Database(create_engine(vlmis.url_of(PIPELINE)))
        self.recorder = Database(create_engine(vlmis.url_of(RECORDER)))
        self.model = Model()
        version = VERSION_243 if script.seed % 2 else VERSION_242
        self.dhis2 = Dhis2(version=version, now=evening(day_of(0)))
        country.found(self.dhis2)
        country.render(self.dhis2, Shape(FACILITIES, PRODUCTS), frozenset())
        self.dhis2.metadata.of("organisationUnits").clear()
        self.dhis2.metadata.of("dataSets")[country.DATA_SET]["organisationUnits"] = []
        render(self.dhis2, tuple(self.model.world.units.values()))
        self.wire = Wire(self.dhis2)
        session = requests.Session()
        session.trust_env = False
        session.mount("http://", self.wire)
        self.client = client_of(
            "http://dhis2.test", country.USERNAME, country.PASSWORD, session=session
        )
        self.wrong: list[str] = []
        self.acts: list[Act] = []
        self.senders = Senders(self.recorder, self.model, folder)
        self.frozen: dict[Record, tuple[str, ...]] = {}
        self.night = 0
        self.refresh()
        self.settings = production(vlmis, self.client, SETTINGS)
        self.facility_of = self._found_stores()

    def _found_stores(self) -> dict[int, int]:
        """Make the stores and their first stock; store id → facility."""
        add = (
            "insert into vlmis.store (code, name, org_unit_uid, supplier_store_id) values (:code,"
            " :name, :uid, (select store_id from vlmis.store where supplier_store_id is null))"
        )
        self.vlmis.execute(add, code=CENTRAL, name="Central store", uid=None)
        for _, code, name, uid in self.model.stores():
            self.vlmis.execute(add, code=code, name=name, uid=uid)
        for number in range(PRODUCTS):
            self.vlmis.execute(
                "insert into vlmis.product (code, name, hmis_code) values (:code, :code, :uid)",
                code=f"P{number}",
                uid=element_uid(number),
            )
        # So different that the values of one facility are never those of another one.
        stores = {CENTRAL: 1_000_000}
        stores |= {code: 10_000 * (n + 1) for n, code in self.model.code_of.items()}
        stock = [
            (store, f"P{number}", quantity + 1_000 * number)
            for store, quantity in stores.items()
            for number in range(PRODUCTS)
        ]
        go_live(self.pipeline, first_day=country.FIRST, initial_stock=stock, run_id="go-live")
        return {
            self.vlmis.store_id(code): facility for facility, code in self.model.code_of.items()
        }

    # The year

    def play(self) -> None:
        """All nights; at the end everything is sent once more, and DHIS2 holds it."""
        try:
            for night in self.script.nights:
                self.begin_night(night.number)
                self._act(night.acts)
                for change in night.changes:
                    self.model.world.apply(change)
                    change_dhis2(self.dhis2, change)
                early = [each for each in night.sendings if not each.is_after_refresh]
                self.wrong += self.senders.send(early, self.now)
                self.refresh()
                late = [each for each in night.sendings if each.is_after_refresh]
                self.wrong += self.senders.send(late, self.now)
                self.push()
                self.freeze()
                self._check()
            self._finish()
        finally:
            self.wire.close()
            self.pipeline.dispose()
            self.recorder.dispose()

    def _finish(self) -> None:
        for number in range(len(self.script.nights), len(self.script.nights) + 3):
            self.begin_night(number)
            self._act([Act("resend", facility) for facility in self.model.unit_of])
            self.refresh()
            self.push()
            self.freeze()
            self._check()
        self._check_the_end()

    @property
    def today(self) -> date:
        """The date of this night."""
        return day_of(self.night)

    @property
    def now(self) -> datetime:
        """In the afternoon."""
        return datetime.combine(self.today, time(15), tzinfo=UTC)

    def begin_night(self, number: int) -> None:
        """Set the clocks."""
        self.night = number
        self.dhis2.clock.set(evening(self.today))

    def refresh(self) -> None:
        """Refresh the org units; a person accepts whatever is lost."""
        reading = read_org_units(self.pipeline, self.client, now=self.now)
        apply_org_units(
            self.pipeline, reading, accept_removals=True, now=self.now, today=self.today
        )
        self.model.refresh(self.today)

    def freeze(self) -> None:
        """Freeze the day before this one."""
        if self.night == 0:
            return
        day = self.today - timedelta(days=1)
        seal_day(self.pipeline, day, run_id=f"freeze-{day}", stores_per_chunk=500)
        rows = self.vlmis.rows(
            "select store_id, substr(p.code, 2)::int, opening, arrivals + requisitions_received,"
            " returns_in, returns_out, distributions_out, dispensing, wastage, count_adjustment,"
            " closing from vlmis.eod_row join vlmis.product p using (product_id) where day = :day",
            day=day,
        )
        for store_id, product, *nine in rows:
            if store_id in self.facility_of:
                record = (self.night - 1, self.facility_of[store_id], product)
                self.frozen[record] = tuple(str(int(value)) for value in nine)

    # What persons do

    def _act(self, acts: Sequence[Act]) -> None:
        """Do what can be done by now of what was to be done, in its order for each facility."""
        waiting: list[Act] = []
        to_do = [*self.acts, *acts]
        for number, act in enumerate(to_do, start=1):
            is_next = all(each.facility != act.facility for each in waiting)
            if not (is_next and (self._is_overtaken(act, to_do[number:]) or self._done(act))):
                waiting.append(act)
        self.acts = waiting

    def _is_overtaken(self, act: Act, later: Sequence[Act]) -> bool:
        """Whether its org unit was removed again, and the facility has got another one since."""
        return act.uid not in {"", *self.model.world.units} and any(
            each.facility == act.facility and each.uid not in {"", act.uid} for each in later
        )

    def _done(self, act: Act) -> bool:
        if act.kind == "resend":
            if act.facility in self.model.unit_of:
                self._resend(act)
            return True
        if act.facility not in self.model.unit_of:
            return self._attach(act)
        if act.uid not in self.model.usable:
            return False
        code = self.model.code_of[act.facility]
        reattach_store(self.recorder, code, act.uid, reason="it is there now", today=self.today)
        self.model.reattach(act.facility, act.uid, self.today)
        return True

    def _attach(self, act: Act) -> bool:
        if not self.model.may_attach(act.uid):
            return False
        attach_org_unit(self.recorder, act.uid, supplier_code=CENTRAL)
        self.model.attach(act.facility, act.uid, self.today)
        store_id = self.vlmis.store_id(self.model.code_of[act.facility])
        self.facility_of[store_id] = act.facility
        return True

    def _resend(self, act: Act) -> None:
        choice = RequeueChoice(
            store_code=self.model.code_of[act.facility],
            first_day=country.FIRST,
            last_day=self.today,
            posted=True,
            delete_old=act.deletes_old,
        )
        with suppress(PermanentError):  # Nothing was ever sent.
            requeue_records(self.vlmis.recorder, choice, by="tester", reason="again", now=self.now)

    # The push

    def push(self) -> None:
        """Push as the DAG does; whatever it changes in DHIS2 must be right."""
        run_id = f"push-{self.night}"
        before = dict(self.dhis2.store.rows())
        snapshot = push.take_metadata_snapshot(self.pipeline, self.client, SETTINGS, now=self.now)
        batches = push.plan_push(self.pipeline, SETTINGS, snapshot, night=self.today, run_id=run_id)
        for batch in batches:
            push.push_batch(
                self.pipeline, self.client, self.settings, batch["number"], run_id=run_id
            )
        push.read_back(self.pipeline, self.client, SETTINGS, run_id=run_id, now=self.now)
        finish_run(self.pipeline, run_id=run_id)
        self._check_what_was_sent(before)
        push.delete_stale_values(self.pipeline, self.client, self.settings, run_id=run_id)

    def _check_what_was_sent(self, before: dict[Key, Row]) -> None:
        """Each value is that of the facility whose store has the org unit now."""
        expected = self._values_at({f: {uid} for f, uid in self.model.unit_of.items()})
        for key, row in self.dhis2.store.rows():
            if before.get(key) != row and row.value not in expected.get(key, ()):
                self.wrong.append(f"sent to {key}: {row.value}, expected {expected.get(key)}")

    def _values_at(self, units: dict[int, set[str]]) -> dict[Key, set[str]]:
        """The values that DHIS2 may hold if each facility's records are at these org units."""
        found: dict[Key, set[str]] = {}
        for (day, facility, product), nine in self.frozen.items():
            for uid in units[facility]:
                for number, value in enumerate(nine):
                    cell = (element_uid(product), combo_uid(number), DEFAULT_OPTION_COMBO)
                    found.setdefault(Key(f"{day_of(day):%Y%m%d}", uid, cell), set()).add(value)
        return found

    # What is seen

    def _check(self) -> None:
        self._check_stores()
        self._check_movements()
        self._check_delays()
        self._stop_if_wrong()

    def _stop_if_wrong(self) -> None:
        if self.wrong:
            where = f"seed {self.script.seed}, night {self.night}"
            raise AssertionError("\n".join([where, *self.wrong[:12]]))

    def _check_stores(self) -> None:
        rows = self.vlmis.rows("select store_id, code, name, org_unit_uid from vlmis.store")
        seen = {
            (self.facility_of[store_id], *rest)
            for store_id, *rest in rows
            if store_id in self.facility_of
        }
        expected = {*self.model.stores()}
        self.wrong += [f"store {each} is unexpected" for each in sorted(seen - expected)]
        self.wrong += [f"store {each} is missing" for each in sorted(expected - seen)]

    def _check_movements(self) -> None:
        """Every movement is at the facility that was meant, and none is too many or missing."""
        rows = self.vlmis.rows("select source_key, store_id from vlmis.movement")
        seen = {
            key: self.facility_of[store_id]
            for key, store_id in rows
            if store_id in self.facility_of
        }
        for key in sorted({*seen, *self.senders.meant}):
            if seen.get(key) != self.senders.meant.get(key):
                where = f"is at {seen.get(key)}, meant for {self.senders.meant.get(key)}"
                self.wrong.append(f"movement {key} {where}")

    def _check_delays(self) -> None:
        """Whatever was frozen before is posted, unless its facility cannot be sent to."""
        rows = self.vlmis.rows(
            "select day - cast(:first as date), store_id, product_id, delivery.state"
            " from vlmis.eod_row left join vlmis.delivery using (day, store_id, product_id)"
            " where day between :first and :last and state is distinct from 'posted'"
            " order by day, store_id, product_id",
            first=country.FIRST,
            last=self.today - timedelta(days=2),
        )
        for day, store_id, product_id, state in rows:
            facility = self.facility_of.get(store_id)
            if facility is not None and self.model.can_be_sent(facility):
                self.wrong.append(f"facility {facility}, day {day}, {product_id}: {state}")

    def _check_the_end(self) -> None:
        """All is posted, and DHIS2 holds it; elsewhere only what was left at former org units."""
        # A new facility is no store as long as its code is not its own.
        assert all(act.facility not in self.model.unit_of for act in self.acts), self.acts
        newest = self.night - 2
        held = {
            key: row.value
            for key, row in self.dhis2.store.rows()
            # What was stored at an org unit that is gone is seen by nobody.
            if not row.is_deleted and key.org_unit in self.model.world.units
        }
        present = self._values_at({f: {uid} for f, uid in self.model.unit_of.items()})
        for key, values in present.items():
            if key.period <= f"{day_of(newest):%Y%m%d}" and held.get(key) not in values:
                self.wrong.append(f"at the end: {key} is {held.get(key)}, not {values}")
        ever = self._values_at(self.model.units_ever)
        for key, value in held.items():
            if value not in ever.get(key, ()):
                self.wrong.append(f"at the end: {key} is {value}, not {ever.get(key)}")
        self._stop_if_wrong()
