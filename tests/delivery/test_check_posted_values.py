"""What people and merges change of posted values in DHIS2: noticed the next night, and by whom."""

from datetime import date, timedelta
from typing import Any

import pytest

from sandbox.stand_in import edits
from sandbox.stand_in.country import data_element_uid, option_combo_uid, org_unit_uid
from sandbox.stand_in.data_values import Row
from tests.support.delivery import FIRST_DAY, PRODUCTS, Delivery, both_importers
from vlmis_core.delivery.check_posted_values import CheckedValues
from vlmis_core.delivery.delete_stale_values import DeletionCounts, delete_stale_values
from vlmis_core.delivery.finish_run import finish_run
from vlmis_core.delivery.open_differences import (
    OpenDifferences,
    list_open_differences,
    messages_of,
)
from vlmis_core.delivery.push import read_back
from vlmis_core.delivery.requeue_records import requeue_what_differs
from vlmis_core.errors import PermanentError
from vlmis_core.messages import translator
from vlmis_core.settings import Settings

DAY = f"{FIRST_DAY:%Y%m%d}"
CELL = (data_element_uid(PRODUCTS[0]), option_combo_uid("CLOSING_BALANCE"), "HllvX50cXC0")

pytestmark = pytest.mark.sites(2)


def night(delivery: Delivery) -> CheckedValues:
    """A later evening: refresh, push, and the check after it."""
    delivery.next_night()
    delivery.refresh()
    delivery.push()
    return delivery.check()


@pytest.fixture
def posted(delivery: Delivery) -> Delivery:
    """Everything is posted; the night after, nothing was to be sent, and nothing had changed."""
    delivery.push()
    delivery.check()
    assert night(delivery) == CheckedValues(read=9 * delivery.records)  # As the night before left.
    return delivery


def change(
    delivery: Delivery, site: str, value: str | None, *, who: str = "amina", day: str = DAY
) -> None:
    """Somebody enters another value over a posted one, or deletes it."""
    unit, now = org_unit_uid(site), delivery.dhis2.clock.now()
    held = delivery.dhis2.store.get(day, unit, CELL)
    created = held.created_at if held else now
    row = Row(value or "0", who, created, now, is_deleted=value is None)
    delivery.dhis2.store.put(day, unit, CELL, row)


def open_differences(delivery: Delivery) -> list[tuple[Any, ...]]:
    """What differs now, as people see it."""
    return delivery.vlmis.rows(
        "select kind, store.code, category, frozen_value, found_value, stored_by"
        " from vlmis.open_difference join vlmis.store using (store_id) order by 1, 2, 3, 4"
    )


@both_importers
def test_what_is_as_posted_is_no_difference(posted: Delivery) -> None:
    assert night(posted) == CheckedValues()
    assert open_differences(posted) == []


@both_importers
def test_own_values_of_the_night_are_read_and_are_no_difference(delivery: Delivery) -> None:
    delivery.push()
    assert delivery.check() == CheckedValues(read=9 * delivery.records)


@both_importers
def test_a_posted_value_that_somebody_changed_is_noted_with_who_and_when(posted: Delivery) -> None:
    site = posted.sites[0]
    posted.next_night()
    change(posted, site, "7")
    found = night(posted)
    assert (found.read, found.changed) == (1, 1)
    assert open_differences(posted) == [("changed", site, "CLOSING_BALANCE", 100, "7", "amina")]
    assert str(
        posted.vlmis.value("select stored_at from vlmis.open_difference")
    ).startswith("2026-03-05T20:00")  # fmt: skip
    assert posted.states() == {"posted": posted.records}


@both_importers
def test_a_posted_value_that_somebody_deleted_is_noted(posted: Delivery) -> None:
    site = posted.sites[0]
    posted.next_night()
    change(posted, site, None)
    assert night(posted).missing == 1
    assert open_differences(posted) == [("missing", site, "CLOSING_BALANCE", 100, None, "amina")]


