"""Whoever has two roles may do at a store what either role allows there: every deed, every pair.

The deeds are found by walking the app, so that a new route cannot be forgotten. A person with two
roles keeps the store R; S is below it, and U is neither. GET and POST are judged alike.
"""

import itertools
import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.dependencies.utils import get_flat_dependant
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from httpx import Response

from tests.support.country import Country
from tests.support.postgres import TestDatabase, TestServer
from tests.web.site import Site, person
from vlmis_airflow.web.access import needed_actions
from vlmis_airflow.web.app import make_app
from vlmis_airflow.web.csrf import make_token
from vlmis_core.accounts import person as person_module
from vlmis_core.accounts.person import Person
from vlmis_core.accounts.roles import MATRIX, Action, Role
from vlmis_core.ledger.movements import ReturnDeclaration
from vlmis_core.ledger.returns import declare_return

PAIRS = list(itertools.combinations_with_replacement(Role, 2))
STORE_ROLES = {Role.STORE_KEEPER, Role.VIEW_ONLY}
OWN, BELOW, OTHER = "R", "S", "U"
SUPPLIED = {"R": "S", "S": "V", "U": "W"}
STORES = tuple(SUPPLIED)

REFUSALS = {
    "role_does_not_allow",
    "store_is_not_visible",
    "one_of_your_stores_must_be_chosen",
    "requests_carry_other_stores",
    "not_your_store",
    "only_recording_store_may_reverse",
    "only_supplier_may_acknowledge",
    "only_receiving_store_may_confirm",
    "only_declaring_store_may_withdraw",
    "movement_not_found",
    "return_not_found",
    "distribution_not_found",
}

Matrix = Mapping[Role, frozenset[Action]]


def may(matrix: Matrix, roles: tuple[Role, ...], action: Action | None, store: str) -> bool:
    """What is expected: one of the roles allows the action at the store."""
    own_only = action in (Action.RECORD, Action.ACKNOWLEDGE)
    near = {OWN} if own_only else {OWN, BELOW}
    return action is None or any(
        action in matrix[role] and (role not in STORE_ROLES or store in near) for role in roles
    )


def routes() -> Iterator[tuple[str, APIRoute]]:
    """Every route of the app with its method."""
    for route in make_app().routes:
        assert isinstance(route, APIRoute)
        for method in route.methods:
            yield method, route


def action_of(route: APIRoute) -> Action | None:
    """What a route needs: of several, the last one is about its store."""
    return needed_actions(route)[-1]


FORM = {"occurred_on": "2026-03-05", "product": "BCG", "quantity": "1", "key": "two-roles"}
LINE = {"product_code": "BCG", "quantity": 1, "occurred_on": "2026-03-05", "source_key": "api"}

Request = tuple[str, Mapping[str, Any]]


