"""A day that DHIS2 has opened again for one facility is sent for that facility alone."""

from datetime import date, timedelta
from typing import Any

import httpx
import pytest

from sandbox.stand_in import edits
from sandbox.stand_in.country import data_set_uid, org_unit_uid
from tests.support.delivery import FIRST_DAY, Delivery, both_importers
from tests.support.postgres import TestDatabase
from vlmis_core.delivery.issues import list_issues
from vlmis_core.delivery.next_push import preview_next_push
from vlmis_core.delivery.push_run import BatchContent
from vlmis_core.dhis2.lock_exceptions import LockException, read_lock_exceptions

ADMIN = ("admin", "district")


def lock_exception(delivery: Delivery, site: int, method: str = "POST") -> None:
    """The DHIS2 administrator opens the first day again for a site, or closes it (DELETE)."""
    params = {
        "ds": data_set_uid(),
        "pe": f"{FIRST_DAY:%Y%m%d}",
        "ou": org_unit_uid(delivery.sites[site]),
    }
    with httpx.Client(base_url=delivery.base_url, auth=ADMIN) as admin:
        admin.request(method, "/api/lockExceptions", params=params).raise_for_status()


def expire(delivery: Delivery, days: float = 1) -> None:
    """A day stays open for so many days after its end; with 1, the first day has expired."""
    edits.change(delivery.dhis2, "dataSets", data_set_uid(), {"expiryDays": days})


def reasons(vlmis: TestDatabase) -> list[tuple[str, str, int]]:
    return [(g.state, g.reason_code, g.records) for g in list_issues(vlmis.pipeline)]


@both_importers
@pytest.mark.sites(3)
def test_an_expired_day_is_sent_for_the_facility_for_which_it_is_open_again(
    delivery: Delivery, vlmis: TestDatabase
) -> None:
    expire(delivery)
    assert delivery.push().requests == 0
    assert reasons(vlmis) == [("held", "day_has_expired", 9)]
    lock_exception(delivery, 1)
    summary = delivery.push()
    assert (summary.posted, summary.refused, delivery.stored_as_frozen()) == (3, 0, 3)
    sent = "select distinct code from vlmis.delivery join vlmis.store using (store_id)"
    assert vlmis.rows(sent) == [(delivery.sites[1],)]
    assert reasons(vlmis) == [("held", "day_has_expired", 6)]
    assert delivery.attempts() == 0


@both_importers
def test_the_hold_of_a_facility_ends_with_its_exception_and_returns_without_it(
    delivery: Delivery, vlmis: TestDatabase
) -> None:
    expire(delivery)
    lock_exception(delivery, 0)
    delivery.plan()
    (day,) = preview_next_push(vlmis.pipeline, None).days
    assert (day.to_send, day.reopened, day.held) == (3, 3, 3)
    closing = {group.state: group.closes_at for group in list_issues(vlmis.pipeline)}
    assert closing["pending"] is None
    assert closing["held"] is not None
    lock_exception(delivery, 0, "DELETE")
    delivery.plan()
    (day,) = preview_next_push(vlmis.pipeline, None).days
    assert (day.to_send, day.reopened, day.held) == (0, 0, 6)


@both_importers
@pytest.mark.sites(3)
def test_what_is_closed_again_meanwhile_is_held_alone_and_costs_no_attempt(
    delivery: Delivery, vlmis: TestDatabase
) -> None:
    expire(delivery)
    lock_exception(delivery, 0)
    lock_exception(delivery, 1)
    plan = delivery.plan()
    lock_exception(delivery, 0, "DELETE")
    delivery.send(plan)
    assert delivery.read_back().posted == 3
    assert delivery.attempts() == 0
    assert reasons(vlmis) == [
        ("held", "day_has_expired", 3),
        ("held", "dhis2_refuses_day", 3),
    ]


