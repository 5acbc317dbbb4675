"""Each condition of the guard of deliveries, broken alone: the database refuses it."""

import pytest
from sqlalchemy.exc import DBAPIError

from tests.delivery.test_transitions import put
from tests.support.postgres import TestDatabase
from vlmis_core.database.roles import OWNER
from vlmis_core.delivery.model.delivery_states import DeliveryState

PENDING, EXHAUSTED = DeliveryState.PENDING, DeliveryState.EXHAUSTED
FORGED = (
    (PENDING, "state = 'refused', attempts = 1, refused_night = '2026-03-09', round = 2"),
    (PENDING, "state = 'refused', attempts = 1, refused_night = '2026-03-02'"),
    (PENDING, "state = 'refused', refused_night = '2026-03-09'"),
    (PENDING, "state = 'posted', attempts = 1"),
    (PENDING, "state = 'posted', round = 2"),
    (PENDING, "attempts = 1"),
    (PENDING, "round = 2"),
    (EXHAUSTED, "state = 'pending', attempts = 0"),
    (EXHAUSTED, "state = 'pending', attempts = 2, round = 2"),
    (EXHAUSTED, "state = 'posted'"),
    (EXHAUSTED, "state = 'withdrawn', attempts = 0, withdrawal_id = 1"),
    (EXHAUSTED, "state = 'withdrawn', round = 2, withdrawal_id = 1"),
)


@pytest.mark.parametrize(("before", "change"), FORGED)
def test_a_change_that_breaks_one_condition_is_refused(
    vlmis: TestDatabase, before: DeliveryState, change: str
) -> None:
    put(vlmis, before)
    with pytest.raises(DBAPIError):
        vlmis.execute(f"update vlmis.delivery set {change}", role=OWNER)


@pytest.mark.parametrize("column", ["attempts", "round"])
def test_a_delivery_begins_with_nothing_behind_it(vlmis: TestDatabase, column: str) -> None:
    with pytest.raises(DBAPIError):
        vlmis.execute(
            f"insert into vlmis.delivery (day, store_id, product_id, state, {column})"
            " values ('2026-03-01', 9, 9, 'pending', 2)",
            role=OWNER,
        )


def test_nothing_is_posted_that_does_not_wait_for_its_read_back(vlmis: TestDatabase) -> None:
    put(vlmis, PENDING)
    vlmis.execute("update vlmis.delivery set is_awaiting_read_back = false", role=OWNER)
    with pytest.raises(DBAPIError):
        vlmis.execute("update vlmis.delivery set state = 'posted'", role=OWNER)