@both_importers
def test_a_difference_is_noted_once_and_every_further_change_of_it_again(posted: Delivery) -> None:
    posted.next_night()
    change(posted, posted.sites[0], "7")
    assert night(posted).changed == 1
    assert night(posted).changed == 0
    change(posted, posted.sites[0], "8")
    assert night(posted).changed == 1
    assert posted.vlmis.rows(
        "select found_value from vlmis.read_back_difference order by difference_id"
    ) == [("7",), ("8",)]
    assert [row[4] for row in open_differences(posted)] == ["8"]


@both_importers
def test_a_value_that_is_as_frozen_again_is_settled(posted: Delivery) -> None:
    posted.next_night()
    change(posted, posted.sites[0], "7")
    night(posted)
    change(posted, posted.sites[0], "100")
    assert night(posted).restored == 1
    assert open_differences(posted) == []


@both_importers
def test_a_record_that_is_posted_again_is_settled(posted: Delivery) -> None:
    posted.next_night()
    change(posted, posted.sites[0], "7")
    night(posted)
    posted.requeue(posted=True)
    assert open_differences(posted) == []
    night(posted)
    assert posted.stored_as_frozen() == posted.records


@both_importers
def test_a_change_during_the_push_is_seen_by_the_next_check(delivery: Delivery) -> None:
    delivery.push()
    delivery.check()
    delivery.next_night()
    delivery.freeze(FIRST_DAY + timedelta(days=1))
    delivery.send(delivery.plan())
    change(delivery, delivery.sites[0], "7")
    delivery.read_back()
    assert delivery.check().changed == 1


def test_a_night_without_a_check_is_covered_by_the_next_one(posted: Delivery) -> None:
    posted.next_night()
    change(posted, posted.sites[0], "7")
    posted.next_night()
    posted.push()
    assert night(posted).changed == 1


def test_records_that_are_not_posted_are_not_compared(posted: Delivery) -> None:
    posted.next_night()
    posted.requeue(posted=True)
    change(posted, posted.sites[0], "7")
    posted.plan()
    assert posted.check().changed == 0


def test_one_request_a_night_asks_for_changes(posted: Delivery) -> None:
    posted.next_night()
    posted.push()
    before = len(posted.dhis2.requests)
    posted.check()
    (asked,) = posted.dhis2.requests[before:]
    assert "lastUpdated=2026-03-04T19%3A00%3A00" in asked.query


@both_importers
@pytest.mark.parametrize("strategy", ["LAST_UPDATED", "DISCARD"])
def test_a_merge_is_noticed_the_night_after_the_refresh(posted: Delivery, strategy: str) -> None:
    gone, target = posted.sites
    posted.next_night()
    edits.merge_org_units(posted.dhis2, [gone], target, strategy)
    found = night(posted)
    assert found.days_read_whole == [FIRST_DAY]
    # Opening and closing balance of three products: 100 for one store, 101 for the other.
    assert found.changed == (6 if strategy == "LAST_UPDATED" else 0)
    assert (found.missing, found.foreign) == (0, 0)
    assert {row[:2] for row in open_differences(posted)} == (
        {("changed", target)} if strategy == "LAST_UPDATED" else set()
    )
    assert posted.vlmis.rows("select distinct origin_org_unit_uid from vlmis.open_difference") == (
        [(org_unit_uid(gone),)] if strategy == "LAST_UPDATED" else []
    )


@both_importers
def test_days_are_read_whole_once_for_a_removal(posted: Delivery) -> None:
    gone, target = posted.sites
    edits.merge_org_units(posted.dhis2, [gone], target)
    assert night(posted).days_read_whole == [FIRST_DAY]
    assert night(posted).days_read_whole == []


@both_importers
def test_values_moved_to_where_no_record_is_are_foreign_and_name_where_they_were(
    posted: Delivery,
) -> None:
    gone, _ = posted.sites
    posted.next_night()
    other = free_site(posted)
    edits.merge_org_units(posted.dhis2, [gone], other)
    found = night(posted)
    assert (found.foreign, found.changed) == (27, 0)
    assert posted.vlmis.rows(
        "select distinct kind, store.code, open_difference.org_unit_uid, origin_org_unit_uid"
        " from vlmis.open_difference join vlmis.store using (store_id)"
    ) == [("foreign", gone, org_unit_uid(other), org_unit_uid(gone))]