class Deeds:
    """One country, in which every deed can be asked for at each store, again and again."""

    def __init__(self, vlmis: TestDatabase) -> None:
        self.vlmis = vlmis
        made = Country(vlmis, stock={"C": 9_000, "R": 900, "S": 90}, today="2026-03-05")
        for code, supplier in (("U", "C"), ("V", "S"), ("W", "U")):
            made.add_store(code, supplier)
        made.record(
            """
            2026-03-01 distribution_out C 200 > R key=to-R
            2026-03-01 distribution_out R 100 > S key=to-S
            2026-03-01 distribution_out C 100 > U key=to-U
            2026-03-01 distribution_out S 50 > V
            2026-03-01 distribution_out U 50 > W
            2026-03-02 dispensing R 1 key=of-R
            2026-03-02 dispensing S 1 key=of-S
            2026-03-02 dispensing U 1 key=of-U
            """
        )
        self.returns = {
            store: declare_return(
                vlmis.recorder,
                ReturnDeclaration(f"return-to-{store}", child, "BCG", 2, made.today),
                made.entry,
            )
            for store, child in SUPPLIED.items()
        }
        self.declared = {
            store: declare_return(
                vlmis.recorder,
                ReturnDeclaration(f"return-of-{store}", store, "BCG", 2, made.today),
                made.entry,
            )
            for store in STORES
        }
        made.freeze("2026-03-01")

    def movement(self, store: str) -> int:
        """A movement that a store recorded."""
        return self._id("movement_id", f"of-{store}")

    def transfer(self, store: str) -> int:
        """A distribution to a store."""
        return self._id("transfer_id", f"to-{store}")

    def _id(self, column: str, key: str) -> int:
        return self.vlmis.count(
            f"select {column} from vlmis.movement where source_key = :key",
            key=key,
        )

    def at(self, path: str, store: str) -> Request | None:
        """The request that does what a POST route does, at a store; None: it is about no store."""
        records = {"/record/new/{name}": "/record/new/dispensing", "/record/receipts": None}
        if path in records:
            sent = FORM if records[path] else {"transfer": [str(self.transfer(store))]}
            return f"{records[path] or path}?store={store}", {"data": sent}
        match path:
            case "/dhis2/requeue" | "/dhis2/withdraw":
                return path, {"data": {"store": store, "reason": "test", "posted": "true"}}
            case "/record/entries/{movement_id}/cancel":
                return f"/record/entries/{self.movement(store)}/cancel", {"data": {}}
            case "/record/returns/{return_id}":
                return f"/record/returns/{self.returns[store]}", {"data": {}}
            case "/record/returns/{return_id}/withdraw":
                return f"/record/returns/{self.declared[store]}/withdraw", {"data": {}}
        return self._of_api(path.removeprefix("/api/v1"), store)

    def _of_api(self, path: str, store: str) -> Request | None:
        of_store = LINE | {"store_code": store, "source_key": f"api-{store}"}
        moved, back, declared = self.movement(store), self.returns[store], self.declared[store]
        day = {"occurred_on": "2026-03-05"}
        line = {name: value for name, value in LINE.items() if name not in day}
        receipt = day | {"source_key": f"receipt-{store}", "received": 1}
        transfer = day | {"store_code": store, "child_store_code": SUPPLIED[store]}
        deeds: dict[str, Request] = {
            "/movements": ("/movements", {"lines": [of_store | {"kind": "dispensing"}]}),
            "/counts": ("/counts", {"lines": [of_store | {"quantity": 10}]}),
            "/transfers": (
                "/transfers",
                transfer | {"lines": [line | {"source_key": f"transfer-{store}"}]},
            ),
            "/returns": ("/returns", of_store | {"source_key": f"declared-{store}"}),
            "/receipts": (
                "/receipts",
                {"lines": [receipt | {"transfer_id": self.transfer(store)}]},
            ),
            "/movements/{movement_id}/reversal": (
                f"/movements/{moved}/reversal",
                {"source_key": f"reversal-{store}"},
            ),
            "/returns/{return_id}/acknowledgement": (
                f"/returns/{back}/acknowledgement",
                day | {"source_key": f"ack-{store}", "received": 9},  # More than was sent back.
            ),
            "/returns/{return_id}/withdrawal": (
                f"/returns/{declared}/withdrawal",
                {"source_key": f"withdrawal-{store}"},
            ),
        }
        if path not in deeds:
            return None
        address, body = deeds[path]
        return f"/api/v1{address}", {"json": body}


@pytest.fixture(scope="module")
def deeds(postgres: TestServer) -> Iterator[Deeds]:
    with postgres.fresh_database() as vlmis:
        yield Deeds(vlmis)


def who_has(site: Site, roles: tuple[Role, ...]) -> Person:
    """A person with these roles who has the store R, with S below it."""
    return person(
        *roles,
        stores=frozenset({site.store_id(OWN)}),
        below=frozenset({site.store_id(BELOW)}),
    )


def browser_of(site: Site, who: Person) -> TestClient:
    return site.as_person(who, Accept="application/json", Authorization="Bearer x")


def refused(answer: Response) -> bool:
    """Whether a right was missing; whatever else may be wrong with the request is no matter."""
    if "problem+json" not in answer.headers.get("content-type", ""):
        assert answer.status_code != 403, answer.text
        return False
    problem = answer.json()
    codes = {problem["code"], *(error["code"] for error in problem["errors"])}
    return bool(codes & REFUSALS)


def send(browser: TestClient, who: Person, method: str, request: Request) -> Response:
    path, content = request
    if "data" in content:
        content = {"data": content["data"] | {"csrf_token": make_token(who)}}
    return browser.request(method, f"/vlmis{path}", **content)


DELIVERY_NOTE = "/reports/delivery-note"
"""Of a store and the store that it supplied."""


