"""A real browser before a real deployment."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.deployment import Deployment, deployment
from tests.support.chromium import open_chromium


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--screenshots",
        type=Path,
        help="Folder for pictures of the pages (make screenshots); none without it.",
    )


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Headless Chromium. Without one the test fails and says how to get it: it never skips."""
    with sync_playwright() as playwright:
        chromium = open_chromium(playwright)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def deployed(browser: Browser) -> Iterator[Deployment]:
    """The deployment; asked for after the browser, so that a missing browser is known at once."""
    with TemporaryDirectory(prefix="vlmis-browser-", ignore_cleanup_errors=True) as folder:
        path = Path(folder)
        path.chmod(0o755)
        with deployment(path) as made:
            yield made


@pytest.fixture(scope="module")
def pictures(request: pytest.FixtureRequest) -> Path | None:
    """Where screenshots go, if anybody asked for them."""
    folder: Path | None = request.config.getoption("--screenshots", default=None)
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
    return folder
