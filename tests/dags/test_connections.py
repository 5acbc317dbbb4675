"""The deployment's connections in Airflow are those of its settings."""

import pytest
from airflow.sdk import Connection

from vlmis_airflow.connections import DHIS2_CONNECTION, VLMIS_CONNECTION, DeploymentConnections


@pytest.fixture(autouse=True)
def _settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "VLMIS_DATABASE_URL": "postgresql://postgres/vlmis",
        "VLMIS_DATABASE_PASSWORDS": '{"vlmis_pipeline": "p@ss:w/rd"}',
        "VLMIS_DHIS2_URL": "https://dhis2.example.org/hmis",
        "VLMIS_DHIS2_USERNAME": "vlmis",
        "VLMIS_DHIS2_PASSWORD": "hunter2",
        "VLMIS_DHIS2_TOKEN": "",
        "VLMIS_DHIS2_TIMEOUT_SECONDS": "30",
    }.items():
        monkeypatch.setenv(name, value)


def connection(name: str) -> Connection:
    value = DeploymentConnections().get_conn_value(name)
    assert value is not None
    return Connection.from_json(value, conn_id=name)


def test_the_database_is_entered_as_the_role_of_the_pipeline() -> None:
    made = connection(VLMIS_CONNECTION)
    assert (made.host, made.schema) == ("postgres", "vlmis")
    assert (made.login, made.password) == ("vlmis_pipeline", "p@ss:w/rd")


def test_dhis2_is_entered_with_the_password_of_the_service_user() -> None:
    made = connection(DHIS2_CONNECTION)
    assert (made.host, made.login, made.password) == (
        "https://dhis2.example.org/hmis",
        "vlmis",
        "hunter2",
    )
    assert made.extra_dejson == {"auth": "password", "timeout": 30}


def test_a_token_wins_over_a_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VLMIS_DHIS2_TOKEN", "d2pat_token")
    made = connection(DHIS2_CONNECTION)
    assert made.password == "d2pat_token"
    assert made.extra_dejson["auth"] == "token"


def test_another_connection_is_airflows_own() -> None:
    assert DeploymentConnections().get_conn_value("another") is None
