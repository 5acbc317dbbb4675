"""The connection type ``dhis2``: its form, its two ways to sign in, its button "Test"."""

import json
from base64 import b64encode
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import airflow
import jsonschema
import pytest
from requests_mock import Mocker

from vlmis_airflow.provider_info import get_provider_info
from vlmis_airflow.resources import dhis2

BASE_URL = "https://dhis2.example.org/hmis"
ME = f"{BASE_URL}/api/me"


@pytest.fixture
def connect(monkeypatch: pytest.MonkeyPatch):
    def use(**fields: object) -> None:
        connection = {"conn_type": "dhis2", "host": BASE_URL, **fields}
        monkeypatch.setenv("AIRFLOW_CONN_DHIS2_DEFAULT", json.dumps(connection))

    return use


@pytest.fixture
def server(requests_mock: Mocker) -> Mocker:
    """A DHIS2 that knows the user."""
    requests_mock.get(ME, json={"username": "awa"})
    return requests_mock


def test_the_form_obeys_airflows_schema() -> None:
    schema = Path(airflow.__file__).parent / "provider_info.schema.json"
    jsonschema.validate(get_provider_info(), json.loads(schema.read_text()))


def test_airflow_finds_the_form_by_its_entry_point() -> None:
    found = {point.name: point.value for point in entry_points(group="apache_airflow_provider")}
    assert found["provider_info"] in found.values()
    assert "vlmis_airflow.provider_info:get_provider_info" in [
        point.value for point in entry_points(group="apache_airflow_provider")
    ]


def test_a_password_is_sent_unasked_and_in_utf_8(connect, server: Mocker) -> None:
    connect(login="awa", password="Kouté-où", extra={"auth": "password", "timeout": 7})
    dhis2().get("me")
    sent = server.last_request
    assert sent is not None
    assert sent.headers["Authorization"] == "Basic " + b64encode("awa:Kouté-où".encode()).decode()
    timeout: Any = sent.timeout
    assert timeout[1] == 7


def test_a_token_is_sent_as_dhis2_wants_it_and_nothing_of_the_form_leaks(
    connect, server: Mocker
) -> None:
    connect(password="d2p_secret", extra={"auth": "token"})
    dhis2().get("me")
    assert server.last_request is not None
    assert server.last_request.headers["Authorization"] == "ApiToken d2p_secret"
    assert "auth" not in server.last_request.headers
