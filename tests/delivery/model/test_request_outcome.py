"""What becomes of each record of a request, and what goes again."""

from collections.abc import Sequence
from typing import Any

import pytest

from vlmis_core.delivery.model.data_values import Record
from vlmis_core.delivery.model.import_answer import ImportAnswer, Refusal, ValueOutcome
from vlmis_core.delivery.model.request_outcome import (
    OutgoingRequest,
    RequestOutcome,
    assess_answer,
    halves,
)

RECORDS = [Record(store, 1, 1, f"OrgUnit000{store}", (0,) * 9) for store in range(4)]
BAD_VALUE = Refusal("E8122", "no integer")
UNASSIGNED = Refusal("E8022", "not usable")
EXPIRED = Refusal("E8030", "expired")
FORBIDDEN = Refusal("E8011", "outside the hierarchy")


ACCEPTED, UNKNOWN = ValueOutcome.ACCEPTED, ValueOutcome.UNKNOWN
ALONE = RECORDS[:1]


def assess(
    others: ValueOutcome,
    refusals: dict[int, Refusal] | None = None,
    *,
    records: Sequence[Record] = RECORDS,
    is_repeat: bool = False,
    **more: Any,
) -> RequestOutcome:
    """What becomes of records, all four of them or some, after a reading of the answer."""
    reading = ImportAnswer(9 * len(records), others, refusals or {}, **more)
    return assess_answer(OutgoingRequest(records, is_repeat=is_repeat), reading)


def stores(outcome: RequestOutcome) -> list[list[int]]:
    """The stores in each request that follows."""
    return [[record.store_id for record in part.records] for part in outcome.resend]


def test_accepted_records_need_nothing_more() -> None:
    assert assess(ACCEPTED) == RequestOutcome(True, [], [], (), None)


def test_one_refused_value_refuses_its_record_only() -> None:
    found = assess(ACCEPTED, {16: BAD_VALUE, 10: BAD_VALUE})
    assert found.is_accepted
    assert [entry.record.store_id for entry in found.refused] == [1]
    assert found.refused[0].categories == ("RECEIVED", "DISCREPANCY")
    assert found.resend == ()


def test_named_offenders_are_taken_out_and_the_rest_goes_again_at_once() -> None:
    refusals = dict.fromkeys(range(9, 18), UNASSIGNED)
    found = assess(UNKNOWN, refusals, group=UNASSIGNED)
    assert [entry.record.store_id for entry in found.refused] == [1]
    assert stores(found) == [[0, 2, 3]]
    assert not found.resend[0].is_repeat


def test_unnamed_offenders_are_searched_by_halving() -> None:
    found = assess(UNKNOWN, group=UNASSIGNED)
    assert stores(found) == [[0, 1], [2, 3]]
    assert not found.refused


def test_a_record_alone_in_a_refused_group_is_the_offender() -> None:
    found = assess(UNKNOWN, group=UNASSIGNED, records=ALONE)
    (refused,) = found.refused
    assert (refused.record.store_id, refused.categories[0]) == (0, "OPENING_BALANCE")
    assert len(set(refused.categories)) == 9


def test_a_record_alone_is_not_to_blame_for_what_is_about_nobody() -> None:
    group = Refusal("E8128", "duplicate")
    found = assess(UNKNOWN, group=group, records=ALONE)
    assert found.unanswered == RECORDS[0]


def test_what_stays_unknown_is_repeated_once_and_then_halved_down_to_one() -> None:
    once = assess(UNKNOWN)
    assert stores(once) == [[0, 1, 2, 3]]
    twice = assess(UNKNOWN, records=once.resend[0].records, is_repeat=once.resend[0].is_repeat)
    assert stores(twice) == [[0, 1], [2, 3]]
    alone = assess(UNKNOWN, records=ALONE, is_repeat=True)
    assert (stores(alone), alone.unanswered) == ([], RECORDS[0])


