"""Run the command `vlmis` against a fresh database, as an external one."""

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


@pytest.fixture
def command(vlmis: TestDatabase, monkeypatch: pytest.MonkeyPatch, tmp_path_factory) -> Command:
    """`command("eod", "status")` runs `vlmis eod status`; errors of the system are raised."""
    passwords = {role: make_url(vlmis.url_of(role)).password for role in ROLES}
    monkeypatch.setenv("VLMIS_HOME", str(tmp_path_factory.mktemp("home")))
    monkeypatch.setenv("VLMIS_DATABASE_URL", vlmis.url_of(ADMIN))
    monkeypatch.setenv("VLMIS_DATABASE_PASSWORDS", json.dumps(passwords))
    monkeypatch.setenv("COLUMNS", "200")

    def run(*words: str, code: int = 0) -> Result:
        result = CliRunner().invoke(app, words, catch_exceptions=False)
        assert result.exit_code == code, result.output
        return result

    return run
