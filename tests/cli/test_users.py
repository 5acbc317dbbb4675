"""`vlmis users`, typed by hand."""

import json
import re

import pytest

from sandbox.stand_in.country import SERVICE_USER
from tests.support.codes import raises_code
from tests.support.command import Command
from tests.support.people import KEEPER, SITE, People


@pytest.fixture(autouse=True)
def settings(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    """The settings name the stand-in."""
    monkeypatch.setenv("VLMIS_DHIS2_URL", people.base_url)
    monkeypatch.setenv("VLMIS_DHIS2_USERNAME", SERVICE_USER.username)
    monkeypatch.setenv("VLMIS_DHIS2_PASSWORD", SERVICE_USER.password)


def test_an_account_from_its_creation_to_its_end(command: Command, people: People) -> None:
    added = command("users", "add", KEEPER.username, "--role", "store_keeper", "--store", SITE)
    assert added.stdout.splitlines() == [
        "yao.keeper: account of Yao Kouassi created.",
        "yao.keeper: Store keeper (C4001)",
    ]
    command("users", "assign", KEEPER.username, "--role", "analyst")
    command("users", "deactivate", KEEPER.username)
    (account,) = json.loads(command("users", "list", "--json").stdout)
    assert (account["roles"], account["store_codes"]) == (["analyst"], [])
    assert account["deactivated_by"]
    command("users", "activate", KEEPER.username)
    assert "1 account was compared with DHIS2, 0 changed" in command("users", "refresh").stdout
    listed = command("users", "list").stdout
    assert "Yao Kouassi" in listed
    assert "Analyst" in listed


def test_an_account_without_a_role_is_told_what_is_missing(
    command: Command, people: People
) -> None:
    assert (
        "An account without a role may do nothing"
        in command("users", "add", KEEPER.username).stdout
    )


@pytest.mark.parametrize(
    ("option", "code"),
    [("--role=store_keeper", "role_needs_a_store"), (f"--store={SITE}", "account_needs_a_role")],
)
def test_a_role_or_store_that_does_not_fit_leaves_no_account(
    command: Command, people: People, option: str, code: str
) -> None:
    with raises_code(code):
        command("users", "add", KEEPER.username, option)
    assert json.loads(command("users", "list", "--json").stdout) == []


def test_who_has_no_account_cannot_be_assigned(command: Command, people: People) -> None:
    with raises_code("account_not_found"):
        command("users", "assign", "nobody", "--role", "analyst")


def test_break_glass_prints_a_code_and_keeps_who_asked(command: Command, people: People) -> None:
    printed = command("users", "break-glass", "--reason", "DHIS2 is down").stdout

    assert re.search(r"^[\w-]{32}$", printed, re.MULTILINE)
    kept = people.vlmis.rows("select reason, issued_by <> '' from vlmis.break_glass")
    assert kept == [("DHIS2 is down", True)]
