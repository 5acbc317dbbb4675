"""The pages in a real browser: an administrator's whole way, and whether everything fits.

One module, so that one deployment serves all of it.
"""

import csv
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
import requests
from playwright.sync_api import FrameLocator, Page, ViewportSize, expect

from sandbox.stand_in.country import data_element_uid
from tests.browser.accessibility import violations_of
from tests.browser.deployment import ADMINISTRATOR, NEW_FACILITY, WITHOUT_CODE, Deployment
from tests.browser.lots import LotsWalk
from tests.browser.tour import TOUR, Stop
from tests.browser.walk import DESKTOP, PHONE, Walk
from vlmis_airflow.web.menu import MENU
from vlmis_airflow.web.pages.recording.kinds import FormName
from vlmis_core.national_file.codes import central_code, district_code

DISTRICT = district_code("INDENIE-DJUABLIN", "ABENGOUROU")
NAME = "Teaching hospital of Abengourou"
RECEIVED, PASSED_ON = 500, 120
PRODUCT, NEVER_REPORTED = WITHOUT_CODE
PRODUCT_NAME = "MICROGYNON 0.03/0.15 MG BTE / 3 CYCLES BOITE"
PAGES = ["/", *(entry.path for section in MENU for entry in section.entries)]
EVERY_PAGE = [
    *PAGES,
    "/components",
    f"/reports/stock-card?store={central_code()}&product={PRODUCT}",
    f"/reports/end-of-day?product={PRODUCT}",
    *(f"/record/new/{form.value}?store={central_code()}" for form in FormName if form != "return"),
    f"/record/count-sheet?store={central_code()}",
    f"/maintenance/products/hmis-code?product={PRODUCT}",
    f"/maintenance/products/change?product={PRODUCT}",
    "/maintenance/settings/production",
    "/maintenance/stores/attach",
    "/maintenance/users/new",
    "/nowhere",
]
WIDER_THAN_THE_WINDOW = """
() => [document.documentElement, ...document.querySelectorAll("header *, main > *")]
  .filter(each => Math.max(each.getBoundingClientRect().right,
    each === document.documentElement ? each.scrollWidth : 0) > innerWidth + 1)
  .map(each => each.outerHTML.slice(0, 90))
"""
XLSX = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


@pytest.fixture
def walk(page: Page, pictures: Path | None) -> Iterator[Walk]:
    """A fresh window; what the browser complained about fails the test."""
    made = Walk(page, pictures)
    yield made
    assert made.complaints == []


def test_a_new_facility_comes_from_dhis2_and_its_figures_are_frozen(
    walk: Walk, deployed: Deployment, tmp_path: Path
) -> None:
    meet_the_login_page(walk)
    log_in(walk)
    refresh_org_units(walk, deployed)
    attach_the_new_facility(walk)
    set_an_hmis_code(walk)
    record_an_arrival_and_a_distribution(walk, deployed)
    see_them_in_daily_operations(walk, deployed)
    deployed.vlmis("eod", "freeze", deployed.newest.isoformat())
    deployed.vlmis("indicators", "compute")
    see_them_in_the_end_of_day_report(walk, deployed)
    open_both_files(walk, tmp_path)
    switch_production_on(walk, deployed)
    deployed.vlmis("push")
    see_why_a_product_is_not_in_dhis2(walk)
    see_that_the_rest_arrived(walk)
    see_who_changed_what(walk)
    trace_one_value(walk, deployed)
    log_out_and_be_refused(walk, deployed)


