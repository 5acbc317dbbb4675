"""An embedded deployment is backed up with its Airflow, removed, and restored into a new home."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.backup import CONNECTION
from tests.support.command import run_command
from vlmis_core.database import embedded
from vlmis_core.operations.backup_manifest import verify_backup


@pytest.fixture
def homes(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Path]]:
    """Two homes; whatever server runs below them is stopped in the end."""
    monkeypatch.delenv(CONNECTION)
    with tempfile.TemporaryDirectory(prefix="vlmis-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)  # The server runs as another user where root runs the tests.
        made = [Path(folder) / "first", Path(folder) / "second"]
        yield made
        for home in made:
            if home.exists():
                embedded.stop(home)


def test_a_home_is_restored_into_another(homes: list[Path], tmp_path: Path) -> None:
    first, second = homes
    folder = tmp_path / "backup"
    run_command("--home", first, "db", "migrate")
    run_command("--home", first, "eod", "go-live", "--first-day", "2026-03-01")
    anchor = run_command("--home", first, "eod", "anchor").stdout
    run_command("--home", first, "backup", folder)
    assert verify_backup(folder).has_airflow
    embedded.stop(first)
    shutil.rmtree(first)
    shown = run_command("--home", second, "restore", folder).stdout
    assert "1 frozen day has the digest" in shown
    assert run_command("--home", second, "eod", "anchor").stdout == anchor
    assert embedded.load_passwords(second)  # Its own: no key is in a backup.
