"""Fixtures that every kind of test shares."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.support.command import Command, run_command, use_database
from tests.support.people import People, people_of
from tests.support.postgres import TestDatabase, TestServer, temporary_server
from tests.support.sinks import HookSink, MailSink, hook_sink, mail_sink
from vlmis_core.messages import texts_as_codes

CHECKOUT = Path(__file__).resolve().parents[1]

# A deployment in this checkout is none of the tests' business.
os.environ["VLMIS_HOME"] = str(Path(tempfile.gettempdir()) / "no-vlmis-home")

# Airflow reads its configuration at its first import, in whichever test that is: without these,
# a test of the pages could send the tests of the login to another metadata database.
_airflow_home = tempfile.TemporaryDirectory(prefix="vlmis-airflow-", ignore_cleanup_errors=True)
AIRFLOW_HOME = _airflow_home.name
os.environ |= {
    "AIRFLOW_HOME": AIRFLOW_HOME,
    "AIRFLOW__CORE__DAGS_FOLDER": str(CHECKOUT / "dags"),
    "AIRFLOW__CORE__PLUGINS_FOLDER": str(CHECKOUT / "plugins"),
    "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
    "AIRFLOW__CORE__DEFAULT_TASK_RETRY_DELAY": "0",
    "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{AIRFLOW_HOME}/airflow.db",
}

# How long an example takes is a matter of what else the machine does, and of coverage.
settings.register_profile("tests", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("tests")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a run show that nothing reads a text of our own."""
    parser.addoption("--texts-as-codes", action="store_true", help="replace texts by their codes")


@pytest.fixture(autouse=True)
def shown_texts(request: pytest.FixtureRequest) -> Iterator[None]:
    """Replace every text by its code where the run asks for that."""
    if request.config.getoption("--texts-as-codes"):
        with texts_as_codes():
            yield
    else:
        yield


@pytest.fixture(scope="session")
def airflow_database() -> None:
    """A migrated metadata database with our pools, for tests that run Airflow."""
    pools = CHECKOUT / "plugins/vlmis_airflow/pools.json"
    for command in (["db", "migrate"], ["pools", "import", str(pools)]):
        subprocess.run([sys.executable, "-m", "airflow", *command], check=True, capture_output=True)


@pytest.fixture(scope="session")
def postgres() -> Iterator[TestServer]:
    """One real PostgreSQL server for the whole test process."""
    with temporary_server() as server:
        yield server


@pytest.fixture
def vlmis(postgres: TestServer) -> Iterator[TestDatabase]:
    """A migrated, empty VLMIS database, one for each test."""
    with postgres.fresh_database() as database:
        yield database


@pytest.fixture
def command(vlmis: TestDatabase, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Command:
    """`command("eod", "status")` runs `vlmis eod status` on the database of the test."""
    use_database(vlmis, monkeypatch)
    (tmp_path / "home").mkdir()
    monkeypatch.setenv("VLMIS_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "200")
    return run_command


@pytest.fixture
def people(vlmis: TestDatabase) -> Iterator[People]:
    """The demo's users in a running stand-in, and nobody with an account here yet."""
    with people_of(vlmis) as made:
        yield made


@pytest.fixture
def mail() -> Iterator[MailSink]:
    """A mail server that keeps what it is sent."""
    with mail_sink() as sink:
        yield sink


@pytest.fixture
def hook() -> Iterator[HookSink]:
    """A webhook that keeps what it is sent."""
    with hook_sink() as sink:
        yield sink


@pytest.fixture
def channels(
    mail: MailSink, hook: HookSink, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The settings of a deployment that tells both, and whose home is the test's."""
    home = tmp_path / "deployment"
    home.mkdir()
    monkeypatch.setenv("VLMIS_HOME", str(home))
    monkeypatch.setenv("VLMIS_SITE_URL", "https://vlmis.example.org")
    monkeypatch.setenv("VLMIS_DOCS_URL", "https://vlmis.example.org/docs")
    monkeypatch.setenv("VLMIS_NOTICE_MAIL", mail.address)
    addresses = {"operators": f"{mail.address}&to=operators@example.org", "chat": hook.address}
    monkeypatch.setenv("VLMIS_NOTICE_CHANNELS", json.dumps(addresses))
