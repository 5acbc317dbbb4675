"""What goes wrong on demand, over real HTTP, on both generations."""

import time
from collections.abc import Callable

import httpx
import pytest

from sandbox.stand_in.country import data_set_uid
from sandbox.stand_in.faults import FaultKind
from tests.sandbox.conftest import DAY, Standing, record

IMPORTS = {"method": "POST", "path": "dataValueSets"}


def held(server: Standing) -> int:
    return server.dhis2.store.count()


@pytest.mark.parametrize(
    ("kind", "stored"),
    [(FaultKind.DROP_BEFORE_READING, 0), (FaultKind.DROP_AFTER_COMMITTING, 9)],
)
def test_a_cut_connection_leaves_all_or_nothing(server: Standing, kind: FaultKind, stored: int):
    server.dhis2.faults.add(kind, **IMPORTS)

    with pytest.raises(httpx.TransportError):
        server.post(record())

    assert held(server) == stored
    assert server.post(record()).status_code == 200  # The next request is served again.


def test_a_slow_server_goes_on_after_the_client_has_left(server: Standing):
    server.dhis2.faults.add(FaultKind.SLOW, seconds=0.4, **IMPORTS)

    with pytest.raises(httpx.ReadTimeout):
        server.client.post(
            "/api/dataValueSets",
            json={"dataSet": data_set_uid(), "dataValues": record()},
            timeout=httpx.Timeout(5, read=0.1),
        )
    assert held(server) == 0

    _wait_until(lambda: held(server) == 9)


def test_a_slow_answer_may_come_late_after_everything_is_stored(server: Standing):
    server.dhis2.faults.add(FaultKind.SLOW, seconds=0.3, commits=True, **IMPORTS)
    began = time.monotonic()

    assert server.post(record()).status_code == 200
    assert time.monotonic() - began > 0.3


@pytest.mark.parametrize(("commits", "stored"), [(False, 0), (True, 9)])
def test_a_proxy_answers_502_with_html(server: Standing, commits: bool, stored: int):
    server.dhis2.faults.add(FaultKind.BAD_GATEWAY, commits=commits, **IMPORTS)
    answer = server.post(record())

    assert (answer.status_code, answer.headers["content-type"]) == (502, "text/html")
    assert "<h1>502 Bad Gateway</h1>" in answer.text
    assert held(server) == stored


def test_a_page_in_html_may_come_with_status_200(server: Standing):
    server.dhis2.faults.add(FaultKind.HTML_PAGE, path="organisationUnits")
    answer = server.client.get("/api/organisationUnits")

    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html")


def test_a_truncated_answer_is_well_formed_http_and_broken_json(server: Standing):
    server.dhis2.faults.add(FaultKind.TRUNCATED_BODY, **IMPORTS)
    answer = server.post(record())

    assert answer.status_code == 200
    with pytest.raises(ValueError, match=r"Unterminated|Expecting"):
        answer.json()
    assert held(server) == 9


def test_a_broken_transfer_ends_in_the_middle_of_the_body(server: Standing):
    server.dhis2.faults.add(FaultKind.BROKEN_TRANSFER, **IMPORTS)

    with pytest.raises(httpx.TransportError):
        server.post(record())
    assert held(server) == 9


def test_a_redirect_goes_to_the_login_page_of_the_version(server: Standing):
    server.dhis2.faults.add(FaultKind.REDIRECT_TO_LOGIN, **IMPORTS)
    answer = server.post(record())

    page = "/dhis-web-login/" if server.dhis2.is_old_importer else "/login/"
    assert (answer.status_code, answer.headers["location"].endswith(page)) == (302, True)
    assert held(server) == 0


def test_a_401_may_come_whatever_the_credentials(server: Standing):
    server.dhis2.faults.add(FaultKind.UNAUTHORIZED, **IMPORTS)

    assert server.post(record()).status_code == 401
    assert held(server) == 0


def test_a_500_in_the_middle_leaves_half_on_the_old_importer_and_nothing_on_the_new(
    server: Standing,
):
    server.dhis2.faults.add(FaultKind.ERROR_IN_THE_MIDDLE)

    assert server.post(record()).status_code == 500
    assert held(server) == (4 if server.dhis2.is_old_importer else 0)


def test_wrong_counts_do_not_add_up_although_everything_is_stored(server: Standing):
    server.dhis2.faults.add(FaultKind.WRONG_COUNTS)
    summary = server.post(record()).json()["response"]

    assert summary["status"] == "SUCCESS"
    assert sum(summary["importCount"].values()) == 8
    assert held(server) == 9


def test_a_success_may_have_stored_nothing(server: Standing):
    server.dhis2.faults.add(FaultKind.SUCCESS_STORED_NOTHING)
    summary = server.post(record()).json()["response"]

    assert (summary["status"], sum(summary["importCount"].values())) == ("SUCCESS", 9)
    assert summary["importOptions"]["dryRun"] is False
    assert held(server) == 0


def test_an_answer_of_2_38_lacks_the_rejected_indexes(old: Standing):
    old.dhis2.faults.add(FaultKind.NO_REJECTED_INDEXES)
    summary = old.post([{**record()[0], "value": "x"}, record()[1]]).json()["response"]

    assert "rejectedIndexes" not in summary
    assert summary["conflicts"][0]["indexes"] == [0]


def test_a_fault_bites_the_requests_it_was_meant_for_and_as_often_as_asked(server: Standing):
    server.dhis2.faults.add(FaultKind.UNAUTHORIZED, path="dataValueSets", skip=1, times=2)

    statuses = [server.post(record()).status_code for _ in range(4)]

    assert statuses == [200, 401, 401, 200]
    assert server.client.get("/api/me").status_code == 200


def test_faults_are_added_listed_and_cleared_over_http(server: Standing):
    added = server.client.post("/sandbox/faults", json={"kind": "unauthorized", "times": 3})
    assert (added.status_code, added.json()[0]["kind"]) == (201, "unauthorized")
    assert server.client.get("/api/me").status_code == 401

    waiting = server.client.get("/sandbox/faults").json()["waiting"]
    assert (waiting[0]["bitten"], waiting[0]["times"]) == (1, 3)

    server.client.delete("/sandbox/faults")
    assert server.client.get("/api/me").status_code == 200


def test_the_request_log_tells_what_came_and_which_fault_bit(server: Standing):
    server.dhis2.faults.add(FaultKind.BAD_GATEWAY, **IMPORTS)
    server.client.headers["X-Request-ID"] = "night-1"
    server.post(record())
    server.post(record())

    first, second = server.client.get("/sandbox/requests").json()
    assert (first["fault"], first["status"], first["username"]) == ("bad_gateway", 502, None)
    assert (second["fault"], second["status"], second["values"]) == (None, 200, 9)
    assert (second["username"], second["request_id"]) == ("vlmis", "night-1")


def _wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < deadline, f"nothing stored for {DAY}"
        time.sleep(0.02)
