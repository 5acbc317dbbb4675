"""The command ``vlmis``: everything a DAG does, by the same services.

Each group of commands is a module of this package with a typer ``app``; it is named here once.
"""

import os
import sys
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.main import get_group

from vlmis_core.cli.language import Lang, choose_language, error_text
from vlmis_core.cli.terminal import Terminal, echo
from vlmis_core.errors import TransientError, VlmisError
from vlmis_core.settings import PREFIX

GROUPS = {
    "airflow": "vlmis_core.cli.airflow",
    "backup": "vlmis_core.cli.backup",
    "db": "vlmis_core.cli.db",
    "dhis2": "vlmis_core.cli.dhis2",
    "explain": "vlmis_core.cli.explain",
    "notices": "vlmis_core.cli.notices",
    "indicators": "vlmis_core.cli.indicators",
    "org-units": "vlmis_core.cli.org_units",
    "push": "vlmis_core.cli.push",
    "restore": "vlmis_core.cli.restore",
    "requeue": "vlmis_core.cli.requeue",
    "why-not": "vlmis_core.cli.why_not",
    "withdraw": "vlmis_core.cli.withdraw",
    "doctor": "vlmis_core.cli.doctor",
    "eod": "vlmis_core.cli.eod",
    "receipts": "vlmis_core.cli.receipts",
    "report": "vlmis_core.cli.report",
    "import": "vlmis_core.cli.imports",
    "products": "vlmis_core.cli.products",
    "stock-limits": "vlmis_core.cli.stock_limits",
    "stores": "vlmis_core.cli.stores",
    "users": "vlmis_core.cli.users",
    "changes": "vlmis_core.cli.changes",
}
"""Command group → module with its typer ``app``."""


class GroupsWhenCalled(TyperGroup):
    """Imports a group of commands when it is called: all of them take seconds on a busy machine."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Name the groups."""
        return sorted(GROUPS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Import one group; None where there is none of that name."""
        if cmd_name not in GROUPS:
            return None
        alone = typer.Typer()
        alone.add_typer(import_module(GROUPS[cmd_name]).app, name=cmd_name)
        return get_group(alone).commands[cmd_name]


app = typer.Typer(cls=GroupsWhenCalled, no_args_is_help=True, pretty_exceptions_enable=False)


def _print_version(is_asked: bool) -> None:
    if is_asked:
        echo(f"vlmis {version('vlmis-dhis2')}")
        raise typer.Exit


Version = Annotated[
    bool, typer.Option("--version", is_eager=True, callback=_print_version, help="Print it.")
]


Home = Annotated[
    Path | None,
    typer.Option(metavar="FOLDER", help="The deployment's folder, instead of VLMIS_HOME."),
]


Actor = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="Who acts, instead of VLMIS_ACTOR or your login here."),
]


@app.callback()
def vlmis(
    lang: Lang = "en", home: Home = None, actor: Actor = None, version: Version = False
) -> None:
    """The bridge between stores and DHIS2: all that the DAGs do, by the same services."""
    if home is not None:
        os.environ[f"{PREFIX}HOME"] = str(home.absolute())
    if actor is not None:
        os.environ[f"{PREFIX}ACTOR"] = actor
    choose_language(lang)


def main() -> None:
    """Run the command line; an error of the system is one readable message and an exit code."""
    try:
        app()
    except VlmisError as error:
        code = error.message_class.exit_code or 1
        style = "yellow" if isinstance(error, TransientError) else "red"
        Terminal(stderr=True).print(error_text(error), style=style)
        sys.exit(code)
