"""``vlmis restore``: restore a backup into an empty place, and prove every frozen day."""

import os
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import track

from vlmis_core.cli.airflow_days import print_comparison
from vlmis_core.cli.language import print_message, reader
from vlmis_core.cli.terminal import Terminal, echo
from vlmis_core.clock import now
from vlmis_core.database import Database
from vlmis_core.database.addresses import admin_url
from vlmis_core.deployment import acting_person
from vlmis_core.errors import PermanentError
from vlmis_core.messages import message
from vlmis_core.operations.airflow_database import airflow_url
from vlmis_core.operations.backup import opened
from vlmis_core.operations.backup_manifest import Manifest, verify_backup
from vlmis_core.operations.restore import (
    Target,
    finish_restore,
    require_restorable,
    restore_databases,
    restore_settings,
    verify_days,
)
from vlmis_core.settings import load_settings

app = typer.Typer(help="Restore a backup into an empty place, and prove it.")

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="Folder of the backup.")]


@app.callback(invoke_without_command=True)
def restore(folder: Folder) -> None:
    """Restore the backup in DIR; nothing is sent from here until a person allows it.

    The place must be empty: a new home, or two empty databases. The backup is verified before
    anything is written, every frozen day after it.
    """
    manifest = verify_backup(folder)
    print_message("backup_is_intact", at=manifest.made_at)
    person, settings = acting_person(), load_settings()
    target = Target(admin_url(settings), airflow_url(settings, os.environ))
    require_restorable(manifest, target, settings.home, inherited=os.environ)
    restore_databases(folder, manifest, target, by=person, now=now(), inherited=os.environ)
    restore_settings(folder, settings.home)
    settings = load_settings()  # Those of the backup, where the environment does not say otherwise.
    with opened(target.product) as database:
        for day in finish_restore(database, settings):
            print_message("restored_day_is_open_again", day=day)
        _verify(database, manifest)
        if target.airflow is not None:
            print_comparison(database, target.airflow, settings)
    print_message("restore_is_complete")


def _verify(database: Database, manifest: Manifest) -> None:
    """Check every restored day, and print what is wrong.

    Raises:
        PermanentError: a day is not as it was sealed.
    """
    count, broken = 0, 0
    found = verify_days(database, manifest.newest_frozen)
    progress = reader().gettext("Auditing")
    for day, violations in track(found, progress, console=Terminal(stderr=True)):
        count += 1
        broken += len(violations)
        for violation in violations:
            echo(f"{day} {violation.text(reader())}")
    if broken:
        raise PermanentError(message("restored_days_are_broken", count=broken))
    print_message("restored_days_are_intact", count=count)
