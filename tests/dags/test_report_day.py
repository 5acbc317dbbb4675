"""Which day a run is about, on days when clocks change and on both sides of UTC."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pendulum
import pytest
from airflow.sdk.exceptions import AirflowSkipException
from airflow.timetables.base import TimeRestriction
from airflow.timetables.trigger import CronTriggerTimetable

from tests.support.codes import raises_code
from vlmis_airflow.report_day import first_run, night, report_day
from vlmis_core.errors import SettingsError
from vlmis_core.ledger.calendar import day_to_freeze, freezes_at
from vlmis_core.settings import Settings

ZONES = (
    "Africa/Abidjan",
    "Africa/Cairo",  # Summer time; clocks change at midnight.
    "America/Port-au-Prince",  # West of UTC: 23:59 is the next day there. Summer time.
    "America/Asuncion",
    "Asia/Kathmandu",  # A quarter of an hour off.
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
)


def ticks(zone: str, first_day: date, count: int) -> list[datetime]:
    """The instants at which Airflow's own timetable lets eod_freeze run."""
    settings = Settings(first_day=first_day, time_zone=zone)
    timetable = CronTriggerTimetable("59 23 * * *", timezone=pendulum.timezone(zone))
    restriction = TimeRestriction(earliest=first_run(settings), latest=None, catchup=True)
    found: list[datetime] = []
    last = None
    for _ in range(count):
        info = timetable.next_dagrun_info(
            last_automated_data_interval=last, restriction=restriction
        )
        assert info is not None
        last = info.data_interval
        assert info.logical_date is not None
        found.append(info.logical_date)
    return found


@pytest.mark.parametrize("zone", ZONES)
def test_a_year_of_runs_reports_every_day_once_and_in_order(zone: str) -> None:
    first_day = date(2026, 1, 1)
    days = [day_to_freeze(tick, pendulum.timezone(zone)) for tick in ticks(zone, first_day, 365)]
    assert days == [first_day + timedelta(days=number) for number in range(365)]


def days_with_a_change_near_midnight(zone: ZoneInfo) -> list[date]:
    """The days of 2020 to 2035 whose 23:59 comes twice or not at all."""
    noons = [datetime(2020, 1, 1, 12, tzinfo=zone) + timedelta(days=n) for n in range(16 * 365)]
    offsets = [noon.utcoffset() for noon in noons]
    evenings = [
        noon.replace(hour=23, minute=59)
        for noon, offset, next_offset in zip(noons, offsets, offsets[1:], strict=False)
        if offset != next_offset
    ]
    return [due.date() for due in evenings if due.utcoffset() != due.replace(fold=1).utcoffset()]


def test_clocks_changed_near_midnight_lose_and_repeat_no_day_in_any_zone() -> None:
    zones = available_timezones()
    changes = {zone: days_with_a_change_near_midnight(ZoneInfo(zone)) for zone in zones}
    assert {"America/Nuuk", "Africa/Cairo", "Asia/Beirut"} <= {z for z in zones if changes[z]}
    for zone in zones:
        tz = pendulum.timezone(zone)
        for changed in changes[zone]:
            week = [changed + timedelta(days=number) for number in range(-4, 4)]
            due = ticks(zone, week[0], len(week))
            assert due == [freezes_at(day, tz).astimezone(UTC) for day in week], zone
            assert [day_to_freeze(tick, tz) for tick in due] == week, zone


@pytest.mark.parametrize("zone", ZONES)
def test_the_first_run_is_due_at_the_local_2359_of_the_day_after_the_first(zone: str) -> None:
    due = first_run(Settings(first_day=date(2026, 3, 2), time_zone=zone))
    assert due.date() == date(2026, 3, 3)
    assert due.time() == time(23, 59)
    assert due.timezone_name == zone


def test_the_run_of_an_hour_that_comes_twice_reports_the_day_before() -> None:
    cairo = pendulum.timezone("Africa/Cairo")
    # 29 October 2026 ends at 24:00, and its last hour comes a second time.
    for fold in (0, 1):
        due = datetime(2026, 10, 29, 23, 59, tzinfo=cairo, fold=fold)
        assert day_to_freeze(due.astimezone(UTC), cairo) == date(2026, 10, 28)


def test_without_a_first_day_there_is_no_first_run() -> None:
    with pytest.raises(SettingsError, match="VLMIS_FIRST_DAY"):
        first_run(Settings(first_day=None))


class Run:
    """As much of a DAG run as the question needs."""

    def __init__(self, logical_date: datetime | None, run_after: datetime | None = None) -> None:
        self.logical_date = logical_date
        self.run_after = run_after


@pytest.fixture
def running(monkeypatch: pytest.MonkeyPatch):
    def use(run: Run) -> None:
        monkeypatch.setattr(
            "vlmis_airflow.report_day.get_current_context", lambda: {"dag_run": run}
        )

    return use


def test_a_run_is_about_the_local_day_before_it_is_due(running) -> None:
    running(Run(datetime(2026, 3, 10, 23, 59, tzinfo=UTC)))
    assert report_day() == date(2026, 3, 9)


def test_a_run_for_a_day_before_the_first_is_skipped(running) -> None:
    running(Run(datetime(2026, 3, 2, 23, 59, tzinfo=UTC)))
    with pytest.raises(AirflowSkipException, match="before the first day, 2026-03-02"):
        report_day()


def test_a_run_without_a_logical_date_is_about_no_day(running) -> None:
    running(Run(None))
    with raises_code("run_has_no_stock_day"):
        report_day()


def test_a_push_counts_for_the_local_date_of_its_evening(running) -> None:
    running(Run(datetime(2026, 3, 10, 20, tzinfo=UTC), datetime(2026, 3, 12, tzinfo=UTC)))
    assert night() == date(2026, 3, 10)


def test_a_push_by_hand_counts_for_the_date_on_which_it_runs(running) -> None:
    running(Run(None, datetime(2026, 3, 12, 1, tzinfo=UTC)))
    assert night() == date(2026, 3, 12)
