"""How long a session lasts, who sees what in Airflow, and that nobody sees anything unknown."""

import asyncio
import json
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from airflow.providers.http.hooks.http import HttpHook
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.routing import Mount

from sandbox.stand_in.country import DemoUser
from sandbox.stand_in.faults import FaultKind
from tests.auth.entrance import COOKIE, Entrance
from tests.support.people import (
    ADMINISTRATOR,
    ANALYST_USER,
    ENGINEER,
    KEEPER,
    SECOND_FACTOR,
    SITE,
    VIEWER,
)
from vlmis_airflow.connections import OF_THE_DEPLOYMENT
from vlmis_core.accounts.break_glass import issue_break_glass
from vlmis_core.accounts.change_account import activate_account, deactivate_account
from vlmis_core.accounts.roles import Action, Role

ROLE_OF = {
    Role.ADMINISTRATOR: ADMINISTRATOR,
    Role.STORE_KEEPER: KEEPER,
    Role.VIEW_ONLY: VIEWER,
    Role.ANALYST: ANALYST_USER,
    Role.DATA_ENGINEER: ENGINEER,
}
OPEN_ROUTES = {
    "/api/v2/auth/login",
    "/api/v2/auth/logout",
    "/api/v2/monitor/health",
    "/api/v2/version",
}


def test_a_program_gets_a_token_and_uses_it(entrance: Entrance) -> None:
    answer = entrance.token(ENGINEER)

    assert answer.status_code == 201
    assert answer.headers["cache-control"] == "no-store"
    assert entrance.me(headers=entrance.bearer(ENGINEER)) == 200


def test_a_program_is_refused_as_a_person_is(entrance: Entrance) -> None:
    wrong = entrance.token(KEEPER, "wrong")
    entrance.people.dhis2.faults.add(FaultKind.REDIRECT_TO_LOGIN, path="/api/me")
    down = entrance.token(KEEPER)

    assert (wrong.status_code, down.status_code) == (401, 503)
    assert "break-glass" in down.json()["detail"]


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"username": "a"}', '{"username": 1}', "{"])
def test_a_body_that_is_no_login_is_refused_without_its_content(
    entrance: Entrance, body: str
) -> None:
    answer = entrance.browser.post("/auth/token", content=body)

    assert answer.status_code == 400
    assert answer.json() == {
        "code": "credentials_are_missing",
        "detail": "Username and password are missing. Send them as JSON.",
    }


def test_a_program_may_use_a_break_glass_code(entrance: Entrance) -> None:
    issued = issue_break_glass(
        entrance.people.owner, by="root", reason="drill", now=datetime.now(UTC)
    )
    body = {"break_glass": issued.code.get_secret_value()}
    token = entrance.browser.post("/auth/token", json=body).json()["access_token"]

    assert entrance.me(headers={"Authorization": f"Bearer {token}"}) == 200
    assert entrance.browser.post("/auth/token", json=body).status_code == 401


def test_a_deactivated_account_is_out_at_once(entrance: Entrance) -> None:
    header = entrance.bearer(KEEPER)
    deactivate_account(
        entrance.people.vlmis.recorder, KEEPER.username, by="awa", now=datetime.now(UTC)
    )

    assert entrance.me(headers=header) == 401


def test_a_user_disabled_in_dhis2_is_out_within_a_quarter_of_an_hour(entrance: Entrance) -> None:
    entrance.log_in(ENGINEER)
    entrance.people.change_user(ENGINEER, disabled=True)

    assert entrance.me() == 200  # DHIS2 has just said yes.
    entrance.last_confirmed(ENGINEER, minutes=10.1)
    assert entrance.me() == 401
    assert COOKIE not in entrance.browser.cookies
    entrance.people.change_user(ENGINEER, disabled=False)
    assert entrance.log_in(ENGINEER).status_code == 303


def test_a_session_that_was_ended_stays_ended_after_a_reactivation(entrance: Entrance) -> None:
    header, recorder = entrance.bearer(KEEPER), entrance.people.vlmis.recorder
    deactivate_account(recorder, KEEPER.username, by="awa", now=datetime.now(UTC))
    activate_account(recorder, KEEPER.username, by="awa")

    assert entrance.me(headers=header) == 401
    assert entrance.me(headers=entrance.bearer(KEEPER)) == 200


