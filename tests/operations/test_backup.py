"""A backup restores every frozen day as it was sealed, and sends nothing until a person says so."""

import json
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from airflow.models.dagrun import DagRun
from dotenv import dotenv_values
from sqlalchemy import create_engine, make_url
from sqlalchemy.exc import DBAPIError

from sandbox.stack.airflow import wait_until
from tests.support.backup import (
    CONNECTION,
    Place,
    add_runs,
    airflow_database,
    empty_database,
)
from tests.support.codes import raises_code
from tests.support.command import Command, run_command
from tests.support.country import Country
from tests.support.postgres import TestDatabase, TestServer
from tests.support.tampering import tamper
from vlmis_core.database.client_programs import find_program
from vlmis_core.freeze.freeze_day import begin_day, freeze_chunk
from vlmis_core.operations.backup import Snapshot, dump_ledger, exported_snapshot
from vlmis_core.operations.backup_manifest import Manifest, describe_file, verify_backup
from vlmis_core.settings import load_settings

DAYS = "select day, encode(digest, 'hex') from vlmis.stock_day where state = 'frozen' order by day"


@pytest.fixture
def place(
    postgres: TestServer,
    vlmis: TestDatabase,
    command: Command,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> Iterator[Place]:
    """A deployment with an Airflow."""
    with airflow_database(postgres) as airflow:
        made = Place(vlmis, airflow, tmp_path / "home")
        made.enter(monkeypatch)
        yield made


@pytest.fixture
def new_place(
    postgres: TestServer, place: Place, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Place]:
    """An empty place on another machine; commands work there once it is entered."""
    with empty_database(postgres) as vlmis, empty_database(postgres) as airflow:
        yield Place(vlmis, airflow, tmp_path / "new-home")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the backup is written."""
    return tmp_path / "backup"


def live_country(vlmis: TestDatabase) -> Country:
    """A country with three frozen days, and movements of the open one."""
    country = Country(vlmis, stock={"C": 500, "R": 90, "S": 40})
    country.record(
        "2026-03-01 distribution_out R 20 > S\n2026-03-02 dispensing S 7\n2026-03-04 dispensing S 5"
    )
    country.freeze("2026-03-01", "2026-03-02", "2026-03-03")
    return country


def make_manifest(folder: Path, snapshot: Snapshot) -> None:
    """Complete a backup of the ledger alone."""
    (folder / "settings.env").touch()
    files = tuple(describe_file(folder / name) for name in ("vlmis.dump", "settings.env"))
    Manifest(
        made_at=datetime(2026, 3, 5, tzinfo=UTC),
        version="0.1.0",
        schema_revision=snapshot.schema_revision,
        postgresql=snapshot.postgresql,
        newest_frozen=snapshot.newest_frozen,
        files=files,
    ).write(folder)


def wait_for_dump(vlmis: TestDatabase) -> None:
    """Return once pg_dump waits for a lock: it has taken all those before it."""
    waiting = (
        "select count(*) from pg_stat_activity"
        " where application_name = 'pg_dump' and wait_event_type = 'Lock'"
    )
    wait_until(lambda: vlmis.count(waiting), what="pg_dump to wait", seconds=30, every=0.05)


def test_a_destroyed_deployment_comes_back_with_every_digest(
    place: Place, new_place: Place, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    country = live_country(place.vlmis)
    add_runs(place.airflow, "2026-03-01", "2026-03-02", "2026-03-03")
    run_command("backup", folder)
    before, content = place.vlmis.rows(DAYS), place.vlmis.content()
    new_place.enter(monkeypatch)
    shown = run_command("--actor", "sita", "restore", folder).stdout
    assert new_place.vlmis.rows(DAYS) == before
    assert new_place.vlmis.content() == content
    assert "4 frozen days have the digests" in shown
    assert "Airflow and the ledger agree" in shown
    country.vlmis = new_place.vlmis
    country.freeze("2026-03-04")
    assert country.eod("2026-03-04", "S") == "opening 53 dispensing 5 closing 48"


def test_roles_rights_and_rules_are_those_that_the_migrations_make(
    place: Place, new_place: Place, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    live_country(place.vlmis)
    run_command("backup", folder)
    new_place.enter(monkeypatch)
    run_command("restore", folder)
    found = json.loads(run_command("doctor", "--json", code=None).stdout)
    status = {result["check"]: result["status"] for result in found}
    assert [status[check] for check in ("schema", "rights", "objects", "roles")] == ["ok"] * 4
    with pytest.raises(DBAPIError):
        new_place.vlmis.execute("delete from vlmis.movement", role="vlmis_owner")


def test_a_backup_holds_no_secret_and_is_closed_to_others(
    place: Place, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VLMIS_DHIS2_TOKEN", "d2pat_hidden")
    monkeypatch.setenv("VLMIS_RECEIPT_DAYS", "11")
    monkeypatch.setenv("VLMIS_MESSAGE_RECIPIENTS", '["group:x", "it\'s me"]')
    run_command("backup", folder)
    known = dotenv_values(folder / "settings.env", interpolate=False)
    assert known == {
        "VLMIS_RECEIPT_DAYS": "11",
        "VLMIS_MESSAGE_RECIPIENTS": '["group:x", "it\'s me"]',
    }
    assert {oct(path.stat().st_mode & 0o077) for path in folder.iterdir()} == {"0o0"}
    assert folder.stat().st_mode & 0o077 == 0


def test_a_role_that_may_only_read_takes_the_backup(
    place: Place, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    live_country(place.vlmis)
    for statement in (
        "alter role vlmis_backup login password 'only-reads'",
        f"grant connect on database {place.vlmis.url.database} to vlmis_backup",
    ):
        place.vlmis.execute(statement, role="postgres")
    reader = place.vlmis.url.set(username="vlmis_backup", password="only-reads")
    monkeypatch.setenv("VLMIS_DATABASE_URL", reader.render_as_string(hide_password=False))
    run_command("backup", folder)
    newest = verify_backup(folder).newest_frozen
    assert newest is not None
    assert newest.day == date(2026, 3, 3)
    with pytest.raises(DBAPIError, match="permission denied"), create_engine(reader).begin() as tx:
        tx.exec_driver_sql("update vlmis.store set name = 'x'")


def test_the_settings_of_a_backup_count_where_the_environment_says_nothing(
    place: Place, new_place: Place, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VLMIS_RECEIPT_DAYS", "11")
    run_command("backup", folder)
    monkeypatch.delenv("VLMIS_RECEIPT_DAYS")
    new_place.enter(monkeypatch)
    run_command("restore", folder)
    assert load_settings().receipt_days == 11


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def change_one_byte(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def change_manifest(folder: Path, **changed: object) -> None:
    """Write other values into the manifest."""
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changed))


def forget(name: str) -> Callable[[Path], None]:
    """Let a manifest name all files but one, which stays where it is."""

    def spoil(path: Path) -> None:
        files = json.loads(path.read_text())["files"]
        change_manifest(path.parent, files=[file for file in files if file["name"] != name])

    return spoil


def empty_the_newest_day(path: Path) -> None:
    change_manifest(path.parent, newest_frozen={})


@pytest.mark.parametrize(
    ("name", "spoil", "code"),
    [
        ("manifest.json", Path.unlink, "backup_has_no_manifest"),
        ("manifest.json", forget("settings.env"), "backup_manifest_is_unreadable"),
        ("manifest.json", forget("vlmis.dump"), "backup_manifest_is_unreadable"),
        ("manifest.json", empty_the_newest_day, "backup_manifest_is_unreadable"),
        ("settings.env", Path.unlink, "backup_file_is_missing"),
        ("manifest.json", cut_short, "backup_manifest_is_unreadable"),
        ("vlmis.dump", Path.unlink, "backup_file_is_missing"),
        ("vlmis.dump", cut_short, "backup_file_is_incomplete"),
        ("airflow.dump", change_one_byte, "backup_file_was_changed"),
    ],
)
def test_a_broken_backup_is_refused_before_anything_is_written(
    place: Place,
    new_place: Place,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    spoil: Callable[[Path], None],
    code: str,
) -> None:
    run_command("backup", folder)
    spoil(folder / name)
    new_place.enter(monkeypatch)
    with raises_code(code):
        run_command("restore", folder)
    assert not new_place.home.exists()
    assert new_place.vlmis.count("select count(*) from pg_namespace where nspname = 'vlmis'") == 0


def test_the_frozen_days_are_audited_though_the_manifest_names_none(
    place: Place, new_place: Place, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    live_country(place.vlmis)
    tamper(place.vlmis, "update vlmis.stock_day set digest = 'x' where day = '2026-03-02'")
    run_command("backup", folder)
    change_manifest(folder, newest_frozen=None)
    new_place.enter(monkeypatch)
    with raises_code("restored_days_are_broken"):
        run_command("restore", folder)


def test_a_frozen_day_that_the_manifest_names_alone_is_missing(
    place: Place, new_place: Place, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_command("backup", folder)
    change_manifest(folder, newest_frozen={"day": "2026-03-02", "digest": "0" * 64})
    new_place.enter(monkeypatch)
    with raises_code("restored_days_are_broken"):
        run_command("restore", folder)


def test_a_copy_sends_nothing_though_the_restore_of_airflow_fails(
    place: Place, new_place: Place, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.vlmis.execute(
        "insert into vlmis.production_switch (switched_at, switched_by, is_on, base_url,"
        " root_org_unit_uid, system_identifier, installation_id, push_from)"
        " values (now(), 'amina', true, 'https://dhis2.example.org', 'ImspTQPwCqd', '42', null,"
        " '2026-03-01')",
        role="vlmis_recorder",
    )
    run_command("backup", folder)
    (folder / "airflow.dump").write_bytes(b"no dump")
    files = [folder / name for name in ("vlmis.dump", "airflow.dump", "settings.env")]
    change_manifest(folder, files=[asdict(describe_file(path)) for path in files])
    new_place.enter(monkeypatch)
    with raises_code("client_program_failed"):
        run_command("--actor", "sita", "restore", folder)
    switches = "select is_on, switched_by from vlmis.production_switch order by switch_id"
    assert new_place.vlmis.rows(switches) == [(True, "amina"), (False, "sita")]


def test_a_backup_that_failed_has_no_manifest(
    place: Place, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(CONNECTION, "postgresql+psycopg2://nobody@127.0.0.1:1/airflow")
    with raises_code("database_did_not_answer"):
        run_command("backup", folder)
    with raises_code("backup_has_no_manifest"):
        verify_backup(folder)


def test_a_folder_takes_one_backup(place: Place, folder: Path) -> None:
    run_command("backup", folder)
    with raises_code("backup_folder_is_not_empty"):
        run_command("backup", folder)


def test_a_place_that_is_not_empty_is_left_alone(
    place: Place, new_place: Place, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_command("backup", folder)
    with raises_code("restore_needs_empty_database"):
        run_command("restore", folder)
    new_place.enter(monkeypatch)
    new_place.airflow.execute("create table dag_run (dag_id text)", role="airflow")
    with raises_code("restore_needs_empty_database"):
        run_command("restore", folder)
    new_place.home.mkdir()
    (new_place.home / "settings.env").touch()
    with raises_code("restore_needs_new_home"):
        run_command("restore", folder)
    assert new_place.vlmis.count("select count(*) from pg_namespace where nspname = 'vlmis'") == 0


def test_a_backup_of_a_newer_version_is_refused(
    place: Place, new_place: Place, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_command("backup", folder)
    change_manifest(folder, schema_revision="9999_later")
    new_place.enter(monkeypatch)
    with raises_code("backup_is_of_newer_version"):
        run_command("restore", folder)


def test_what_happens_during_a_backup_is_not_part_of_it(
    place: Place, new_place: Place, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A movement is recorded and a day is frozen while the backup is being written."""
    country = live_country(place.vlmis)
    product = make_url(place.vlmis.url_of("postgres"))
    folder.mkdir()
    before, content = place.vlmis.rows(DAYS), place.vlmis.content()
    with exported_snapshot(place.vlmis.as_role("postgres")) as snapshot:
        country.record("2026-03-05 dispensing S 6")
        country.freeze("2026-03-04")
        dump_ledger(product, folder / "vlmis.dump", snapshot, inherited=os.environ)
    assert snapshot.newest_frozen is not None
    assert str(snapshot.newest_frozen) == ":".join(map(str, before[-1])).replace(" ", "")
    assert place.vlmis.count("select count(*) from vlmis.stock_day where state = 'frozen'") == 5
    make_manifest(folder, snapshot)
    new_place.enter(monkeypatch)
    run_command("restore", folder)
    assert new_place.vlmis.rows(DAYS) == before
    assert new_place.vlmis.content() == content


def test_a_day_that_was_being_frozen_is_open_again_and_freezes(
    place: Place, new_place: Place, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    country = live_country(place.vlmis)
    day = date(2026, 3, 4)
    begin_day(place.vlmis.pipeline, day, run_id="night", stores_per_chunk=2)
    freeze_chunk(place.vlmis.pipeline, day, 1, run_id="night")
    run_command("backup", folder)
    country.freeze("2026-03-04", run_id="night")
    new_place.enter(monkeypatch)
    assert "2026-03-04 was being frozen" in run_command("restore", folder).stdout
    expected = country.eod("2026-03-04", "S")
    country.vlmis = new_place.vlmis
    country.freeze("2026-03-04", run_id="night")  # The same run of Airflow, cleared.
    assert country.eod("2026-03-04", "S") == expected


def test_a_backup_does_not_hold_up_a_freeze(place: Place, folder: Path) -> None:
    """The dump keeps every table locked until it ends; the freeze alters that of its own day."""
    country = live_country(place.vlmis)
    day = date(2026, 3, 4)
    begin_day(place.vlmis.pipeline, day, run_id="night", stores_per_chunk=2)
    # The newest table is locked last: while the dump waits for it, it has locked all others.
    place.vlmis.execute("create table public.newest (n integer)", role="postgres")
    url = make_url(place.vlmis.url_of("postgres"))
    path = folder / "vlmis.dump"
    folder.mkdir()
    with (
        ThreadPoolExecutor(1) as thread,
        exported_snapshot(place.vlmis.as_role("postgres")) as snapshot,
        place.vlmis.as_role("postgres").engine.connect() as blocker,
    ):
        blocker.exec_driver_sql("lock table public.newest in access exclusive mode")
        dump = thread.submit(dump_ledger, url, path, snapshot, inherited=os.environ)
        wait_for_dump(place.vlmis)
        country.freeze("2026-03-04", run_id="night")
        blocker.rollback()
        assert dump.result(60).size > 0
    assert country.closing("2026-03-04", "S") == 48


def test_days_that_airflow_believes_frozen_and_the_reverse_are_named_with_the_command(
    place: Place,
) -> None:
    live_country(place.vlmis)
    add_runs(place.airflow, "2026-03-01", "2026-03-03", "2026-03-04", "2026-03-05")
    add_runs(place.airflow, "2026-03-02", state="failed")
    shown = run_command("eod", "compare-airflow", code=1).stdout
    believed, unknown = [line for line in shown.splitlines() if line.strip()]
    assert "2 days frozen that are not: 2026-03-04 to 2026-03-05" in believed
    assert "--from-date 2026-03-05T23:59:00+00:00 --to-date 2026-03-06T23:59:00+00:00" in believed
    assert "1 day is frozen" in unknown
    assert "--from-date 2026-03-03T23:59:00+00:00" in unknown


def test_missing_programs_are_named_with_what_to_install(
    place: Place, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with raises_code("client_programs_are_missing", program="pg_dump", version=99):
        find_program("pg_dump", server_version=99, inherited=os.environ)


def test_the_address_of_airflows_database_may_come_from_a_command(
    place: Place, folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """As in a container, where it is a secret."""
    secret = tmp_path / "airflow_database_url"
    secret.write_text(place.airflow.url_of("airflow"))
    monkeypatch.delenv(CONNECTION)
    monkeypatch.setenv(f"{CONNECTION}_CMD", f"cat {secret}")
    add_runs(place.airflow, "2026-03-01")
    run_command("backup", folder)
    assert verify_backup(folder).has_airflow


def test_airflow_keeps_its_runs_where_the_comparison_looks() -> None:
    assert DagRun.__tablename__ == "dag_run"
    assert {"dag_id", "logical_date", "state"} <= set(DagRun.__table__.columns.keys())


def test_a_deployment_without_airflow_says_that_the_backup_is_of_the_ledger_alone(
    place: Place, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(CONNECTION)
    assert "has no Airflow" in run_command("backup", folder).stdout
    assert not verify_backup(folder).has_airflow
