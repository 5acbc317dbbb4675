"""The reader of answers, against recorded conversations and by its rules."""

import json
from typing import Any

import pytest

from tests.support.recordings import FOLDER, recordings
from vlmis_core.delivery.model.import_answer import ImportAnswer, ValueOutcome, read_import_answer
from vlmis_core.delivery.model.refusal_codes import ErrorScope
from vlmis_core.delivery.model.sent_values import SentValues
from vlmis_core.dhis2.identifiers import ValueKey
from vlmis_core.dhis2.import_summary import Answer

ELEMENT, UNIT, COMBO = "DataElemen1", "OrgUnit0001", "OptionCombo"


def sent(count: int) -> SentValues:
    """Values of as many org units."""
    keys = [ValueKey(ELEMENT, f"OrgUnit{number:04}", COMBO) for number in range(1, count + 1)]
    return SentValues(count, lambda: keys)


def conflict(code: str, *indexes: int, args: str | None = None) -> dict[str, Any]:
    """One conflict of a summary."""
    objects = {"objects": {"args": args}} if args else {}
    return {"errorCode": code, "value": f"because {code}", "indexes": list(indexes), **objects}


def answer(
    status: str, counts: tuple[int, ...], *conflicts: dict[str, Any], http: int = 200, **more: Any
) -> Answer:
    """An answer with an import summary, of the new importer unless ``importOptions`` says else."""
    summary = {
        "importOptions": {"atomic": False, "importStrategy": "CREATE_AND_UPDATE"},
        "importCount": dict(
            zip(("imported", "updated", "ignored", "deleted"), counts, strict=True)
        ),
        "status": status,
        "conflicts": conflicts,
    }
    return Answer(http, "application/json", json.dumps({"response": summary | more}))


def old(status: str, counts: tuple[int, ...], *conflicts: dict[str, Any], **more: Any) -> Answer:
    """An answer of the old importer."""
    options = {"importStrategy": "CREATE_AND_UPDATE", "dryRun": False}
    more = {"importOptions": options, "description": "Import process completed"} | more
    return answer(status, counts, *conflicts, **more)


def group(*conflicts: dict[str, Any], **more: Any) -> Answer:
    """An answer of the new importer that refuses the whole request."""
    return answer("ERROR", (0, 0, 0, 0), *conflicts, http=409, **more)


def read(said: Answer, *, dry_run: bool = False) -> ImportAnswer:
    """Read an answer to three values."""
    return read_import_answer(said, sent(3), dry_run=dry_run)


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


DRY_RUN = {"atomic": False, "dryRun": True}
OF_OTHERS = [
    DRY_RUN, *({"atomic": False, "importStrategy": other} for other in ("DELETE", "CREATE"))
]  # fmt: skip
FAILED = "The import process failed"
ALL = range(3)
DECIDED = [
    # The new importer is believed where "updated" accounts for every value.
    (answer("SUCCESS", (0, 3, 0, 0)), "aaa"),
    *((answer("SUCCESS", counts), "uuu") for counts in [(0, 2, 0, 0), (0, 2, 1, 0), (0, 0, 3, 0)]),
    *((answer("SUCCESS", counts), "uuu") for counts in [(3, 0, 0, 0), (0, 4, 0, 0)]),
    # The old one counts unchanged values as ignored; none may be missing or deleted.
    (old("SUCCESS", (1, 0, 2, 0)), "aaa"),
    *((old("SUCCESS", counts), "uuu") for counts in [(2, 0, 0, 0), (1, 0, 1, 1), (4, 0, 0, 0)]),
    # One that does not show which it is must satisfy both rules.
    (answer("SUCCESS", (1, 2, 0, 0), importOptions={}), "aaa"),
    (answer("SUCCESS", (1, 0, 2, 0), importOptions={}), "uuu"),
    (answer("WARNING", (1, 1, 1, 0), conflict("X1", 1), importOptions={}), "ara"),
    (answer("WARNING", (1, 2, 1, 0), conflict("X1", 1), importOptions={}), "uuu"),
    # The codes show it as well.
    (answer("WARNING", (1, 1, 1, 0), conflict("E8122", 1), importOptions={}), "uuu"),
    (answer("WARNING", (1, 0, 2, 0), conflict("E7619", 1), importOptions={}), "ara"),
    # Single values are refused by index, and the rest is accepted.
    (answer("WARNING", (0, 2, 1, 0), conflict("E8122", 1), rejectedIndexes=[1]), "ara"),
    (old("WARNING", (2, 0, 1, 0), conflict("E7619", 2), http=409), "aar"),
    (answer("WARNING", (0, 2, 1, 0), conflict("E8122", -1, 1)), "ara"),
    # A conflict without an index, or beyond what was sent, leaves everything unknown.
    (old("WARNING", (2, 0, 1, 0), conflict("E7619"), http=409), "uuu"),
    (old("WARNING", (2, 0, 1, 0), conflict("E7619", 3), http=409), "uuu"),
    # So does a success that names refused values, or a status that nobody knows.
    (old("SUCCESS", (2, 0, 1, 0), rejectedIndexes=[0]), "uuu"),
    (answer("PARTIAL", (0, 3, 0, 0)), "uuu"),
    # A refusal of a well-formed day is not believed.
    (old("WARNING", (2, 0, 1, 0), conflict("E7611", 0), rejectedIndexes=[0], http=409), "uaa"),
    # After a group refusal nothing may have been counted.
    (answer("ERROR", (0, 1, 0, 0), conflict("E8022", args="D-[OrgUnit0002]"), http=409), "uuu"),
    # All values may be refused one by one, but then all must be named.
    (answer("ERROR", (0, 0, 3, 0), *(conflict("E8122", i) for i in ALL), http=409), "rrr"),
    (answer("ERROR", (0, 0, 3, 0), conflict("E8122"), http=409), "uuu"),
    (answer("ERROR", (0, 0, 3, 0), conflict("E8122", 0), http=409), "uuu"),
    # Several conflicts of a group refusal name all of theirs.
    (group(*(conflict("E8022", args=f"D-[OrgUnit000{n}]") for n in (1, 3))), "rur"),
    # A failed process is unknown, whatever it names.
    (group(importOptions={}, description=f"{FAILED}: Failed to flush BatchHandler"), "uuu"),
    (group(conflict("E8022", args=f"D-[{UNIT}]"), description=FAILED), "uuu"),
    # The answer to another kind of request proves nothing; a strategy has two names.
    *((answer("SUCCESS", (0, 3, 0, 0), importOptions=asked), "uuu") for asked in OF_OTHERS),
    (answer("SUCCESS", (3, 0, 0, 0), importOptions={"importStrategy": "NEW_AND_UPDATES"}), "aaa"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "expected"), DECIDED)
