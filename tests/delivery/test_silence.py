"""No answer came: DHIS2 may still be at work, so it is watched before anything is sent again."""

import gzip
from collections.abc import Callable
from typing import Any

import pytest
import requests

from sandbox.stand_in.country import org_unit_uid
from tests.support.delivery import Delivery, both_importers
from tests.support.dhis2 import client_of
from vlmis_core.delivery.plan_push import PushBatch
from vlmis_core.delivery.push_batch import push_batch
from vlmis_core.dhis2.client import Dhis2Client

pytestmark = pytest.mark.sites(30)

SENDING = {"method": "POST", "path": "dataValueSets"}


def requests_of(delivery: Delivery) -> list[tuple]:
    """Records and outcome of each request, in the order of sending."""
    return delivery.vlmis.rows(
        "select record_count, outcome from vlmis.push_request order by request_id"
    )


def finish(delivery: Delivery) -> None:
    """Let the import that is under way come to its end, and wait for that."""
    races = delivery.dhis2.races
    while races.under_way:
        races.finish()


def send_watched(delivery: Delivery, *, finishes_at: int) -> None:
    """Send what is planned; the slow import ends at the pause of that number."""

    def pause(seconds: float) -> None:
        delivery.pauses.append(seconds)
        if len(delivery.pauses) >= finishes_at:
            finish(delivery)

    send(delivery, delivery.client, delivery.plan(), pause)


def send(
    delivery: Delivery,
    client: Dhis2Client,
    batches: list[PushBatch],
    pause: Callable[[float], None],
) -> None:
    """Send batches of the run that was planned last."""
    for batch in batches:
        push_batch(
            delivery.vlmis.pipeline,
            client,
            delivery.production,
            batch["number"],
            run_id=delivery.run_id,
            pause=pause,
        )


@pytest.mark.parametrize("finishes_at", [1, 2])
@both_importers
@pytest.mark.sites(4)
def test_nothing_is_sent_again_while_dhis2_still_imports(
    delivery: Delivery, finishes_at: int
) -> None:
    delivery.timeout_seconds = 1
    delivery.dhis2.faults.add("slow_import", **SENDING, seconds=60)
    send_watched(delivery, finishes_at=finishes_at)
    # What is sent again is answered at once, because nothing is in its way any more.
    assert requests_of(delivery) == [(12, "unknown"), (12, "accepted")]
    assert delivery.pauses == [5, 30][:finishes_at]
    assert delivery.read_back().posted == delivery.records


@both_importers
@pytest.mark.sites(4)
def test_what_is_sent_again_too_early_is_neither_posted_wrongly_nor_lost(
    delivery: Delivery,
) -> None:
    delivery.timeout_seconds = 1
    delivery.dhis2.faults.add("slow_import", **SENDING, seconds=60)
    send_watched(delivery, finishes_at=4)
    finish(delivery)
    assert delivery.read_back().posted <= delivery.stored_as_frozen()
    assert delivery.attempts() == 0
    delivery.next_night()
    delivery.push()
    assert delivery.states() == {"posted": delivery.records}
    assert delivery.stored_as_frozen() == delivery.records


@both_importers
def test_after_a_time_out_requests_are_smaller_for_the_rest_of_the_run(delivery: Delivery) -> None:
    delivery.timeout_seconds = 1
    delivery.dhis2.faults.add("slow_import", **SENDING, seconds=60, skip=1)
    send_watched(delivery, finishes_at=1)
    assert [count for count, _ in requests_of(delivery)] == [20, 70, 35, 35]
    assert delivery.vlmis.rows("select records_per_request from vlmis.push_run") == [(35,)]
    assert delivery.read_back().posted == 90


@both_importers
def test_a_batch_starts_with_the_size_that_dhis2_took_in_the_batch_before(
    delivery: Delivery,
) -> None:
    plan = delivery.plan()
    delivery.vlmis.execute("update vlmis.push_run set records_per_request = 25")
    delivery.send(plan)
    assert [count for count, _ in requests_of(delivery)] == [20, 25, 25, 20]


class HangingSession(requests.Session):
    """A way to a DHIS2 that never answers a request which names an org unit."""

    def __init__(self, unit: str) -> None:
        super().__init__()
        self.unit = unit.encode()

    def request(self, method: str, url: str, **choices: Any) -> requests.Response:  # type: ignore[override]
        """Send it, or time out."""
        body = choices.get("data")
        if body is not None and self.unit in gzip.decompress(body):
            raise requests.ReadTimeout
        return super().request(method, url, **choices)


@both_importers
def test_a_store_on_which_dhis2_hangs_costs_the_others_no_night(delivery: Delivery) -> None:
    session = HangingSession(org_unit_uid(delivery.sites[17]))
    client = client_of(delivery.base_url, session=session, timeout_seconds=60)
    send(delivery, client, delivery.plan(), delivery.pauses.append)
    assert delivery.read_back().posted == 29 * 3
    assert delivery.attempts() == 0
    assert delivery.vlmis.rows(
        "select count(*) from vlmis.push_request where is_unanswered and outcome = 'unknown'"
    ) == [(3,)]
