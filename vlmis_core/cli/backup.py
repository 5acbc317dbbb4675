"""``vlmis backup``: write both databases and the settings into a folder, proven by digests."""

import os
from pathlib import Path
from typing import Annotated

import typer

from vlmis_core.cli.language import print_message
from vlmis_core.clock import now
from vlmis_core.database.addresses import present_admin_url
from vlmis_core.operations.airflow_database import airflow_url
from vlmis_core.operations.backup import make_backup
from vlmis_core.settings import load_settings

app = typer.Typer(help="Back up both databases and the settings.")

_MB = 1_000_000

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="Folder of this one backup.")]


@app.callback(invoke_without_command=True)
def backup(folder: Folder) -> None:
    """Write a backup into DIR, a new folder; it is complete once it has its manifest.json.

    Stores may record and a day may freeze meanwhile. No secret is part of it: keep those apart.
    """
    settings = load_settings()
    product, airflow = present_admin_url(settings), airflow_url(settings, os.environ)
    made = make_backup(
        settings, folder, product=product, airflow=airflow, now=now(), inherited=os.environ
    )
    if airflow is None:
        print_message("backup_has_no_airflow")
    known = {"folder": str(folder), "size": f"{made.size / _MB:,.1f}"}
    if made.newest_frozen is None:
        print_message("backup_of_no_day_is_complete", **known)
    else:
        print_message("backup_is_complete", newest=made.newest_frozen.day, **known)
