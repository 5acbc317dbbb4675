"""Fill in a recording form as a browser does: load it, take its hidden fields, send it."""

import re
from typing import Any

from fastapi.testclient import TestClient
from httpx import Response


class Form:
    """A loaded form; ``send`` may be called again, as by a double click."""

    def __init__(self, browser: TestClient, address: str, page: str | None = None) -> None:
        self.browser, self.address = browser, f"/vlmis{address}"
        self.page = browser.get(self.address).text if page is None else page
        found = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', self.page)
        self.hidden = {name: value for name, value in found if name != "reason"}

    def send(self, *rows: dict[str, Any], **fields: Any) -> Response:
        """Send some rows and fields; the rest is empty."""
        names = ("product", "quantity", "lot", "expires_on", "reason")
        columns = {name: [str(row.get(name, "")) for row in rows] for name in names if rows}
        given = {"occurred_on": "2026-03-05"} | self.hidden | columns | fields
        return self.browser.post(self.address, data=given)


def bcg(quantity: object, **given: object) -> dict[str, Any]:
    """A row with BCG."""
    return {"product": "BCG", "quantity": quantity, **given}
