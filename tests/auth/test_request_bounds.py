"""No request stops the server: every route, found by walking the app, answers every bomb cheaply.

A route of an app that is mounted, and of Airflow itself, is a route like any other.
"""

import itertools
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.routing import BaseRoute, Mount, Route

from tests.auth.bombs import BOMBS, FORM, MEGABYTE, Bomb, Cost, Headers, send
from tests.auth.entrance import Entrance
from tests.support.people import ENGINEER, KEEPER, SITE
from vlmis_airflow.request_bounds import MOST_DEPTH, MOST_HEAD_BYTES
from vlmis_airflow.web.databases import delivery_database, reporting_database

MOST_SECONDS, MOST_MEGABYTES = 1.0, 100.0
OURS = ("/vlmis/", "/auth/")


@pytest.fixture(scope="module")
def app(door: Entrance) -> FastAPI:
    """The whole application, with every page on the database of the test."""
    (pages,) = (
        route.app
        for route in door.app.routes
        if isinstance(route, Mount) and route.path == "/vlmis"
    )
    assert isinstance(pages, FastAPI)
    pages.dependency_overrides = {
        reporting_database: lambda: door.people.vlmis.recorder,
        delivery_database: lambda: door.people.vlmis.pipeline,
    }
    assert door.app.openapi()["paths"]  # Made once, by Airflow; under measurement it takes long.
    return door.app


def routes(app: FastAPI) -> list[tuple[str, str]]:
    """Method and path of every route, those of mounted apps included."""
    return sorted(set(_walk(app.routes, "")))


def _walk(found: list[BaseRoute], prefix: str) -> Iterator[tuple[str, str]]:
    for route in found:
        if isinstance(route, Mount):
            inner = route.routes
            yield from _walk(inner, prefix + route.path)
            if not inner:
                yield "GET", f"{prefix}{route.path}/1"
        else:
            assert isinstance(route, Route), f"what answers {route}?"
            path = re.sub(r"\{[^}]+\}", "1", route.path)
            yield from ((method, prefix + path) for method in route.methods or ())


def require_cheap(cost: Cost, *what: object) -> None:
    """Fail for an answer that took more than a request may."""
    assert cost.seconds < MOST_SECONDS, (*what, cost.seconds)
    assert cost.megabytes < MOST_MEGABYTES, (*what, cost.megabytes)


def header_of(entrance: Entrance, who: str) -> Headers:
    """The header of a program that is logged in, or of nobody."""
    if who == "nobody":
        return {}
    return {
        "authorization": entrance.bearer(KEEPER if who == "keeper" else ENGINEER)["Authorization"]
    }


@pytest.mark.parametrize("who", ["nobody", "keeper", "engineer"])
@pytest.mark.parametrize("bomb", BOMBS, ids=lambda bomb: bomb.name)
def test_every_route_that_takes_a_body_answers_a_bomb_cheaply(
    app: FastAPI, entrance: Entrance, bomb: Bomb, who: str
) -> None:
    headers = header_of(entrance, who)
    for method, path in routes(app):
        if method in ("POST", "PUT", "PATCH") and (who == "nobody" or path.startswith(OURS)):
            cost = send(app, method, path, bomb, headers)
            require_cheap(cost, method, path)
            if path.startswith(OURS):
                assert 400 <= cost.status < 500 or cost.status == 303, (method, path, cost.status)


BULK = ("/api/v2/connections", "/api/v2/variables", "/api/v2/pools", "/api/v2/backfills")


@pytest.mark.parametrize("path", BULK)
def test_who_may_configure_airflow_stops_it_no_more_than_others(
    app: FastAPI, entrance: Entrance, path: str
) -> None:
    headers = header_of(entrance, "engineer")
    for bomb, method in itertools.product(BOMBS, ("POST", "PATCH")):
        require_cheap(send(app, method, path, bomb, headers), method, bomb.name)


def test_every_route_answers_a_very_long_query_cheaply(app: FastAPI, entrance: Entrance) -> None:
    headers = header_of(entrance, "keeper")
    within = "&".join(f"n{at}=" for at in range(2_000))
    assert len(within) < MOST_HEAD_BYTES
    for method, path in routes(app):
        if method != "HEAD":
            require_cheap(send(app, method, f"{path}?{within}", None, headers), path)
    beyond = send(app, "GET", "/vlmis/api/v1/stores?" + "a=&" * 20_000, None, headers)
    require_cheap(beyond)
    assert (beyond.status, json.loads(beyond.body)["code"]) == (413, "request_head_is_too_long")


def test_a_request_of_a_hundred_megabytes_is_refused_before_it_is_read(
    app: FastAPI, entrance: Entrance
) -> None:
    announced, chunked, form = BOMBS[:3]
    for method, path in routes(app):
        if method in ("POST", "PUT", "PATCH", "DELETE"):
            for bomb in (announced, form):
                assert send(app, method, path, bomb).status == 413, (method, path)
            assert send(app, method, path, chunked).status == 413, (method, path)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"[" * (MOST_DEPTH + 1), 413, "json_is_too_deep"),
        (b"[]" * 60, 413, "json_has_too_many_values"),
        (
            json.dumps({"username": "[" * 500, "password": '{"' * 500}).encode(),
            401,
            "login_refused",
        ),
        (b'{"username": "ama"', 400, "credentials_are_missing"),
        ('{"username": "ama"}'.encode("utf-16"), 422, "not_json"),
    ],
)
def test_brackets_within_a_text_are_no_levels(
    app: FastAPI, entrance: Entrance, body: bytes, status: int, code: str
) -> None:
    answer = send(app, "POST", "/auth/token", Bomb("", body))
    assert (answer.status, json.loads(answer.body)["code"]) == (status, code)


def test_a_person_whose_form_is_too_large_sees_a_page_that_says_so(
    app: FastAPI, entrance: Entrance
) -> None:
    bomb = Bomb("", b"a=" + b"x" * MEGABYTE, media_type=FORM)
    answer = send(app, "POST", "/vlmis/record/receipts", bomb, {"accept": "text/html"})
    assert answer.status == 413
    assert b"more than 262,144 bytes" in answer.body
    assert b"/vlmis/static/" in answer.body


def line(number: int, **changed: Any) -> dict[str, Any]:
    """A line that is wrong in many ways."""
    wrong = {"source_key": "", "quantity": "x", "occurred_on": 1, "kind": number, "other": 1}
    return wrong | changed


def test_the_errors_of_a_request_are_named_up_to_a_number(app: FastAPI, entrance: Entrance) -> None:
    body = json.dumps({"lines": [line(number) for number in range(1_000)]}).encode()
    headers = header_of(entrance, "keeper")
    answer = send(app, "POST", "/vlmis/api/v1/movements", Bomb("", body), headers)
    require_cheap(answer)
    assert answer.status == 422, answer.body
    assert len(json.loads(answer.body)["errors"]) == 1_000, answer.body[:1000]
    assert SITE not in answer.body.decode()
