"""Small things in an answer that decide: each was once changed without a test that noticed."""

import json

import pytest

from tests.delivery.model.test_import_answer import (
    DRY_RUN,
    FAILED,
    answer,
    conflict,
    group,
    old,
    outcomes,
    read,
    sent,
)
from vlmis_core.delivery.model.data_values import Record
from vlmis_core.delivery.model.import_answer import ImportAnswer, ValueOutcome, read_import_answer
from vlmis_core.delivery.model.payload import Target
from vlmis_core.delivery.model.refusal_codes import WHOLE_REQUEST, ErrorScope, scope_of
from vlmis_core.delivery.model.request_outcome import OutgoingRequest, assess_overload
from vlmis_core.delivery.model.sent_values import SentValues, sent_records, sent_values
from vlmis_core.dhis2.identifiers import ValueKey
from vlmis_core.dhis2.import_summary import Answer, Counts, read_summary
from vlmis_core.messages import Message, message


def test_outcomes_are_written_as_people_read_them() -> None:
    assert [str(each) for each in ValueOutcome] == ["accepted", "refused", "unknown"]
    assert ImportAnswer(1, ValueOutcome.ACCEPTED).why_unknown is None


ACCEPTED = answer("SUCCESS", (0, 3, 0, 0))


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (answer("PARTIAL", (0, 3, 0, 0)), message("import_status_not_known", status="PARTIAL")),
        (answer("SUCCESS", (0, 3, 0, 0), importOptions=DRY_RUN), message("answer_is_to_dry_run")),
        (group(), message("dhis2_error_has_no_reason")),
        (group(description="disk full"), message("dhis2_answered", answer="disk full")),
    ],
)
def test_what_is_unknown_is_so_for_a_reason(said: Answer, why: Message) -> None:
    assert (outcomes(read(said)), read(said).why_unknown) == ("uuu", why)


def test_a_value_may_stay_unknown_although_all_were_accepted() -> None:
    some = SentValues(3, list, doubtful=frozenset({1}))
    assert read_import_answer(ACCEPTED, some).why_unknown == message("acceptance_is_doubtful")
    assert read(ACCEPTED).why_unknown is None
    assert read(ACCEPTED, dry_run=True).why_unknown == message("answer_is_to_no_dry_run")


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        (
            old("WARNING", (2, 0, 1, 0), http=409, rejectedIndexes=[1]),
            ("", ""),
        ),
        (answer("WARNING", (0, 2, 1, 0), conflict("E8122", 1)), ("E8122", "because E8122")),
    ],
)
def test_a_refusal_has_the_code_and_the_words_of_dhis2(
    said: Answer, refusal: tuple[str, str]
) -> None:
    assert outcomes(read(said)) == "ara"
    assert (read(said).refusals[1].code, read(said).refusals[1].sentence) == refusal


def test_a_group_refusal_names_values_by_their_data_elements() -> None:
    keys = [ValueKey(f"DataElemen{n}", f"OrgUnit000{n}", "OptionCombo") for n in (1, 2, 3)]
    said = group(conflict("E8020", args="DataSet0001-[DataElemen2]"))
    found = read_import_answer(said, SentValues(3, lambda: keys))
    assert (outcomes(found), set(found.refusals)) == ("uru", {1})


COUNTED = (1, 2, 3, 0)


@pytest.mark.parametrize(
    ("said", "count"),
    [
        (answer("PARTIAL", COUNTED), 6),
        (answer("WARNING", COUNTED, conflict("E8122")), 6),
        (answer("SUCCESS", COUNTED), 6),
        (old("SUCCESS", COUNTED, conflict("E7619", 1)), 6),
        (old("WARNING", COUNTED, conflict("E7619", 1)), 6),
        (answer("ERROR", COUNTED, http=409, description=FAILED), 6),
        (answer("ERROR", COUNTED, conflict("E8122", 1), http=409), 6),
        (answer("ERROR", (0, 0, 3, 0), *(conflict("E8122", n) for n in range(3)), http=409), 3),
        (ACCEPTED, 3),
        (group(conflict("E8122")), 3),
    ],
)
def test_a_reading_keeps_the_counts_of_the_answer_whatever_it_makes_of_them(
    said: Answer, count: int
) -> None:
    told = json.loads(said.body)["response"]["importCount"]
    assert read_import_answer(said, sent(count)).counts == Counts(**told)


