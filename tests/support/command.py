"""The command `vlmis` on the database of a test."""

import json
from collections.abc import Callable

import pytest
from sqlalchemy import make_url
from typer.testing import CliRunner, Result

from tests.support.postgres import TestDatabase
from vlmis_core.cli.main import app
from vlmis_core.database.embedded import ADMIN
from vlmis_core.database.roles import ROLES

Command = Callable[..., Result]


def use_database(vlmis: TestDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the settings name a database, as an external one."""
    passwords = {role: make_url(vlmis.url_of(role)).password for role in ROLES}
    monkeypatch.setenv("VLMIS_DATABASE_URL", vlmis.url_of(ADMIN))
    monkeypatch.setenv("VLMIS_DATABASE_PASSWORDS", json.dumps(passwords))


def run_command(*words: object, code: int | None = 0, answer: str | None = None) -> Result:
    """Run `vlmis eod status` for `("eod", "status")`; errors of the system are raised.

    ``answer`` is typed where the command asks; ``code`` None: any exit code will do.
    """
    result = CliRunner().invoke(
        app, [str(word) for word in words], input=answer, catch_exceptions=False
    )
    assert code in (None, result.exit_code), result.output
    return result
