"""``vlmis airflow``: any command of Airflow, in the Airflow of this deployment."""

import os
import subprocess
import sys
from typing import Any

import typer
from typer.core import TyperGroup

from vlmis_core.database.addresses import admin_url
from vlmis_core.operations.airflow_command import airflow_environment
from vlmis_core.settings import load_settings


class PassesOn(TyperGroup):
    """Leaves every word to Airflow, ``--help`` too."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Keep all words as they are."""
        ctx.args = list(args)
        return list(args)


app = typer.Typer(cls=PassesOn, help="Any command of Airflow, in the Airflow of this deployment.")


@app.callback(invoke_without_command=True)
def airflow(context: typer.Context) -> None:
    """Run a command of Airflow in the Airflow of this deployment: vlmis airflow dags list."""
    settings = load_settings()
    environment = airflow_environment(settings, os.environ)
    if settings.database_url is None:
        admin_url(settings)  # Airflow's own database is on the embedded server, which may be down.
    # Without -P, a file of the working directory could take the place of one of Airflow's modules.
    command = [sys.executable, "-P", "-m", "airflow", *context.args]
    raise typer.Exit(subprocess.call(command, env=environment))