def test_a_group_refusal_names_itself_in_words() -> None:
    found = read(group(conflict("E8122")))
    assert found.group is not None
    assert found.group.code == "E8122"
    assert found.why_unknown == message("nothing_was_stored", answer="E8122 because E8122")


def test_what_is_not_given_is_nothing() -> None:
    assert Answer(200) == Answer(200, "", "", None, timed_out=False)
    assert Counts() == Counts(0, 0, 0, 0)
    assert Counts(1, 2, 3, 4).total == 10
    summary = read_summary(answer("SUCCESS", (0, 0, 0, 0), conflict("X")))
    assert not isinstance(summary, Message)
    assert (summary.conflicts[0].arguments, summary.description) == ("", "")


def test_no_answer_is_told_by_its_problem() -> None:
    late = message("no_answer_in_time")
    assert read_summary(Answer(None)) == message("no_answer_came")
    assert (
        read_summary(Answer(None, problem=late)) == read_summary(Answer(502, problem=late)) == late
    )
    assert read_summary(Answer(502)) == message("answer_has_http_status", status=502)
    html = message("answer_is_not_json", status=200, kind="text/html")
    assert read_summary(Answer(200, "text/html", "<")) == html
    unknown = message("answer_is_not_json", status=200, kind=None)
    assert read_summary(Answer(200, "", "<")) == unknown


@pytest.mark.parametrize(
    ("part", "field", "found"),
    [
        ({"importCount": {"imported": "3"}}, "importCount.imported", '"3"'),
        ({"importCount": {"imported": True}}, "importCount.imported", "true"),
        ({"importCount": {"imported": -1}}, "importCount.imported", "-1"),
        ({"importCount": 3}, "importCount", "3"),
        ({"rejectedIndexes": ["1"]}, "index", '"1"'),
        ({"rejectedIndexes": [True]}, "index", "true"),
        ({"rejectedIndexes": {}}, "rejectedIndexes", "{}"),
    ],
)
def test_a_field_of_another_type_makes_the_summary_unreadable(
    part: dict, field: str, found: str
) -> None:
    counts = dict.fromkeys(("imported", "updated", "ignored", "deleted"), 0)
    body = {"status": "SUCCESS", "importCount": counts} | part
    why = message("answer_field_not_readable", status=200, field=field, found=found)
    assert read_summary(Answer(200, "", json.dumps(body))) == why


COMBOS = tuple(f"OptCombo{number:03}" for number in range(9))


def test_the_values_of_records_are_nine_each_in_their_order() -> None:
    records = [Record(n, 1, 5, f"OrgUnit000{n}", (0,) * 9) for n in (1, 2)]
    found = sent_records(records, {5: Target("DataElemen1", COMBOS)})
    assert (found.count, len(found.keys), found.doubtful) == (18, 18, frozenset())
    assert found.keys[10] == ValueKey("DataElemen1", "OrgUnit0002", COMBOS[1])
    assert found.naming(org_units=["OrgUnit0002"], option_combos=COMBOS[:2]) == {9, 10}


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


OTHER = a_value(orgUnit="OrgUnit0002")


@pytest.mark.parametrize(
    ("body", "doubtful"),
    [
        ({"dataValues": [a_value(), OTHER]}, set()),
        ({"dataValues": [a_value(), a_value()]}, {0, 1}),
        ({"dryRun": True, "dataValues": [a_value(), OTHER]}, {0, 1}),
        ({"dataValues": [a_value(deleted=True)]}, {0}),
        ({"dataValues": [a_value(period="2026-03-01")]}, {0}),
        ({"dataValues": [a_value(value="05")]}, {0}),
    ],
)
def test_a_value_that_may_be_stored_otherwise_or_is_sent_twice_is_doubtful(
    body: dict[str, object], doubtful: set[int]
) -> None:
    values = sent_values(body)
    assert values is not None
    assert values.doubtful == doubtful


def test_day_and_org_unit_may_stand_in_the_header_and_a_value_names_its_own_first() -> None:
    bare = {name: a_value()[name] for name in ("dataElement", "categoryOptionCombo", "value")}
    body = {"orgUnit": "OrgUnit0009", "period": "20260305", "dataValues": [a_value(), bare, "no"]}
    values = sent_values(body)
    assert values is not None
    assert values.doubtful == {2}
    assert [key.org_unit for key in values.keys] == ["OrgUnit0001", "OrgUnit0009", "OrgUnit0009"]


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
