"""Each DAG run from its first task to its last, over a real ledger and a DHIS2 stand-in."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from airflow.dag_processing.dagbag import DagBag
from airflow.models.asset import AssetEvent
from airflow.models.dagrun import DagRun
from airflow.sdk.definitions.mappedoperator import MappedOperator
from airflow.utils.session import create_session
from pydantic import SecretStr
from sqlalchemy import make_url, select

from sandbox.demo.ledger import upsert_stores_and_products
from sandbox.stand_in.country import SERVICE_USER, national_country
from sandbox.stand_in.dhis2 import Dhis2
from sandbox.stand_in.server import running
from tests.conftest import CHECKOUT
from tests.dags.conftest import FIRST_DAY
from tests.support.command import use_database
from tests.support.postgres import TestDatabase
from tests.support.sinks import HookSink, MailSink
from tests.support.tiny_ledger import make_live
from vlmis_airflow.connections import postgres_connection
from vlmis_airflow.defaults import SETTINGS
from vlmis_core.database.roles import PIPELINE
from vlmis_core.delivery.production import switch_production_on
from vlmis_core.deployment import open_client
from vlmis_core.freeze.anchors import read_anchor
from vlmis_core.freeze.freeze_day import seal_day
from vlmis_core.freeze.go_live import go_live

FIRST = date.fromisoformat(FIRST_DAY)
RunDag = Callable[..., dict[str, set[str]]]

pytestmark = pytest.mark.usefixtures("airflow_database")


@pytest.fixture(scope="module")
def bag() -> DagBag:
    found = DagBag(CHECKOUT / "dags")
    for dag in found.dags.values():
        dag.deadline = None  # dag.test() of Airflow 3.3.2 cannot make a run that has one.
        for task in dag.tasks:  # What fails here fails at once; retries have a test of their own.
            if isinstance(task, MappedOperator):
                task.partial_kwargs["retries"] = 0
            else:
                task.retries = 0
    return found


@pytest.fixture
def run_dag(bag: DagBag, vlmis: TestDatabase, monkeypatch: pytest.MonkeyPatch) -> RunDag:
    """Run a DAG over the ledger of the test; returns task id → the states of its instances."""
    url = make_url(vlmis.url_of(PIPELINE))
    monkeypatch.setenv("AIRFLOW_CONN_VLMIS_DB", postgres_connection(url))

    def run(dag_id: str, due_at: datetime | None, **params: object) -> dict[str, set[str]]:
        ended: DagRun = bag.dags[dag_id].test(logical_date=due_at, run_conf=params)
        states: dict[str, set[str]] = {"run": {str(ended.state)}}
        for task in ended.get_task_instances():
            states.setdefault(task.task_id, set()).add(str(task.state))
        return states

    return run


class ReachableDhis2(Dhis2):
    """A stand-in that knows where it is reached."""

    base_url = ""


@pytest.fixture
def dhis2(monkeypatch: pytest.MonkeyPatch) -> Iterator[ReachableDhis2]:
    """A stand-in with the national country, which the connection leads to."""
    server = ReachableDhis2()
    national_country(server)
    with running(server) as base_url:
        connection = {
            "conn_type": "dhis2",
            "host": base_url,
            "login": SERVICE_USER.username,
            "password": SERVICE_USER.password,
        }
        monkeypatch.setenv("AIRFLOW_CONN_DHIS2_DEFAULT", json.dumps(connection))
        server.base_url = base_url
        yield server


def due(day: date) -> datetime:
    """When the run that freezes ``day`` is due (the country lies on UTC)."""
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), UTC).replace(
        hour=23, minute=59
    )


def frozen(vlmis: TestDatabase) -> list[date]:
    return [
        row[0]
        for row in vlmis.rows("select day from vlmis.stock_day where state = 'frozen' order by day")
    ]


class TestEodFreeze:
    def test_a_run_freezes_the_day_before_its_own(self, vlmis, run_dag: RunDag) -> None:
        make_live(vlmis.recorder, vlmis.pipeline, FIRST, days=2)
        states = run_dag("eod_freeze", due(FIRST))
        assert states["run"] == states["freeze_chunk"] == states["seal_day"] == {"success"}
        assert frozen(vlmis)[-1] == FIRST
        assert vlmis.value("select closing from vlmis.eod_row order by day desc limit 1") == 990

    def test_the_event_of_a_frozen_day_keeps_its_anchor(self, vlmis, run_dag: RunDag) -> None:
        make_live(vlmis.recorder, vlmis.pipeline, FIRST, days=2)
        run_dag("eod_freeze", due(FIRST))
        with create_session() as session:
            newest = session.scalars(select(AssetEvent).order_by(AssetEvent.id.desc())).first()
        assert newest is not None
        assert newest.extra == {"anchor": str(read_anchor(vlmis.pipeline, FIRST))}

    def test_a_frozen_day_run_again_changes_nothing_and_tells_nothing(
        self, vlmis, run_dag: RunDag
    ) -> None:
        make_live(vlmis.recorder, vlmis.pipeline, FIRST, days=1)
        stores_per_chunk = SETTINGS.stores_per_chunk
        seal_day(vlmis.pipeline, FIRST, run_id="by hand", stores_per_chunk=stores_per_chunk)
        before = vlmis.rows("select day, digest, frozen_at from vlmis.stock_day")
        run_dag("eod_freeze", due(FIRST))
        states = run_dag("eod_freeze", due(FIRST))
        assert states["run"] == {"success"}
        assert states["freeze_chunk"] == states["seal_day"] == {"skipped"}
        assert vlmis.rows("select day, digest, frozen_at from vlmis.stock_day") == before

    def test_a_day_before_the_first_is_left_alone(self, vlmis, run_dag: RunDag) -> None:
        make_live(vlmis.recorder, vlmis.pipeline, FIRST, days=1)
        assert run_dag("eod_freeze", due(FIRST - timedelta(days=1))) == {"run": {"success"}}
        assert frozen(vlmis) == [FIRST - timedelta(days=1)]

    def test_a_day_whose_day_before_is_open_fails_in_the_gate(self, vlmis, run_dag: RunDag):
        make_live(vlmis.recorder, vlmis.pipeline, FIRST, days=1)
        states = run_dag("eod_freeze", due(FIRST + timedelta(days=1)))
        assert states["run"] == states["check_day_may_be_frozen"] == {"failed"}
        assert states["seal_day"] == {"upstream_failed"}
        assert frozen(vlmis) == [FIRST - timedelta(days=1)]

    def test_a_country_without_stores_still_has_its_day(self, vlmis, run_dag: RunDag) -> None:
        go_live(vlmis.pipeline, first_day=FIRST, initial_stock=[], run_id="test")
        states = run_dag("eod_freeze", due(FIRST))
        assert states["freeze_chunk"] == {"skipped"}
        assert states["run"] == states["seal_day"] == {"success"}
        assert frozen(vlmis)[-1] == FIRST


class TestNotices:
    @pytest.mark.usefixtures("channels")
    def test_a_failed_night_reaches_a_mail_server_and_a_webhook_once(
        self, vlmis, run_dag: RunDag, mail: MailSink, hook: HookSink, monkeypatch
    ) -> None:
        use_database(vlmis, monkeypatch)
        make_live(vlmis.recorder, vlmis.pipeline, FIRST, days=1)
        states = run_dag("eod_freeze", due(FIRST + timedelta(days=1)))
        assert states["check_day_may_be_frozen"] == {"failed"}
        (letter,) = mail.received
        (posted,) = hook.received
        for text in (letter.text, posted["message"]):
            assert f"The stock day {FIRST + timedelta(days=1)} was not frozen." in text
            assert "https://vlmis.example.org/dags/eod_freeze/runs/" in text

    @pytest.mark.usefixtures("channels")
    def test_a_broken_channel_does_not_change_how_a_night_ends(
        self, vlmis, run_dag: RunDag, mail: MailSink, hook: HookSink, monkeypatch
    ) -> None:
        use_database(vlmis, monkeypatch)
        mail.refuses, hook.status = True, 500
        make_live(vlmis.recorder, vlmis.pipeline, FIRST, days=1)
        states = run_dag("eod_freeze", due(FIRST + timedelta(days=1)))
        assert states["run"] == states["check_day_may_be_frozen"] == {"failed"}
        assert run_dag("eod_freeze", due(FIRST))["run"] == {"success"}

    @pytest.mark.usefixtures("channels")
    def test_the_morning_ends_well_with_nothing_to_tell(self, vlmis, run_dag: RunDag) -> None:
        states = run_dag("daily_notices", datetime(2026, 3, 4, 6, tzinfo=UTC))
        assert states["run"] == {"success"}


class TestStockIndicators:
    @pytest.fixture
    def two_days(self, vlmis) -> list[date]:
        """Two frozen days after the initial stock."""
        make_live(vlmis.recorder, vlmis.pipeline, FIRST, days=2)
        days = [FIRST, FIRST + timedelta(days=1)]
        for day in days:
            seal_day(vlmis.pipeline, day, run_id="test", stores_per_chunk=100)
        return days

    def computed(self, vlmis) -> list[tuple]:
        return vlmis.rows("select day, computed_at from vlmis.indicator_day order by day")

    def test_a_run_computes_every_day_that_waits_and_the_next_one_nothing(
        self, vlmis, two_days, run_dag: RunDag
    ) -> None:
        assert run_dag("stock_indicators", None)["run"] == {"success"}
        computed = self.computed(vlmis)
        assert [day for day, _ in computed] == two_days
        assert run_dag("stock_indicators", None)["run"] == {"success"}
        assert self.computed(vlmis) == computed

    def test_by_hand_a_range_is_computed_again(self, vlmis, two_days, run_dag: RunDag) -> None:
        run_dag("stock_indicators", None)
        before = self.computed(vlmis)
        last = two_days[1].isoformat()
        states = run_dag("stock_indicators", None, first_day=last, last_day=last)
        assert states["run"] == {"success"}
        after = self.computed(vlmis)
        assert after[0] == before[0]
        assert after[1] > before[1]


class TestOrgUnitRefresh:
    def test_the_replica_becomes_the_tree_of_dhis2(self, vlmis, dhis2, run_dag: RunDag) -> None:
        states = run_dag("org_unit_refresh", datetime(2026, 3, 3, 19, tzinfo=UTC))
        assert set().union(*states.values()) == {"success"}
        assert vlmis.value("select count(*) from vlmis.org_unit where removed_at is null") == 247


class TestDhis2Push:
    NIGHT = datetime(2026, 3, 4, 20, tzinfo=UTC)

    @pytest.fixture
    def frozen_day(self, vlmis, dhis2, run_dag: RunDag) -> date:
        """A frozen day with three records, at stores that are attached to org units of DHIS2."""
        day = datetime.now(UTC).date() - timedelta(days=2)  # DHIS2 closes older days.
        run_dag("org_unit_refresh", self.NIGHT)
        upsert_stores_and_products(vlmis.recorder)
        products = [row[0] for row in vlmis.rows("select code from vlmis.product limit 3")]
        stock = [("C4001", product, 100) for product in products]
        go_live(vlmis.pipeline, first_day=day, initial_stock=stock, run_id="test")
        seal_day(vlmis.pipeline, day, run_id="test", stores_per_chunk=100)
        return day

    def test_nothing_is_sent_before_a_person_has_allowed_it(
        self, frozen_day, dhis2, run_dag: RunDag
    ) -> None:
        states = run_dag("dhis2_push", self.NIGHT)
        assert states["run"] == states["check_production"] == {"failed"}
        assert states["read_back"] == states["delete_stale_values"] == {"skipped"}
        assert dhis2.store.count() == 0

    def test_nothing_is_sent_or_compared_where_production_is_off(
        self, frozen_day, dhis2, run_dag: RunDag, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(SETTINGS.__dict__, "production", False)
        states = run_dag("dhis2_push", self.NIGHT)
        assert states.pop("run") == states.pop("check_production") == {"success"}
        assert set().union(*states.values()) == {"skipped"}
        assert dhis2.store.count() == 0

    def test_nothing_is_compared_after_a_snapshot_that_failed(
        self, vlmis, frozen_day, dhis2, run_dag: RunDag
    ) -> None:
        self.allow(vlmis, dhis2, frozen_day)
        dhis2.faults.add("bad_gateway", method="GET", path="dataSets", times=1)
        states = run_dag("dhis2_push", self.NIGHT)
        assert states["run"] == states["take_metadata_snapshot"] == {"failed"}
        assert states["read_back"] == {"skipped"}

    def test_what_is_frozen_is_sent_read_back_and_not_sent_again(
        self, vlmis, frozen_day, dhis2, run_dag: RunDag
    ) -> None:
        self.allow(vlmis, dhis2, frozen_day)
        states = run_dag("dhis2_push", self.NIGHT)
        assert set().union(*states.values()) == {"success"}
        assert dhis2.store.count() == 9 * 3
        assert vlmis.rows("select state::text, count(*) from vlmis.delivery group by state") == [
            ("posted", 3)
        ]
        requests = vlmis.value("select count(*) from vlmis.push_request")
        states = run_dag("dhis2_push", self.NIGHT + timedelta(days=1))
        assert states["push_batch"] == {"skipped"}
        assert states["run"] == states["read_back"] == states["summarise_push"] == {"success"}
        assert vlmis.value("select count(*) from vlmis.push_request") == requests

    def allow(self, vlmis: TestDatabase, dhis2: ReachableDhis2, push_from: date) -> None:
        password = SecretStr(SERVICE_USER.password)
        settings = SETTINGS.model_copy(
            update={
                "dhis2_url": dhis2.base_url,
                "dhis2_username": SERVICE_USER.username,
                "dhis2_password": password,
            }
        )
        client = open_client(settings)
        switch_production_on(
            vlmis.recorder,
            client,
            by="test",
            push_from=push_from,
            home=SETTINGS.home,
            now=datetime.now(UTC),
        )
