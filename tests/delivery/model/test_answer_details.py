"""Small things in an answer that decide: each was once changed without a test that noticed."""

import json

import pytest

from tests.delivery.model.test_import_answer import answer, conflict, old, outcomes, sent
from vlmis_core.delivery.model.data_values import Record
from vlmis_core.delivery.model.import_answer import ImportAnswer, ValueOutcome, read_import_answer
from vlmis_core.delivery.model.payload import Target
from vlmis_core.delivery.model.refusal_codes import WHOLE_REQUEST, ErrorScope, scope_of
from vlmis_core.delivery.model.request_outcome import OutgoingRequest, assess_overload
from vlmis_core.delivery.model.sent_values import sent_records, sent_values
from vlmis_core.dhis2.identifiers import ValueKey
from vlmis_core.dhis2.import_summary import Answer, Counts, read_summary
from vlmis_core.messages import message

GROUP = {"status": "ERROR", "counts": (0, 0, 0, 0)}
UNSEEN: dict = {"options": {}}
"""The answer does not show which importer wrote it."""


def test_outcomes_are_written_as_people_read_them() -> None:
    assert [str(each) for each in ValueOutcome] == ["accepted", "refused", "unknown"]
    assert ImportAnswer(1, ValueOutcome.ACCEPTED).why_unknown == ""


def test_a_status_that_nobody_knows_leaves_everything_unknown() -> None:
    found = read_import_answer(answer(status="PARTIAL", counts=(0, 3, 0, 0)), sent(3))
    assert outcomes(found) == "uuu"
    assert found.why_unknown == "import status 'PARTIAL' is not known"


def test_a_dry_run_and_a_real_one_are_told_apart_in_words() -> None:
    said = answer(status="SUCCESS", counts=(0, 3, 0, 0))
    assert read_import_answer(said, sent(3), dry_run=True).why_unknown.endswith("no dry run")
    dry = answer(options={"atomic": False, "dryRun": True}, status="SUCCESS", counts=(0, 3, 0, 0))
    assert read_import_answer(dry, sent(3)).why_unknown == "the answer is to a dry run"


def test_the_other_name_of_the_strategy_is_the_same_strategy() -> None:
    options = {"importStrategy": "NEW_AND_UPDATES"}
    found = read_import_answer(
        answer(options=options, status="SUCCESS", counts=(3, 0, 0, 0)), sent(3)
    )
    assert outcomes(found) == "aaa"


@pytest.mark.parametrize(("counts", "expected"), [((1, 1, 1, 0), "ara"), ((1, 2, 1, 0), "uuu")])
def test_an_importer_that_is_not_shown_must_count_exactly(counts: tuple, expected: str) -> None:
    said = answer(**UNSEEN, status="WARNING", counts=counts, conflicts=[conflict("X1", 1)])
    assert outcomes(read_import_answer(said, sent(3))) == expected


@pytest.mark.parametrize(
    ("code", "counts", "expected"), [("E8122", (1, 1, 1, 0), "uuu"), ("E7619", (1, 0, 2, 0), "ara")]
)
def test_the_codes_show_which_importer_answered(code: str, counts: tuple, expected: str) -> None:
    said = answer(**UNSEEN, status="WARNING", counts=counts, conflicts=[conflict(code, 1)])
    assert outcomes(read_import_answer(said, sent(3))) == expected


def test_a_value_that_is_rejected_without_a_conflict_has_no_code() -> None:
    said = old(409, status="WARNING", counts=(2, 0, 1, 0), rejectedIndexes=[1])
    found = read_import_answer(said, sent(3))
    assert (outcomes(found), found.refusals[1].code) == ("ara", "")


def test_an_error_without_a_conflict_says_what_dhis2_said() -> None:
    silent = read_import_answer(answer(409, **GROUP), sent(3))
    assert silent.why_unknown == "DHIS2 says: ERROR without a reason"
    told = read_import_answer(answer(409, **GROUP, description="disk full"), sent(3))
    assert (outcomes(told), told.why_unknown) == ("uuu", "DHIS2 says: disk full")