@both_importers
@pytest.mark.sites(3)
def test_a_reopened_facility_is_in_no_request_with_others(
    delivery: Delivery, vlmis: TestDatabase
) -> None:
    """The day expires for the others between the snapshot and the sending."""
    expire(delivery, 2)
    lock_exception(delivery, 2)
    plan = delivery.plan()
    assert vlmis.count("select sum(record_count)::int from vlmis.push_batch") == 9
    delivery.dhis2.clock.set(delivery.dhis2.clock.now() + timedelta(hours=6))
    delivery.send(plan)
    assert delivery.read_back().posted == 3
    reopened = org_unit_uid(delivery.sites[2])
    ranges = vlmis.rows("select first_org_unit_uid, last_org_unit_uid from vlmis.push_request")
    assert [each for each in ranges if reopened in each] == [(reopened, reopened)]
    assert delivery.attempts() == 0


def test_what_is_reopened_is_not_warned_of(delivery: Delivery) -> None:
    expire(delivery, 3)
    edits.unassign_org_unit(delivery.dhis2, data_set_uid(), delivery.sites[0])
    assert [day.records for day in delivery.push().closing] == [3]
    lock_exception(delivery, 0)
    assert delivery.push().closing == ()


@pytest.mark.parametrize(("fault", "status"), [("not_found", "404"), ("forbidden", "403")])
def test_where_dhis2_tells_no_lock_exceptions_there_are_none_and_the_log_says_so_once(
    delivery: Delivery, fault: str, status: str, caplog: pytest.LogCaptureFixture
) -> None:
    expire(delivery)
    lock_exception(delivery, 0)
    delivery.dhis2.faults.add(fault, path="lockExceptions", times=None)
    assert delivery.push().requests == 0
    told = [record.message for record in caplog.records if "lock exceptions" in record.message]
    assert len(told) == 1
    assert status in told[0]


@pytest.mark.parametrize(
    ("entry", "day"),
    [
        ({"period": {"startDate": "2026-03-01T00:00:00.000"}}, FIRST_DAY),
        ({"period": {}, "name": "VLMIS daily stock (Site C1679, 20260301)"}, FIRST_DAY),
        ({"name": "VLMIS daily stock (Site (old) C1679, 2026-03-01)"}, FIRST_DAY),
        ({"period": {"startDate": "soon"}, "name": "no day"}, None),
    ],
)
def test_the_day_of_an_exception_is_read_in_every_form(
    entry: dict[str, Any], day: date | None
) -> None:
    class Client:
        def get(self, path: str, **params: str) -> dict[str, Any]:
            assert (path, params["filter"]) == ("lockExceptions", "dataSet.id:eq:DataSet0001")
            return {"lockExceptions": [{**entry, "organisationUnit": {"id": "OrgUnit0001"}}, {}]}

    found = read_lock_exceptions(Client(), "DataSet0001")  # type: ignore[arg-type]
    assert found == (frozenset() if day is None else {LockException("OrgUnit0001", day)})


def test_the_parts_of_a_day_hold_every_store_once() -> None:
    parts = list(BatchContent("label", [FIRST_DAY], [1, 2, 3, 4], 4).parts([3, 1]))
    assert [(part.store_ids, part.is_reopened) for part in parts] == [
        ([3], True), ([1], True), ([2, 4], False),
    ]  # fmt: skip


@pytest.mark.parametrize(("hour", "is_held"), [(11, False), (13, True)])
def test_a_fraction_of_an_expiry_day_is_hours(
    delivery: Delivery, vlmis: TestDatabase, hour: int, is_held: bool
) -> None:
    """The first day ended 24 hours before 2026-03-03, a day and a half before its noon."""
    expire(delivery, 1.5)
    delivery.dhis2.clock.set(delivery.midnight + timedelta(hours=hour), is_standing=True)
    summary = delivery.push()
    assert (summary.posted, delivery.attempts()) == (0 if is_held else 6, 0)
    assert summary.advice is not None
    assert summary.advice.values["count"] == 1.5
    if is_held:
        (issue,) = list_issues(vlmis.pipeline)
        assert issue.example is not None
        assert issue.example.values["count"] == 1.5
