"""Recording by the API: all or nothing, once, at own stores; each refusal names its fields."""

import pytest

from tests.web.api.conftest import MOST_LINES, As, line
from tests.web.site import Site, person
from vlmis_airflow.web.csrf import make_token
from vlmis_core.accounts.roles import Role


def test_a_movement_is_recorded_once(as_person: As) -> None:
    program = as_person()
    first = program.post("/movements", {"lines": [line()]})
    assert (first.status_code, first.json()["recorded"]) == (201, 1)
    again = program.post("/movements", {"lines": [line()]})
    assert (again.status_code, again.json()["already_recorded"]) == (200, 1)
    (kept,) = program.get("/movements", source_key="k1").json()["lines"]
    assert (kept["quantity"], kept["stock_effect"], kept["recorded_by"]) == (2, -2, "ama")


def test_the_same_key_with_other_content_is_a_conflict(as_person: As) -> None:
    program = as_person()
    program.post("/movements", {"lines": [line()]})
    refused = program.post("/movements", {"lines": [line(quantity=3)]})
    assert refused.status_code == 409
    assert refused.headers["content-type"] == "application/problem+json"
    (wrong,) = refused.json()["errors"]
    assert (wrong["line"], wrong["field"], wrong["value"]) == (1, "source_key", "k1")
    assert wrong["code"] == "key_has_other_content"


def test_one_bad_line_refuses_all_and_every_bad_field_is_named(as_person: As) -> None:
    program = as_person()
    lines = [
        line(),
        line(source_key="k2", product_code="NONE", reason="broken"),
        line(source_key="k3", kind="wastage", occurred_on="2026-03-06"),
    ]
    refused = program.post("/movements", {"lines": lines})
    assert refused.status_code == 422
    named = [(bad["line"], bad["field"]) for bad in refused.json()["errors"]]
    assert named == [(2, "product_code"), (2, "reason"), (3, "occurred_on"), (3, "reason")]
    assert program.get("/movements", source_key="k1").json()["lines"] == []


def test_fields_of_the_wrong_type_are_named_with_their_line(as_person: As) -> None:
    lines = [line(), line(quantity="2"), line(kind="return_in", lot="a\x00b", more=1)]
    refused = as_person().post("/movements", {"lines": lines})
    assert refused.status_code == 422
    named = {(bad["line"], bad["field"], bad["code"]) for bad in refused.json()["errors"]}
    assert named == {
        (2, "quantity", "not_a_whole_number"),
        (3, "kind", "not_one_of_the_choices"),
        (3, "lot", "text_has_forbidden_characters"),
        (3, "more", "field_is_unknown"),
    }


def test_a_refusal_has_a_code_and_each_field_has_one(as_person: As) -> None:
    lines = [line(), line(occurred_on="5 March")]
    problem = as_person().post("/movements", {"lines": lines}).json()
    assert (problem["status"], problem["code"]) == (422, "input_refused")
    (wrong,) = problem["errors"]
    assert (wrong["line"], wrong["field"], wrong["value"]) == (2, "occurred_on", "5 March")
    assert wrong["code"] == "not_a_date"


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/nothing", 404, "page_not_found"),
        ("/eod?store=NONE", 404, "store_not_found"),
        ("/stock-card?store=S&product=NONE", 404, "product_not_found"),
        ("/movements/1/reversal", 405, "method_not_allowed"),
        ("/movements?limit=0", 422, "input_refused"),
    ],
)
def test_the_class_of_a_message_decides_the_status(
    as_person: As, path: str, status: int, code: str
) -> None:
    answer = as_person().browser.get(f"/vlmis/api/v1{path}")
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_half_a_character_is_refused_and_can_be_answered(as_person: As) -> None:
    body = b'{"lines": [{"source_key": "\\ud800"}]}'
    address = "/vlmis/api/v1/movements"
    refused = as_person().browser.post(
        address, content=body, headers={"Content-Type": "application/json"}
    )
    assert refused.status_code == 422


