"""A refused form is there again: what was typed, each fault at its field, the first focused."""

import re
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from tests.support.country import Country
from tests.web.site import Site, person
from vlmis_airflow.web.csrf import make_token

pytestmark = pytest.mark.usefixtures("country")


@pytest.fixture
def administrator(site: Site, country: Country) -> TestClient:
    """A browser in which an administrator is signed in."""
    return site.as_person(person())


def send(browser: TestClient, path: str, **fields: Any) -> Response:
    """Send a form of a page."""
    return browser.post(f"/vlmis{path}", data={"csrf_token": make_token(person())} | fields)


def marked(page: str) -> list[str]:
    """The fields that are wrong, in the order of the page; each must name its text."""
    found = re.findall(r'<(?:input|select|textarea|fieldset)[^>]*aria-invalid="true"[^>]*>', page)
    names = []
    for field in found:
        (described,) = re.findall(r'aria-describedby="([^"]+)"', field)
        assert f'class="error" id="{described}"' in page
        names.append(described.removeprefix("bad-"))
    focused = [name for name, field in zip(names, found, strict=True) if " autofocus" in field]
    assert focused == names[:1], "the first field that is wrong has the focus"
    return names


def test_what_was_typed_is_kept_and_the_fault_is_at_its_field(administrator: TestClient) -> None:
    answer = send(
        administrator, "/maintenance/products", code="BCG", name="<b>New</b>", unit="vial"
    )
    assert answer.status_code == 422
    assert marked(answer.text) == ["code"]
    assert 'name="code" value="BCG"' in answer.text
    assert 'name="name" value="&lt;b&gt;New&lt;/b&gt;"' in answer.text
    assert 'name="unit" value="vial"' in answer.text
    assert "Nothing was saved: 1 error." in answer.text


def test_every_fault_is_named_at_once(administrator: TestClient) -> None:
    answer = send(administrator, "/maintenance/products", code="", name="", unit="")
    assert marked(answer.text) == ["code", "name"]
    assert "Nothing was saved: 2 errors." in answer.text
    assert '<a href="#bad-code">' in answer.text


def test_only_the_form_that_was_sent_is_marked_and_it_is_open(administrator: TestClient) -> None:
    answer = send(
        administrator, "/maintenance/products/track", product="BCG", tracked_from="1999-01-01"
    )
    assert marked(answer.text) == ["tracked_from"]
    assert len(re.findall(r"<details[^>]* open>", answer.text)) == 1
    assert 'name="tracked_from" value="1999-01-01"' in answer.text
    assert 'name="retired_on" value="2026-03-05"' in answer.text


def test_a_day_that_is_none_is_named_at_its_field(administrator: TestClient) -> None:
    answer = send(administrator, "/maintenance/stores/close", code="S", closed_on="soon")
    assert answer.status_code == 422
    assert marked(answer.text) == ["closed_on"]
    # The store that was to be closed, not the central one.
    assert re.search(r'<h2>[^<]*<span class="sub">S<', answer.text)


def test_what_hinders_an_act_is_told_on_its_own_page(administrator: TestClient) -> None:
    answer = send(administrator, "/maintenance/stores/close", code="S", closed_on="2026-03-06")
    assert marked(answer.text) == ["closed_on"]
    assert "Close the store" in answer.text


@pytest.mark.parametrize("path", ["/dhis2/requeue", "/dhis2/withdraw"])
def test_a_choice_of_records_stays_chosen_when_its_reason_is_missing(
    administrator: TestClient, path: str
) -> None:
    answer = send(
        administrator, path, store="S", product="BCG", reason="", **{"from": "2026-03-01"}
    )
    assert marked(answer.text) == ["reason"]
    assert 'value="S"' in answer.text
    assert '<option value="BCG" selected>' in answer.text
    assert 'name="from" value="2026-03-01"' in answer.text


