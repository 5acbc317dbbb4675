"""Preflight: what cannot be sent is held before sending, with a reason and who can fix it."""

from collections.abc import Callable
from typing import Any

import pytest

from sandbox.stand_in import edits
from sandbox.stand_in.country import SERVICE_USER, data_element_uid, data_set_uid, org_unit_uid
from sandbox.stand_in.uids import uid_of
from tests.support.delivery import NEW, OLD, PRODUCTS, Delivery
from tests.support.postgres import TestDatabase
from vlmis_core.delivery.issues import list_issues
from vlmis_core.dhis2.categories import CATEGORIES

ELEMENT = data_element_uid(PRODUCTS[0])


def dhis2_change(kind: str, name: str, **properties: Any) -> Callable[[Delivery], None]:
    """A change of metadata in DHIS2."""
    return lambda delivery: edits.change(delivery.dhis2, kind, name, properties)


def sql(statement: str) -> Callable[[Delivery], None]:
    """A change of master data here."""
    return lambda delivery: delivery.vlmis.execute(statement)


def site(edit: Callable[[Delivery, str], None]) -> Callable[[Delivery], None]:
    """Something done to the first site."""
    return lambda delivery: edit(delivery, delivery.sites[0])


def remove_site(delivery: Delivery, code: str) -> None:
    edits.delete_org_unit(delivery.dhis2, code)
    delivery.refresh()


def cut_site_off(delivery: Delivery, code: str) -> None:
    edits.move_org_unit(delivery.dhis2, code, None)
    delivery.refresh()


def misdate_site(delivery: Delivery, code: str) -> None:
    edits.change(delivery.dhis2, "organisationUnits", code, {"closedDate": "20261-03-01"})
    delivery.refresh()


def close_site(delivery: Delivery, code: str) -> None:
    edits.close_org_unit(delivery.dhis2, code, "2026-02-01")
    delivery.refresh()


def leave_hierarchy(delivery: Delivery) -> None:
    user = uid_of(f"user {SERVICE_USER.username}")
    unit = {"id": org_unit_uid(delivery.sites[0])}
    edits.change(delivery.dhis2, "users", user, {"organisationUnits": [unit]})


CLOSE_WASTAGE = dhis2_change("categoryOptions", "WASTAGE", sharing={"public": "r-------"})

# reason, what is done, records held of 3 sites × 3 products, importer
CASES = [
    ("product_has_no_hmis_code",
     sql(f"update vlmis.product set hmis_code = null where hmis_code = '{ELEMENT}'"), 3, NEW),
    ("hmis_code_is_not_in_dhis2",
     sql(f"update vlmis.product set hmis_code = 'NoElement01' where hmis_code = '{ELEMENT}'"),
     3, NEW),
    ("store_has_no_org_unit",
     site(lambda d, code: d.vlmis.execute(
         "update vlmis.store set org_unit_uid = null where code = :c", c=code)), 3, NEW),
    ("org_unit_is_not_in_dhis2", site(remove_site), 3, NEW),
    ("org_unit_is_set_aside", site(cut_site_off), 3, NEW),
    ("org_unit_is_set_aside", site(misdate_site), 3, OLD),
    # Seen by the snapshot, also where no refresh has told the replica.
    ("org_unit_is_not_in_dhis2", site(lambda d, c: edits.delete_org_unit(d.dhis2, c)), 3, OLD),
    ("org_unit_is_set_aside", site(lambda d, c: edits.change(
        d.dhis2, "organisationUnits", c, {"openingDate": "2026-13-01"})), 3, NEW),
    ("org_unit_was_not_open",
     site(lambda d, c: edits.close_org_unit(d.dhis2, c, "2026-02-01")), 3, OLD),
    ("org_unit_was_not_open", site(lambda d, c: edits.change(
        d.dhis2, "organisationUnits", c, {"openingDate": "2026-03-02"})), 3, OLD),
    ("category_option_is_closed", CLOSE_WASTAGE, 9, OLD),
    ("category_option_is_closed", CLOSE_WASTAGE, 9, NEW),
    ("data_element_is_not_in_data_set",
     lambda d: edits.remove_data_element(d.dhis2, data_set_uid(), ELEMENT), 3, OLD),
    ("data_element_takes_no_integers",
     dhis2_change("dataElements", ELEMENT, valueType="INTEGER_ZERO_OR_POSITIVE"), 3, NEW),
    ("zeros_are_not_significant",
     dhis2_change("dataElements", ELEMENT, zeroIsSignificant=False), 3, OLD),
    ("org_unit_is_not_assigned",
     site(lambda d, code: edits.unassign_org_unit(d.dhis2, data_set_uid(), code)), 3, NEW),
    ("org_unit_is_outside_hierarchy", leave_hierarchy, 6, NEW),
    ("org_unit_was_not_open", site(close_site), 3, NEW),
    ("day_has_expired", dhis2_change("dataSets", data_set_uid(), expiryDays=1), 9, NEW),
    ("data_set_is_not_daily",
     dhis2_change("dataSets", data_set_uid(), periodType="Monthly"), 9, NEW),
    ("user_may_not_write",
     dhis2_change("dataSets", data_set_uid(), sharing={"public": "r-r-----"}), 9, NEW),
    ("user_may_not_read_back",
     dhis2_change("dataSets", data_set_uid(), sharing={"public": "r--w----"}), 9, NEW),
]  # fmt: skip