def test_a_file_is_corrected_and_imported_on_a_phone_by_keyboard(
    walk: Walk, deployed: Deployment, tmp_path: Path
) -> None:
    walk.page.set_viewport_size(PHONE)
    log_in(walk)
    file = tmp_path / "counts.csv"
    for quantity in ("many", "9999"):
        header = "source_key,store_code,product_code,quantity,occurred_on,confirmed"
        line = f"by-file,{central_code()},{PRODUCT},{quantity},{deployed.newest},yes"
        file.write_text(f"{header}\n{line}\n")
        walk.go("/record/import")
        walk.choose("What the file holds", "counts")
        walk.page.get_by_label("File", exact=True).set_input_files(file)
        walk.page.get_by_role("button", name="Check the file").press("Enter")
        if quantity == "many":
            expect(walk.row("2", "quantity", "many")).to_have_count(1)
            walk.picture("import-faults")
            assert "many" in walk.download("Download every fault", tmp_path).read_text()
        assert walk.page.evaluate(WIDER_THAN_THE_WINDOW) == []
    walk.sees("The file has no fault.", "1 count recorded")
    expect(walk.row("by-file", "9999")).to_have_count(1)
    walk.page.set_viewport_size(DESKTOP)
    walk.picture("import")
    walk.page.get_by_role("button", name="Import this file").press("Enter")
    walk.sees("counts.csv is imported.")
    walk.follow("Import another file")
    expect(walk.heading).to_contain_text("Import a file")


CONFIRMING = {
    "en": (
        "Quantity received",
        "Confirm receipt",
        "Only 40 were sent; you entered 41.",
        "38 of 40",
        "2 lost",
    ),
    "fr": (
        "Quantité reçue",
        "Confirmer la réception",
        "Seulement 40 ont été envoyés ; vous avez saisi 41.",
        "arrivés sur 40",
        "2 perdus",
    ),
}


@pytest.mark.parametrize("language", CONFIRMING)
def test_what_arrived_is_confirmed_on_a_phone(walk: Walk, language: str) -> None:
    received, button, too_many, arrived, lost = CONFIRMING[language]
    walk.page.set_viewport_size(PHONE)
    log_in(walk)
    region = send_to_the_first_region(walk, 40)
    walk.go(f"/record/receipts?store={region}&lang={language}")
    # Others may have been sent to the store before; this one is the newest.
    deliveries = walk.content.locator("form").filter(has=walk.page.get_by_label(received))
    waiting = deliveries.count()
    delivery = deliveries.last
    field, confirm = delivery.get_by_label(received), delivery.get_by_role("button")
    expect(field).to_have_value("40")
    walk.picture(f"phone-to-confirm-{language}")
    field.fill("41")
    confirm.filter(has_text=button).press("Enter")
    walk.sees(too_many)
    assert [told for told in walk.complaints if "422" not in told] == []
    walk.complaints.clear()  # Chromium notes the refusal itself.
    assert walk.page.evaluate(WIDER_THAN_THE_WINDOW) == []
    field.fill("38")
    confirm.filter(has_text=button).press("Enter")
    walk.sees(arrived, lost)
    expect(deliveries).to_have_count(waiting - 1)
    assert walk.page.evaluate(WIDER_THAN_THE_WINDOW) == []
    walk.picture(f"phone-confirmed-{language}")


LOTS = {
    "en": ("BCG vaccine", "Lot A of VAC-EN expired on", "expires soon"),
    "fr": ("Vaccin BCG", "Le lot A de VAC-FR", "bientôt périmé"),
}


@pytest.mark.parametrize("language", LOTS)
def test_lots_from_their_arrival_to_their_expiry_on_a_phone(
    walk: Walk, deployed: Deployment, tmp_path: Path, language: str
) -> None:
    name, refusal, mark = LOTS[language]
    product = f"VAC-{language.upper()}"
    file = tmp_path / "products.csv"
    file.write_text(f"code,name,unit\n{product},{name},dose\n")
    deployed.vlmis("products", "import", str(file))
    yesterday = deployed.newest + timedelta(days=1)
    deployed.vlmis("products", "track", product, "--from", yesterday.isoformat())
    walk.page.set_viewport_size(PHONE)
    log_in(walk)
    way = LotsWalk(walk, language, product, central_code(), yesterday, WIDER_THAN_THE_WINDOW)
    way.receive()
    store = way.distribute()
    way.confirm(store)
    way.be_refused(store, refusal)
    way.waste(store)
    way.count(store)
    way.see_what_expires(store, mark)
    walk.page.set_viewport_size(DESKTOP)
    walk.go("/reports/expiring-lots?lang=en")
    walk.picture("expiring-lots")


