"""The data store, as the recorded servers had it: conversations 730 to 737."""

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from sandbox.stand_in.dhis2 import VERSION_242, VERSION_243, Dhis2
from sandbox.stand_in.replay import ask_again, differences
from sandbox.stand_in.replay_normal import Normaliser
from sandbox.stand_in.server import running
from sandbox.stand_in.testland import RECORDINGS
from tests.sandbox.test_org_unit_merge import basic, conversation

NUMBERS = [str(number) for number in range(730, 738)]


def country(told: dict[str, Any]) -> Dhis2:
    """A server at the recorded instant with the user who wrote, as a recording names them."""
    dhis2 = Dhis2(version=told["version"])
    written = told["response"]["body"]
    at = datetime.fromisoformat(written["created"]).replace(tzinfo=UTC)
    dhis2.clock.set(at, is_standing=True)
    first, surname = written["createdBy"]["name"].split()
    writer = {"id": written["createdBy"]["id"], "firstName": first, "surname": surname}
    service = {**writer, "username": "vlmis", "password": "Service-1!"}
    dhis2.metadata.load({"users": [service]})
    return dhis2


@pytest.mark.parametrize("version", [VERSION_242, VERSION_243])
def test_the_data_store_answers_as_recorded(version: str) -> None:
    told = conversation(version, "734")
    dhis2 = country(told)
    known, found = Normaliser(RECORDINGS / "metadata.json"), {}
    with running(dhis2) as url, httpx.Client(base_url=url, timeout=10) as client:
        for number in NUMBERS:
            recorded = conversation(version, number)
            recorded["request"]["user"] = "vlmis"
            answer = ask_again(client, number, recorded, basic(dhis2, recorded))
            if number == "730":
                dhis2.data_store.entries["vlmis-test"]["chain"].uid = told["response"]["body"]["id"]
            found[number] = tuple(differences(dhis2, recorded, answer, known))
    assert found == dict.fromkeys(NUMBERS, ())
