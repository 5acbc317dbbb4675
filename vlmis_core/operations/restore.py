"""Restore a backup into an empty place, prove it, and leave it so that it sends nothing.

A restored deployment is a copy: until a person says that this one is the production now, it must
not send. docs/adr/0022.
"""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import URL

from vlmis_core.database import Database
from vlmis_core.database.client_programs import find_program, read_server_version, run_program
from vlmis_core.database.migrate import create_roles, migrate
from vlmis_core.database.revision import is_known_revision
from vlmis_core.delivery.production import switch_production_off
from vlmis_core.errors import NotLiveError, PermanentError, Violation
from vlmis_core.freeze.anchors import Anchor, compare_anchors
from vlmis_core.freeze.audit_days import audit_days
from vlmis_core.messages import message
from vlmis_core.operations.backup import opened
from vlmis_core.operations.backup_manifest import (
    AIRFLOW_DUMP,
    PRODUCT_DUMP,
    SETTINGS,
    Manifest,
)
from vlmis_core.settings import REMEMBERED, Settings


@dataclass(frozen=True, slots=True)
class Target:
    """The two databases that a backup is restored into."""

    product: URL
    """Entered as the one who migrates."""
    airflow: URL | None
    """Entered as Airflow does; None: this deployment has no Airflow."""


def require_restorable(
    manifest: Manifest, target: Target, home: Path, *, inherited: Mapping[str, str]
) -> None:
    """Check that a backup can be restored here, before anything is written.

    Raises:
        PermanentError: the place is not empty, the backup is of a newer program or server, or a
            program of PostgreSQL is missing.
    """
    if not is_known_revision(manifest.schema_revision):
        raise PermanentError(
            message(
                "backup_is_of_newer_version",
                version=manifest.version,
                revision=manifest.schema_revision,
            )
        )
    if (home / REMEMBERED).exists():
        raise PermanentError(message("restore_needs_new_home", path=str(home / REMEMBERED)))
    if manifest.has_airflow and target.airflow is None:
        raise PermanentError(message("restore_needs_airflow"))
    for url in filter(None, (target.product, target.airflow)):
        with opened(url) as database, database.transaction() as tx:
            count = tx.value("operations/count_own_relations", as_=int)
        if count:
            name = str(url.database)
            raise PermanentError(
                message("restore_needs_empty_database", database=name, count=count)
            )
        version = read_server_version(url)
        if version < manifest.postgresql:
            raise PermanentError(
                message("backup_is_of_newer_server", version=manifest.postgresql, present=version)
            )
        find_program("pg_restore", server_version=version, inherited=inherited)


def restore_settings(folder: Path, home: Path) -> None:
    """Put the settings of a backup into the home, where every command finds them."""
    home.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(folder / SETTINGS, home / REMEMBERED)
    (home / REMEMBERED).chmod(0o600)


def restore_databases(
    folder: Path,
    manifest: Manifest,
    target: Target,
    *,
    by: str,
    now: datetime,
    inherited: Mapping[str, str],
) -> None:
    """Restore both databases from a backup that was verified, and forbid sending.

    Args:
        folder: The backup.
        manifest: Of the backup.
        target: Two empty databases.
        by: Who restores.
        now: When.
        inherited: The environment of the present command.

    Raises:
        PermanentError: PostgreSQL refused a part; what was restored so far has to be dropped.
    """
    with opened(target.product) as database:
        create_roles(database.engine)
        with database.transaction() as tx:
            tx.script("operations/drop_empty_schema")
    _restore(folder / PRODUCT_DUMP, target.product, inherited=inherited)
    # Before anything else: whatever fails from here on, the copy sends nothing.
    with opened(target.product) as database:
        switch_production_off(database, by=by, now=now)
    if manifest.has_airflow and target.airflow is not None:
        # Of whichever user Airflow is here.
        options = ("--no-owner", "--no-privileges")
        _restore(folder / AIRFLOW_DUMP, target.airflow, *options, inherited=inherited)


def finish_restore(database: Database, settings: Settings) -> list[date]:
    """Bring the schema to this version, and open the day that was being frozen.

    Returns that day, if there was one.

    Args:
        database: The restored VLMIS database, as the one who migrates.
        settings: Of the deployment.
    """
    migrate(database.engine, time_zone=settings.time_zone)
    with database.transaction() as tx:
        return [row.day for row in tx.rows("operations/reopen_closing_day")]


def verify_days(
    database: Database, newest: Anchor | None
) -> Iterator[tuple[date, list[Violation]]]:
    """Check every frozen day again, the chain of digests included; yield each with its violations.

    The newest day must have the digest that the manifest names.
    """
    with suppress(NotLiveError):  # No day is frozen.
        yield from audit_days(database)
    for day, violation in compare_anchors(database, [newest] if newest else []):
        yield day, [violation]


def _restore(path: Path, url: URL, *options: str, inherited: Mapping[str, str]) -> None:
    words = ("--exit-on-error", *options, str(path))
    run_program("pg_restore", *words, url=url, inherited=inherited)
