"""One request to DHIS2: what is sent, and what every kind of answer means."""

import base64
from collections.abc import Mapping

import pytest
import requests
from requests.auth import HTTPBasicAuth
from requests_mock import Mocker

from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.dhis2.session import ApiTokenAuth, prepared
from vlmis_core.errors import (
    Dhis2AccessError,
    Dhis2AnswerError,
    Dhis2UnavailableError,
    VlmisError,
)
from vlmis_core.messages import message

URL = "https://dhis2.example.org"
REFUSED, NO_USER = "dhis2_refused_request", "dhis2_refused_user"
OUTAGE, NOT_READY, NOT_DHIS2 = Dhis2UnavailableError, "dhis2_not_ready", "answer_is_not_from_dhis2"


def client(auth: requests.auth.AuthBase | None = None) -> Dhis2Client:
    """A client with a password, unless another way in is given."""
    session = prepared(requests.Session(), auth or HTTPBasicAuth("vlmis", "secret"))
    return Dhis2Client(session, f"{URL}/")


def last_headers(server: Mocker) -> Mapping[str, str]:
    """The headers of the last request."""
    assert server.last_request is not None
    headers: Mapping[str, str] = server.last_request.headers
    return headers


def test_credentials_go_out_unasked_with_everything_that_dhis2_wants_to_know(
    requests_mock: Mocker,
) -> None:
    requests_mock.get(f"{URL}/api/me", json={"username": "vlmis"})
    assert client().get("me", fields="username") == {"username": "vlmis"}
    sent = requests_mock.last_request
    assert sent is not None
    assert sent.headers["Authorization"] == "Basic " + base64.b64encode(b"vlmis:secret").decode()
    assert sent.headers["X-Requested-With"] == "XMLHttpRequest"
    assert sent.headers["Accept"] == "application/json"
    assert sent.headers["User-Agent"].startswith("vlmis")
    assert 0 < len(sent.headers["X-Request-ID"]) <= 36
    assert sent.qs == {"fields": ["username"]}
    assert sent.verify  # True, or the machine's own list of authorities.


def test_a_token_goes_out_in_its_own_scheme(requests_mock: Mocker) -> None:
    requests_mock.get(f"{URL}/api/me", json={})
    client(ApiTokenAuth("d2p_abc")).get("me")
    assert last_headers(requests_mock)["Authorization"] == "ApiToken d2p_abc"


def test_no_cookie_is_kept(requests_mock: Mocker) -> None:
    requests_mock.get(f"{URL}/api/me", json={}, headers={"Set-Cookie": "JSESSIONID=1; Path=/"})
    speaking = client()
    speaking.get("me")
    speaking.get("me")
    assert "Cookie" not in last_headers(requests_mock)


@pytest.mark.parametrize(
    ("answer", "error", "code"),
    [
        ({"exc": requests.ConnectTimeout}, OUTAGE, "dhis2_unreachable"),
        ({"exc": requests.ConnectionError}, OUTAGE, "dhis2_unreachable"),
        ({"status_code": 502, "text": "<html>"}, OUTAGE, NOT_READY),
        ({"status_code": 500, "json": {"message": "x"}}, OUTAGE, NOT_READY),
        ({"text": "<html>login</html>"}, OUTAGE, NOT_DHIS2),
        ({"text": '{"organisationUnits":[{"id'}, OUTAGE, NOT_DHIS2),
        ({"text": "[1]"}, OUTAGE, NOT_DHIS2),
        ({"text": ""}, Dhis2AnswerError, "answer_is_empty"),
        ({"status_code": 404, "json": {"message": "gone"}}, Dhis2AnswerError, REFUSED),
        ({"status_code": 409, "json": {"message": "E2001"}}, Dhis2AnswerError, REFUSED),
        ({"status_code": 401, "json": {"message": "Account locked"}}, Dhis2AccessError, NO_USER),
        ({"status_code": 403, "json": {"message": "no"}}, Dhis2AccessError, NO_USER),
        (
            {"status_code": 400, "json": {"message": "Checksum validation failed"}},
            Dhis2AccessError,
            NO_USER,
        ),
        ({"status_code": 302, "headers": {"Location": "/login/"}}, OUTAGE, NOT_READY),
    ],
)
def test_every_answer_is_a_value_or_an_error_that_says_what_to_do(
    requests_mock: Mocker, answer: dict, error: type[VlmisError], code: str
) -> None:
    requests_mock.get(f"{URL}/api/me", **answer)
    with pytest.raises(error) as raised:
        client().get("me")
    assert raised.value.code == code
    assert URL in str(raised.value)
    assert requests_mock.call_count == 1


def test_a_posted_body_is_answered_by_a_value_even_when_nothing_comes_back(
    requests_mock: Mocker,
) -> None:
    requests_mock.post(f"{URL}/api/dataValueSets", exc=requests.ReadTimeout)
    answer = client().post("dataValueSets", b"x", request_id="r1", params={}, is_gzip=True)
    assert (answer.status, answer.problem) == (None, message("no_answer_in_time"))
    assert last_headers(requests_mock)["Content-Encoding"] == "gzip"
    assert last_headers(requests_mock)["X-Request-ID"] == "r1"


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_user_stops_the_sender(requests_mock: Mocker, status: int) -> None:
    requests_mock.post(f"{URL}/api/dataValueSets", status_code=status, json={"message": "no"})
    with pytest.raises(Dhis2AccessError):
        client().post("dataValueSets", b"x", request_id="r1", params={})


@pytest.mark.parametrize("address", [URL, f"{URL}/", f"{URL}/api", f"{URL}/api/"])
def test_an_address_that_ends_in_api_is_that_of_the_server(address: str) -> None:
    assert Dhis2Client(requests.Session(), address).base_url == URL
