"""`vlmis explain`, as somebody meets it who looks for a figure."""

import json

import pytest

from sandbox.stand_in.country import SERVICE_USER
from tests.support.codes import raises_code
from tests.support.command import Command
from tests.support.delivery import FIRST_DAY, NEW, PRODUCTS, delivering
from tests.support.postgres import TestDatabase


def test_a_value_is_traced_in_words_and_as_json(
    command: Command, vlmis: TestDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VLMIS_DHIS2_USERNAME", SERVICE_USER.username)
    monkeypatch.setenv("VLMIS_DHIS2_PASSWORD", SERVICE_USER.password)
    with delivering(vlmis, NEW, sites=1) as delivery:
        monkeypatch.setenv("VLMIS_DHIS2_URL", delivery.base_url)
        delivery.push()
        words = ["explain", "--store", delivery.sites[0], "--product", PRODUCTS[0]]
        words += ["--day", str(FIRST_DAY)]
        said = command(*words, "--category", "closing", "--live").stdout
        assert said.startswith("Closing balance of AS27000 at Site C1004 (C1004) on 2026-03-01 is")
        assert "IN DHIS2 AT THIS MOMENT" in said
        assert "DIFFERENT" not in said
        found = json.loads(command(*words, "--live", "--json").stdout)
        assert found["status"] == "posted"
        assert len(found["trace"]["values"]) == 9
        assert found["current_values"]["values"][0]["current_value"] == "100"
        assert found["answer"][1]["code"] == "record_is_posted"
        with raises_code("category_not_found"):
            command(*words, "--category", "stock")