def free_site(delivery: Delivery) -> str:
    """The code of a facility that no store reports as."""
    return str(
        delivery.vlmis.value(
            "select code from vlmis.org_unit left join vlmis.store using (code)"
            " where org_unit.level = 4 and store.code is null order by code limit 1"
        )
    )


@both_importers
def test_what_others_entered_where_no_store_reports_is_not_ours(posted: Delivery) -> None:
    gone, target = posted.sites
    posted.next_night()
    change(posted, free_site(posted), "7")
    edits.merge_org_units(posted.dhis2, [gone], target)
    assert night(posted).foreign == 0


@pytest.mark.sites(3)
@both_importers
def test_a_value_like_that_of_a_store_which_is_still_there_was_not_moved(posted: Delivery) -> None:
    gone, site, other = posted.sites
    posted.next_night()
    held = posted.dhis2.store.get(DAY, org_unit_uid(other), CELL)
    assert held is not None
    posted.dhis2.store.put(DAY, org_unit_uid(site), CELL, held)
    edits.merge_org_units(posted.dhis2, [gone], free_site(posted))
    assert night(posted).changed == 1
    assert posted.vlmis.rows(
        "select found_value, origin_org_unit_uid from vlmis.open_difference where kind = 'changed'"
    ) == [(held.value, None)]


@both_importers
def test_what_is_missing_on_a_day_read_whole_is_noted(posted: Delivery) -> None:
    gone, target = posted.sites
    edits.merge_org_units(posted.dhis2, [gone], target, "DISCARD")
    posted.dhis2.store.take_out(DAY, org_unit_uid(target))  # As if it had never been there.
    found = night(posted)
    assert found.missing == 27


def test_an_expired_day_is_not_read_whole(posted: Delivery) -> None:
    gone, target = posted.sites
    edits.merge_org_units(posted.dhis2, [gone], target)
    for _ in range(12):
        posted.next_night()
    assert night(posted).days_read_whole == []


def test_a_check_that_was_cut_off_reads_the_days_at_the_next_one(posted: Delivery) -> None:
    gone, target = posted.sites
    edits.merge_org_units(posted.dhis2, [gone], target)
    posted.next_night()
    posted.refresh()
    posted.push()
    posted.dhis2.faults.add("bad_gateway", path="dataValueSets", times=2)
    with pytest.raises(Exception, match="502"):
        posted.check()
    posted.dhis2.faults.clear()
    assert night(posted).days_read_whole == [FIRST_DAY]


def test_the_day_of_a_value_is_that_of_its_period(posted: Delivery) -> None:
    second = FIRST_DAY + timedelta(days=1)
    posted.freeze(second)
    night(posted)
    change(posted, posted.sites[0], "7", day=f"{second:%Y%m%d}")
    night(posted)
    days: list[date] = [
        row[0] for row in posted.vlmis.rows("select day from vlmis.open_difference")
    ]
    assert days == [second]


@both_importers
def test_the_summary_names_what_was_changed_by_whom_and_the_command(posted: Delivery) -> None:
    posted.next_night()
    change(posted, posted.sites[0], "7")
    night(posted)
    summary = finish_run(posted.vlmis.pipeline, run_id=posted.run_id)
    text = summary.text(translator("en"))
    assert (
        f"1 posted data value of {named(posted, 0)}, 2026-03-01 to 2026-03-01, was changed" in text
    )
    assert "in DHIS2 by amina." in text
    assert f"vlmis requeue --differences --store {posted.sites[0]} --from 2026-03-01" in text


def named(delivery: Delivery, site: int) -> str:
    """A site by name and code, as messages name it."""
    code = delivery.sites[site]
    name = delivery.vlmis.value("select name from vlmis.store where code = :code", code=code)
    return f"{name} ({code})"