@pytest.mark.parametrize("window", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_no_page_and_no_entry_of_the_menu_is_cut(walk: Walk, window: ViewportSize) -> None:
    walk.page.set_viewport_size(window)
    log_in(walk)
    for path in PAGES:
        walk.go(f"{path}?lang=fr")  # Its words are the longer ones.
        if window == PHONE:
            walk.page.locator(".menu-button").click()
        expect(walk.menu.get_by_role("link").last).to_be_visible()
        assert walk.page.evaluate(WIDER_THAN_THE_WINDOW) == [], path


@pytest.mark.parametrize("stop", TOUR, ids=lambda stop: stop.name)
def test_the_tour_has_nothing_for_axe_and_nothing_too_wide(walk: Walk, stop: Stop) -> None:
    walk.page.set_viewport_size(stop.window)
    walk.page.emulate_media(color_scheme="dark" if stop.dark else "light")
    walk.go("/?lang=en")
    walk.log_in(stop.username, stop.password)
    expect(walk.heading).to_be_visible()
    walk.go(f"{stop.path}{'&' if '?' in stop.path else '?'}lang={stop.language}")
    expect(walk.heading).to_be_visible()
    walk.picture(stop.name)
    assert walk.page.evaluate(WIDER_THAN_THE_WINDOW) == []
    assert violations_of(walk.page) == []


def test_inside_airflow_the_pages_are_dark_when_airflow_is(walk: Walk) -> None:
    log_in(walk)
    walk.page.evaluate("localStorage.setItem('theme', 'dark')")
    walk.page.goto("/plugin/vlmis")
    root = walk.page.frame_locator("iframe").locator("html")
    expect(root).to_have_attribute("data-theme", "dark")
    walk.picture("in-airflow-dark")
    walk.page.evaluate("localStorage.setItem('theme', 'light')")
    walk.page.reload()
    expect(root).to_have_attribute("data-theme", "light")
    walk.picture("in-airflow")
    walk.complaints.clear()  # Airflow's own pages may complain; the pages alone do not.


def test_axe_finds_nothing_on_any_page(walk: Walk, deployed: Deployment) -> None:
    assert violations_at(walk, "/") == []  # The login.
    walk.page.context.clear_cookies()
    log_in(walk)
    note = f"/reports/delivery-note?store={central_code()}&to={NEW_FACILITY}&day={deployed.newest}"
    assert [each for path in (*EVERY_PAGE, note) for each in violations_at(walk, path)] == []
    assert [told for told in walk.complaints if "404" not in told] == []
    walk.complaints.clear()  # Chromium notes the page that is not there itself.


def violations_at(walk: Walk, path: str) -> list[str]:
    walk.go(path)
    found = violations_of(walk.page)
    walk.page.set_viewport_size(DESKTOP)
    return found


def test_the_figures_of_the_end_of_day_fit_a_desk(walk: Walk) -> None:
    log_in(walk)
    for table in walk.content.locator(".scroll").all():
        assert table.evaluate("each => each.scrollWidth - each.clientWidth") == 0


def test_the_keyboard_opens_the_menu_of_a_phone(walk: Walk) -> None:
    walk.page.set_viewport_size(PHONE)
    log_in(walk)
    expect(walk.menu).to_be_hidden()
    for _ in range(3):  # Past "skip to content" and the name of the system.
        walk.page.keyboard.press("Tab")
    walk.page.keyboard.press("Space")
    expect(walk.menu).to_be_visible()
    walk.picture("phone-menu")
    walk.go(f"/record/new/dispensing?store={NEW_FACILITY}")
    walk.picture("phone-recording")


@pytest.mark.parametrize("address", ["/vlmis/", "/plugin/vlmis"], ids=["alone", "in-airflow"])
def test_what_was_typed_when_the_session_ended_is_there_after_the_login(
    page: Page, pictures: Path | None, deployed: Deployment, address: str
) -> None:
    log_in(Walk(page, pictures))
    page.goto(address)
    place: Page | FrameLocator = page if address == "/vlmis/" else page.frame_locator("iframe")
    place.get_by_role("link", name="New entry", exact=True).click()
    place.get_by_role("link", name="Arrival", exact=True).click()
    place.get_by_role("combobox", name="Product").first.select_option(PRODUCT)
    place.get_by_label("Quantity").first.fill("3")
    place.get_by_label("Lot").first.fill(f"LOT {address}")
    page.context.clear_cookies(name="_token")
    place.get_by_role("button", name="Save", exact=True).click()
    place.get_by_label("Username").fill(ADMINISTRATOR.username)
    place.get_by_label("Password").fill(ADMINISTRATOR.password)
    place.get_by_role("button", name="Log in").click()
    expect(place.get_by_role("status")).to_contain_text("What you typed is here again")
    expect(place.get_by_label("Lot").first).to_have_value(f"LOT {address}")
    expect(place.get_by_role("combobox", name="Product").first).to_have_value(PRODUCT)
    place.get_by_role("button", name="Save", exact=True).click()
    expect(place.get_by_role("status").first).to_contain_text("1 line saved.")


def test_the_keyboard_is_enough_to_record_a_distribution_and_to_confirm_its_receipt(
    page: Page, pictures: Path | None, deployed: Deployment
) -> None:
    walk = Walk(page, pictures)
    log_in(walk)
    sent = 7
    for kind in ("arrival", "distribution"):
        walk.go(f"/record/new/{kind}?store={central_code()}")
        if kind == "distribution":
            walk.reach(page.get_by_label("Receiving store"))
            page.keyboard.press("ArrowDown")
            region = page.get_by_label("Receiving store").input_value()
        walk.reach(page.get_by_role("combobox", name="Product"))
        while page.get_by_role("combobox", name="Product").input_value() != PRODUCT:
            page.keyboard.press("ArrowDown")
        walk.reach(page.get_by_label("Quantity"))
        page.keyboard.type("many")
        walk.reach(page.get_by_role("button", name="Save", exact=True))
        page.keyboard.press("Enter")
        expect(page.get_by_label("Quantity")).to_be_focused()  # The field that is wrong.
        page.keyboard.press("Control+A")
        page.keyboard.type(str(sent))
        walk.reach(page.get_by_role("button", name="Save", exact=True))
        page.keyboard.press("Enter")
        walk.sees("1 line saved.")
    walk.go(f"/record/receipts?store={region}")
    delivery = page.locator("form.delivery").last
    walk.reach(delivery.get_by_role("button"))
    page.keyboard.press("Enter")
    walk.sees("Receipt confirmed.")
    assert [told for told in walk.complaints if "422" not in told] == []


def meet_the_login_page(walk: Walk) -> None:
    walk.go("/reports/end-of-day")
    expect(walk.page).to_have_title("Log in · VLMIS")
    walk.picture("login")


def log_in(walk: Walk) -> None:
    walk.go("/reports/end-of-day")
    walk.log_in(ADMINISTRATOR.username, ADMINISTRATOR.password)
    expect(walk.heading).to_contain_text("End of Day")  # Where the person wanted to go.
    expect(walk.page.locator(".who")).to_contain_text("Awa Koné")


def refresh_org_units(walk: Walk, deployed: Deployment) -> None:
    deployed.open_facility(NEW_FACILITY, NAME, DISTRICT)
    walk.open("Settings")
    walk.press("Read the org units from DHIS2")
    walk.sees("DHIS2 has 248 org units; this system has 247.")
    expect(walk.row("added", NAME)).to_have_count(1)
    walk.picture("org-units")
    walk.press("Apply the changes")
    walk.sees("The org units are now as in DHIS2.")
    walk.picture("settings")


def attach_the_new_facility(walk: Walk) -> None:
    walk.open("Stores")
    walk.follow("Attach an org unit below this store")
    walk.fill("Name, code or UID", NEW_FACILITY)
    walk.press("Search")
    expect(walk.row(NAME)).to_have_count(1)
    walk.picture("attach")
    walk.press("Attach the org unit")
    walk.sees("The org unit is attached; it is now a store.")
    walk.picture("stores")


def set_an_hmis_code(walk: Walk) -> None:
    walk.open("Products")
    walk.picture("products")
    walk.row(PRODUCT).get_by_role("link", name=f"HMIS Code {PRODUCT}").click()
    walk.fill("HMIS Code, or words of the name of the data element", data_element_uid(PRODUCT))
    walk.press("Look up in DHIS2")
    walk.sees("This data element can receive the data values of the product.")
    walk.picture("hmis-code")
    walk.press("Save this HMIS Code")
    walk.sees(f"The HMIS Code of {PRODUCT} is saved.")
    expect(walk.row(PRODUCT)).to_contain_text(data_element_uid(PRODUCT))


def record_an_arrival_and_a_distribution(walk: Walk, deployed: Deployment) -> None:
    walk.go(f"/record/new?store={central_code()}")
    walk.picture("recording")
    walk.follow("Arrival")
    fill_line(walk, deployed, RECEIVED)
    walk.press("Save")
    walk.sees("1 line saved.")
    walk.go(f"/record/new/distribution?store={central_code()}")
    walk.choose("Receiving store", NEW_FACILITY)
    fill_line(walk, deployed, PASSED_ON)
    walk.picture("distribution")
    walk.press("Save")
    walk.sees("1 line saved.", NAME)
    walk.picture("entries")
    walk.follow("Delivery note")
    expect(walk.row(PRODUCT_NAME, str(PASSED_ON))).to_have_count(1)
    walk.picture("delivery-note")


def send_to_the_first_region(walk: Walk, quantity: int) -> str:
    """Record an arrival and its distribution; returns the code of the region."""
    for kind in ("arrival", "distribution"):
        walk.go(f"/record/new/{kind}?store={central_code()}")
        walk.choose("Product", PRODUCT)
        walk.fill("Quantity", str(quantity))
        if kind == "distribution":
            child = walk.page.get_by_label("Receiving store")
            child.select_option(index=1)
            region = child.input_value()
        walk.press("Save")
        walk.sees("1 line saved.")
    return region


def fill_line(walk: Walk, deployed: Deployment, quantity: int) -> None:
    walk.fill("Day of the event", deployed.newest.isoformat())
    walk.choose("Product", PRODUCT)
    walk.fill("Quantity", str(quantity))


def see_them_in_daily_operations(walk: Walk, deployed: Deployment) -> None:
    walk.open("Daily operations")
    walk.follow(deployed.newest.isoformat())
    walk.picture("daily-operations")
    walk.fill("Store", NEW_FACILITY)
    walk.press("Show")
    expect(walk.heading).to_contain_text("not frozen")
    expect(walk.row(NEW_FACILITY, f"+{PASSED_ON}")).to_have_count(1)


def see_them_in_the_end_of_day_report(walk: Walk, deployed: Deployment) -> None:
    walk.open("End of Day")
    expect(walk.heading).to_contain_text(deployed.newest.isoformat())
    walk.picture("end-of-day")
    walk.fill("First day", deployed.plan.first_day.isoformat())
    walk.choose("Product", PRODUCT)
    walk.press("Show")
    expect(walk.page.locator(".chart canvas")).to_have_count(2)
    walk.picture("end-of-day-charts")
    walk.fill("Store", NEW_FACILITY)
    walk.fill("First day", deployed.newest.isoformat())
    walk.press("Show")
    figures = walk.content.get_by_role("region", name="Stores and products").locator("tbody td")
    expect(figures).to_have_text(
        [PRODUCT_NAME, "0", "0", "120", "0", "0", "0", "0", "0", "0", "120", "DHIS2"]
    )


def open_both_files(walk: Walk, folder: Path) -> None:
    as_csv, as_xlsx = walk.download("CSV", folder), walk.download("XLSX", folder)
    with as_csv.open(encoding="utf-8", newline="") as lines:
        (line,) = csv.DictReader(lines)
    assert (line["store_code"], line["closing"]) == (NEW_FACILITY, str(PASSED_ON))
    with zipfile.ZipFile(as_xlsx) as book:
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    cells = sheet.findall(".//x:row[last()]/x:c", XLSX)
    numbers = [cell.findtext("x:v", namespaces=XLSX) for cell in cells if cell.get("t") is None]
    assert numbers.count(str(PASSED_ON)) == 2  # Received, and closing: as numbers, not as text.


def switch_production_on(walk: Walk, deployed: Deployment) -> None:
    walk.open("Settings")
    walk.follow("Production …")
    walk.fill("First stock day to send", deployed.newest.isoformat())
    walk.press("Switch production on for this DHIS2")
    walk.sees("Production is on")
    walk.follow("Production …")
    walk.sees("This installation sends data values to this DHIS2.")
    walk.picture("production")


def see_why_a_product_is_not_in_dhis2(walk: Walk) -> None:
    walk.open("Why not in DHIS2")
    walk.choose("Product", NEVER_REPORTED)
    walk.press("Show")
    expect(walk.row(NEVER_REPORTED, "HMIS Code")).not_to_have_count(0)
    walk.picture("why-not")


def see_that_the_rest_arrived(walk: Walk) -> None:
    walk.open("Requests")
    expect(walk.row("accepted")).not_to_have_count(0)
    walk.picture("requests")
    walk.open("Next push")
    walk.picture("next-push")
    walk.open("Differences")
    walk.sees("Nothing to show.")
    walk.picture("differences")
    walk.open("Refusals")
    walk.picture("refusals")
    walk.open("Stock card")
    walk.fill("Store", central_code())
    walk.choose("Product", PRODUCT)
    walk.press("Show")
    expect(walk.row("Distribution out", NEW_FACILITY)).to_have_count(1)
    walk.picture("stock-card")
    walk.open("Late entries")
    walk.picture("late-entries")
    walk.open("Returns")
    walk.picture("returns")
    walk.open("Users")
    walk.picture("users")
    walk.go("/")
    walk.picture("days")


def see_who_changed_what(walk: Walk) -> None:
    walk.open("Changes")
    expect(walk.row(ADMINISTRATOR.username, "hmis_code")).not_to_have_count(0)
    expect(walk.row(ADMINISTRATOR.username, NEW_FACILITY, "org_unit_uid")).not_to_have_count(0)
    walk.picture("changes")


def trace_one_value(walk: Walk, deployed: Deployment) -> None:
    walk.go(f"/reports/end-of-day?store={NEW_FACILITY}&from={deployed.newest}")
    walk.follow(f"DHIS2: {NAME}, {PRODUCT_NAME}")
    walk.sees("DHIS2 has all nine data values: read back equal")
    expect(walk.row("Requisition received", f"+{PASSED_ON}")).to_have_count(1)
    walk.picture("trace-value", whole=True)
    walk.follow("Read DHIS2 now")
    expect(walk.row("equal")).to_have_count(9)


def log_out_and_be_refused(walk: Walk, deployed: Deployment) -> None:
    token = walk.token()
    assert statuses_with(token, deployed) == [200, 200, 200]
    walk.page.locator(".who").get_by_role("link", name="Log out").click()
    walk.sees("Do you want to log out?")
    walk.picture("logout")
    walk.press("Log out")
    expect(walk.page).to_have_title("Log in · VLMIS")
    assert statuses_with(token, deployed) == [403, 401, 401]  # Airflow says 403 to a revoked one.
    walk.go("/")
    expect(walk.page).to_have_title("Log in · VLMIS")


def statuses_with(token: str, deployed: Deployment) -> list[int]:
    """What Airflow's API, our API and our pages answer to a token."""
    bearer = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
    paths = ("/api/v2/plugins", "/vlmis/api/v1/stores", "/vlmis/")
    with requests.Session() as program:
        program.trust_env = False
        return [
            program.get(deployed.address + path, headers=bearer, timeout=20).status_code
            for path in paths
        ]
