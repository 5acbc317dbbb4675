"""What real servers answered to deletions, and what is made of it."""

import json

import pytest

from tests.support.recordings import FOLDER
from vlmis_core.delivery.model.deletion_answer import read_deletion_answer
from vlmis_core.dhis2.import_summary import Answer
from vlmis_core.messages import message


def recorded(version: str, number: str) -> tuple[Answer, int]:
    """The answer of a recording, and how many values were asked about."""
    (path,) = (FOLDER / version).glob(f"{number}-*.json")
    found = json.loads(path.read_text(encoding="utf-8"))
    body = json.dumps(found["response"]["body"])
    answer = Answer(found["response"]["status"], "application/json", body)
    return answer, len(found["request"]["body"]["dataValues"])


@pytest.mark.parametrize("version", ["2.42.5.2", "2.43.1"])
@pytest.mark.parametrize("number", ["123", "124", "126", "306"])
def test_a_deletion_is_accepted_whether_or_not_the_keys_existed(version: str, number: str) -> None:
    assert read_deletion_answer(*recorded(version, number)).outcome == "accepted"


@pytest.mark.parametrize("version", ["2.42.5.2", "2.43.1"])
def test_the_answer_to_an_import_says_nothing_of_a_deletion(version: str) -> None:
    assert read_deletion_answer(*recorded(version, "001")).outcome == "unknown"


def test_a_group_refusal_may_be_halved_and_one_of_the_whole_day_not() -> None:
    store = read_deletion_answer(*_as_deletion("041"))
    assert (store.outcome, store.is_group) == ("refused", True)
    day = read_deletion_answer(*_as_deletion("075"))
    assert (day.outcome, day.is_group) == ("refused", False)


@pytest.mark.parametrize(
    "answer",
    [Answer(None, problem=message("no_answer_in_time")), Answer(502, "text/html", "<html>")],
)
def test_no_answer_is_unknown(answer: Answer) -> None:
    assert read_deletion_answer(answer, 9).outcome == "unknown"


@pytest.mark.parametrize(
    "changed",
    [
        ('"deleted": 9', '"deleted": 4'),  # Fewer than were asked about.
        ('"status": "SUCCESS"', '"status": "WARNING"'),
        ('"dryRun": false', '"dryRun": true'),
    ],
)
def test_an_answer_that_proves_no_deletion_of_all_values_is_unknown(
    changed: tuple[str, str],
) -> None:
    answer, count = recorded("2.43.1", "123")
    assert changed[0] in answer.body
    body = answer.body.replace(*changed)
    read = read_deletion_answer(Answer(answer.status, answer.content_type, body), count)
    assert read.outcome == "unknown"
    assert read.finding


def _as_deletion(number: str) -> tuple[Answer, int]:
    answer, count = recorded("2.43.1", number)
    body = answer.body.replace("CREATE_AND_UPDATE", "DELETE")
    return Answer(answer.status, answer.content_type, body), count
