"""The reader of answers, against recorded conversations and by its rules."""

import json
from typing import Any

import pytest

from tests.support.recordings import FOLDER, recordings
from vlmis_core.delivery.model.import_answer import ImportAnswer, ValueOutcome, read_import_answer
from vlmis_core.delivery.model.refusal_codes import ErrorScope, scope_of
from vlmis_core.delivery.model.sent_values import SentValues
from vlmis_core.dhis2.identifiers import ValueKey
from vlmis_core.dhis2.import_summary import Answer

ELEMENT, UNIT, COMBO = "DataElemen1", "OrgUnit0001", "OptionCombo"


def sent(count: int) -> SentValues:
    """Values of as many org units."""
    keys = [ValueKey(ELEMENT, f"OrgUnit{number:04}", COMBO) for number in range(1, count + 1)]
    return SentValues(count, lambda: keys)


def answer(http: int = 200, **summary: Any) -> Answer:
    """An answer with an import summary, of the new importer unless ``options`` says otherwise."""
    options = summary.pop("options", {"atomic": False, "importStrategy": "CREATE_AND_UPDATE"})
    counts = dict(
        zip(("imported", "updated", "ignored", "deleted"), summary.pop("counts"), strict=True)
    )
    return Answer(
        http,
        "application/json",
        json.dumps({"response": {"importOptions": options, "importCount": counts, **summary}}),
    )


def old(http: int, **summary: Any) -> Answer:
    """An answer of the old importer."""
    options = {"importStrategy": "CREATE_AND_UPDATE", "dryRun": False}
    return answer(http, options=options, description="Import process completed", **summary)


def outcomes(reading: ImportAnswer) -> str:
    """One letter a value."""
    return "".join(reading.outcome(index)[0] for index in range(reading.count))


@pytest.mark.parametrize("recording", recordings(), ids=lambda recording: recording.name)
def test_no_verdict_contradicts_what_the_server_stored(recording: Any) -> None:
    reading = read_import_answer(recording.answer, recording.sent)
    for index, is_stored in enumerate(recording.stored):
        assert reading.outcome(index) is not (
            ValueOutcome.REFUSED if is_stored else ValueOutcome.ACCEPTED
        )


def test_the_recordings_are_mostly_decided() -> None:
    decided = {ValueOutcome.ACCEPTED: 0, ValueOutcome.REFUSED: 0, ValueOutcome.UNKNOWN: 0}
    for recording in recordings():
        reading = read_import_answer(recording.answer, recording.sent)
        for index in range(reading.count):
            decided[reading.outcome(index)] += 1
    assert decided[ValueOutcome.ACCEPTED] > 5_000
    assert decided[ValueOutcome.REFUSED] > 800


@pytest.mark.parametrize(
    "path", sorted(FOLDER.glob("2.*/4[012]*.json")), ids=lambda path: path.stem
)
def test_of_racing_requests_no_more_is_accepted_than_was_stored(path: Any) -> None:
    held = json.loads(path.read_text(encoding="utf-8"))
    count, found = held["valuesPerRequest"], held["responses"]
    accepted = 0
    for one in found:
        body = one["body"] if isinstance(one.get("body"), str) else json.dumps(one.get("body"))
        reading = read_import_answer(Answer(one["status"], "", body), sent(count))
        accepted += outcomes(reading).count("a")
    same_keys = "same" in held["name"]
    assert (accepted > 0 if same_keys else accepted) <= held["rowsInDb"]


def test_the_new_importer_accepts_when_updated_accounts_for_every_value() -> None:
    found = read_import_answer(answer(status="SUCCESS", counts=(0, 3, 0, 0)), sent(3))
    assert outcomes(found) == "aaa"


@pytest.mark.parametrize(
    "counts", [(0, 2, 0, 0), (0, 2, 1, 0), (0, 0, 3, 0), (3, 0, 0, 0), (0, 4, 0, 0)]
)
def test_the_new_importer_is_not_believed_when_its_counts_do_not_add_up(counts: tuple) -> None:
    found = read_import_answer(answer(status="SUCCESS", counts=counts), sent(3))
    assert outcomes(found) == "uuu"