@pytest.mark.parametrize(("reason", "change", "held", "version"), CASES, ids=[c[0] for c in CASES])
@pytest.mark.sites(3)
def test_what_dhis2_would_not_take_is_held_before_it_is_sent(
    delivery: Delivery, reason: str, change: Callable, held: int
) -> None:
    change(delivery)
    summary = delivery.push()
    assert summary.posted == 9 - held
    assert delivery.attempts() == 0
    found = [entry for entry in list_issues(delivery.vlmis.pipeline) if entry.reason_code == reason]
    assert [(entry.state, entry.records) for entry in found] == [("held", held)]
    example = found[0].example
    assert example is not None
    assert example.values.keys() == example.definition.parameters.keys()


@pytest.mark.sites(1)
def test_an_org_unit_that_dhis2_opened_again_is_sent_to_before_the_next_refresh(
    delivery: Delivery,
) -> None:
    close_site(delivery, delivery.sites[0])
    edits.change(delivery.dhis2, "organisationUnits", delivery.sites[0], {"closedDate": None})
    assert delivery.push().posted == 3


@pytest.mark.parametrize("version", [OLD])
@pytest.mark.sites(1)
def test_a_right_that_was_withdrawn_after_the_snapshot_leaves_half_a_record_and_posts_none(
    delivery: Delivery,
) -> None:
    plan = delivery.plan()
    CLOSE_WASTAGE(delivery)
    delivery.send(plan)
    stored = [delivery.held(delivery.sites[0], "AS27000", each) for each in CATEGORIES]
    assert stored.count(None) == 1
    assert delivery.read_back().posted == 0
    delivery.next_night()
    assert delivery.push().posted == 0
    assert {issue.reason_code for issue in list_issues(delivery.vlmis.pipeline)} == {
        "category_option_is_closed"
    }


@pytest.mark.sites(1)
def test_zeros_need_no_flag_from_2_43_on(delivery: Delivery) -> None:
    dhis2_change("dataElements", ELEMENT, zeroIsSignificant=False)(delivery)
    assert delivery.push().posted == 3


def test_a_hold_ends_by_itself_when_its_cause_is_gone(
    delivery: Delivery, vlmis: TestDatabase
) -> None:
    edits.unassign_org_unit(delivery.dhis2, data_set_uid(), delivery.sites[0])
    assert delivery.push().posted == 3
    edits.assign_org_unit(delivery.dhis2, data_set_uid(), delivery.sites[0])
    delivery.next_night()
    assert delivery.push().posted == 3
    assert list_issues(vlmis.pipeline) == []
    assert vlmis.rows("select first_night, ended_night from vlmis.delivery_hold") == [
        (delivery.night.replace(day=3), delivery.night)
    ]


def test_a_figure_beyond_32_bits_holds_its_record_only(
    delivery: Delivery, vlmis: TestDatabase
) -> None:
    vlmis.execute("alter table vlmis.eod_row disable trigger all", role="postgres")
    vlmis.execute(
        "update vlmis.eod_row set opening = 3000000000, closing = 3000000000 where (day,"
        " store_id, product_id) = (select day, store_id, product_id from vlmis.eod_row order by"
        " day desc, store_id limit 1)",
        role="postgres",
    )
    summary = delivery.push()
    # The rows were forged, so the invariants hold the whole day; the figure is named as well.
    assert {hold.reason_code for hold in summary.holds} >= {"value_is_too_large"}
    assert summary.posted == 0


def test_days_are_sent_from_the_first_one_on_and_older_ones_only_when_asked_for(
    delivery: Delivery,
) -> None:
    later, first = delivery.night, delivery.night.replace(day=1)
    assert delivery.plan(push_from=later) == []
    assert delivery.requeue(first_day=first, last_day=first).records == 6
    delivery.send(delivery.plan(push_from=later))
    assert delivery.read_back().posted == 6
