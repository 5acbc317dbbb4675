"""The fixtures of pytest-playwright, with this machine's Chromium before a real deployment."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.browser.deployment import Deployment, deployment
from tests.browser.walk import DESKTOP
from tools.chromium import find_chromium, launch_arguments


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--screenshots",
        type=Path,
        help="Folder for pictures of the pages (make screenshots); none without it.",
    )


# The plugin's own Playwright lives as long as the session and keeps an event loop running in this
# thread, in which no later test of the worker could call asyncio.run: here it ends with its module.
@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="module")
def browser_type_launch_args(
    browser_type_launch_args: dict[str, Any], playwright: Playwright
) -> dict[str, Any]:
    """Without a Chromium the test fails and says how to get one: it never skips."""
    found = {"executable_path": find_chromium(playwright), "args": launch_arguments()}
    return browser_type_launch_args | found


@pytest.fixture(scope="module")
def browser(playwright: Playwright, browser_type_launch_args: dict[str, Any]) -> Iterator[Browser]:
    chromium = playwright.chromium.launch(**browser_type_launch_args)
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
def browser_context_args(deployed: Deployment) -> dict[str, Any]:
    return {"base_url": deployed.address, "viewport": DESKTOP, "locale": "en-GB"}


@pytest.fixture(scope="module")
def pictures(request: pytest.FixtureRequest) -> Path | None:
    """Where screenshots go, if anybody asked for them."""
    folder: Path | None = request.config.getoption("--screenshots", default=None)
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
    return folder