def test_more_lines_or_bytes_than_a_request_may_have_are_refused(as_person: As) -> None:
    lines = [line(source_key=f"k{number}") for number in range(MOST_LINES + 1)]
    assert as_person().post("/movements", {"lines": lines}).status_code == 413
    large = as_person().post("/movements", {"lines": [line(lot="x" * 300_000)]})
    assert large.status_code == 413
    assert as_person().post("/movements", {"lines": lines[:1]}).status_code == 201


def test_a_keeper_records_at_their_own_store_only(site: Site, as_person: As) -> None:
    keeper = as_person(site.keeper_of("R", "S", "T"))
    lines = [line(store_code="R"), line(source_key="k2"), line(source_key="k3", store_code="?")]
    refused = keeper.post("/movements", {"lines": lines})
    assert refused.status_code == 403
    assert [(bad["line"], bad["value"]) for bad in refused.json()["errors"]] == [(2, "S"), (3, "?")]
    assert keeper.post("/movements", {"lines": lines[:1]}).status_code == 201


def test_a_cookie_needs_the_token_of_our_pages(site: Site, as_person: As) -> None:
    as_person()
    address, body = "/vlmis/api/v1/movements", {"lines": [line()]}
    browser = site.as_person(person(), Accept="application/json")
    assert browser.post(address, json=body).status_code == 403
    empty = {"Authorization": "Bearer "}
    assert browser.post(address, json=body, headers=empty).status_code == 403
    token = {"X-CSRF-Token": make_token(person())}
    elsewhere = token | {"Sec-Fetch-Site": "cross-site"}
    assert browser.post(address, json=body, headers=elsewhere).status_code == 403
    assert browser.post(address, json=body, headers=token).status_code == 201


def test_a_transfer_moves_both_legs_to_a_direct_child(site: Site, as_person: As) -> None:
    keeper = as_person(site.keeper_of("R", "S", "T"))
    voucher = {
        "store_code": "R",
        "child_store_code": "S",
        "occurred_on": "2026-03-05",
        "lines": [{"source_key": "v1", "product_code": "BCG", "quantity": 20}],
    }
    assert keeper.post("/transfers", voucher).status_code == 201
    assert keeper.post("/transfers", voucher).status_code == 200
    moved = keeper.get("/movements", **{"from": "2026-03-05"}, product="BCG").json()["lines"]
    kinds = {line["kind"]: line["store_code"] for line in moved if line["transfer_id"]}
    assert kinds == {"distribution_out": "R", "requisition_received": "S"}
    grandchild = as_person().post("/transfers", voucher | {"store_code": "C"})
    assert grandchild.status_code == 422


def test_only_the_supplier_reverses_a_transfer(site: Site, as_person: As) -> None:
    (leg,) = (
        as_person()
        .get("/movements", store="S", kind="requisition_received", **{"from": "2026-03-01"})
        .json()["lines"]
    )
    path = f"/movements/{leg['movement_id']}/reversal"
    assert as_person(site.keeper_of("S")).post(path, {"source_key": "r"}).status_code == 403
    assert as_person(site.keeper_of("T")).post(path, {"source_key": "r"}).status_code == 404


def test_a_movement_is_reversed_once(as_person: As) -> None:
    program = as_person()
    program.post("/movements", {"lines": [line()]})
    (kept,) = program.get("/movements", source_key="k1").json()["lines"]
    path = f"/movements/{kept['movement_id']}/reversal"
    assert program.post(path, {"source_key": "r1"}).status_code == 201
    assert program.post(path, {"source_key": "r1"}).status_code == 200
    assert program.post(path, {"source_key": "r2"}).status_code == 409
    assert program.post("/movements/999999/reversal", {"source_key": "r"}).status_code == 404