def test_the_old_importer_counts_unchanged_values_as_ignored() -> None:
    found = read_import_answer(old(200, status="SUCCESS", counts=(1, 0, 2, 0)), sent(3))
    assert outcomes(found) == "aaa"


@pytest.mark.parametrize("counts", [(2, 0, 0, 0), (1, 0, 1, 1), (4, 0, 0, 0)])
def test_the_old_importer_is_not_believed_when_values_are_missing_or_deleted(counts: tuple) -> None:
    found = read_import_answer(old(200, status="SUCCESS", counts=counts), sent(3))
    assert outcomes(found) == "uuu"


def test_an_importer_that_does_not_show_which_it_is_must_satisfy_both_rules() -> None:
    def read(counts: tuple) -> str:
        return outcomes(
            read_import_answer(answer(options={}, status="SUCCESS", counts=counts), sent(3))
        )

    assert (read((1, 2, 0, 0)), read((1, 0, 2, 0))) == ("aaa", "uuu")


def conflict(code: str, *indexes: int, args: str | None = None) -> dict[str, Any]:
    """One conflict of a summary."""
    objects = {"objects": {"args": args}} if args else {}
    return {"errorCode": code, "value": f"because {code}", "indexes": list(indexes), **objects}


def test_single_values_are_refused_by_index_and_the_rest_is_accepted() -> None:
    found = read_import_answer(
        answer(
            status="WARNING",
            counts=(0, 2, 1, 0),
            conflicts=[conflict("E8122", 1)],
            rejectedIndexes=[1],
        ),
        sent(3),
    )
    assert outcomes(found) == "ara"
    assert found.refusals[1].code == "E8122"


def test_an_answer_without_rejected_indexes_is_read_by_its_conflicts() -> None:
    said = old(409, status="WARNING", counts=(2, 0, 1, 0), conflicts=[conflict("E7619", 2)])
    assert outcomes(read_import_answer(said, sent(3))) == "aar"


def test_a_conflict_without_an_index_leaves_everything_unknown() -> None:
    said = old(409, status="WARNING", counts=(2, 0, 1, 0), conflicts=[conflict("E7619")])
    assert outcomes(read_import_answer(said, sent(3))) == "uuu"


def test_an_index_beyond_what_was_sent_leaves_everything_unknown() -> None:
    said = old(409, status="WARNING", counts=(2, 0, 1, 0), conflicts=[conflict("E7619", 3)])
    assert outcomes(read_import_answer(said, sent(3))) == "uuu"


def test_a_success_that_names_refused_values_leaves_everything_unknown() -> None:
    said = old(200, status="SUCCESS", counts=(2, 0, 1, 0), rejectedIndexes=[0])
    assert outcomes(read_import_answer(said, sent(3))) == "uuu"


def test_a_refusal_of_a_well_formed_day_is_not_believed() -> None:
    said = old(
        409,
        status="WARNING",
        counts=(2, 0, 1, 0),
        conflicts=[conflict("E7611", 0)],
        rejectedIndexes=[0],
    )
    assert outcomes(read_import_answer(said, sent(3))) == "uaa"


GROUP = {"status": "ERROR", "counts": (0, 0, 0, 0), "rejectedIndexes": [0, 1, 2]}


@pytest.mark.parametrize(
    ("code", "args", "expected"),
    [
        ("E8022", "DataSet0001-[OrgUnit0002, OrgUnit0003]", "urr"),
        ("E8011", "[OrgUnit0001]", "ruu"),
        ("E8031", "OrgUnit0002-[20260305]", "uru"),
        ("E8033", "AttrCombo01-OrgUnit0003-[20260305]", "uur"),
        ("E8020", "DataSet0001-[DataElemen1]", "rrr"),
        ("E8024", "DataSet0001-DataElemen1-[OptionCombo]", "rrr"),
        ("E8024", "DataSet0001-DataElemen1-[OtherCombo1]", "uuu"),
        ("E8107", "1-FAC0002", "uru"),
        ("E8107", "7-FAC0002", "uuu"),
        ("E8010", "DataSet0001", "rrr"),
        ("E8030", "DataSet0001-[20260305]", "rrr"),
        ("E8022", "", "uuu"),
        ("E8999", "whatever", "uuu"),
        ("E8128", "[0, 1]-key", "uuu"),
    ],
)
def test_a_group_refusal_names_its_offenders(code: str, args: str, expected: str) -> None:
    said = answer(409, conflicts=[conflict(code, 0, 1, 2, args=args)], **GROUP)
    found = read_import_answer(said, sent(3))
    assert outcomes(found) == expected
    assert found.group is not None


