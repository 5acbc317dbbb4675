"""Weight, contrast, headers, and what was taken from others."""

import hashlib
import json
import re
from pathlib import Path

import pytest

from tests.support.country import Country
from tests.web.site import Site, person
from vlmis_airflow.web.menu import MENU
from vlmis_airflow.web.plugin import VlmisPages
from vlmis_airflow.web.static_files import static_files
from vlmis_core.accounts.roles import Role

WEB = Path(__file__).resolve().parents[2] / "plugins" / "vlmis_airflow" / "web"
VENDOR = WEB / "static" / "vendor"
VENDOR_OF_TESTS = Path(__file__).resolve().parents[1] / "browser" / "vendor"
FIRST_PAGE_BYTES = 100_000


PAGES = ["/", *(entry.path for section in MENU for entry in section.entries)]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_with_all_it_loads_stays_below_100_kilobytes(
    site: Site, country: Country, path: str
) -> None:
    """As they are sent: scripts and style sheets are compressed, pages are not."""
    browser = site.as_person(person(Role.ADMINISTRATOR))
    page = browser.get(f"/vlmis{path}")
    assert page.status_code == 200
    loaded = re.findall(r'(?:src|href)="(/vlmis/static/[^"]+)"', page.text)
    assert len(loaded) >= 4
    sent = [page, *map(browser.get, loaded)]
    assert sum(answer.num_bytes_downloaded for answer in sent) < FIRST_PAGE_BYTES
    assert "content-encoding" not in page.headers


def test_nothing_is_loaded_from_elsewhere_and_no_script_or_style_stands_in_a_page() -> None:
    for path in WEB.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"https?://|//cdn", text), path
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", text), path


def test_every_answer_forbids_what_the_pages_do_not_need(site: Site, country: Country) -> None:
    for path in ("/vlmis/", "/vlmis/nowhere", "/vlmis/reports/end-of-day?day=x"):
        headers = site.as_person(person()).get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'self'" in policy
        assert headers["cache-control"] == "no-store"


def test_before_the_ledger_is_live_the_first_page_says_so(site: Site) -> None:
    assert "vlmis eod go-live" in site.as_person(person()).get("/vlmis/").text


@pytest.mark.parametrize("folder", [VENDOR, VENDOR_OF_TESTS], ids=["pages", "tests"])
def test_vendored_files_are_the_published_ones(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    known: dict[str, str] = {}
    for library in manifest["libraries"]:
        assert f"{library['name'].lower()}.LICENSE" in {
            name.lower().replace("license", "LICENSE") for name in library["files"]
        }
        known |= {name: file["sha256"] for name, file in library["files"].items()}
    present = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.iterdir()
        if path.name != "manifest.json"
    }
    assert present == known


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


SHEET = (WEB / "static" / "style.css").read_text(encoding="utf-8")


def tokens(block: str) -> dict[str, str]:
    """The colours that a block of the style sheet gives, by the start of its selector."""
    found = re.findall(rf"^\s*{re.escape(block)} \{{\s*color-scheme(.*?)\}}", SHEET, re.S | re.M)
    assert len(found) == 1
    return dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", found[0]))


LIGHT = tokens(":root")
DARK = tokens(':root:not([data-theme="light"])')
READ_ON = {
    "ground": ("text", "soft", "accent", "good", "warn", "bad", "zero"),
    "page": ("text", "soft", "accent", "good", "warn", "bad", "zero"),
    "shade": ("text", "soft", "accent"),
    "row": ("text", "soft", "accent", "zero", "good", "bad", "warn"),
    "accent-ground": ("text", "accent"),
    "good-ground": ("good",),
    "warn-ground": ("warn",),
    "bad-ground": ("bad",),
    "info-ground": ("info", "soft", "accent", "text"),
    "accent": ("accent-text",),
    "accent-strong": ("accent-text",),
    "bad": ("ground",),
}
SEEN_ON = ("ground", "page")
"""Edges of fields, the focus and the areas of charts are no text: 3 to 1, except a soft grey."""


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ground", READ_ON)
def test_text_can_be_read_on_its_ground(ground: str, colours: dict[str, str]) -> None:
    for text in READ_ON[ground]:
        assert contrast(colours[text], colours[ground]) >= 4.5, text


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ground", SEEN_ON)
def test_what_is_no_text_can_be_seen(ground: str, colours: dict[str, str]) -> None:
    seen = {name for name in colours if name.startswith(("fill-", "chart-"))} | {"edge", "focus"}
    for name in seen - {"fill-low", "fill-not-assessed"}:
        assert contrast(colours[name], colours[ground]) >= 3, name


def test_dark_is_dark_whether_the_machine_or_airflow_asks_for_it() -> None:
    assert tokens(':root[data-theme="dark"]') == DARK
    assert DARK.keys() == LIGHT.keys()


def test_the_plugin_is_light_and_has_one_entry_in_the_bar_and_a_tab_of_each_run() -> None:
    source = (WEB / "plugin.py").read_text(encoding="utf-8")
    assert re.findall(r"^from (?!airflow|functools|typing).*$", source, re.MULTILINE) == []
    assert [(view["destination"], view["href"]) for view in VlmisPages.external_views] == [
        ("nav", "/vlmis/"),
        ("dag_run", "/vlmis/runs?dag={DAG_ID}&run={RUN_ID}"),
    ]
    (mounted,) = VlmisPages().fastapi_apps
    assert mounted["url_prefix"] == "/vlmis"


def test_every_script_and_style_that_is_served_is_ours_or_vendored() -> None:
    assert set(static_files()) == {
        "charts.js",
        "icon.svg",
        "map.js",
        "pages.js",
        "style.css",
        "vendor/htmx.min.js",
        "vendor/leaflet.css",
        "vendor/leaflet.js",
        "vendor/uplot.min.css",
        "vendor/uplot.min.js",
    }