@both_importers
@pytest.mark.parametrize("strategy", ["LAST_UPDATED", "DISCARD"])
def test_a_merge_is_named_with_both_org_units(posted: Delivery, strategy: str) -> None:
    gone, target = posted.sites
    posted.next_night()
    edits.merge_org_units(posted.dhis2, [gone], target, strategy)
    night(posted)
    found = {each.kind: each for each in list_open_differences(posted.vlmis.pipeline)}
    lost = found.pop("org_unit_gone")
    assert (lost.store_code, lost.org_unit_uid, lost.count) == (gone, org_unit_uid(gone), 3)
    if strategy == "DISCARD":
        assert found == {}
        return
    changed = found.pop("changed")
    assert changed.message.code == "posted_values_were_merged"
    assert (changed.store_code, changed.origin_org_unit_uid) == (target, org_unit_uid(gone))
    assert found == {}


def test_more_differences_than_a_message_holds_are_counted(posted: Delivery) -> None:
    (one,) = [
        OpenDifferences(
            "missing", "C1", "Store", "u", None, None, None, 3, FIRST_DAY, FIRST_DAY, []
        )
    ]
    codes = [each.code for each in messages_of([one] * 12)]
    assert codes == ["posted_values_are_missing"] * 10 + ["more_posted_differences"]


@both_importers
def test_records_that_differ_go_back_by_a_persons_word_and_are_as_frozen(posted: Delivery) -> None:
    posted.next_night()
    change(posted, posted.sites[0], "7")
    night(posted)
    assert posted.requeue(differences=True).records == 1
    assert posted.states() == {"posted": posted.records - 1, "pending": 1}
    night(posted)
    assert posted.stored_as_frozen() == posted.records
    with pytest.raises(PermanentError, match="No record of this choice"):
        posted.requeue(differences=True)


@pytest.mark.parametrize("resend_changed", [False, True])
def test_records_that_differ_go_back_by_the_setting(posted: Delivery, resend_changed: bool) -> None:
    posted.next_night()
    change(posted, posted.sites[0], "7")
    posted.next_night()
    posted.push()
    read_back(
        posted.vlmis.pipeline,
        posted.client,
        Settings(resend_changed=resend_changed),
        run_id=posted.run_id,
        now=posted.midnight,
    )
    assert posted.states().get("pending", 0) == resend_changed
    assert posted.vlmis.count(
        "select count(*) from vlmis.delivery_requeue where requeued_by = 'VLMIS_RESEND_CHANGED'"
    ) == resend_changed  # fmt: skip


def test_the_setting_leaves_days_alone_that_dhis2_closed(posted: Delivery) -> None:
    for _ in range(11):
        posted.next_night()
    change(posted, posted.sites[0], "7")
    assert night(posted).changed == 1
    assert requeue_what_differs(posted.vlmis.pipeline, now=posted.midnight).records == 0


@both_importers
def test_moved_values_are_deleted_where_no_record_accounts_for_them(posted: Delivery) -> None:
    gone, _ = posted.sites
    posted.next_night()
    other = free_site(posted)
    edits.merge_org_units(posted.dhis2, [gone], other)
    night(posted)
    assert posted.requeue(differences=True, delete_old=True).deletions == 3
    night(posted)
    found = delete_stale_values(
        posted.vlmis.pipeline, posted.client, posted.production, run_id=posted.run_id
    )
    assert found == DeletionCounts(deleted=3)
    live = [
        row
        for row in posted.dhis2.store.block(DAY, org_unit_uid(other)).values()
        if not row.is_deleted
    ]
    assert live == []
    assert "foreign" not in {row[0] for row in open_differences(posted)}


@both_importers
def test_what_somebody_else_entered_over_a_moved_value_stays(posted: Delivery) -> None:
    gone, _ = posted.sites
    posted.next_night()
    other = free_site(posted)
    edits.merge_org_units(posted.dhis2, [gone], other)
    night(posted)
    posted.requeue(differences=True, delete_old=True)
    change(posted, other, "7")
    night(posted)
    found = delete_stale_values(
        posted.vlmis.pipeline, posted.client, posted.production, run_id=posted.run_id
    )
    assert found == DeletionCounts(deleted=2, kept=1)
    assert posted.held(other, PRODUCTS[0], "CLOSING_BALANCE") == "7"
