"""A released SQL file that was changed or removed is found."""

from pathlib import Path

import pytest

from tools.released_schema import SQL, changed_files, release_schema


@pytest.fixture
def sql(tmp_path: Path) -> Path:
    """A released baseline of two files."""
    (tmp_path / "schema").mkdir()
    (tmp_path / "schema" / "stores.sql").write_text("create table store ();")
    (tmp_path / "schema" / "products.sql").write_text("create table product ();")
    (tmp_path / "released.sha256").touch()
    assert release_schema(tmp_path) == 2
    return tmp_path


def test_no_released_file_of_the_project_was_changed() -> None:
    assert changed_files(SQL) == []


def test_a_changed_file_is_found_and_cannot_be_released_again(sql: Path) -> None:
    (sql / "schema" / "stores.sql").write_text("create table depot ();")
    assert changed_files(sql) == ["schema/stores.sql"]
    with pytest.raises(ValueError, match=r"restore schema/stores\.sql"):
        release_schema(sql)


def test_a_removed_file_is_found(sql: Path) -> None:
    (sql / "schema" / "products.sql").unlink()
    assert changed_files(sql) == ["schema/products.sql"]


def test_a_migration_may_change_until_it_is_released(sql: Path) -> None:
    (sql / "migrations").mkdir()
    migration = sql / "migrations" / "0002_add_lots.sql"
    migration.write_text("create table lot ();")
    migration.write_text("create table batch ();")
    assert changed_files(sql) == []
    assert release_schema(sql) == 1
    migration.write_text("create table lot ();")
    assert changed_files(sql) == ["migrations/0002_add_lots.sql"]
