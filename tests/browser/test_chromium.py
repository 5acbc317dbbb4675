"""Where the browser comes from, and what is said when there is none."""

from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tools.chromium import CHOSEN_BY, NoBrowserError, find_chromium


def test_a_machine_without_a_browser_is_told_how_to_get_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv(CHOSEN_BY, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    with sync_playwright() as playwright:
        with pytest.raises(NoBrowserError, match="apt-get install chromium"):
            find_chromium(playwright)
        monkeypatch.setenv(CHOSEN_BY, str(tmp_path / "chrome"))
        with pytest.raises(NoBrowserError, match="is not there"):
            find_chromium(playwright)
        (tmp_path / "chrome").touch()
        assert find_chromium(playwright) == str(tmp_path / "chrome")