def readings() -> Iterator[tuple[str, Action | None]]:
    """Every route that reads of a store, asked for one product and day."""
    for method, route in routes():
        asked = {field.alias for field in get_flat_dependant(route.dependant).query_params}
        if method == "GET" and "store" in asked:
            given = {"product": "BCG", "day": "2026-03-01", "form": "csv"}
            query = "".join(f"&{name}={value}" for name, value in given.items() if name in asked)
            if route.path == DELIVERY_NOTE:
                query += "&to={child}"
            yield route.path.replace("{name}", "dispensing") + "?store={}" + query, action_of(route)


READINGS = sorted(readings(), key=str)
OFFERS = "/stores/options"
"""Takes letters, not a store: what it offers is told in test_own_stores_only."""


@pytest.mark.parametrize("roles", PAIRS, ids=str)
def test_what_is_read_of_a_store_is_what_one_of_two_roles_allows(
    app: FastAPI, deeds: Deeds, roles: tuple[Role, Role]
) -> None:
    site = Site(app, deeds.vlmis)
    who = who_has(site, roles)
    browser = browser_of(site, who)
    for (path, action), store in itertools.product(READINGS, STORES):
        if not path.startswith(OFFERS):
            answer = browser.get(f"/vlmis{path.format(store, child=SUPPLIED[store])}")
            assert refused(answer) != may(MATRIX, roles, action, store), (path, store, answer.text)


@pytest.mark.parametrize("roles", PAIRS, ids=str)
def test_what_is_done_at_a_store_is_what_one_of_two_roles_allows(
    app: FastAPI, deeds: Deeds, roles: tuple[Role, Role]
) -> None:
    site = Site(app, deeds.vlmis)
    who = who_has(site, roles)
    browser = browser_of(site, who)
    for (method, route), store in itertools.product(routes(), STORES):
        request = deeds.at(route.path, store)
        if method == "POST" and request is not None:
            answer = send(browser, who, method, request)
            expected = may(MATRIX, roles, action_of(route), store)
            assert refused(answer) != expected, (route.path, store, answer.text)


@pytest.mark.parametrize("roles", PAIRS, ids=str)
def test_what_is_about_no_store_is_what_one_of_two_roles_allows(
    app: FastAPI, deeds: Deeds, roles: tuple[Role, Role]
) -> None:
    site = Site(app, deeds.vlmis)
    who = who_has(site, roles)
    browser = browser_of(site, who)
    for method, route in routes():
        if method == "POST" and deeds.at(route.path, OWN) is None:
            path = re.sub(r"\{[^}]+\}", "1", route.path)
            answer = send(browser, who, method, (path, {"data": {}}))
            needed = [action for action in needed_actions(route) if action]
            allowed = all(any(action in MATRIX[role] for role in roles) for action in needed)
            assert refused(answer) != allowed, (path, answer.text)


GENEROUS = MappingProxyType(
    dict(MATRIX)
    | {role: MATRIX[role] | {Action.REQUEUE, Action.READ_DELIVERY} for role in STORE_ROLES}
)
"""A matrix in which store roles send records again and read what reached DHIS2."""


@pytest.mark.parametrize("role", sorted(STORE_ROLES))
@pytest.mark.parametrize("path", ["/dhis2/requeue", "/dhis2/withdraw"])
def test_a_post_reaches_no_further_than_its_get_also_where_a_store_role_allows_it(
    app: FastAPI, deeds: Deeds, monkeypatch: pytest.MonkeyPatch, path: str, role: Role
) -> None:
    monkeypatch.setattr(person_module, "MATRIX", GENEROUS)
    site = Site(app, deeds.vlmis)
    who = who_has(site, (role,))
    browser = browser_of(site, who)
    for store in STORES:
        expected = may(GENEROUS, (role,), Action.REQUEUE, store)
        request = deeds.at(path, store)
        assert request is not None
        assert refused(send(browser, who, "POST", request)) != expected
        assert refused(browser.get(f"/vlmis{path}?store={store}")) != expected
    everywhere = {"reason": "test", "posted": "true", "product": "BCG", "confirmed": "true"}
    assert refused(send(browser, who, "POST", (path, {"data": everywhere})))
    assert refused(browser.get("/vlmis/dhis2/requests"))


def test_the_walk_does_every_deed_of_recording_and_delivery(deeds: Deeds) -> None:
    elsewhere = {"/record/import", "/record/import/run", "/record/import/discard", "/notices"}
    about_stores = {
        route.path
        for method, route in routes()
        if method == "POST"
        and not route.path.startswith("/maintenance/")
        and route.path not in elsewhere
    }
    done = {path for path in about_stores if deeds.at(path, OWN)}
    assert done == about_stores
    assert len(READINGS) > 20