def test_a_session_stays_ended_after_the_user_is_enabled_again_in_dhis2(
    entrance: Entrance,
) -> None:
    header = entrance.bearer(KEEPER)
    entrance.people.change_user(KEEPER, disabled=True)
    entrance.last_confirmed(KEEPER, minutes=11)
    assert entrance.me(headers=header) == 401
    entrance.people.change_user(KEEPER, disabled=False)
    entrance.last_confirmed(KEEPER, minutes=11)

    assert [entrance.me(headers=header) for _ in range(2)] == [401, 401]


def test_a_session_ends_when_another_dhis2_user_has_the_name(entrance: Entrance) -> None:
    header = entrance.bearer(VIEWER)
    account = entrance.people.dhis2.accounts.object_of(VIEWER.username)
    entrance.people.replace_user(VIEWER)
    entrance.last_confirmed(VIEWER, minutes=11)

    assert entrance.me(headers=header) == 401
    assert entrance.token(VIEWER).status_code == 401
    entrance.people.remove_user(VIEWER)
    entrance.people.dhis2.metadata.load({"users": [account]})


def test_a_session_does_not_pass_to_another_account_that_gets_its_name(
    entrance: Entrance,
) -> None:
    header = entrance.bearer(VIEWER)
    rename = "update vlmis.account set username = :new where username = :old"
    entrance.people.vlmis.execute(rename, old=VIEWER.username, new="away")
    entrance.people.vlmis.execute(rename, old=ENGINEER.username, new=VIEWER.username)

    status = entrance.me(headers=header)

    entrance.people.vlmis.execute(rename, old=VIEWER.username, new=ENGINEER.username)
    entrance.people.vlmis.execute(rename, old="away", new=VIEWER.username)
    assert status == 401


def test_a_program_is_asked_for_the_code_of_its_user(entrance: Entrance) -> None:
    entrance.people.change_user(KEEPER, **SECOND_FACTOR)
    asked = entrance.token(KEEPER)
    wrong = entrance.token(KEEPER, two_factor_code="000000")
    code = entrance.people.code_of(KEEPER)
    right = entrance.token(KEEPER, two_factor_code=f"{code[:3]} {code[3:]}")

    assert [each.status_code for each in (asked, wrong, right)] == [401, 401, 201]
    assert asked.json()["code"] == "login_needs_code"
    assert "two_factor_code" in asked.json()["detail"]
    assert wrong.json()["code"] == "login_code_refused"


def test_a_user_deleted_in_dhis2_is_out_too(entrance: Entrance) -> None:
    header = entrance.bearer(VIEWER)
    account = entrance.people.dhis2.accounts.object_of(VIEWER.username)
    entrance.people.remove_user(VIEWER)
    entrance.last_confirmed(VIEWER, minutes=11)

    assert entrance.me(headers=header) == 401
    entrance.people.dhis2.metadata.load({"users": [account]})


def test_dhis2_is_asked_once_for_many_requests(entrance: Entrance) -> None:
    header = entrance.bearer(ENGINEER)
    entrance.last_confirmed(ENGINEER, minutes=11)
    before = len(entrance.people.dhis2.requests)
    for _ in range(5):
        assert entrance.me(headers=header) == 200

    assert len(entrance.people.dhis2.requests) == before + 1


def test_while_dhis2_is_down_a_session_lives_on_but_is_not_renewed(entrance: Entrance) -> None:
    made = token_of(entrance, ENGINEER, issued_minutes_ago=20)
    entrance.last_confirmed(ENGINEER, minutes=16)
    entrance.people.dhis2.faults.add(FaultKind.BAD_GATEWAY, times=None)
    entrance.browser.cookies.set(COOKIE, made, domain="vlmis.test")

    answer = entrance.browser.get("/api/v2/plugins")

    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers


def test_who_is_at_work_has_the_cookie_renewed(entrance: Entrance) -> None:
    made = token_of(entrance, ENGINEER, issued_minutes_ago=20)
    entrance.browser.cookies.set(COOKIE, made, domain="vlmis.test")

    answer = entrance.browser.get("/api/v2/plugins")

    assert answer.status_code == 200
    renewed = answer.cookies[COOKIE]
    assert renewed != made
    entrance.browser.cookies.clear()
    entrance.browser.cookies.set(COOKIE, renewed, domain="vlmis.test")
    entrance.browser.get("/api/v2/auth/logout")
    assert entrance.me(headers={"Authorization": f"Bearer {made}"}) == 403


def test_after_a_working_day_everybody_logs_in_again(entrance: Entrance) -> None:
    made = token_of(entrance, ENGINEER, issued_minutes_ago=1, began_hours_ago=12)

    assert entrance.me(headers={"Authorization": f"Bearer {made}"}) == 401


def test_a_token_of_another_key_is_refused(entrance: Entrance) -> None:
    good = entrance.token(ENGINEER).json()["access_token"]
    forged = good[:-4] + ("AAAA" if not good.endswith("AAAA") else "BBBB")

    assert entrance.me(headers={"Authorization": f"Bearer {forged}"}) == 403


def test_the_pages_know_the_person_of_cookie_and_bearer(entrance: Entrance) -> None:
    from vlmis_airflow.auth.session import person_of

    token = entrance.token(KEEPER).json()["access_token"]

    def asked_with(name: str, value: str) -> Request:
        headers = [(name.encode(), value.encode())]
        return Request({"type": "http", "method": "GET", "path": "/vlmis/", "headers": headers})

    by_header = asyncio.run(person_of(asked_with("authorization", f"Bearer {token}")))
    by_cookie = asyncio.run(person_of(asked_with("cookie", f"{COOKIE}={token}")))
    nobody = asyncio.run(person_of(asked_with("cookie", "a=b")))

    assert by_header == by_cookie
    assert by_header is not None
    assert by_header.store_ids == frozenset({entrance.people.store_id(SITE)})
    assert nobody is None


def routes(app: FastAPI, prefix: str = "") -> list[tuple[str, str]]:
    """Every route of an application and of what is mounted in it, as (method, path)."""
    found: list[tuple[str, str]] = []
    for route in app.routes:
        if isinstance(route, Mount) and isinstance(route.app, FastAPI):
            found += routes(route.app, prefix + route.path)
        elif isinstance(route, APIRoute):
            path = prefix + route.path
            for parameter in route.param_convertors:
                path = path.replace(f"{{{parameter}:path}}", "x").replace(f"{{{parameter}}}", "1")
            found += [(method, path) for method in sorted(route.methods)]
    return found


def test_every_route_of_airflow_is_closed_to_strangers(entrance: Entrance) -> None:
    walked = [
        (method, path)
        for method, path in routes(entrance.app)
        if path.startswith(("/api/v2", "/ui")) and path not in OPEN_ROUTES
    ]
    assert len(walked) > 120
    let_in = [
        (method, path)
        for method, path in walked
        if entrance.browser.request(method, path).status_code != 401
    ]
    assert let_in == []


def test_every_route_of_the_login_serves_strangers_and_changes_nothing(entrance: Entrance) -> None:
    statuses = {
        (method, path): entrance.browser.request(method, path).status_code
        for method, path in routes(entrance.app)
        if path.startswith("/auth/")
    }

    assert statuses == {
        ("GET", "/auth/login"): 200,
        ("POST", "/auth/login"): 403,
        ("GET", "/auth/logout"): 200,
        ("POST", "/auth/logout"): 403,
        ("GET", "/auth/break-glass"): 200,
        ("POST", "/auth/break-glass"): 403,
        ("POST", "/auth/token"): 400,
        ("POST", "/auth/token/cli"): 400,
        ("GET", "/auth/login.css"): 200,
    }


@pytest.mark.parametrize(
    ("path", "action"),
    [
        ("/api/v2/dags", Action.READ_RUNS),
        ("/api/v2/pools", Action.READ_RUNS),
        ("/api/v2/importErrors", Action.READ_RUNS),
        ("/api/v2/connections", Action.CONFIGURE_AIRFLOW),
        ("/api/v2/variables", Action.CONFIGURE_AIRFLOW),
        ("/api/v2/plugins", Action.READ_REPORTS),
    ],
)
def test_airflow_asks_the_matrix(entrance: Entrance, path: str, action: Action) -> None:
    for role, user in ROLE_OF.items():
        person = entrance.people.person(user)
        status = entrance.browser.get(path, headers=entrance.bearer(user)).status_code
        assert (role, status) == (role, 200 if person.may(action) else 403)