def test_a_group_refusal_after_which_something_was_counted_is_unknown() -> None:
    said = answer(
        409,
        status="ERROR",
        counts=(0, 1, 0, 0),
        conflicts=[conflict("E8022", 0, 1, 2, args="DataSet0001-[OrgUnit0002]")],
    )
    assert outcomes(read_import_answer(said, sent(3))) == "uuu"


def test_all_values_refused_one_by_one_is_a_refusal_of_each() -> None:
    said = answer(
        409,
        status="ERROR",
        counts=(0, 0, 3, 0),
        conflicts=[conflict("E8122", 0), conflict("E8122", 1), conflict("E8123", 2)],
        rejectedIndexes=[0, 1, 2],
    )
    assert outcomes(read_import_answer(said, sent(3))) == "rrr"


def test_an_aborted_import_of_the_old_importer_refuses_every_value() -> None:
    said = old(409, status="ERROR", counts=(0, 0, 0, 0), conflicts=[conflict("E7601")])
    found = read_import_answer(said, sent(3))
    assert outcomes(found) == "rrr"
    assert found.refusals[0].scope is ErrorScope.DATA_SET


def test_a_failed_process_of_the_old_importer_is_unknown() -> None:
    said = answer(
        409,
        options={},
        status="ERROR",
        counts=(0, 0, 0, 0),
        description="The import process failed: Failed to flush BatchHandler",
    )
    assert outcomes(read_import_answer(said, sent(3))) == "uuu"


@pytest.mark.parametrize(
    "options",
    [
        {"atomic": False, "dryRun": True},
        {"atomic": False, "importStrategy": "DELETE"},
        {"atomic": False, "importStrategy": "CREATE"},
    ],
)
def test_an_answer_to_another_kind_of_request_is_unknown(options: dict) -> None:
    said = answer(options=options, status="SUCCESS", counts=(0, 3, 0, 0))
    assert outcomes(read_import_answer(said, sent(3))) == "uuu"


def test_a_dry_run_is_read_when_it_was_asked_for() -> None:
    said = answer(options={"atomic": False, "dryRun": True}, status="SUCCESS", counts=(0, 3, 0, 0))
    assert outcomes(read_import_answer(said, sent(3), dry_run=True)) == "aaa"


@pytest.mark.parametrize("status", [None, 201, 302, 400, 404, 406, 500, 502, 503])
def test_other_statuses_are_unknown_whatever_the_body_says(status: int | None) -> None:
    body = answer(status="SUCCESS", counts=(0, 3, 0, 0)).body
    assert outcomes(read_import_answer(Answer(status, "", body), sent(3))) == "uuu"


@pytest.mark.parametrize(
    "body", ["", "<html>", "[]", "null", "5", '{"response": 5}', "[" * 100_000]
)
def test_what_is_no_import_summary_is_unknown(body: str) -> None:
    assert outcomes(read_import_answer(Answer(200, "text/html", body), sent(3))) == "uuu"


@pytest.mark.parametrize(
    ("code", "scope"),
    [
        ("E7619", ErrorScope.RECORD),
        ("E7636", ErrorScope.RECORD),
        ("E8022", ErrorScope.RECORD),
        ("E9999", ErrorScope.RECORD),
        ("E7617", ErrorScope.STORE),
        ("E7640", ErrorScope.DAY),
        ("E8030", ErrorScope.DAY),
        ("E7642", ErrorScope.STORE_DAY),
        ("E8024", ErrorScope.PRODUCT),
        ("E7601", ErrorScope.DATA_SET),
        ("E7611", ErrorScope.UNKNOWN),
    ],
)
def test_only_a_refusal_about_the_record_itself_is_about_the_record(
    code: str, scope: ErrorScope
) -> None:
    assert scope_of(code) is scope
