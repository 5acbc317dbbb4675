"""Reading by the API: what one may see, in parts that miss and repeat nothing."""

from typing import Any

from tests.web.api.conftest import As, Program
from tests.web.site import Site, person
from vlmis_core.accounts.roles import Role


def every_part(program: Program, path: str, **asked: Any) -> list[Any]:
    """All lines, three at a time."""
    lines: list[Any] = []
    cursor = None
    while True:
        more: dict[str, Any] = {"cursor": cursor} if cursor else {}
        answer = program.get(path, limit=3, **asked, **more)
        assert answer.status_code == 200, answer.text
        lines += answer.json()["lines"]
        cursor = answer.json()["next_cursor"]
        if cursor is None:
            return lines


DAYS = {"from": "2026-03-01", "to": "2026-03-05"}
FROZEN = {"from": "2026-03-01", "to": "2026-03-03"}


def test_the_parts_of_a_list_are_the_whole_list(as_person: As) -> None:
    program = as_person()
    for path, asked in (
        ("/movements", DAYS),
        ("/counts", DAYS),
        ("/eod", FROZEN),
        ("/operations", {}),
        ("/stores", {}),
        ("/delivery", FROZEN),
    ):
        whole = program.get(path, limit=1000, **asked).json()["lines"]
        assert every_part(program, path, **asked) == whole, path
    assert len(every_part(program, "/eod", **FROZEN)) > 3


def test_a_keeper_sees_their_store_and_those_below(site: Site, as_person: As) -> None:
    keeper = as_person(site.keeper_of("R", "S"))
    assert [store["code"] for store in keeper.get("/stores").json()["lines"]] == ["R", "S"]
    for path, asked in (("/movements", DAYS), ("/eod", FROZEN), ("/operations", {})):
        seen = {line["store_code"] for line in keeper.get(path, **asked).json()["lines"]}
        assert seen <= {"R", "S"}, path
        assert keeper.get(path, store="T", **asked).status_code == 403, path
        assert keeper.get(path, store="NONE", **asked).status_code == 404, path
    assert keeper.get("/stock-card", store="T", product="BCG").status_code == 403
    assert keeper.get("/delivery").status_code == 403


def test_an_open_day_has_no_frozen_rows_and_a_frozen_day_no_live_ones(as_person: As) -> None:
    program = as_person()
    assert program.get("/eod", **{"from": "2026-03-04"}).status_code == 409
    assert program.get("/operations", day="2026-03-01").status_code == 422
    days = program.get("/operations").json()["days"]
    assert [day["day"] for day in days] == ["2026-03-05", "2026-03-04"]


def test_a_stock_card_ends_at_the_balance(as_person: As) -> None:
    card = as_person().get("/stock-card", store="S", product="BCG", **DAYS).json()
    assert (card["opening"], card["lines"][-1]["balance"]) == (5, 11)
    assert as_person().get("/stock-card", store="S", product="NONE").status_code == 404


def test_a_figure_is_explained(as_person: As) -> None:
    asked = {"store": "S", "product": "BCG", "day": "2026-03-01", "category": "CLOSING_BALANCE"}
    program = as_person(person(Role.ANALYST))
    told = program.get("/delivery/explain", **asked)
    assert told.status_code == 200
    assert told.json()["trace"]["eod"]["closing"] == 18
    (subject, *_) = told.json()["answer"]
    assert subject["code"] == "traced_value"
    program.browser.headers["Accept-Language"] = "fr"
    french = program.get("/delivery/explain", **asked).json()["answer"][0]
    assert french == subject | {"text": french["text"]}
    assert french["text"].startswith("Solde de clôture")


def test_a_cursor_of_another_list_is_refused(as_person: As) -> None:
    program = as_person()
    cursor = program.get("/stores", limit=1).json()["next_cursor"]
    for path in ("/movements", "/counts", "/eod", "/delivery"):
        refused = program.get(path, cursor=cursor)
        assert refused.status_code == 422, path
        assert refused.json()["errors"][0]["field"] == "cursor"


def test_a_range_that_is_too_long_or_backward_is_refused(as_person: As) -> None:
    for last_day in ("2026-02-01", "2026-12-31", "9999-12-31"):
        refused = as_person().get("/movements", **{"from": "2026-03-01", "to": last_day})
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["field"] == "to"


def test_an_unknown_parameter_is_refused_with_the_nearest_one(as_person: As) -> None:
    program = as_person()
    for path, unknown, nearest in (
        ("/movements", "first_day", "from"),
        ("/eod", "last_day", "to"),
        ("/stores", "Limit", "limit"),
        ("/delivery/explain", "products", "product"),
    ):
        refused = program.get(path, **{unknown: "2026-03-01"})
        (error,) = refused.json()["errors"]
        assert (refused.status_code, error["field"]) == (422, unknown)
        assert error["code"] == "parameter_is_unknown"
        assert nearest in error["reason"]
    for path in ("/products", "/openapi.json"):
        (error,) = program.get(path, page=2).json()["errors"]
        assert error["code"] == "address_takes_no_parameters"


def test_every_route_refuses_unknown_parameters(as_person: As) -> None:
    program = as_person()
    for path, methods in program.get("/openapi.json").json()["paths"].items():
        address = path.replace("{movement_id}", "1").replace("{return_id}", "1")
        for method in methods:
            refused = program.browser.request(method, f"/vlmis{address}?unknown=1", json={})
            assert refused.status_code == 422, path
            assert refused.json()["errors"][0]["field"] == "unknown"


def test_nobody_reads_without_a_token(site: Site) -> None:
    answer = site.as_person(None).get("/vlmis/api/v1/stores")
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    assert answer.json()["title"] == "Not signed in"
