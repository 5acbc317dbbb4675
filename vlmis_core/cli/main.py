"""The command ``vlmis``: everything a DAG does, by the same services.

Each group of commands is a module of this package with a typer ``app``; it is named here once.
"""

import sys
from importlib import import_module

import typer
from rich.console import Console

from vlmis_core.errors import PermanentError, TransientError

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, help=__doc__)

GROUPS = {
    "db": "vlmis_core.cli.db",
    "dhis2": "vlmis_core.cli.dhis2",
    "org-units": "vlmis_core.cli.org_units",
    "push": "vlmis_core.cli.push",
    "requeue": "vlmis_core.cli.requeue",
    "why-not": "vlmis_core.cli.why_not",
    "doctor": "vlmis_core.cli.doctor",
    "eod": "vlmis_core.cli.eod",
    "report": "vlmis_core.cli.report",
    "import": "vlmis_core.cli.imports",
    "products": "vlmis_core.cli.products",
    "stores": "vlmis_core.cli.stores",
}
"""Command group → module with its typer ``app``."""

EXIT_PERMANENT, EXIT_TRANSIENT = 1, 75  # 75: EX_TEMPFAIL, "try again later".

for group, module in GROUPS.items():
    app.add_typer(import_module(module).app, name=group)


def main() -> None:
    """Run the command line; an error of the system is one readable message and an exit code."""
    try:
        app()
    except PermanentError as error:
        Console(stderr=True).print(str(error), style="red", markup=False, highlight=False)
        sys.exit(EXIT_PERMANENT)
    except TransientError as error:
        Console(stderr=True).print(f"{error}\nTry again.", style="yellow", markup=False)
        sys.exit(EXIT_TRANSIENT)