def test_a_failed_process_is_unknown_also_when_it_names_conflicts() -> None:
    said = answer(409, **GROUP, description="The import process failed: x",
                  conflicts=[conflict("E8022", args="DataSet0001-[OrgUnit0001]")])  # fmt: skip
    assert outcomes(read_import_answer(said, sent(3))) == "uuu"


@pytest.mark.parametrize("conflicts", [[conflict("E8122")], [conflict("E8122", 0)]])
def test_an_error_that_ignores_all_but_names_few_is_unknown(conflicts: list) -> None:
    said = answer(409, status="ERROR", counts=(0, 0, 3, 0), conflicts=conflicts)
    assert outcomes(read_import_answer(said, sent(3))) == "uuu"


@pytest.mark.parametrize(
    "code", ["E8102", "E8103", "E8104", "E8105", "E8106", "E8107", "E8108", "E8109"]
)
def test_a_decoding_refusal_names_the_value_by_its_number(code: str) -> None:
    said = answer(409, **GROUP, conflicts=[conflict(code, -1, args="1-whatever")])
    assert outcomes(read_import_answer(said, sent(3))) == "uru"


def test_every_conflict_of_a_group_refusal_names_its_own() -> None:
    conflicts = [
        conflict("E8022", args="D-[OrgUnit0001]"),
        conflict("E8022", args="D-[OrgUnit0003]"),
    ]
    found = read_import_answer(answer(409, **GROUP, conflicts=conflicts), sent(3))
    assert outcomes(found) == "rur"


@pytest.mark.parametrize(
    ("code", "args", "named"),
    [
        ("E8107", "7-FAC", []),
        ("E8033", "AttrCombo01-OrgUnit0003-OrgUnit0001", [2]),
        ("E8024", "DataSet0001-DataElemen2-DataElemen1-[OptionCombo]", []),
    ],
)
def test_only_the_part_that_names_offenders_is_read(code: str, args: str, named: list[int]) -> None:
    found = read_import_answer(answer(409, **GROUP, conflicts=[conflict(code, args=args)]), sent(3))
    assert sorted(found.refusals) == named


def test_the_words_of_dhis2_reach_the_refusal() -> None:
    said = answer(status="WARNING", counts=(0, 2, 1, 0), conflicts=[conflict("E8122", 1)])
    assert read_import_answer(said, sent(3)).refusals[1].sentence == "because E8122"


def test_what_is_not_given_is_nothing() -> None:
    assert Answer(200) == Answer(200, "", "", None, timed_out=False)
    assert Counts() == Counts(0, 0, 0, 0)
    assert Counts(1, 2, 3, 4).total == 10
    summary = read_summary(answer(status="SUCCESS", counts=(0, 0, 0, 0), conflicts=[conflict("X")]))
    assert not isinstance(summary, str)
    assert (summary.conflicts[0].arguments, summary.description) == ("", "")


def test_no_answer_is_told_by_its_problem() -> None:
    assert read_summary(Answer(None)) == "no answer came"
    assert read_summary(Answer(None, problem=message("no_answer_in_time"))) == "no answer in time"
    assert read_summary(Answer(200, "text/html", "<")) == (
        "HTTP 200, but the body is not whole JSON (text/html)"
    )
    assert "(no content type)" in str(read_summary(Answer(200, "", "<")))


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ({"importCount": {"imported": "3"}}, "importCount has '3'"),
        ({"importCount": {"imported": True}}, "importCount has True"),
        ({"importCount": {"imported": -1}}, "importCount has -1"),
        ({"importCount": 3}, "importCount is missing or no JSON object"),
        ({"rejectedIndexes": ["1"]}, "an index is '1'"),
        ({"rejectedIndexes": [True]}, "an index is True"),
        ({"rejectedIndexes": {}}, "rejectedIndexes is no list"),
    ],
)
def test_a_field_of_another_type_makes_the_summary_unreadable(part: dict, said: str) -> None:
    counts = dict.fromkeys(("imported", "updated", "ignored", "deleted"), 0)
    body = {"status": "SUCCESS", "importCount": counts} | part
    assert read_summary(Answer(200, "", json.dumps(body))) == f"HTTP 200, but {said}"