def test_a_distribution_is_confirmed_by_the_store_that_it_was_sent_to(
    site: Site, as_person: As
) -> None:
    child = as_person(site.keeper_of("S"))
    (waiting,) = child.get("/receipts", outcome="to_confirm").json()["lines"]
    assert (waiting["quantity"], waiting["received"]) == (20, None)
    arrived = {
        "source_key": "r1",
        "transfer_id": waiting["transfer_id"],
        "received": 18,
        "occurred_on": "2026-03-05",
    }
    supplier = as_person(site.keeper_of("R", "S", "T")).post("/receipts", {"lines": [arrived]})
    assert supplier.status_code == 403
    stranger = as_person(site.keeper_of("T")).post("/receipts", {"lines": [arrived]})
    assert stranger.json()["errors"][0]["code"] == "distribution_not_found"
    child = as_person(site.keeper_of("S"))
    more = child.post("/receipts", {"lines": [arrived | {"received": 21}]})
    assert (more.status_code, more.json()["errors"][0]["field"]) == (422, "received")
    assert child.post("/receipts", {"lines": [arrived]}).status_code == 201
    assert child.post("/receipts", {"lines": [arrived]}).status_code == 200
    other = child.post("/receipts", {"lines": [arrived | {"received": 19}]})
    assert (other.status_code, other.json()["errors"][0]["code"]) == (409, "receipt_was_confirmed")
    assert child.get("/receipts", outcome="to_confirm").json()["lines"] == []
    (kept,) = child.get("/receipts").json()["lines"]
    assert (kept["outcome"], kept["received"], kept["received_by"]) == ("arrived_short", 18, "ama")
    (loss,) = child.get("/movements", kind="wastage", store="S").json()["lines"]
    assert (loss["reason"], loss["transfer_id"]) == ("lost_in_transit", waiting["transfer_id"])
    undo = {"source_key": "found"}
    path = f"/movements/{loss['movement_id']}/reversal"
    keeper = as_person(site.keeper_of("R", "S", "T"))
    assert keeper.post(path, undo).status_code == 403
    assert as_person(site.keeper_of("S")).post(path, undo).status_code == 201


def test_a_return_is_declared_by_the_child_and_acknowledged_by_its_supplier(
    site: Site, as_person: As
) -> None:
    child = site.keeper_of("S")
    wanted = {key: line(quantity=4)[key] for key in line() if key != "kind"}
    declared = as_person(child).post("/returns", wanted)
    assert declared.status_code == 201
    assert as_person(child).post("/returns", wanted).json() == declared.json()
    path = f"/returns/{declared.json()['return_id']}/acknowledgement"
    arrived = {"source_key": "a1", "received": 3, "occurred_on": "2026-03-05"}
    assert as_person(child).post(path, arrived).status_code == 403
    assert as_person(site.keeper_of("T")).post(path, arrived).status_code == 404
    parent = as_person(site.keeper_of("R", "S", "T"))
    assert parent.post(path, arrived).status_code == 201
    assert parent.post(path, arrived).status_code == 200
    assert parent.post(path, arrived | {"received": 4}).status_code == 409
    (kept,) = parent.get("/returns", waiting=False, store="S").json()["lines"]
    assert (kept["quantity"], kept["received"], kept["outcome"]) == (4, 3, "arrived_short")
    assert parent.get("/returns", waiting=True).json()["lines"] == []
    (loss,) = parent.get("/movements", kind="wastage", store="S").json()["lines"]
    undo = f"/movements/{loss['movement_id']}/reversal"
    assert as_person(child).post(undo, {"source_key": "u1"}).status_code == 403
    parent = as_person(site.keeper_of("R", "S", "T"))
    assert parent.post(undo, {"source_key": "u1"}).status_code == 201
    (kept,) = parent.get("/returns", store="S").json()["lines"]
    assert kept["outcome"] == "cancelled"


