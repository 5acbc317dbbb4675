"""`vlmis receipts`, typed by hand."""

import getpass
import json

import pytest

from tests.support.codes import raises_code
from tests.support.command import Command
from tests.support.country import Country
from tests.support.postgres import TestDatabase
from vlmis_core.errors import PermanentError


def test_what_arrived_is_confirmed_at_the_command_line(
    command: Command, vlmis: TestDatabase
) -> None:
    country = Country(vlmis, stock={"R": 100})
    country.record("2026-03-01 distribution_out R 30 > S\n2026-03-01 distribution_out R 5 > T")
    listed = json.loads(command("receipts", "list", "--json").stdout)
    first, second = (line["transfer_id"] for line in listed)
    assert "to confirm" in command("receipts", "list", "--store", "S").stdout
    day = ("--day", "2026-03-02")
    with raises_code("received_is_of_one_distribution"):
        command("receipts", "confirm", first, second, "--received", 1)
    done = command("receipts", "confirm", first, "--received", 28, *day)
    assert "1 receipt confirmed (0 late); 0 confirmed before." in done.stdout
    assert json.loads(command("receipts", "confirm", second, *day, "--json").stdout) == {
        "recorded": 1,
        "already_recorded": 0,
        "late": 0,
    }
    assert json.loads(command("receipts", "list", "--json").stdout) == []
    kept = json.loads(command("receipts", "list", "--with-confirmed", "--json").stdout)
    assert [(line["outcome"], line["received"], line["received_by"]) for line in kept] == [
        ("arrived_short", 28, getpass.getuser()),
        ("arrived_whole", 5, getpass.getuser()),
    ]


def test_only_what_is_unconfirmed_for_long_is_overdue(
    command: Command, vlmis: TestDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    Country(vlmis, stock={"R": 100}).record("2026-03-01 distribution_out R 30 > S")
    listed = json.loads(command("receipts", "list", "--overdue", "--json").stdout)
    assert [line["quantity"] for line in listed] == [30]
    monkeypatch.setenv("VLMIS_RECEIPT_DAYS", "36500")
    assert json.loads(command("receipts", "list", "--overdue", "--json").stdout) == []


def test_a_store_that_does_not_exist_is_named(command: Command, vlmis: TestDatabase) -> None:
    Country(vlmis)
    with pytest.raises(PermanentError) as refused:
        command("receipts", "list", "--store", "NONE")
    assert refused.value.message.code == "store_not_found"
