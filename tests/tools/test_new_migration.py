"""A new migration has the next number, a header to fill in, and follows the newest revision."""

import shutil
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory

from tools.new_migration import ROOT, VERSIONS, new_migration


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The steps of the project, in a folder of their own; no migration yet."""
    ignored = shutil.ignore_patterns("__pycache__", "000[2-9]*", "00[1-9]*")
    shutil.copytree(ROOT / VERSIONS.parent, tmp_path / VERSIONS.parent, ignore=ignored)
    (tmp_path / "sql").mkdir()
    return tmp_path


def test_migrations_follow_each_other(project: Path) -> None:
    first, _ = new_migration(project, "add_lot_to_pair")
    second, _ = new_migration(project, "drop_lot_of_pair")
    assert [first.name, second.name] == ["0002_add_lot_to_pair.sql", "0003_drop_lot_of_pair.sql"]
    chain = ScriptDirectory(str(project / VERSIONS.parent)).walk_revisions()
    assert [step.revision for step in chain] == [second.stem, first.stem, "0001_baseline"]


def test_the_sql_file_has_the_header_and_waits_for_no_lock_for_long(project: Path) -> None:
    sql_file, step = new_migration(project, "add_lot_to_pair")
    assert sql_file.read_text().splitlines() == [
        "-- Add lot to pair.",
        "-- Why:",
        "-- Lock:",
        "set local lock_timeout = '5s';",
    ]
    assert 'run_migration_file("0002_add_lot_to_pair")' in step.read_text()


@pytest.mark.parametrize("name", ["", "lots", "Add_Lots", "add lots", "../add_lots"])
def test_a_name_is_a_verb_and_an_object(project: Path, name: str) -> None:
    with pytest.raises(ValueError, match="NAME=verb_object"):
        new_migration(project, name)


def test_a_name_that_alembic_would_cut_is_refused(project: Path) -> None:
    with pytest.raises(ValueError, match="longer than 32"):
        new_migration(project, "add_acknowledgement_of_returns")