COMBOS = tuple(f"OptCombo{number:03}" for number in range(9))


def test_the_values_of_records_are_nine_each_in_their_order() -> None:
    records = [Record(n, 1, 5, f"OrgUnit000{n}", (0,) * 9) for n in (1, 2)]
    found = sent_records(records, {5: Target("DataElemen1", COMBOS)})
    assert (found.count, len(found.keys), found.doubtful) == (18, 18, frozenset())
    assert found.keys[10] == ValueKey("DataElemen1", "OrgUnit0002", COMBOS[1])
    assert found.naming(org_units=["OrgUnit0002"], option_combos=COMBOS[:2]) == {9, 10}


def body(**value: object) -> dict:
    """A body with one value, which takes day and org unit from the header."""
    one = {"dataElement": "DataElemen1", "categoryOptionCombo": "OptCombo001", "value": "5"}
    return {"period": "20260301", "orgUnit": "OrgUnit0001", "dataValues": [one | value]}


def test_day_and_org_unit_may_stand_in_the_header() -> None:
    found = sent_values(body())
    assert found is not None
    assert found.doubtful == frozenset()
    assert list(found.keys) == [ValueKey("DataElemen1", "OrgUnit0001", "OptCombo001")]


@pytest.mark.parametrize("odd", [{"deleted": True}, {"period": "2026-03-01"}, {"value": "05"}])
def test_a_value_that_may_be_stored_otherwise_is_doubtful(odd: dict) -> None:
    found = sent_values(body(**odd))
    assert found is not None
    assert found.doubtful == {0}


def test_an_overloaded_server_gets_half_as_much_and_has_accepted_nothing() -> None:
    records = [Record(n, 1, 5, f"OrgUnit000{n}", (0,) * 9) for n in (1, 2)]
    found = assess_overload(OutgoingRequest(records))
    assert [list(part.records) for part in found.resend] == [records[:1], records[1:]]
    assert found.is_accepted is False


NAMED = {
    ErrorScope.STORE: "E7617 E8011",
    ErrorScope.PRODUCT: "E7613 E7614 E7630 E7634 E8024 E8108 E8109",
    ErrorScope.DAY: "E7640 E7641 E7643 E7644 E8030 E8032",
    ErrorScope.STORE_DAY: "E7642 E8033",
    ErrorScope.DATA_SET: "E7600 E7601 E7603 E7604 E7615 E7616 E7631 E7635 E7638 E7639"
    " E8002 E8003 E8004 E8005 E8010 E8012 E8021 E8023 E8025 E8101 E8110 E8111 E8126 E8127",
    ErrorScope.UNKNOWN: "E7611 E8000 E8001 E8006 E8007 E8034 E8035 E8100 E8128",
}


def test_every_code_is_about_whom_it_is_about() -> None:
    """Kept a second time on purpose: a slip here would count attempts of a whole country."""
    named = {code: scope for scope, codes in NAMED.items() for code in codes.split()}
    every = [f"E{number}" for number in (*range(7600, 7700), *range(8000, 8200))]
    assert {code: scope_of(code) for code in every} == {
        code: named.get(code, ErrorScope.RECORD) for code in every
    }
    assert [str(scope) for scope in ErrorScope] == [
        "record", "store", "store_day", "product", "day", "data_set", "unknown",
    ]  # fmt: skip
    assert WHOLE_REQUEST == (ErrorScope.DATA_SET, ErrorScope.DAY)
