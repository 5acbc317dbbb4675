"""What a reading keeps of the answer, and whom it names: found by changes that no test noticed."""

import pytest

from tests.delivery.model.test_import_answer import answer, conflict, old, outcomes, sent
from tests.delivery.model.test_request_outcome import RECORDS, reading
from vlmis_core.delivery.model.import_answer import (
    ImportAnswer,
    Refusal,
    ValueOutcome,
    read_import_answer,
)
from vlmis_core.delivery.model.request_outcome import OutgoingRequest, assess_answer
from vlmis_core.delivery.model.sent_values import SentValues, sent_values
from vlmis_core.dhis2.identifiers import ValueKey
from vlmis_core.dhis2.import_summary import Answer, Counts

BAD_VALUE = conflict("E8122", 1)
NAMES_NOBODY = conflict("E8122")


@pytest.mark.parametrize(
    "said",
    [
        answer(status="PARTIAL", counts=(1, 2, 3, 0)),
        answer(status="WARNING", counts=(1, 2, 3, 0), conflicts=[NAMES_NOBODY]),
        answer(status="SUCCESS", counts=(1, 2, 3, 0)),
        old(200, status="SUCCESS", counts=(1, 2, 3, 0), conflicts=[conflict("E7619", 1)]),
        old(200, status="WARNING", counts=(1, 2, 3, 0), conflicts=[conflict("E7619", 1)]),
        answer(409, status="ERROR", counts=(1, 2, 3, 0), description="The import process failed"),
        answer(409, status="ERROR", counts=(1, 2, 3, 0), conflicts=[BAD_VALUE]),
    ],
)
def test_a_reading_keeps_the_counts_of_the_answer_whatever_it_makes_of_them(said: Answer) -> None:
    assert read_import_answer(said, sent(6)).counts == Counts(1, 2, 3, 0)


def test_a_reading_of_an_answer_that_refuses_everything_keeps_its_counts() -> None:
    refused = [conflict("E8122", index) for index in range(3)]
    said = answer(409, status="ERROR", counts=(0, 0, 3, 0), conflicts=refused)
    found = read_import_answer(said, sent(3))
    assert (outcomes(found), found.counts) == ("rrr", Counts(0, 0, 3, 0))


def test_a_reading_of_an_answer_that_accepts_everything_keeps_its_counts() -> None:
    found = read_import_answer(answer(status="SUCCESS", counts=(0, 3, 0, 0)), sent(3))
    assert (outcomes(found), found.counts) == ("aaa", Counts(0, 3, 0, 0))


def test_an_index_that_stands_for_no_value_does_not_hide_the_others() -> None:
    said = answer(status="WARNING", counts=(0, 2, 1, 0), conflicts=[conflict("E8122", -1, 1)])
    assert outcomes(read_import_answer(said, sent(3))) == "ara"


def test_a_reading_says_why_a_value_may_stay_unknown_although_all_were_accepted() -> None:
    said = answer(status="SUCCESS", counts=(0, 3, 0, 0))
    assert read_import_answer(said, sent(3)).why_unknown


def test_a_group_refusal_keeps_its_counts_and_names_itself_in_words() -> None:
    said = answer(409, status="ERROR", counts=(0, 0, 0, 0), conflicts=[NAMES_NOBODY])
    found = read_import_answer(said, sent(3))
    assert found.counts == Counts(0, 0, 0, 0)
    assert found.group is not None
    assert (found.group.code, found.group.code in found.why_unknown) == ("E8122", True)


@pytest.mark.parametrize(
    ("code", "arguments", "expected"),
    [
        ("E8020", "DataSet0001-[DataElemen2]", "uru"),
        ("E8022", "DataSet0001-[OrgUnit0001,\n OrgUnit0003]", "rur"),
        ("E8031", "OrgUnit0002-OrgUnit0003-[20260305]", "uru"),
        ("E8102", "2-DataElemen3", "uur"),
        ("E8102", "3-DataElemen3", "uuu"),  # Not one of the three.
    ],
)
def test_a_group_refusal_names_exactly_who_its_arguments_name(
    code: str, arguments: str, expected: str
) -> None:
    keys = [ValueKey(f"DataElemen{n}", f"OrgUnit000{n}", "OptionCombo") for n in (1, 2, 3)]
    said = answer(
        409, status="ERROR", counts=(0, 0, 0, 0), conflicts=[conflict(code, args=arguments)]
    )
    found = read_import_answer(said, SentValues(3, lambda: keys))
    assert outcomes(found) == expected
    assert set(found.refusals) <= set(range(3))


def test_values_that_stay_doubtful_are_sent_once_more_and_then_halved() -> None:
    doubtful = frozenset((0, 9))
    said = reading(ValueOutcome.ACCEPTED, doubtful=doubtful)
    (again,) = assess_answer(OutgoingRequest(RECORDS), said).resend
    assert (again.records, again.is_repeat) == (RECORDS[:2], True)
    halves = assess_answer(OutgoingRequest(RECORDS, is_repeat=True), said).resend
    assert [half.records for half in halves] == [RECORDS[:1], RECORDS[1:2]]


def test_a_record_that_stays_doubtful_alone_is_unanswered() -> None:
    said = ImportAnswer(9, ValueOutcome.ACCEPTED, doubtful=frozenset((3,)))
    assert (
        assess_answer(OutgoingRequest(RECORDS[:1], is_repeat=True), said).unanswered == RECORDS[0]
    )


def test_a_record_alone_in_a_refused_group_is_refused_with_all_its_values() -> None:
    said = ImportAnswer(9, ValueOutcome.UNKNOWN, group=Refusal("E8022", "not usable"))
    (entry,) = assess_answer(OutgoingRequest(RECORDS[:1]), said).refused
    assert (entry.categories[0], len(set(entry.categories))) == ("OPENING_BALANCE", 9)


def a_value(**fields: object) -> dict[str, object]:
    """A value that every server stores as it is sent."""
    keys = {
        "dataElement": "DataElemen1",
        "orgUnit": "OrgUnit0001",
        "period": "20260305",
        "categoryOptionCombo": "OptionCombo",
        "value": "5",
    }
    return keys | fields


@pytest.mark.parametrize(
    ("body", "doubtful"),
    [
        ({"dataValues": [a_value(), a_value(orgUnit="OrgUnit0002")]}, set()),
        ({"dataValues": [a_value(), a_value()]}, {0, 1}),
        ({"dryRun": True, "dataValues": [a_value(), a_value(orgUnit="OrgUnit0002")]}, {0, 1}),
    ],
)
def test_an_acceptance_does_not_prove_what_is_sent_twice_or_as_a_dry_run(
    body: dict[str, object], doubtful: set[int]
) -> None:
    values = sent_values(body)
    assert values is not None
    assert values.doubtful == doubtful


def test_a_value_names_its_own_org_unit_before_that_of_the_whole_body() -> None:
    body = {"orgUnit": "OrgUnit0009", "dataValues": [a_value(), "no value"]}
    values = sent_values(body)
    assert values is not None
    assert [key.org_unit for key in values.keys] == ["OrgUnit0001", "OrgUnit0009"]
