"""Back up a deployment: both databases and its settings, without any secret. docs/adr/0022.

Airflow's database is read first, the VLMIS database after it: what Airflow believes done is then
done in the backup too. The other way round, Airflow could believe in a day that is not frozen.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from dotenv import set_key
from pydantic import SecretStr
from sqlalchemy import URL

from vlmis_core.database import Database
from vlmis_core.database.client_programs import run_program
from vlmis_core.errors import PermanentError
from vlmis_core.freeze.anchors import Anchor
from vlmis_core.messages import message
from vlmis_core.operations.backup_manifest import (
    AIRFLOW_DUMP,
    PRODUCT_DUMP,
    SETTINGS,
    BackupFile,
    Manifest,
    describe_file,
)
from vlmis_core.settings import PREFIX, Settings

_OF_THIS_MACHINE = {"home", "actor", "shared_login", "called_as"}
"""Settings that another machine has others of."""
_STAGING = "vlmis_days.staging"
"""Of the day that is being frozen. A dump of it would hold up the freeze; a restored day begins
again."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One instant of the VLMIS database, as another session can see it too."""

    name: str
    schema_revision: str
    postgresql: int
    newest_frozen: Anchor | None


def make_backup(
    settings: Settings,
    folder: Path,
    *,
    product: URL,
    airflow: URL | None,
    now: datetime,
    inherited: Mapping[str, str],
) -> Manifest:
    """Write a backup into ``folder``, which is made; the manifest is written last.

    Args:
        settings: Of the deployment.
        folder: A new or an empty one.
        product: The VLMIS database, entered as somebody who may read all of it.
        airflow: Airflow's database; None: this deployment has no Airflow.
        now: When.
        inherited: The environment of the present command.

    Raises:
        PermanentError: the folder holds something, a program of PostgreSQL is missing or failed.
            What was written stays, without a manifest.
    """
    _make_folder(folder)
    files: list[BackupFile] = []
    if airflow is not None:
        files.append(_dump(airflow, folder / AIRFLOW_DUMP, inherited=inherited))
    with opened(product) as database, exported_snapshot(database) as snapshot:
        files.append(dump_ledger(product, folder / PRODUCT_DUMP, snapshot, inherited=inherited))
    files.append(describe_file(_write_settings(settings, folder / SETTINGS)))
    manifest = Manifest(
        made_at=now,
        version=version("vlmis-dhis2"),
        schema_revision=snapshot.schema_revision,
        postgresql=snapshot.postgresql,
        newest_frozen=snapshot.newest_frozen,
        files=tuple(files),
    )
    manifest.write(folder)
    return manifest


@contextmanager
def exported_snapshot(database: Database) -> Iterator[Snapshot]:
    """Hold one instant of the database for as long as the block lasts.

    Raises:
        PermanentError: the database has no schema yet.
    """
    with database.transaction() as tx:
        tx.script("operations/begin_snapshot")
        if not tx.value("operations/select_is_migrated"):
            raise PermanentError(message("database_is_empty"))
        yield Snapshot(
            name=tx.value("operations/export_snapshot", as_=str),
            schema_revision=tx.value("operations/select_revision", as_=str),
            postgresql=tx.value("database/select_server_version", as_=int),
            newest_frozen=tx.row("freeze/select_anchor", as_=Anchor, day=None),
        )


def dump_ledger(
    url: URL, path: Path, snapshot: Snapshot, *, inherited: Mapping[str, str]
) -> BackupFile:
    """Write the VLMIS database into ``path`` as it is in ``snapshot``, which must be held."""
    options = (f"--snapshot={snapshot.name}", f"--exclude-table={_STAGING}")
    return _dump(url, path, *options, inherited=inherited)


def _dump(url: URL, path: Path, *options: str, inherited: Mapping[str, str]) -> BackupFile:
    """Write a database into ``path``, compressed, as it is at one instant."""
    path.touch(mode=0o600)
    words = ("--format=custom", f"--file={path}", "--lock-wait-timeout=5min", *options)
    run_program("pg_dump", *words, url=url, inherited=inherited)
    return describe_file(path)


def public_variables(settings: Settings) -> dict[str, str]:
    """Return the ``VLMIS_*`` variables that were set and are neither secret nor of the machine."""
    given = settings.model_dump(mode="json", include=settings.model_fields_set - _OF_THIS_MACHINE)
    return {
        PREFIX + name.upper(): value if isinstance(value, str) else json.dumps(value)
        for name, value in given.items()
        if value is not None and not _is_secret(getattr(settings, name))
    }


def _is_secret(value: object) -> bool:
    return isinstance(value, SecretStr | dict)


def _write_settings(settings: Settings, path: Path) -> Path:
    path.touch(mode=0o600)
    for name, value in public_variables(settings).items():
        set_key(path, name, value, quote_mode="always")
    return path


def _make_folder(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if any(folder.iterdir()):
        raise PermanentError(message("backup_folder_is_not_empty", folder=str(folder)))


@contextmanager
def opened(url: URL) -> Iterator[Database]:
    """Open a database by its address for the length of a block."""
    database = Database(url.render_as_string(hide_password=False))
    try:
        yield database
    finally:
        database.dispose()
