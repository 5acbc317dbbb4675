"""Small things that every user of the command line meets."""

import json
from importlib.metadata import version

import pytest
from sqlalchemy import make_url

from tests.support.command import Command
from tests.support.postgres import TestDatabase


def test_a_long_table_names_an_option_that_its_command_has(
    command: Command, vlmis: TestDatabase
) -> None:
    vlmis.execute(
        "insert into vlmis.product (code, name) select 'P' || n, 'P' || n"
        " from generate_series(1, 201) as n"
    )
    assert "… and 1 more line: --json writes all." in command("products", "list").stdout
    assert len(json.loads(command("products", "list", "--json").stdout)) == 201


def test_stores_are_listed_by_code(command: Command, vlmis: TestDatabase) -> None:
    vlmis.execute("insert into vlmis.store (code, name) values ('C', 'Central')")
    assert "Central" in command("stores", "list").stdout
    assert [store["code"] for store in json.loads(command("stores", "list", "--json").stdout)] == [
        "C"
    ]


def test_the_version_is_that_of_the_package(command: Command) -> None:
    assert command("--version").stdout == f"vlmis {version('vlmis-dhis2')}\n"


def test_psql_takes_its_own_options_and_no_password_on_its_command_line(
    command: Command, vlmis: TestDatabase, capfd: pytest.CaptureFixture[str]
) -> None:
    shows_arguments = "\\! tr '\\0' ' ' < /proc/$PPID/cmdline"
    command("db", "psql", "--", "-Atc", "select current_user")
    command("db", "psql", "--role", "vlmis_recorder", "--", "-c", shows_arguments)
    shown = capfd.readouterr().out
    password = make_url(vlmis.url_of("vlmis_recorder")).password
    assert shown.startswith("vlmis_analyst\n")
    assert "--dbname" in shown
    assert password
    assert password not in shown
