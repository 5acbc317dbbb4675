"""A dry run shows what a push would do, and leaves nothing behind."""

from datetime import UTC, datetime

import pytest

from sandbox.stand_in import edits
from sandbox.stand_in.country import data_set_uid
from tests.support.delivery import FIRST_DAY, Delivery, both_importers
from vlmis_core.delivery.dry_run_push import DryRunResult, dry_run_push
from vlmis_core.settings import Settings

pytestmark = pytest.mark.sites(4)


def dry_run(delivery: Delivery) -> list[DryRunResult]:
    settings = Settings(push_from=FIRST_DAY, values_per_request=90)
    now = datetime.combine(delivery.night, datetime.min.time(), tzinfo=UTC)
    return list(
        dry_run_push(
            delivery.vlmis.pipeline, delivery.client, settings, night=delivery.night, now=now
        )
    )


@both_importers
def test_a_dry_run_leaves_no_row_behind(delivery: Delivery) -> None:
    edits.unassign_org_unit(delivery.dhis2, data_set_uid(), delivery.sites[3])
    before = delivery.vlmis.content()
    (found,) = dry_run(delivery)
    assert (found.tally.accepted, found.tally.refused) == (9, 0)
    assert delivery.vlmis.content() == before
    assert delivery.dhis2.store.count() == 0


@pytest.mark.sites(3)
def test_a_dry_run_changes_nothing_that_an_earlier_push_left(delivery: Delivery) -> None:
    edits.unassign_org_unit(delivery.dhis2, data_set_uid(), delivery.sites[2])
    delivery.push()
    edits.assign_org_unit(delivery.dhis2, data_set_uid(), delivery.sites[2])
    before = delivery.vlmis.content()
    (found,) = dry_run(delivery)
    assert found.tally.accepted == 3
    assert delivery.vlmis.content() == before
