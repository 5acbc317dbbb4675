"""Nothing reads a text of our own: tests stay green where every text is replaced by its code."""

import subprocess
import sys
from pathlib import Path

from vlmis_core.messages import message, texts_as_codes, translator

ROOT = Path(__file__).resolve().parents[2]
OPTIONS = ("-p", "no:xdist", "-p", "no:cacheprovider")
MODULES = (
    "tests/web/api/test_recording.py",
    "tests/ledger/test_recording.py",
    "tests/ledger/test_reversals_and_returns.py",
    "tests/stores/test_closing.py",
)
"""Tests of the API and of services; ``--texts-as-codes`` works for any other one as well."""


def test_a_text_is_replaced_by_its_code() -> None:
    with texts_as_codes():
        assert translator("fr").text(message("not_a_date")) == "not_a_date"


def test_the_api_and_the_services_work_without_a_text() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *OPTIONS, "--texts-as-codes", *MODULES],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-4000:]