def test_a_declared_return_is_withdrawn_by_the_child_alone(site: Site, as_person: As) -> None:
    child, parent = as_person(site.keeper_of("S")), site.keeper_of("R")
    wanted = {key: line(quantity=4)[key] for key in line() if key != "kind"}
    path = f"/returns/{child.post('/returns', wanted).json()['return_id']}"
    back = {"source_key": "w1"}
    assert as_person(parent).post(f"{path}/withdrawal", back).status_code in (403, 404)
    child = as_person(site.keeper_of("S"))
    assert child.post(f"{path}/withdrawal", back).status_code == 201
    assert child.post(f"{path}/withdrawal", back).status_code == 200
    assert child.post(f"{path}/withdrawal", {"source_key": "w2"}).status_code == 409
    (kept,) = child.get("/returns", waiting=False, store="S").json()["lines"]
    assert (kept["is_withdrawn"], kept["received"], kept["outcome"]) == (True, 0, "withdrawn")


def test_a_count_is_kept_as_it_was_seen(as_person: As) -> None:
    program = as_person()
    seen = {key: line(quantity=9)[key] for key in line() if key != "kind"}
    assert program.post("/counts", {"lines": [seen]}).status_code == 201
    assert program.post("/counts", {"lines": [seen]}).status_code == 200
    assert program.post("/counts", {"lines": [seen | {"quantity": 8}]}).status_code == 409
    kept = program.get("/counts", store="S", **{"from": "2026-03-05"}).json()["lines"]
    assert [(count["counted"], count["balance"]) for count in kept] == [(9, 11)]


@pytest.mark.parametrize("role", [Role.VIEW_ONLY, Role.ANALYST, Role.DATA_ENGINEER])
def test_who_may_not_record_is_refused(as_person: As, role: Role) -> None:
    refused = as_person(person(role)).post("/movements", {"lines": [line()]})
    assert refused.status_code == 403


def test_stores_are_named_by_the_code_that_they_have_today(as_person: As, site: Site) -> None:
    site.vlmis.execute(
        "with day as (select set_config('vlmis.today', '2026-03-06', true) as day)"
        " update vlmis.store set code = case code when 'S' then 'T' when 'T' then 'S'"
        " else 'REGION' end from day where code in ('S', 'T', 'R')"
    )
    lines = [line(), line(source_key="k2", store_code="R")]
    problem = as_person().post("/movements", {"lines": lines}).json()
    assert [(bad["line"], bad["code"]) for bad in problem["errors"]] == [
        (1, "store_code_changed_hands"),
        (2, "store_code_is_former"),
    ]


def test_an_unlikely_quantity_is_taken_when_it_is_confirmed(as_person: As) -> None:
    counted = {
        "source_key": "c1",
        "store_code": "S",
        "product_code": "BCG",
        "quantity": 500,
        "occurred_on": "2026-03-05",
    }
    refused = as_person().post("/counts", {"lines": [counted]})
    assert refused.status_code == 422
    (asked,) = refused.json()["errors"]
    assert (asked["field"], asked["code"]) == ("quantity", "count_is_unlikely")
    confirmed = as_person().post("/counts", {"lines": [counted | {"confirmed": True}]})
    assert confirmed.status_code == 201


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/movements", {"lines": [line(occurred_on="2026-02-28")]}),
        (
            "/counts",
            {
                "lines": [
                    {
                        "source_key": "c",
                        "store_code": "S",
                        "product_code": "BCG",
                        "quantity": 5,
                        "occurred_on": "2026-02-28",
                    }
                ]
            },
        ),
        (
            "/returns",
            {
                "source_key": "r",
                "store_code": "S",
                "product_code": "BCG",
                "quantity": 1,
                "occurred_on": "2026-02-28",
            },
        ),
        (
            "/transfers",
            {
                "store_code": "R",
                "child_store_code": "S",
                "occurred_on": "2026-02-28",
                "lines": [{"source_key": "t", "product_code": "BCG", "quantity": 1}],
            },
        ),
    ],
)
def test_nothing_is_recorded_before_the_first_day(
    as_person: As, path: str, body: dict[str, object]
) -> None:
    refused = as_person().post(path, body)
    assert refused.status_code == 422
    assert [bad["code"] for bad in refused.json()["errors"]] == ["day_is_before_first_day"]
