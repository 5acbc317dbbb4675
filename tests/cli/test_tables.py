"""Tables in the terminal."""

import json

from tests.cli.conftest import Command
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