def test_letters_of_several_stores_offer_each_of_them_as_a_link(
    site: Site, administrator: TestClient
) -> None:
    site.vlmis.execute("update vlmis.store set name = 'Clinic ' || code where code in ('S', 'T')")
    answer = administrator.get("/vlmis/reports/end-of-day?store=clinic&product=BCG")
    assert answer.status_code == 422
    assert marked(answer.text) == ["store"]
    assert 'value="clinic"' in answer.text
    for code in ("S", "T"):
        assert f'href="/vlmis/reports/end-of-day?product=BCG&amp;store={code}"' in answer.text
    assert "Nothing was saved" not in answer.text


def test_the_other_choices_of_a_report_stay_when_one_cannot_be_read(
    administrator: TestClient,
) -> None:
    answer = administrator.get("/vlmis/reports/end-of-day?store=S&from=yesterday&product=none")
    assert marked(answer.text) == ["from", "product"]
    assert 'name="store" list="stores" value="S"' in answer.text


def test_a_store_of_others_is_forbidden_and_not_offered(site: Site) -> None:
    browser = site.as_person(site.keeper_of("S"))
    answer = browser.get("/vlmis/reports/end-of-day?store=T")
    assert answer.status_code == 403
    assert "aria-invalid" not in answer.text


def test_a_file_is_never_made_of_other_choices_than_those_asked_for(
    administrator: TestClient,
) -> None:
    answer = administrator.get("/vlmis/reports/end-of-day/file?store=nowhere&form=csv")
    assert answer.status_code == 404
    assert "aria-invalid" not in answer.text


def test_a_program_is_answered_with_a_problem(site: Site, country: Country) -> None:
    program = site.as_person(person(), Accept="application/json")
    answer = send(program, "/maintenance/products", code="BCG", name="x")
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_form_that_is_too_old_is_not_shown_again(administrator: TestClient) -> None:
    answer = administrator.post("/vlmis/maintenance/products", data={"code": "X", "name": "Y"})
    assert answer.status_code == 403
    assert 'name="code"' not in answer.text


def test_roles_and_stores_of_a_user_stay_as_typed(site: Site, administrator: TestClient) -> None:
    site.vlmis.execute(
        "insert into vlmis.account (username, dhis2_uid, display_name, dhis2_checked_at,"
        " created_at, created_by) values ('yao', 'User0000008', 'Yao', now(), now(), 'test')"
    )
    path = "/maintenance/users/one"
    answer = send(administrator, path, username="yao", roles="store_keeper", stores="S nowhere")
    assert answer.status_code == 422
    assert marked(answer.text) == ["stores"]
    assert ">S nowhere</textarea>" in answer.text
    assert 'value="store_keeper" checked' in answer.text


def test_words_that_several_stores_have_are_a_choice_to_send_with_the_form(
    site: Site, administrator: TestClient
) -> None:
    site.vlmis.execute("update vlmis.store set name = 'Dépôt ' || code where code in ('R', 'T')")
    answer = send(administrator, "/maintenance/stores/move", code="S", store="depot")
    assert answer.status_code == 422
    assert marked(answer.text) == ["store"]
    for code in ("R", "T"):
        assert f'<input type="radio" name="store" value="{code}">' in answer.text
    # The browser sends what was typed and what was chosen; the choice counts.
    moved = send(administrator, "/maintenance/stores/move", code="S", store=["depot", "R"])
    assert "done=moved" in moved.headers["location"]


def test_a_store_to_record_at_may_be_named_by_words(site: Site, administrator: TestClient) -> None:
    site.vlmis.execute("update vlmis.store set name = 'Dépôt du Sud' where code = 'S'")
    address = "/vlmis/record/new/dispensing?store="
    assert "Dépôt du Sud (S)" in administrator.get(f"{address}sud depot").text
    unknown = administrator.get(f"{address}nowhere")
    assert unknown.status_code == 404
    assert "No store matches “nowhere”" in unknown.text