def test_a_false_refusal_sends_only_its_own_record_again() -> None:
    found = assess(ACCEPTED, doubtful=frozenset({20}))
    assert stores(found) == [[2]]
    assert found.is_accepted


def test_a_refusal_of_the_whole_day_holds_it_and_is_nobodys_attempt() -> None:
    refusals = dict.fromkeys(range(36), EXPIRED)
    found = assess(UNKNOWN, refusals, group=EXPIRED)
    assert (len(found.held), len(found.refused), found.resend) == (4, 0, ())
    assert not found.held[0].is_partial


def test_a_refusal_of_the_day_that_names_one_record_holds_that_record() -> None:
    found = assess(ACCEPTED, {0: Refusal("E7640", "expired")})
    assert [entry.is_partial for entry in found.held] == [True]


def test_a_store_outside_the_hierarchy_is_held_and_the_rest_goes_again() -> None:
    refusals = dict.fromkeys(range(9), FORBIDDEN)
    found = assess(UNKNOWN, refusals, group=FORBIDDEN)
    assert [entry.record.store_id for entry in found.held] == [0]
    assert stores(found) == [[1, 2, 3]]


def test_a_refusal_of_the_record_outweighs_one_of_the_store() -> None:
    found = assess(ACCEPTED, {0: FORBIDDEN, 1: BAD_VALUE})
    assert [entry.refusal for entry in found.refused] == [BAD_VALUE]


@pytest.mark.parametrize("records", [RECORDS, ALONE])
@pytest.mark.parametrize("group", [None, UNASSIGNED, FORBIDDEN, Refusal("E8128", "twice")])
def test_only_an_answer_that_accepts_the_others_is_an_acceptance(
    group: Refusal | None, records: list[Record]
) -> None:
    named = {} if group is None or records is ALONE else dict.fromkeys(range(9, 18), group)
    for refusals in ({}, named):
        assert assess(UNKNOWN, refusals, records=records, group=group).is_accepted is False


def test_a_record_is_refused_or_held_and_never_both() -> None:
    found = assess(ACCEPTED, {0: FORBIDDEN, 9: BAD_VALUE})
    assert [entry.record.store_id for entry in found.refused] == [1]
    assert [entry.record.store_id for entry in found.held] == [0]
    assert [entry.is_partial for entry in (*found.refused, *found.held)] == [False, False]


def test_a_record_alone_in_a_group_refused_for_its_store_is_held() -> None:
    found = assess(UNKNOWN, group=FORBIDDEN, records=ALONE)
    (held,) = found.held
    assert (held.record, held.is_partial, len(held.categories)) == (RECORDS[0], False, 9)
    assert (found.refused, found.resend, found.unanswered) == ((), (), None)


def test_a_record_that_is_refused_is_not_sent_again_for_a_doubtful_value() -> None:
    found = assess(ACCEPTED, {0: BAD_VALUE}, doubtful=frozenset({1, 10}))
    assert stores(found) == [[1]]
    assert [entry.record.store_id for entry in found.refused] == [0]


def test_half_of_one_record_is_that_record() -> None:
    once = assess(UNKNOWN, records=ALONE)
    assert stores(once) == [[0]]
    assert [len(part.records) for part in halves(OutgoingRequest(ALONE))] == [1]
    assert [part.is_repeat for part in halves(OutgoingRequest(RECORDS[:2], is_repeat=True))] == [
        True
    ] * 2


def test_values_that_stay_doubtful_are_sent_once_more_and_then_halved_down_to_one() -> None:
    doubtful = frozenset((0, 9))
    (again,) = assess(ACCEPTED, doubtful=doubtful).resend
    assert (again.records, again.is_repeat) == (RECORDS[:2], True)
    assert stores(assess(ACCEPTED, doubtful=doubtful, is_repeat=True)) == [[0], [1]]
    alone = assess(ACCEPTED, doubtful=frozenset((3,)), records=ALONE, is_repeat=True)
    assert alone.unanswered == RECORDS[0]
