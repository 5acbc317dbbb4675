"""The DHIS2 pages, beside a stand-in that takes, refuses and answers."""

import html
import re
from pathlib import Path

import pytest

from tests.support.delivery import PRODUCTS, Delivery
from tests.web.site import Site, person
from vlmis_airflow.web.csrf import make_token
from vlmis_airflow.web.menu import MENU
from vlmis_core.delivery.production import switch_production_off


def test_the_next_push_page_counts_what_goes_out_and_what_is_held(
    site: Site, delivery: Delivery
) -> None:
    delivery.vlmis.execute(
        "update vlmis.store set org_unit_uid = null where code = :code", code=delivery.sites[0]
    )
    delivery.plan()
    page = site.as_person(person()).get("/vlmis/dhis2/next-push").text
    assert f"<dd>{delivery.records - 3}</dd>" in page
    assert "<dd>3 ·" in page
    assert "hours left" in page
    assert f'<a href="/vlmis/dhis2/requests?run={delivery.run_id}">' in page


DHIS2_PAGES = [
    entry.path for section in MENU for entry in section.entries if "/dhis2" in entry.path
]


@pytest.mark.parametrize("path", ["/", *DHIS2_PAGES, "/dhis2/requeue"])
def test_every_page_about_dhis2_and_home_show_that_production_is_off_and_why(
    site: Site,
    delivery: Delivery,
    path: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setenv("VLMIS_HOME", str(tmp_path))

    def notice() -> str:
        page = site.as_person(person()).get(f"/vlmis{path}").text
        return page.partition('id="production">')[2].partition("</p>")[0]

    off = "Production is off: nothing is sent to DHIS2. "
    assert notice().startswith(f"{off}VLMIS_PRODUCTION is off in this deployment.")
    monkeypatch.setenv("VLMIS_PRODUCTION", "true")
    assert notice().startswith(f"{off}Nobody has allowed sending to this DHIS2.")
    delivery.allow_sending(tmp_path)
    assert notice() == ""
    switch_production_off(delivery.vlmis.recorder, by="sita", now=delivery.midnight)
    assert notice().startswith(f"{off}sita switched production off")


def test_why_not_begins_with_production_and_counts_what_waits_for_it(
    site: Site, delivery: Delivery, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("VLMIS_HOME", str(tmp_path))
    delivery.allow_sending(tmp_path)
    page = site.as_person(person()).get("/vlmis/dhis2/why-not").text
    first = page.partition("<tbody>")[2].partition("</tr>")[0]
    assert "Production is off" in first
    assert f'<td class="number">{delivery.records}</td>' in first
    assert "It waits for the next push." not in page


def test_nothing_waits_once_all_is_posted(site: Site, delivery: Delivery) -> None:
    delivery.push()
    page = site.as_person(person()).get("/vlmis/dhis2/next-push").text
    assert "Nothing is on hold" in page


def test_why_not_names_the_issue_and_who_can_fix_it(site: Site, delivery: Delivery) -> None:
    code = delivery.sites[0]
    delivery.vlmis.execute(
        "update vlmis.store set org_unit_uid = null where code = :code", code=code
    )
    delivery.push()
    browser = site.as_person(person())
    page = browser.get("/vlmis/dhis2/why-not").text
    assert "The store has no org unit" in page
    assert "is not attached to an org unit of DHIS2. Attach it." in page
    assert "store administrator" in page
    other = browser.get(f"/vlmis/dhis2/why-not?store={delivery.sites[1]}").text
    assert "The store has no org unit" not in other
    by_reason = browser.get("/vlmis/dhis2/why-not?reason=store_has_no_org_unit").text
    assert code in by_reason


def test_requests_are_listed_and_each_can_be_opened(site: Site, delivery: Delivery) -> None:
    delivery.push()
    browser = site.as_person(person())
    number = delivery.vlmis.value("select min(request_id) from vlmis.push_request")
    assert f"/vlmis/dhis2/requests/{number}" in browser.get("/vlmis/dhis2/requests").text
    opened = browser.get(f"/vlmis/dhis2/requests/{number}").text
    assert "X-Request-ID" in opened
    assert browser.get("/vlmis/dhis2/requests/999999").status_code == 404
    assert browser.get("/vlmis/dhis2/requests?outcome=refused").status_code == 200


def refused_five_times(delivery: Delivery) -> None:
    """One record is exhausted, with what DHIS2 said at the fifth attempt."""
    delivery.vlmis.execute(
        """
        set session_replication_role = replica;
        insert into vlmis.delivery
            (day, store_id, product_id, state, attempts, nights_tried, refused_night)
        select day, store_id, product_id, 'exhausted', 5, 5, '2026-03-02' from vlmis.eod_row
        where day = '2026-03-01' order by store_id, product_id limit 1;
        insert into vlmis.delivery_attempt (day, store_id, product_id, round, attempt, night,
            request_id, target_id, org_unit_uid, code, answer, categories)
        select day, store_id, product_id, 1, 5, '2026-03-02', 1, 1, 'OrgUnit0001', 'E7619',
            'Value must match <b>type</b>', '{WASTAGE}' from vlmis.delivery;
        """,
        role="postgres",
    )


CONFIRMED = {"confirmed": "true"}


@pytest.fixture
def exhausted(delivery: Delivery) -> Delivery:
    refused_five_times(delivery)
    return delivery


def test_a_refusal_shows_what_dhis2_said_as_text(site: Site, exhausted: Delivery) -> None:
    page = site.as_person(person()).get("/vlmis/dhis2/refusals").text
    assert "E7619" in page
    assert "Value must match &lt;b&gt;type&lt;/b&gt;" in page
    assert "5 / 5" in page


def test_an_exhausted_record_is_requeued_with_name_and_reason(
    site: Site, exhausted: Delivery
) -> None:
    who = person()
    answer = site.as_person(who).post(
        "/vlmis/dhis2/requeue",
        data={"csrf_token": make_token(who), "reason": "type corrected", "store": "", "from": ""}
        | CONFIRMED,
    )
    assert (answer.status_code, answer.headers["location"]) == (
        303,
        "/vlmis/dhis2/refusals?requeued=1",
    )
    assert exhausted.vlmis.rows(
        "select requeued_by, reason, record_count from vlmis.delivery_requeue"
    ) == [("ama", "type corrected", 1)]
    page = site.as_person(who).get(answer.headers["location"]).text
    assert "1 record is sent again at the next push." in page


@pytest.mark.parametrize("days", [{"from": "2030-01-01"}, {"to": "2020-01-01"}])
def test_a_requeue_takes_the_records_of_its_days_only(
    site: Site, exhausted: Delivery, days: dict[str, str]
) -> None:
    who = person()
    site.as_person(who).post(
        "/vlmis/dhis2/requeue",
        data={"csrf_token": make_token(who), "reason": "x"} | days | CONFIRMED,
    )
    assert exhausted.states() == {"exhausted": 1}


@pytest.mark.parametrize(
    ("act", "said", "states"),
    [
        ("requeue", "1 record will be sent again (stores: 1;", {"pending": 1, "withdrawn": 1}),
        ("withdraw", "1 record will be withdrawn (stores: 1;", {"withdrawn": 2}),
    ],
)
def test_a_person_sees_how_many_records_it_will_be_and_confirms(
    site: Site, exhausted: Delivery, act: str, said: str, states: dict[str, int]
) -> None:
    who = person()
    typed = {"csrf_token": make_token(who), "reason": "merged <b>away</b>", "from": "2026-03-01"}
    typed |= {"store": exhausted.sites[0], "product": PRODUCTS[0]}
    exhausted.plan()
    exhausted.withdraw(product_code=PRODUCTS[0], store_code=exhausted.sites[1])
    browser = site.as_person(who)
    shown = browser.post(f"/vlmis/dhis2/{act}", data=typed).text
    assert said in shown
    assert exhausted.states() == {"exhausted": 1, "withdrawn": 1}
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', shown))
    assert fields["reason"] == "merged &lt;b&gt;away&lt;/b&gt;"
    answer = browser.post(f"/vlmis/dhis2/{act}", data=fields)
    assert answer.status_code == 303
    assert exhausted.states() == states
    assert "1 record" in browser.get(answer.headers["location"]).text


def test_a_requeue_without_a_reason_is_refused_by_name(site: Site, exhausted: Delivery) -> None:
    who = person()
    answer = site.as_person(who).post(
        "/vlmis/dhis2/requeue", data={"csrf_token": make_token(who), "reason": " "}
    )
    assert answer.status_code == 422
    assert "reason" in answer.text
    assert exhausted.states() == {"exhausted": 1}


@pytest.mark.parametrize("token", ["", "1.x", "99999999999.abc", "²." + "0" * 64])
def test_a_form_without_a_good_token_changes_nothing(
    site: Site, exhausted: Delivery, token: str
) -> None:
    answer = site.as_person(person()).post(
        "/vlmis/dhis2/requeue", data={"csrf_token": token, "reason": "x"}
    )
    assert answer.status_code == 403
    assert exhausted.states() == {"exhausted": 1}


def test_a_form_from_another_site_changes_nothing(site: Site, exhausted: Delivery) -> None:
    who = person()
    answer = site.as_person(who, **{"Sec-Fetch-Site": "cross-site"}).post(
        "/vlmis/dhis2/requeue", data={"csrf_token": make_token(who), "reason": "x"}
    )
    assert answer.status_code == 403
    assert "another site" in answer.text
    assert exhausted.states() == {"exhausted": 1}


@pytest.mark.parametrize(
    "page",
    [
        "next-push",
        "why-not",
        "trace-value",
        "refusals",
        "requests",
        "differences",
        "requeue",
        "withdraw",
    ],
)
def test_a_form_that_was_left_empty_shows_everything(
    site: Site, delivery: Delivery, page: str
) -> None:
    query = "day=&from=&to=&store=&product=&state=&outcome=&run=&reason="
    assert site.as_person(person()).get(f"/vlmis/dhis2/{page}?{query}").status_code == 200


def test_differences_show_both_figures(site: Site, delivery: Delivery) -> None:
    delivery.push()
    delivery.vlmis.execute(
        "insert into vlmis.read_back_difference (run_id, day, store_id, product_id, category,"
        " frozen_value, found_value, stored_by) select 'push-1', day, store_id, product_id,"
        " 'WASTAGE', 12345, '7', 'somebody' from vlmis.eod_row limit 1"
    )
    page = site.as_person(person()).get("/vlmis/dhis2/differences").text
    assert "12,345" in page
    assert "somebody" in page


def test_what_was_changed_since_it_was_posted_has_a_button_that_chooses_it(
    site: Site, delivery: Delivery
) -> None:
    delivery.push()
    store = delivery.sites[0]
    delivery.vlmis.execute(
        "insert into vlmis.read_back_difference (run_id, kind, day, store_id, product_id, category,"
        " frozen_value, found_value, stored_by, org_unit_uid, data_element_uid, option_combo_uid,"
        " round) select 'push-1', 'changed', day, store_id, product_id, 'WASTAGE', 0, '7', 'amina',"
        " delivery.org_unit_uid, 'DataElement', 'OptionCombo', round from vlmis.delivery"
        " join vlmis.store using (store_id) where code = :code limit 1",
        code=store,
    )
    engineer = site.as_person(person())
    page = engineer.get("/vlmis/dhis2/differences?open=true").text
    assert "changed in DHIS2 by amina" in page
    assert f"vlmis requeue --differences --store {store}" in html.unescape(page)
    (link,) = re.findall(r'href="/vlmis(/dhis2/requeue\?[^"]*differences=true[^"]*)"', page)
    form = engineer.get("/vlmis" + html.unescape(link)).text
    assert 'name="differences" value="true" checked' in form
