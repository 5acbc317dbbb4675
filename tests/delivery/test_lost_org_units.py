"""Org units that DHIS2 removed, or that cannot be used: what is told, and the ways on."""

from datetime import timedelta

import pytest

from sandbox.stand_in import edits
from sandbox.stand_in.country import data_set_uid, org_unit_uid
from tests.support.command import Command
from tests.support.delivery import FIRST_DAY, NEW, OLD, Delivery
from vlmis_core.messages import translator
from vlmis_core.org_units.refresh_org_units import OrgUnitDiff, apply_org_units, read_org_units
from vlmis_core.stores.list_conflicts import list_store_conflicts
from vlmis_core.stores.reattach_store import reattach_store

NEW_UNIT = "NewFacili01"


def refresh(delivery: Delivery) -> OrgUnitDiff:
    """A refresh, with what it tells."""
    reading = read_org_units(delivery.vlmis.pipeline, delivery.client, now=delivery.midnight)
    return apply_org_units(
        delivery.vlmis.pipeline, reading, now=delivery.midnight, today=delivery.night
    )


@pytest.mark.sites(2)
@pytest.mark.parametrize("version", [OLD, NEW])
def test_a_refresh_that_removes_an_org_unit_says_what_to_send_again_and_how(
    delivery: Delivery,
) -> None:
    assert delivery.push().posted == 6
    delivery.freeze(FIRST_DAY + timedelta(days=1))
    gone = delivery.sites[0]
    edits.delete_org_unit(delivery.dhis2, gone)

    diff = refresh(delivery)

    (told,) = diff.affected_records
    assert told.code == "removed_org_unit_has_posted_records"
    assert told.values == {
        "org_unit": told.values["org_unit"], "org_unit_uid": org_unit_uid(gone),
        "store": gone, "name": told.values["name"], "count": 3,
        "first_day": "2026-03-01", "last_day": "2026-03-01", "waiting": 3,
    }  # fmt: skip
    command = f"vlmis requeue --store {gone} --from 2026-03-01 --to 2026-03-01"
    assert command in translator("en").text(told)
    assert refresh(delivery).affected_records == ()

    # The facility was made again under another uid: the commands of the message put all right.
    root = {"id": org_unit_uid("CI")}
    made = {"id": NEW_UNIT, "name": "New", "openingDate": "2020-01-01", "parent": root}
    delivery.dhis2.metadata.load({"organisationUnits": [made]})
    edits.assign_org_unit(delivery.dhis2, data_set_uid(), NEW_UNIT)
    refresh(delivery)
    reattach_store(
        delivery.vlmis.recorder, gone, NEW_UNIT, reason="made again", today=delivery.night
    )
    code = delivery.vlmis.value(
        "select code from vlmis.store where org_unit_uid = :uid", uid=NEW_UNIT
    )
    delivery.requeue(store_code=code, first_day=FIRST_DAY, last_day=FIRST_DAY)
    delivery.next_night()
    assert delivery.push().posted == 3 + 6
    assert delivery.vlmis.count(
        "select count(*) from vlmis.delivery where org_unit_uid = :uid and state = 'posted'",
        uid=NEW_UNIT,
    ) == 6  # fmt: skip


@pytest.mark.sites(2)
def test_attaching_by_code_says_of_which_stores_the_org_unit_is_lost_and_the_way_on(
    delivery: Delivery, command: Command
) -> None:
    gone, odd = delivery.sites
    edits.delete_org_unit(delivery.dhis2, gone)
    edits.move_org_unit(delivery.dhis2, odd, None)
    refresh(delivery)
    assert {(each.code, each.values["store"]) for each in list_store_conflicts(
        delivery.vlmis.recorder)} == {
        ("store_org_unit_is_removed", gone), ("store_org_unit_is_set_aside", odd),
    }  # fmt: skip
    said = command("stores", "attach").stderr
    assert f"vlmis stores reattach {gone} ORG_UNIT --reason REASON" in said
    assert f"vlmis withdraw --store {gone} --reason REASON" in said
    assert "has no parent, but the root is" in said
    assert delivery.push().posted == 0
    held = {text for (text,) in delivery.vlmis.rows(
        "select reason_code from vlmis.delivery_hold where ended_night is null")}  # fmt: skip
    assert held == {"org_unit_is_not_in_dhis2", "org_unit_is_set_aside"}
