"""What Home shows to whom: a block for each thing that a person is responsible for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from vlmis_airflow.dag_runs import DagHistory
from vlmis_airflow.web.pages.recording.kinds import FORMS, FormKind, obstacle_of
from vlmis_core.accounts.person import Person
from vlmis_core.accounts.roles import Action, Role
from vlmis_core.database import Database
from vlmis_core.delivery.last_night import LastNight, report_last_night
from vlmis_core.errors import NotLiveError
from vlmis_core.freeze.stock_days import StockDays, report_stock_days
from vlmis_core.indicators.compute_indicators import ComputedDays, read_computed_days
from vlmis_core.ledger.calendar import local_date
from vlmis_core.ledger.frozen_days import read_frozen_days
from vlmis_core.ledger.list_own_entries import OwnEntry, list_own_entries
from vlmis_core.ledger.receipts import WaitingReceipts, count_waiting_receipts, overdue_before
from vlmis_core.ledger.recording_store import (
    RecordingStore,
    find_recording_store,
    list_recording_stores,
)
from vlmis_core.ledger.returns import list_waiting_returns
from vlmis_core.operations.check_result import CheckResult
from vlmis_core.operations.doctor import check_closing
from vlmis_core.operations.setup_gaps import SetupGaps, report_setup_gaps
from vlmis_core.reports.expiring_lots import ExpiringLot, ExpiringProduct, report_expiring_lots
from vlmis_core.reports.late_stores import LateStores, report_late_stores
from vlmis_core.reports.report_filter import ReportFilter
from vlmis_core.reports.stock_now import HeldProduct, report_stock_now
from vlmis_core.reports.stock_overview import StockOverview, report_stock_overview
from vlmis_core.settings import Settings
from vlmis_core.stores.find_stores import FoundStore, VisibleStoreIds

RUN_DAYS = 14
"""Days of runs that a data engineer sees."""
ReadDags = Callable[[datetime], Sequence[DagHistory]]
"""Reads the DAGs with their runs since an instant."""
_MOST_STORES = 3
"""Own stores whose stock Home shows; of more, the others are links."""
_MOST_LINES = 10
"""Lines of a short list; the page behind it has all of them."""


@dataclass(frozen=True, slots=True)
class Visit:
    """Who opens Home of which deployment, and when."""

    person: Person
    settings: Settings
    now: datetime

    @property
    def today(self) -> date:
        """Return the country's calendar day."""
        return local_date(self.now, self.settings.zone)


def ledger_is_live(database: Database) -> bool:
    """Tell whether the ledger has a first day; before that no store has any stock."""
    with database.transaction() as tx:
        try:
            read_frozen_days(tx)
        except NotLiveError:
            return False
    return True


@dataclass(frozen=True, slots=True)
class KeptStore:
    """One store of a store keeper: what it holds, and what waits there."""

    store: RecordingStore
    forms: list[FormKind]
    held: list[HeldProduct]
    returns_to_confirm: int
    entries: list[OwnEntry]
    """What the person recorded today, newest first."""


@dataclass(frozen=True, slots=True)
class KeeperBlock:
    """The morning of a store keeper; ``others`` are own stores that have no room here."""

    receipts: WaitingReceipts
    limits_of: date | None
    stores: list[KeptStore]
    others: list[FoundStore]
    expiring: list[ExpiringLot]
    horizon_days: int


