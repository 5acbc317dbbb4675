"""Every route of the pages, found by walking the app, as nobody and as each role."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi import APIRouter, Depends, FastAPI
from fastapi.dependencies.utils import get_flat_dependant
from fastapi.routing import APIRoute

from tests.support.country import Country
from tests.web.site import Site, person
from vlmis_airflow.web import access
from vlmis_airflow.web.access import needed_actions, needs, refuse_open_routes
from vlmis_airflow.web.app import make_app
from vlmis_airflow.web.menu import MENU
from vlmis_airflow.web.static_files import static_files, static_url
from vlmis_core.accounts.roles import MATRIX, Action, Role

STATIC = Path(access.__file__).parent / "static"
STATIC_TYPES = {
    "css": {"text/css"},
    "js": {"text/javascript", "application/javascript"},  # As the machine's list of types says.
    "svg": {"image/svg+xml"},
}


def routes() -> Iterator[tuple[str, str, list[Action | None]]]:
    """Method, address and needs of every route."""
    for route in make_app().routes:
        assert isinstance(route, APIRoute)
        for method in route.methods:
            yield method, _filled(route.path), needed_actions(route)


def _filled(path: str) -> str:
    if path.startswith("/static/"):
        return static_url("style.css")
    return re.sub(r"\{[^}]+\}", "1", path)


ROUTES = sorted(routes(), key=str)


@pytest.mark.parametrize(("method", "path", "needed"), ROUTES, ids=lambda v: str(v))
def test_nobody_enters_without_a_session(
    site: Site, method: str, path: str, needed: list[Action | None]
) -> None:
    if not path.startswith("/api/"):  # Who asks there is a program, whatever it accepts.
        browser = site.as_person(None)
        answer = browser.request(method, f"/vlmis{path}")
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/api/v2/auth/login?next=%2Fvlmis%2F")
    program = site.as_person(None, Accept="application/json")
    refused = program.request(method, f"/vlmis{path}")
    assert (refused.status_code, refused.headers["content-type"]) == (
        401,
        "application/problem+json",
    )


@pytest.mark.parametrize("role", list(Role))
def test_a_role_enters_what_the_matrix_allows_and_nothing_else(
    site: Site, country: Country, role: Role
) -> None:
    browser = site.as_person(person(role))
    for method, path, needed in ROUTES:
        allowed = all(action is None or action in MATRIX[role] for action in needed)
        # What changes something is refused without its token, whoever sends it; the others are
        # let in, whatever they find then.
        answer = browser.request(method, f"/vlmis{path}")
        if method in {"POST", "PUT", "DELETE"}:
            assert answer.status_code == 403, (method, path)
        else:
            assert (answer.status_code == 403) == (not allowed), (method, path)
            assert answer.status_code in (200, 403, 404, 409, 422), (method, path)


def test_a_page_that_needs_nobody_keeps_the_app_from_starting() -> None:
    open_router = APIRouter()
    open_router.add_api_route("/open", lambda: None)
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(open_router)
    with pytest.raises(RuntimeError, match=r"open to everybody: /open"):
        refuse_open_routes(app)


def test_a_mounted_app_keeps_the_app_from_starting() -> None:
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.add_api_route("/closed", lambda: None, dependencies=[Depends(needs(Action.READ_REPORTS))])
    refuse_open_routes(app)
    app.mount("/other", FastAPI())
    with pytest.raises(RuntimeError, match=r"open to everybody: /other"):
        refuse_open_routes(app)


def test_the_menu_leads_to_pages_and_asks_for_what_they_ask() -> None:
    pages = {path: needed for method, path, needed in ROUTES if method == "GET"}
    for section in MENU:
        for entry in section.entries:
            assert entry.action in pages[entry.path]


def test_every_link_of_a_page_names_parameters_that_its_target_reads(
    site: Site, country: Country
) -> None:
    routes = [
        route
        for route in make_app().routes
        if isinstance(route, APIRoute) and "GET" in route.methods
    ]
    browser = site.as_person(person())
    paths = ["/", *(entry.path for section in MENU for entry in section.entries)]
    links = {
        urlsplit(unescape(address))
        for path in paths
        for address in re.findall(
            r'href="/vlmis(/[^"]*\?[^"]*)"', browser.get(f"/vlmis{path}").text
        )
    }
    assert any(link.path == "/reports/end-of-day" for link in links)
    for link in links:
        target = next(route for route in routes if route.path_regex.match(link.path))
        known = {field.alias for field in get_flat_dependant(target.dependant).query_params}
        assert set(parse_qs(link.query)) <= known | {"lang"}, link


def test_a_role_sees_only_the_entries_that_it_may_open(site: Site, country: Country) -> None:
    shown = site.as_person(person(Role.STORE_KEEPER)).get("/vlmis/").text
    assert "/vlmis/reports/end-of-day" in shown
    assert "/vlmis/dhis2/" not in shown


def test_a_script_that_lost_its_session_is_led_to_the_login(site: Site) -> None:
    answer = site.as_person(None).get(
        "/vlmis/reports/daily-operations", headers={"HX-Request": "true"}
    )
    assert answer.status_code == 401
    assert answer.headers["hx-redirect"].startswith("/api/v2/auth/login?next=")


def test_a_static_file_is_served_with_an_address_of_its_content(site: Site) -> None:
    browser = site.as_person(person())
    for name in static_files():
        answer = browser.get(f"/vlmis{static_url(name)}")
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "private, max-age=31536000, immutable"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-type"].split(";")[0] in STATIC_TYPES[name.rsplit(".")[-1]]
        assert answer.content == (STATIC / name).read_bytes()
        assert answer.headers["content-encoding"] == "gzip"
        plain = browser.get(f"/vlmis{static_url(name)}", headers={"Accept-Encoding": "identity"})
        assert plain.content == answer.content
        assert "content-encoding" not in plain.headers
    old = browser.get("/vlmis/static/000000000000/style.css")
    assert (old.status_code, old.headers["cache-control"]) == (200, "no-store")


@pytest.mark.parametrize(
    "name",
    [
        "vendor/manifest.json",
        "vendor",
        "%2e%2e/static_files.py",
        "vendor%2f..%2f..%2faccess.py",
        "/etc/passwd",
    ],
)
def test_nothing_but_styles_scripts_and_pictures_is_served(site: Site, name: str) -> None:
    assert site.as_person(person()).get(f"/vlmis/static/x/{name}").status_code == 404


def test_a_static_file_that_the_browser_has_is_not_sent_again(site: Site) -> None:
    browser, address = site.as_person(person()), f"/vlmis{static_url('style.css')}"
    known = browser.get(address).headers["etag"]
    again = browser.get(address, headers={"If-None-Match": known})
    assert (again.status_code, again.content) == (304, b"")
    nobody = site.as_person(None).get(address, headers={"If-None-Match": known})
    assert nobody.status_code == 303
