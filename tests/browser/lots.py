"""A keeper's way with lots on a phone: from their arrival to the report of what expires."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from playwright.sync_api import Locator, expect

from tests.browser.walk import Walk


@dataclass(frozen=True)
class LotsWalk:
    """One walk, with a product of its own that is tracked by lot, in one language."""

    walk: Walk
    language: str
    product: str
    supplier: str
    yesterday: date
    fits: str
    """A script that lists what is wider than the window."""

    @property
    def today(self) -> date:
        """The day of entries that name no other one."""
        return self.yesterday + timedelta(days=1)

    def receive(self) -> None:
        """Three lots arrive at the central store: the first one expires on that very day."""
        self._open(f"/record/new/arrival?store={self.supplier}")
        self._dated(self.yesterday)
        for number, (lot, quantity, days) in enumerate(
            (("A", 30, 0), ("B", 50, 40), ("C", 90, 400))
        ):
            row = self._row(number)
            row.locator("select[name=product]").select_option(self.product)
            row.locator("input[name=quantity]").fill(str(quantity))
            row.locator("input[name=lot]").fill(lot)
            expires_on = self.yesterday + timedelta(days=days)
            row.locator("input[name=expires_on]").fill(expires_on.isoformat())
        self._save()

    def distribute(self) -> str:
        """Send 60, which no lot has: those that expire first are proposed; return the child."""
        self._open(f"/record/new/distribution?store={self.supplier}")
        self._dated(self.yesterday)
        child = self.walk.page.locator("select[name=child]")
        child.select_option(index=2)
        code = child.input_value()
        row = self._row(0)
        row.locator("select[name=product]").select_option(self.product)
        # The first lot is enough until a quantity is typed.
        expect(row.locator("input[name=lot]")).to_have_value("A")
        row.locator("input[name=quantity]").fill("60")
        row.locator("input[name=quantity]").blur()
        expect(row.locator("input[name=lot]")).to_have_value("")
        self._send()
        for number, (quantity, lot) in enumerate((("30", "A"), ("30", "B"))):
            expect(self._row(number).locator("input[name=quantity]")).to_have_value(quantity)
            expect(self._row(number).locator("input[name=lot]")).to_have_value(lot)
        self._picture("proposed")
        self._save()
        return code

    def confirm(self, store: str) -> None:
        """Two of the second lot are missing."""
        self._open(f"/record/receipts?store={store}")
        delivery = self.walk.content.locator("form.delivery").filter(has_text=re.compile("· B"))
        delivery.locator("input[name=received]").last.fill("28")
        delivery.get_by_role("button").click()
        self.walk.page.wait_for_url(re.compile("done=confirmed"))

    def be_refused(self, store: str, refusal: str) -> None:
        """The first lot has expired: nobody gets it."""
        self._open(f"/record/new/dispensing?store={store}")
        row = self._row(0)
        row.locator("select[name=product]").select_option(self.product)
        expect(row.locator("input[name=lot]")).to_have_value("B")  # It passes over the expired one.
        row.locator("input[name=quantity]").fill("1")
        row.locator("input[name=lot]").fill("A")
        self._send()
        self.walk.sees(refusal)
        assert [told for told in self.walk.complaints if "422" not in told] == []
        self.walk.complaints.clear()  # Chromium notes the refusal itself.
        self._picture("refused")

    def waste(self, store: str) -> None:
        """What has expired is wastage: it is the lot that the form proposes."""
        self._open(f"/record/new/wastage?store={store}")
        row = self._row(0)
        row.locator("select[name=product]").select_option(self.product)
        row.locator("input[name=quantity]").fill("30")
        row.locator("select[name=reason]").select_option("expired")
        expect(row.locator("input[name=lot]")).to_have_value("A")
        self._save()

    def count(self, store: str) -> None:
        """The form has a line for each lot that is left."""
        self._open(f"/record/new/count?store={store}&product={self.product}")
        expect(self._row(0).locator("input[name=lot]")).to_have_value("B")
        expect(self._row(1).locator("input[name=lot]")).to_have_value("")
        self._row(0).locator("input[name=quantity]").fill("27")
        self._picture("count")
        self._save()

    def see_what_expires(self, store: str, mark: str) -> None:
        """27 of the second lot, marked, at the store; nothing of the first one."""
        self._open(f"/reports/expiring-lots?store={store}&product={self.product}")
        expect(self.walk.row("B", "27", mark)).to_have_count(1)
        self._picture("expiring", whole=True)

    def _open(self, path: str) -> None:
        self.walk.go(f"{path}&lang={self.language}")

    def _dated(self, day: date) -> None:
        self.walk.page.locator("input[name=occurred_on]").fill(day.isoformat())

    def _row(self, number: int) -> Locator:
        rows = self.walk.page.locator("form.record .row")
        while rows.count() <= number:
            self.walk.page.locator("form.record button[name=add_line]").click()
        return rows.nth(number)

    def _send(self) -> None:
        self.walk.page.locator("form.record .save button").click()

    def _save(self) -> None:
        self._send()
        self.walk.page.wait_for_url(re.compile("/record/entries"))

    def _picture(self, name: str, *, whole: bool = False) -> None:
        assert self.walk.page.evaluate(self.fits) == []
        self.walk.picture(f"phone-lots-{name}-{self.language}", whole=whole)