def keeper_block(database: Database, visit: Visit) -> KeeperBlock | None:
    """Read the stores of a keeper, once the ledger is live; None: the person keeps none."""
    person, settings, today = visit.person, visit.settings, visit.today
    own = person.store_ids if Role.STORE_KEEPER in person.roles else frozenset()
    if not own:
        return None
    found = list_recording_stores(database, own, line_count=_MOST_STORES + 50)
    shown, others = found[:_MOST_STORES], found[_MOST_STORES:]
    stock = report_stock_now(database, [store.store_id for store in shown], today=today)
    midnight = datetime.combine(today, time(), tzinfo=settings.zone)
    stores = []
    for each in shown:
        store = find_recording_store(database, each.code)
        assert store is not None
        entries = list_own_entries(
            database, store.store_id, recorded_by=person.username, since=midnight, today=today
        )
        waiting = list_waiting_returns(database, store.store_id)
        stores.append(
            KeptStore(
                store=store,
                forms=[form for form in FORMS.values() if not obstacle_of(form, store)],
                held=stock.of_store(store.code),
                returns_to_confirm=sum(line.parent_store_id == store.store_id for line in waiting),
                entries=entries,
            )
        )
    return KeeperBlock(
        receipts=count_waiting_receipts(
            database,
            store_ids=own,
            sent_before=overdue_before(today, settings.receipt_days),
        ),
        limits_of=stock.limits_of,
        stores=stores,
        others=others,
        expiring=_expiring(database, own, visit, line_count=_MOST_LINES)[1],
        horizon_days=settings.expiry_horizon_days,
    )


@dataclass(frozen=True, slots=True)
class AdministratorBlock:
    """The morning of an administrator: what the last night left, and what is not set up."""

    night: LastNight
    gaps: SetupGaps
    conflicts_shown: int = _MOST_LINES


def administrator_block(
    recorder: Database, pipeline: Database, visit: Visit
) -> AdministratorBlock | None:
    """Read what an administrator decides about; None: the person is none."""
    if not visit.person.may(Action.CHANGE_SETTINGS):
        return None
    return AdministratorBlock(report_last_night(pipeline), report_setup_gaps(recorder))


@dataclass(frozen=True, slots=True)
class EngineerBlock:
    """The morning of a data engineer; ``days`` and ``computed`` None: the ledger is not live."""

    dags: Sequence[DagHistory]
    days: StockDays | None
    computed: ComputedDays | None
    closing: CheckResult

    @property
    def age_days(self) -> int:
        """Return how many days the newest frozen day is behind the newest one that is due."""
        return max((self.days.newest_due - self.days.newest_frozen).days, 0) if self.days else 0


def engineer_block(
    pipeline: Database, read_dags: ReadDags, visit: Visit, *, is_live: bool
) -> EngineerBlock | None:
    """Read the runs of the last 14 days; None: the person operates no runs."""
    if not visit.person.may(Action.OPERATE_RUNS):
        return None
    return EngineerBlock(
        dags=read_dags(visit.now - timedelta(days=RUN_DAYS)),
        days=report_stock_days(pipeline, now=visit.now, zone=visit.settings.zone, day_count=1)
        if is_live
        else None,
        computed=read_computed_days(pipeline) if is_live else None,
        closing=check_closing(pipeline, now=visit.now),
    )


@dataclass(frozen=True, slots=True)
class OverviewBlock:
    """The morning of who answers for many stores; ``stock`` None: no day is computed yet."""

    stock: StockOverview | None
    late: LateStores | None
    expiring: list[ExpiringProduct]
    horizon_days: int


def overview_block(database: Database, visit: Visit) -> OverviewBlock | None:
    """Read the stores that a person may see; None: they see no store but those that they keep."""
    person = visit.person
    visible = person.stores_for(Action.READ_REPORTS)
    if visible is not None and not visible - (person.stores_for(Action.RECORD) or frozenset()):
        return None
    return OverviewBlock(
        stock=report_stock_overview(database, visible),
        late=report_late_stores(database, visible, line_count=_MOST_LINES),
        expiring=_expiring(database, visible, visit, line_count=0)[0],
        horizon_days=visit.settings.expiry_horizon_days,
    )


def _expiring(
    database: Database, visible: VisibleStoreIds, visit: Visit, *, line_count: int
) -> tuple[list[ExpiringProduct], list[ExpiringLot]]:
    return report_expiring_lots(
        database,
        ReportFilter(visible_store_ids=visible),
        today=visit.today,
        horizon_days=visit.settings.expiry_horizon_days,
        line_count=line_count,
    )