@pytest.mark.parametrize("name", sorted(OF_THE_DEPLOYMENT))
@pytest.mark.parametrize("tests_are", ["Disabled", "Enabled"])
def test_nobody_is_given_the_passwords_of_the_deployment(
    entrance: Entrance, monkeypatch: pytest.MonkeyPatch, name: str, tests_are: str
) -> None:
    """Tested through another proxy, a connection sends its password there."""
    stored = {"conn_type": "http", "host": "http://127.0.0.1:9", "login": "a", "password": "hidden"}
    monkeypatch.setenv(f"AIRFLOW_CONN_{name.upper()}", json.dumps(stored))
    monkeypatch.setenv("AIRFLOW__CORE__TEST_CONNECTION", tests_are)
    sent = []

    def noted(hook: HttpHook) -> tuple[bool, str]:
        sent.append(hook.get_conn().auth)
        return True, ""

    monkeypatch.setattr(HttpHook, "test_connection", noted)
    typed = {
        "connection_id": name,
        "conn_type": "http",
        "host": stored["host"],
        "extra": json.dumps({"proxies": {"http": "http://attacker.example"}}),
    }

    def tried(method: str, path: str, body: object = None) -> int:
        url = f"/api/v2/connections{path}"
        answer = entrance.browser.request(method, url, json=body, headers=entrance.bearer(ENGINEER))
        assert "hidden" not in answer.text
        return answer.status_code

    made = {"actions": [{"action": "create", "entities": [typed]}]}
    assert tried("GET", f"/{name}") == 403
    assert tried("PATCH", f"/{name}", typed) == 403
    assert tried("DELETE", f"/{name}") == 403
    assert tried("PATCH", "", made) == 403
    assert tried("POST", "/test", typed) == (200 if tests_are == "Enabled" else 403)
    assert tried("POST", "/enqueue-test", typed) == 403
    assert sent in ([], [None])


def test_only_the_data_engineer_operates_runs(entrance: Entrance) -> None:
    body = {"is_paused": True}
    for role, user in ROLE_OF.items():
        header = entrance.bearer(user)
        answer = entrance.browser.patch("/api/v2/dags/no_such_dag", json=body, headers=header)
        assert (role, answer.status_code) == (role, 404 if user is ENGINEER else 403)


def test_the_menu_shows_what_the_matrix_allows(entrance: Entrance) -> None:
    def menu(user: DemoUser) -> set[str]:
        answer = entrance.browser.get("/ui/auth/menus", headers=entrance.bearer(user))
        return set(answer.json()["authorized_menu_items"])

    assert menu(KEEPER) == set()
    assert {"Dags", "Assets"} <= menu(ANALYST_USER)
    assert "Connections" not in menu(ANALYST_USER)
    assert {"Dags", "Connections", "Variables", "Pools"} <= menu(ENGINEER)


def token_of(
    entrance: Entrance, user: DemoUser, *, issued_minutes_ago: float, began_hours_ago: float = 1
) -> str:
    """A token as this server would have made it some time ago."""
    import jwt
    from airflow.api_fastapi.app import get_auth_manager

    from vlmis_airflow.auth.user import Session, VlmisUser

    now = datetime.now(UTC)
    began = now - timedelta(hours=began_hours_ago)
    uid, generation = entrance.people.uid_of(user), entrance.generation_of(user)
    token = get_auth_manager().generate_jwt(
        VlmisUser(Session(user.username, uuid.uuid4().hex, began, now, uid, generation))
    )
    claims = jwt.decode(token, options={"verify_signature": False})
    claims["iat"] = claims["nbf"] = int((now - timedelta(minutes=issued_minutes_ago)).timestamp())
    header = jwt.get_unverified_header(token)
    from airflow.configuration import conf

    return jwt.encode(
        claims, conf.get_mandatory_value("api_auth", "jwt_secret"), header["alg"], header
    )
