"""What a person does in a browser: go to a page, fill in a form, look, take a picture."""

import re
from io import BytesIO
from pathlib import Path

from playwright.sync_api import Locator, Page, ViewportSize, expect

DESKTOP: ViewportSize = {"width": 1200, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 844}
PATIENCE_MILLISECONDS = 60_000
"""Nothing is waited for longer than it takes; a machine with much else to do may take long."""

_MOST_TABS = 150

expect.set_options(timeout=PATIENCE_MILLISECONDS)


class Walk:
    """One person's browser window before one deployment."""

    def __init__(self, page: Page, pictures: Path | None) -> None:
        self.page, self._pictures = page, pictures
        self.complaints: list[str] = []
        page.set_default_timeout(PATIENCE_MILLISECONDS)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda told: self._note(told.type, told.text))

    def log_in(self, username: str, password: str) -> None:
        """On the login page, wherever it was met."""
        self.fill("Username", username)
        self.fill("Password", password)
        self.press("Log in")

    def go(self, path: str) -> None:
        """To a page of the VLMIS, by its address."""
        self.page.goto(f"/vlmis{path}")

    def open(self, title: str) -> None:
        """To a page by its entry in the menu."""
        self.menu.get_by_role("link", name=title, exact=True).click()
        expect(self.heading).to_contain_text(title)

    def follow(self, name: str) -> None:
        """A link of the page."""
        self.content.get_by_role("link", name=name).first.click()

    def fill(self, label: str, value: str) -> None:
        """The first field with a label."""
        self.page.get_by_label(label, exact=True).first.fill(value)

    def choose(self, label: str, value: str) -> None:
        """The first selection with a label."""
        self.page.get_by_role("combobox", name=label, exact=True).first.select_option(value)

    def press(self, name: str) -> None:
        """A button, by what it says."""
        self.page.get_by_role("button", name=name, exact=True).click()

    def reach(self, field: Locator) -> None:
        """Move the focus to a field or button by the Tab key alone."""
        expect(field).to_be_visible()
        for _ in range(_MOST_TABS):
            if field.evaluate("element => element === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"the Tab key does not lead to {field}")

    def row(self, *words: str) -> Locator:
        """The lines of tables that have all these words."""
        found = self.content.locator("tbody tr")
        for word in words:
            found = found.filter(has_text=re.compile(re.escape(word)))
        return found

    def sees(self, *words: str) -> None:
        """Wait until the page says it."""
        for word in words:
            expect(self.content).to_contain_text(word)

    def picture(self, name: str, *, whole: bool = False) -> None:
        """A screenshot, if they were asked for; with 256 colours its file is a third as large."""
        if self._pictures is None:
            return
        from PIL import Image  # Only who takes pictures needs it.

        self.page.evaluate("document.activeElement?.blur()")
        taken = Image.open(BytesIO(self.page.screenshot(full_page=whole))).convert("RGB")
        small = taken.quantize(256, dither=Image.Dither.NONE)
        small.save(self._pictures / f"{name}.png", optimize=True)

    def download(self, name: str, folder: Path) -> Path:
        """Click a link that downloads; returns the file."""
        with self.page.expect_download() as started:
            self.follow(name)
        path = folder / started.value.suggested_filename
        started.value.save_as(path)
        return path

    @property
    def menu(self) -> Locator:
        """The entries of the pages."""
        return self.page.locator("header nav")

    @property
    def content(self) -> Locator:
        """The page without its menu."""
        return self.page.locator("main")

    @property
    def heading(self) -> Locator:
        """The page's title."""
        return self.content.locator("h1")

    def token(self) -> str:
        """The token of the session, which scripts of the page cannot read."""
        (cookie,) = (each for each in self.page.context.cookies() if each["name"] == "_token")
        assert cookie["httpOnly"]
        return cookie["value"]

    def _note(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.complaints.append(text)
