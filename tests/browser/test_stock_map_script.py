"""The script of the stock map, in a browser, on a page with nothing but a map."""

from pathlib import Path

from playwright.sync_api import Browser, Route

STATIC = Path(__file__).parents[2] / "plugins/vlmis_airflow/web/static"
PAGE = """<!doctype html><meta charset="utf-8"><title>Map</title>
<style>.map { width: 300px; height: 300px }</style>
<div class="map" data-points="/points" data-card="/stock-status?product=BCG" data-low="Low"></div>
<script src="/vendor/leaflet.js"></script><script src="/map.js"></script>"""


def answer(route: Route) -> None:
    """Serve the page, its scripts, and one facility."""
    path = route.request.url.removeprefix("http://map.test/")
    if path == "":
        route.fulfill(body=PAGE, content_type="text/html")
    elif path == "points":
        route.fulfill(json=[[5.5, -4.0, "low", "Site & Sons", "S&1"]])
    else:
        route.fulfill(path=STATIC / path)


def test_a_point_leads_to_the_stock_of_its_facility_with_the_chosen_product(
    browser: Browser,
) -> None:
    page = browser.new_page()
    page.route("http://map.test/**", answer)
    page.goto("http://map.test/")
    page.locator(".map.drawn").click()  # The only point is in the middle.
    link = page.locator(".leaflet-popup a", has_text="Site & Sons")
    assert link.get_attribute("href") == "/stock-status?product=BCG&store=S%261"
    page.close()
