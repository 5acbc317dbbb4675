"""What axe-core (tests/browser/vendor) finds on a page, in light and dark, on desk and phone."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests.browser.walk import DESKTOP, PHONE

_AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
_RUN = """async options => (await axe.run(document, { resultTypes: ["violations"], ...options }))
  .violations.flatMap(found => found.nodes.map(
    node => `${found.impact} ${found.id}: ${node.html.slice(0, 120)} `
      + node.any.map(each => each.message).join(" ")))"""
_COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
VIEWS: tuple[tuple[Any, Any, dict[str, Any]], ...] = (
    (DESKTOP, "light", {}),
    (DESKTOP, "dark", _COLOURS),
    (PHONE, "dark", _COLOURS),
    (PHONE, "light", {}),
)
"""Window, colours, and the rules: what is no matter of colour is the same in the dark."""


def violations_of(page: Page) -> list[str]:
    """Return what axe-core finds on the page that is open, whatever its impact."""
    page.evaluate(_AXE)
    found = []
    for window, colours, rules in VIEWS:
        page.set_viewport_size(window)
        page.emulate_media(color_scheme=colours)
        seen = f"{window['width']} px, {colours}"
        found += [f"{page.url} ({seen}) {each}" for each in page.evaluate(_RUN, rules)]
    return found
