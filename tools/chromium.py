"""The browser of the browser tests: found on this machine, else fetched; ``make browser``."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import typer
from playwright.sync_api import Playwright, sync_playwright

CHOSEN_BY = "CHROMIUM"
"""Environment variable with the path of another Chromium or Chrome."""

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = (
    "The browser tests need Chromium, and there is none. Get it with one of:\n"
    "  apt-get install chromium                        (as root; Debian)\n"
    "  .venv/bin/python -m playwright install chromium (without root; downloads it)\n"
    f"  export {CHOSEN_BY}=/path/to/chrome               (one that is there already)\n"
    "and run them again."
)
# What a browser asks of the network by itself has no part in a test.
ARGUMENTS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--no-proxy-server",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-lcd-text",  # Grey edges of letters: pictures of half the size.
)


class NoBrowserError(Exception):
    """There is no Chromium; the message says how to get one."""


def find_chromium(playwright: Playwright) -> str:
    """The path of a Chromium: the chosen one, the machine's, or the one that Playwright fetched.

    Raises:
        NoBrowserError: there is none.
    """
    if chosen := os.environ.get(CHOSEN_BY):
        if not Path(chosen).is_file():
            raise NoBrowserError(f"{CHOSEN_BY}={chosen} is not there.\n{MISSING}")
        return chosen
    fetched = playwright.chromium.executable_path
    candidates = [*map(shutil.which, NAMES), fetched if Path(fetched).is_file() else None]
    found = next(filter(None, candidates), None)
    if found is None:
        raise NoBrowserError(MISSING)
    return found


def launch_arguments() -> list[str]:
    """Return the arguments with which Chromium starts here."""
    # Chromium's sandbox refuses to work for root, as in most containers.
    return [*ARGUMENTS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]


def fetch_chromium() -> None:
    """Install it: Debian's as root, else Playwright's; what goes wrong is shown as it comes."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        packages = ["chromium", "fonts-dejavu-core"]
        install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
        for command in (["apt-get", "update", "-qq"], install):
            subprocess.run(command, env=quiet, check=False, stdout=subprocess.DEVNULL)
        return
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


def main() -> None:
    """Fetch it when it is missing; exit code 1, and how to get it, when that fails."""
    with sync_playwright() as playwright:
        try:
            find_chromium(playwright)
        except NoBrowserError as error:
            if CHOSEN_BY in os.environ:
                sys.exit(str(error))
            typer.echo("Fetching Chromium for the browser tests (once)", err=True)
            fetch_chromium()
        try:
            typer.echo(f"Browser: {find_chromium(playwright)}")
        except NoBrowserError as error:
            sys.exit(str(error))


if __name__ == "__main__":
    main()
