"""Records that moved to another HMIS Code or org unit: listed, moved, deleted where they were."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sandbox.stand_in import edits
from sandbox.stand_in.country import data_element_uid, data_set_uid, org_unit_uid
from tests.support.codes import raises_code
from tests.support.delivery import (
    FIRST_DAY,
    PRODUCTS,
    Delivery,
    both_importers,
)
from tests.support.postgres import TestDatabase
from vlmis_core.delivery import delete_stale_values as service
from vlmis_core.delivery.delete_stale_values import DeletionCounts, delete_stale_values
from vlmis_core.delivery.remapped import list_remapped, list_stale_values
from vlmis_core.delivery.requeue_records import Requeued
from vlmis_core.errors import Dhis2AccessError, Dhis2UnavailableError, PermanentError
from vlmis_core.messages import Message, message

pytestmark = pytest.mark.sites(1)

NOW = datetime(2026, 3, 5, tzinfo=UTC)
MOVED, OTHER, REUSER = PRODUCTS
NEW_CODE = "AS27134"
DAY = f"{FIRST_DAY:%Y%m%d}"


def set_code(delivery: Delivery, product: str, code: str | None) -> None:
    """Give a product the data element that the country has for product ``code``."""
    delivery.vlmis.execute(
        "update vlmis.product set hmis_code = :uid where code = :product",
        product=product,
        uid=data_element_uid(code) if code else None,
    )


def attach(delivery: Delivery, store: str, org_unit: str | None) -> None:
    """Attach a store to the org unit of a code."""
    delivery.vlmis.execute(
        "update vlmis.store set org_unit_uid = :uid where code = :store",
        store=store,
        uid=org_unit_uid(org_unit) if org_unit else None,
    )


def requeue(delivery: Delivery, **choice: Any) -> Requeued:
    """Ask for the moved product, the first day, as in the specification."""
    usual: dict[str, Any] = {"product_code": MOVED, "first_day": FIRST_DAY, "last_day": FIRST_DAY}
    return delivery.requeue(**usual | choice)


def delete(delivery: Delivery) -> DeletionCounts:
    """The task after the read-back."""
    return delete_stale_values(
        delivery.vlmis.pipeline, delivery.client, delivery.production, run_id=delivery.run_id
    )


def post_again(delivery: Delivery) -> None:
    """Ask for the moved product and for the deletion of its old values; it is posted again."""
    requeue(delivery, delete_old=True)
    delivery.next_night()
    delivery.push()


def evening(delivery: Delivery) -> DeletionCounts:
    """A whole evening, with the deletion of old values."""
    delivery.next_night()
    delivery.push()
    return delete(delivery)


def standing(delivery: Delivery, code: str, site: str | None = None, day: str = DAY) -> int:
    """Values that DHIS2 holds of a data element, in the country or at a site."""
    units = [site] if site else delivery.sites
    rows = [
        row
        for unit in units
        for cell, row in delivery.dhis2.store.block(day, org_unit_uid(unit)).items()
        if cell[0] == data_element_uid(code) and not row.is_deleted
    ]
    return len(rows)


def overwrite(delivery: Delivery, site: str, code: str, value: str, who: str) -> None:
    """Somebody stores another value in one cell of a record."""
    unit = org_unit_uid(site)
    cell, row = next(
        (cell, row)
        for cell, row in delivery.dhis2.store.block(DAY, unit).items()
        if cell[0] == data_element_uid(code)
    )
    delivery.dhis2.store.put(DAY, unit, cell, row._replace(value=value, stored_by=who))


@both_importers
@pytest.mark.sites(2)
def test_a_changed_code_applies_to_what_is_not_posted_and_the_rest_is_listed(
    delivery: Delivery,
) -> None:
    delivery.push()
    second = FIRST_DAY + timedelta(days=1)
    delivery.freeze(second)
    set_code(delivery, MOVED, NEW_CODE)
    evening(delivery)
    assert (standing(delivery, MOVED), standing(delivery, NEW_CODE)) == (18, 0)
    assert standing(delivery, NEW_CODE, day=f"{second:%Y%m%d}") == 18
    (found,) = list_remapped(delivery.vlmis.pipeline)
    assert (found.what_changed, found.code, found.records, found.stores) == (
        "hmis_code", MOVED, 2, 2,
    )  # fmt: skip
    assert (found.old_uid, found.new_uid) == (
        data_element_uid(MOVED),
        data_element_uid(NEW_CODE),
    )
    assert (found.first_day, found.last_day) == (FIRST_DAY, FIRST_DAY)
    assert f"--product {MOVED} --from 2026-03-01 --to 2026-03-01" in found.requeue_command
    assert delivery.vlmis.rows(
        "select count(*) filter (where is_remapped), count(*) from analyst.dhis2_delivery"
    ) == [(2, 12)]


@both_importers
@pytest.mark.sites(2)
def test_moved_records_are_posted_again_and_the_old_figures_stay_unless_asked(
    remapped: Delivery,
) -> None:
    assert requeue(remapped) == Requeued(records=2, remapped=2, deletions=0)
    assert evening(remapped) == DeletionCounts()
    assert remapped.states() == {"posted": 6}
    assert (standing(remapped, MOVED), standing(remapped, NEW_CODE)) == (18, 18)
    assert list_remapped(remapped.vlmis.pipeline) == []


@both_importers
@pytest.mark.sites(2)
def test_old_figures_are_deleted_once_the_new_ones_are_posted(
    remapped: Delivery, vlmis: TestDatabase
) -> None:
    assert requeue(remapped, delete_old=True).deletions == 2
    (waiting,) = list_stale_values(vlmis.pipeline, now=NOW)
    assert (waiting.outcome, waiting.records, waiting.asked_by) == ("waits", 2, "sita")
    assert (waiting.finding, waiting.is_posted) == (None, False)
    assert evening(remapped) == DeletionCounts(deleted=2)
    assert (standing(remapped, MOVED), standing(remapped, NEW_CODE)) == (0, 18)
    assert standing(remapped, OTHER) == 18
    assert vlmis.rows(
        "select kind, outcome, batch, record_count, deleted from vlmis.push_request"
        " where kind = 'deletion'"
    ) == [("deletion", "accepted", 0, 2, 18)]
    assert list_stale_values(vlmis.pipeline, now=NOW) == []
    assert evening(remapped) == DeletionCounts()
    assert remapped.attempts() == 0


@pytest.fixture
def remapped(delivery: Delivery) -> Delivery:
    """Everything is posted; after that a product got another HMIS Code."""
    delivery.push()
    set_code(delivery, MOVED, NEW_CODE)
    return delivery


@both_importers
def test_figures_may_be_deleted_long_after_they_were_moved(remapped: Delivery) -> None:
    requeue(remapped)
    evening(remapped)
    assert requeue(remapped, delete_old=True) == Requeued(records=0, remapped=0, deletions=1)
    assert evening(remapped) == DeletionCounts(deleted=1)
    with pytest.raises(PermanentError, match="No record of this choice can be sent again"):
        requeue(remapped, delete_old=True)


@both_importers
def test_nothing_is_deleted_before_the_new_figures_are_proved(remapped: Delivery) -> None:
    edits.remove_data_element(remapped.dhis2, data_set_uid(), data_element_uid(NEW_CODE))
    requeue(remapped, delete_old=True)
    assert evening(remapped) == DeletionCounts()
    assert standing(remapped, MOVED) == 9
    edits.add_data_element(remapped.dhis2, data_set_uid(), data_element_uid(NEW_CODE))
    assert evening(remapped) == DeletionCounts(deleted=1)


@both_importers
@pytest.mark.sites(2)
def test_the_value_of_somebody_else_stays_and_is_named(remapped: Delivery) -> None:
    overwrite(remapped, remapped.sites[0], MOVED, "7", "amina")
    requeue(remapped, delete_old=True)
    assert evening(remapped) == DeletionCounts(deleted=1, kept=1)
    assert standing(remapped, MOVED) == 1
    (kept,) = list_stale_values(remapped.vlmis.pipeline, now=NOW)
    assert (kept.outcome, kept.records) == ("kept", 1)
    assert kept.finding is not None
    changed = kept.finding.values["values"]
    assert isinstance(changed, tuple)
    assert isinstance(changed[0], Message)
    assert (changed[0].values["person"], changed[0].values["found"]) == ("amina", "7")


@both_importers
def test_a_value_that_another_program_changed_under_our_user_stays(remapped: Delivery) -> None:
    (user,) = {row.stored_by for _, row in remapped.dhis2.store.rows()}
    overwrite(remapped, remapped.sites[0], MOVED, "7", user)
    requeue(remapped, delete_old=True)
    assert evening(remapped) == DeletionCounts(kept=1)
    assert standing(remapped, MOVED) == 1


@both_importers
def test_what_was_deleted_by_hand_is_settled(remapped: Delivery) -> None:
    requeue(remapped, delete_old=True)
    for key, row in list(remapped.dhis2.store.rows([DAY])):
        if key.cell[0] == data_element_uid(MOVED):
            remapped.dhis2.store.put(*key, row._replace(is_deleted=True))
    assert evening(remapped) == DeletionCounts(absent=1)
    assert (
        remapped.vlmis.value("select count(*) from vlmis.push_request where kind = 'deletion'") == 0
    )


@both_importers
@pytest.mark.parametrize("fault", ["bad_gateway", "drop_before_reading", "drop_after_committing"])
@pytest.mark.sites(2)
def test_a_deletion_without_an_answer_is_done_by_the_next_try(
    remapped: Delivery, fault: str
) -> None:
    post_again(remapped)
    remapped.dhis2.faults.add(fault, method="POST", path="dataValueSets", times=1)
    try:
        found = delete(remapped)
    except Dhis2UnavailableError:
        (waiting,) = list_stale_values(remapped.vlmis.pipeline, now=NOW)
        assert (waiting.outcome, waiting.records) == ("waits", 2)
        found = delete(remapped)
    assert found == DeletionCounts(deleted=2)
    assert (standing(remapped, MOVED), standing(remapped, NEW_CODE)) == (0, 18)
    assert remapped.states() == {"posted": 6}
    assert remapped.attempts() == 0


def test_dhis2_down_during_the_deletion_leaves_it_for_the_next_night(remapped: Delivery) -> None:
    post_again(remapped)
    remapped.dhis2.faults.add("bad_gateway", path="dataValueSets", times=None)
    with pytest.raises(Dhis2UnavailableError):
        delete(remapped)
    remapped.dhis2.faults.clear()
    assert evening(remapped) == DeletionCounts(deleted=1)


def test_nothing_is_deleted_where_production_is_off(remapped: Delivery) -> None:
    post_again(remapped)
    off = remapped.production.model_copy(update={"production": False})
    before = remapped.dhis2.store.count()
    with raises_code("production_setting_is_off"):
        delete_stale_values(remapped.vlmis.pipeline, remapped.client, off, run_id=remapped.run_id)
    assert remapped.dhis2.store.count() == before


def test_a_wrong_password_stops_the_deletion_at_once(remapped: Delivery) -> None:
    post_again(remapped)
    settings = remapped.production
    before = len(remapped.dhis2.requests)
    with pytest.raises(Dhis2AccessError):
        delete_stale_values(
            remapped.vlmis.pipeline,
            remapped.client_of("vlmis", "changed"),
            settings,
            run_id=remapped.run_id,
        )
    assert len(remapped.dhis2.requests) == before + 1


@both_importers
@pytest.mark.parametrize("is_deleted_there", [False, True])
def test_a_run_that_dies_between_posting_and_deleting_is_finished_by_the_next(
    remapped: Delivery, is_deleted_there: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    post_again(remapped)
    if is_deleted_there:

        def killed(*_: object) -> None:
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(service, "_after_reading", killed)
            with pytest.raises(KeyboardInterrupt):
                delete(remapped)
        assert standing(remapped, MOVED) == 0
    assert evening(remapped) == DeletionCounts(deleted=1)
    assert (standing(remapped, MOVED), standing(remapped, NEW_CODE)) == (0, 9)


@both_importers
@pytest.mark.sites(2)
def test_a_store_of_another_org_unit_moves_with_its_figures(delivery: Delivery) -> None:
    delivery.push()
    first, second = delivery.sites
    free = free_org_unit(delivery)
    attach(delivery, first, free)
    (found,) = list_remapped(delivery.vlmis.pipeline)
    assert (found.what_changed, found.code, found.records, found.products) == (
        "org_unit", first, 3, 3,
    )  # fmt: skip
    assert found.requeue_command.startswith(f"vlmis requeue --store {first} --from")
    asked = requeue(delivery, product_code=None, store_code=first, delete_old=True)
    assert asked == Requeued(records=3, remapped=3, deletions=3)
    assert evening(delivery) == DeletionCounts(deleted=3)
    assert [standing(delivery, MOVED, unit) for unit in (first, second, free)] == [0, 9, 9]


def free_org_unit(delivery: Delivery) -> str:
    """The code of a facility that no store reports as."""
    return str(
        delivery.vlmis.value(
            "select code from vlmis.org_unit left join vlmis.store using (code)"
            " where org_unit.level = 4 and store.code is null order by code limit 1"
        )
    )


@both_importers
@pytest.mark.sites(2)
def test_figures_of_a_product_that_has_the_old_code_now_are_not_deleted(remapped: Delivery) -> None:
    set_code(remapped, REUSER, MOVED)
    requeue(remapped, delete_old=True)
    requeue(remapped, product_code=REUSER, delete_old=True)
    assert evening(remapped) == DeletionCounts(deleted=2, kept=2)
    assert standing(remapped, MOVED) == 18
    assert standing(remapped, REUSER) == 0
    assert remapped.states() == {"posted": 6}
    (kept,) = list_stale_values(remapped.vlmis.pipeline, now=NOW)
    assert kept.finding == message("claimer_is_posted", claimer=REUSER)


@both_importers
def test_a_deletion_waits_while_another_record_is_being_sent_there(remapped: Delivery) -> None:
    set_code(remapped, REUSER, MOVED)
    requeue(remapped, delete_old=True)
    requeue(remapped, product_code=REUSER)
    remapped.next_night()
    remapped.push()
    remapped.requeue(product_code=REUSER, posted=True)
    assert delete(remapped) == DeletionCounts(waiting=1)
    assert standing(remapped, MOVED) == 9
    assert evening(remapped) == DeletionCounts(kept=1)


@both_importers
@pytest.mark.sites(2)
@pytest.mark.parametrize("is_same_run", [False, True])
def test_a_record_is_held_while_anothers_posted_figures_stand_at_its_place(
    delivery: Delivery, is_same_run: bool
) -> None:
    """Also where the run that posted them is planned again: its plan then names the new place."""
    set_code(delivery, REUSER, None)
    delivery.push()
    set_code(delivery, MOVED, NEW_CODE)
    set_code(delivery, REUSER, MOVED)
    if not is_same_run:
        delivery.next_night()
    summary = delivery.push()
    assert summary.posted == 0
    assert [hold.reason_code for hold in summary.holds] == ["target_holds_another_record"] * 1
    assert summary.holds[0].example.values["other_product"] == MOVED
    requeue(delivery, delete_old=True)
    assert evening(delivery) == DeletionCounts(kept=2)
    assert delivery.states() == {"posted": 6}
    assert delivery.stored_as_frozen() < 6


@both_importers
@pytest.mark.sites(2)
def test_a_record_is_held_while_another_stores_posted_figures_stand_at_its_org_unit(
    delivery: Delivery,
) -> None:
    first, second = delivery.sites
    attach(delivery, second, None)
    delivery.push()
    attach(delivery, first, free_org_unit(delivery))
    attach(delivery, second, first)
    delivery.next_night()
    holds = {hold.reason_code: hold for hold in delivery.push().holds}
    assert holds["target_holds_another_record"].records == 3
    assert holds["target_holds_another_record"].example.values["other_store"] == first
    assert delivery.states() == {"posted": 3}


@both_importers
def test_a_record_that_came_back_keeps_its_figures(remapped: Delivery) -> None:
    requeue(remapped, delete_old=True)
    set_code(remapped, MOVED, MOVED)
    assert evening(remapped) == DeletionCounts(kept=1)
    assert standing(remapped, MOVED) == 9


@both_importers
def test_a_data_element_that_left_the_data_set_is_waited_for(remapped: Delivery) -> None:
    edits.remove_data_element(remapped.dhis2, data_set_uid(), data_element_uid(MOVED))
    requeue(remapped, delete_old=True)
    assert evening(remapped) == DeletionCounts(waiting=1)
    (waiting,) = list_stale_values(remapped.vlmis.pipeline, now=NOW)
    assert waiting.finding is not None
    assert waiting.finding.code == "old_data_element_left_data_set"
    edits.add_data_element(remapped.dhis2, data_set_uid(), data_element_uid(MOVED))
    assert evening(remapped) == DeletionCounts(deleted=1)


@pytest.mark.sites(5)
def test_a_refused_deletion_costs_the_others_nothing(remapped: Delivery) -> None:
    post_again(remapped)
    edits.unassign_org_unit(remapped.dhis2, data_set_uid(), remapped.sites[2])
    assert delete(remapped) == DeletionCounts(deleted=4, waiting=1)
    (waiting,) = list_stale_values(remapped.vlmis.pipeline, now=NOW)
    assert waiting.finding is not None
    assert waiting.finding.code == "dhis2_answered"
    assert str(waiting.finding.values["answer"]).startswith("E8022")
    edits.assign_org_unit(remapped.dhis2, data_set_uid(), remapped.sites[2])
    assert evening(remapped) == DeletionCounts(deleted=1)


@both_importers
def test_what_others_entered_at_the_new_place_is_not_overwritten(delivery: Delivery) -> None:
    delivery.push()
    (site,) = delivery.sites
    unit = org_unit_uid(site)
    cell, row = next(iter(delivery.dhis2.store.block(DAY, unit).items()))
    foreign = (data_element_uid(NEW_CODE), *cell[1:])
    delivery.dhis2.store.put(DAY, unit, foreign, row._replace(value="7", stored_by="amina"))
    set_code(delivery, MOVED, NEW_CODE)
    requeue(delivery, delete_old=True)
    delivery.next_night()
    summary = delivery.push()
    assert [hold.reason_code for hold in summary.holds] == ["entered_by_someone_else"]
    assert delete(delivery) == DeletionCounts()
    assert standing(delivery, MOVED) == 9


@pytest.mark.sites(2)
def test_only_remapped_records_are_sent_again_when_so_chosen(remapped: Delivery) -> None:
    choice = {"product_code": None, "first_day": None, "last_day": None}
    with pytest.raises(PermanentError, match="No record of this choice can be sent again"):
        requeue(remapped, **choice)
    with pytest.raises(PermanentError, match="Stale values are deleted only"):
        requeue(remapped, **choice, delete_old=True)
    asked = requeue(remapped, **choice, remapped=True, delete_old=True)
    assert asked == Requeued(records=2, remapped=2, deletions=2)


def test_a_product_without_code_has_nowhere_to_move(delivery: Delivery) -> None:
    delivery.push()
    set_code(delivery, MOVED, None)
    assert list_remapped(delivery.vlmis.pipeline) == []
    with pytest.raises(PermanentError, match="No record of this choice can be sent again"):
        requeue(delivery)