def test_an_answer_is_believed_where_it_accounts_for_every_value(
    said: Answer, expected: str
) -> None:
    assert outcomes(read(said)) == expected


@pytest.mark.parametrize(
    ("code", "args", "expected"),
    [
        ("E8022", "DataSet0001-[OrgUnit0002, OrgUnit0003]", "urr"),
        ("E8022", "DataSet0001-[OrgUnit0001,\n OrgUnit0003]", "rur"),
        ("E8011", "[OrgUnit0001]", "ruu"),
        ("E8031", "OrgUnit0002-OrgUnit0003-[20260305]", "uru"),
        ("E8033", "AttrCombo01-OrgUnit0003-[20260305]", "uur"),
        ("E8033", "AttrCombo01-OrgUnit0003-OrgUnit0001", "uur"),
        ("E8020", "DataSet0001-[DataElemen1]", "rrr"),
        ("E8024", "DataSet0001-DataElemen1-[OptionCombo]", "rrr"),
        ("E8024", "DataSet0001-DataElemen1-[OtherCombo1]", "uuu"),
        ("E8024", "DataSet0001-DataElemen2-DataElemen1-[OptionCombo]", "uuu"),
        *((f"E{number}", "1-whatever", "uru") for number in range(8102, 8110)),
        ("E8102", "2-DataElemen3", "uur"),
        ("E8102", "3-DataElemen3", "uuu"),  # Not one of the three.
        ("E8107", "7-FAC0002", "uuu"),
        ("E8010", "DataSet0001", "rrr"),
        ("E8030", "DataSet0001-[20260305]", "rrr"),
        ("E8022", "", "uuu"),
        ("E8999", "whatever", "uuu"),
        ("E8128", "[0, 1]-key", "uuu"),
    ],
)
def test_a_group_refusal_names_its_offenders(code: str, args: str, expected: str) -> None:
    found = read(group(conflict(code, *ALL, args=args), rejectedIndexes=[*ALL]))
    assert outcomes(found) == expected
    assert found.group is not None


def test_an_aborted_import_of_the_old_importer_refuses_every_value() -> None:
    found = read(old("ERROR", (0, 0, 0, 0), conflict("E7601"), http=409))
    assert outcomes(found) == "rrr"
    assert found.refusals[0].scope is ErrorScope.DATA_SET


def test_a_dry_run_is_read_when_it_was_asked_for() -> None:
    said = answer("SUCCESS", (0, 3, 0, 0), importOptions=DRY_RUN)
    assert outcomes(read(said, dry_run=True)) == "aaa"


@pytest.mark.parametrize("status", [None, 201, 302, 400, 404, 406, 500, 502, 503])
def test_other_statuses_are_unknown_whatever_the_body_says(status: int | None) -> None:
    body = answer("SUCCESS", (0, 3, 0, 0)).body
    assert outcomes(read(Answer(status, "", body))) == "uuu"


@pytest.mark.parametrize(
    "body", ["", "<html>", "[]", "null", "5", '{"response": 5}', "[" * 100_000]
)
def test_what_is_no_import_summary_is_unknown(body: str) -> None:
    assert outcomes(read(Answer(200, "text/html", body))) == "uuu"
