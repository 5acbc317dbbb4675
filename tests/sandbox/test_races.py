"""Requests that cross: what real servers were seen to answer, provoked at will."""

import json
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from sandbox.stand_in.country import org_unit_uid
from sandbox.stand_in.faults import FaultKind
from sandbox.stand_in.testland import RECORDINGS
from tests.sandbox.conftest import Standing, record

LOST_PERIOD = {"2.42.5.2": "401-2-parallel-new-period-0", "2.43.1": "403-2-parallel-new-period-2"}
LOST_KEYS = "419-2-parallel-same-new-keys-period-exists-0"


def recorded_loss(version: str, name: str) -> dict[str, Any]:
    """The losing answer of a recorded race."""
    text = (RECORDINGS / version / f"{name}.json").read_text(encoding="utf-8")
    bodies = [each["body"] for each in json.loads(text)["responses"]]
    return next(
        body
        for body in bodies
        if body["status"] != "OK"
        or not any(body["response"]["importCount"][name] for name in ("imported", "updated"))
    )


def shape(body: dict[str, Any]) -> Any:
    """An answer without what depends on the values sent."""
    response = body["response"]
    return (
        body["status"],
        response["status"],
        response.get("description"),
        [(each["errorCode"], each.get("property")) for each in response["conflicts"]],
        {name for name, count in response["importCount"].items() if count},
        len(response["rejectedIndexes"]) > 0,
    )


def both_at_once(server: Standing, *values: list[dict[str, Any]]) -> list[httpx.Response]:
    server.dhis2.faults.add(FaultKind.RACING, times=None, seconds=0.3)
    with ThreadPoolExecutor() as threads:
        return list(threads.map(server.post, values))


def test_who_loses_the_race_for_a_new_day_is_answered_as_recorded(server: Standing):
    server.dhis2.faults.add(FaultKind.LOST_RACE_FOR_PERIOD)
    version = server.dhis2.version

    told = server.post(record()).json()

    assert shape(told) == shape(recorded_loss(version, LOST_PERIOD[version]))
    assert server.dhis2.store.count() == 0


def test_a_day_that_the_server_knows_is_not_raced_for(server: Standing):
    server.post(record(unit="C1004"))
    server.dhis2.faults.add(FaultKind.LOST_RACE_FOR_PERIOD)

    assert server.post(record()).json()["response"]["status"] == "SUCCESS"
    assert server.dhis2.store.count() == 18


def test_the_old_importer_denies_what_it_stored_when_the_same_new_keys_cross(old: Standing):
    old.dhis2.faults.add(FaultKind.LOST_RACE_FOR_KEYS)

    told = old.post(record()).json()

    assert shape(told) == shape(recorded_loss("2.42.5.2", LOST_KEYS))
    assert old.dhis2.store.count() == 9


def test_of_two_requests_for_a_new_day_at_once_one_is_lost(server: Standing):
    first, second = record(), record(unit="C1004")

    answers = both_at_once(server, first, second)

    losses = [a for a in answers if not a.is_success or _ignored(a) == 9]
    assert len(losses) == 1
    assert server.dhis2.store.count() == 9
    assert server.post(first).is_success
    assert server.post(second).is_success
    assert server.dhis2.store.count() == 18


def test_once_the_day_is_known_requests_at_once_are_complete(server: Standing):
    server.post(record(unit="CI"))

    answers = both_at_once(server, record(), record(unit="C1004"))

    assert all(answer.is_success for answer in answers)
    assert server.dhis2.store.count() == 27


def test_the_same_new_keys_at_once_fail_to_flush_and_are_all_there(old: Standing):
    old.post(record(unit="CI"))

    answers = both_at_once(old, record(), record())

    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert {v["orgUnit"] for v in old.read()} == {org_unit_uid("C4001")}
    assert len(old.read()) == 9


@pytest.mark.parametrize("kind", [FaultKind.FALSE_E7611, FaultKind.FLUSH_FAILURE])
def test_a_lost_race_is_healed_by_sending_again(server: Standing, kind: FaultKind):
    server.dhis2.faults.add(kind)
    server.post(record())

    assert server.post(record()).json()["response"]["status"] == "SUCCESS"
    assert [value["value"] for value in server.read()] == ["7"] * 9


def _ignored(answer: httpx.Response) -> int:
    count: int = answer.json()["response"]["importCount"]["ignored"]
    return count


@contextmanager
def import_under_way(server: Standing, values: list[dict[str, Any]]) -> Iterator[Future]:
    """An import that lasts until it is told to finish."""
    server.dhis2.faults.add(FaultKind.SLOW_IMPORT, seconds=10)
    with ThreadPoolExecutor() as threads:
        sent = threads.submit(server.post, values)
        while not server.dhis2.races.under_way:
            wait([sent], timeout=0.01)
        yield sent


def test_a_slow_import_shows_half_of_its_values_on_the_old_importer_and_none_on_the_new(
    server: Standing,
):
    with import_under_way(server, record() + record(unit="C1004")) as sent:
        assert server.dhis2.store.count() == (9 if server.dhis2.is_old_importer else 0)
        assert server.client.post("/sandbox/finish").json() == {"underWay": 1}
        counts = sent.result().json()["response"]["importCount"]
    assert server.dhis2.store.count() == 18
    assert (counts["imported"] + counts["updated"], counts["ignored"]) == (18, 0)


def test_the_same_sent_again_during_a_slow_import_loses_as_recorded(server: Standing):
    server.post(record(unit="CI"))

    with import_under_way(server, record()):
        told = server.post(record()).json()
        server.client.post("/sandbox/finish")

    if server.dhis2.is_old_importer:
        assert shape(told) == shape(recorded_loss("2.42.5.2", LOST_KEYS))
    else:
        assert told["response"]["importCount"]["ignored"] == 9
    assert server.dhis2.store.count() == 18
