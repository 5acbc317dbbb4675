"""Airflow for tests: a home and a metadata database of its own, set before Airflow is imported."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
FIRST_DAY = "2026-03-02"
VLMIS = {"VLMIS_FIRST_DAY": FIRST_DAY, "VLMIS_TIME_ZONE": "Africa/Abidjan"}
_HOME = tempfile.TemporaryDirectory(prefix="vlmis-airflow-", ignore_cleanup_errors=True)

# Airflow reads its configuration at its first import, which happens while tests are collected.
os.environ |= {
    "AIRFLOW_HOME": _HOME.name,
    "AIRFLOW__CORE__DAGS_FOLDER": str(CHECKOUT / "dags"),
    "AIRFLOW__CORE__PLUGINS_FOLDER": str(CHECKOUT / "plugins"),
    "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
    "AIRFLOW__CORE__DEFAULT_TASK_RETRY_DELAY": "0",
    "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{_HOME.name}/airflow.db",
}

# Our own settings are read once, by the package that the DAG files share; other tests have others.
with pytest.MonkeyPatch.context() as environment:
    for name, value in (VLMIS | {"VLMIS_HOME": _HOME.name, "VLMIS_PRODUCTION": "true"}).items():
        environment.setenv(name, value)
    import vlmis_airflow.defaults  # noqa: F401


@pytest.fixture(scope="session")
def airflow_database() -> None:
    """A migrated metadata database with our pools, for tests that run a DAG."""
    pools = CHECKOUT / "plugins/vlmis_airflow/pools.json"
    for command in (["db", "migrate"], ["pools", "import", str(pools)]):
        subprocess.run([sys.executable, "-m", "airflow", *command], check=True, capture_output=True)
