"""The DAGs as Airflow reads them, with a first day and a time zone of their own."""

import pytest
from airflow.dag_processing.dagbag import DagBag

from tests.conftest import AIRFLOW_HOME, CHECKOUT

FIRST_DAY = "2026-03-02"
VLMIS = {"VLMIS_FIRST_DAY": FIRST_DAY, "VLMIS_TIME_ZONE": "Africa/Abidjan"}

# Our own settings are read once, by the package that the DAG files share; other tests have others.
with pytest.MonkeyPatch.context() as environment:
    for name, value in (VLMIS | {"VLMIS_HOME": AIRFLOW_HOME, "VLMIS_PRODUCTION": "true"}).items():
        environment.setenv(name, value)
    import vlmis_airflow.defaults  # noqa: F401


@pytest.fixture(scope="session")
def bag() -> DagBag:
    """Every DAG of the project."""
    return DagBag(CHECKOUT / "dags")
