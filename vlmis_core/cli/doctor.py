"""``vlmis doctor``: check a deployment end to end and say what to fix."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from vlmis_core.cli.language import reader
from vlmis_core.cli.tables import AsJson, print_json
from vlmis_core.cli.terminal import Terminal
from vlmis_core.clock import now
from vlmis_core.database import Database
from vlmis_core.database.addresses import admin_url
from vlmis_core.deployment import database_as
from vlmis_core.messages import Translator, _
from vlmis_core.operations.check_result import CheckResult, CheckStatus
from vlmis_core.operations.doctor import check_deployment, check_nights, check_settings
from vlmis_core.settings import Settings, load_settings

app = typer.Typer(help="Check this deployment and say what to fix.")

_HEADINGS = (_("check"), _("status"), _("found"), _("what to do"))
COLOURS = {CheckStatus.OK: "green", CheckStatus.WARNING: "yellow", CheckStatus.ERROR: "red"}

Grace = Annotated[int, typer.Option(min=0, help="Minutes that a night may take after 23:59.")]


@app.callback(invoke_without_command=True)
def doctor(
    freshness: Annotated[
        bool, typer.Option("--freshness", help="Only: is the newest night done? For monitors.")
    ] = False,
    grace_minutes: Grace = 60,
    as_json: AsJson = False,
) -> None:
    """Exit code 0: no error. 1: there is one; the table says what to do."""
    grace = timedelta(minutes=grace_minutes)
    settings, result = check_settings(load_settings)
    tr = reader()
    if settings is None:
        results = [result]
    elif freshness:
        results = [check_nights(database_as, settings, now=now(), grace=grace)]
    else:
        checks = check_deployment(
            settings, database_as, _administrator(settings), now=now(), grace=grace
        )
        results = [result, *checks]
    if as_json:
        print_json([_as_json(result, tr) for result in results])
    else:
        _print(results, tr)
    if any(result.status is CheckStatus.ERROR for result in results):
        raise typer.Exit(1)


@contextmanager
def _administrator(settings: Settings) -> Iterator[Database]:
    database = Database(admin_url(settings).render_as_string(hide_password=False))
    try:
        yield database
    finally:
        database.dispose()


def _as_json(result: CheckResult, tr: Translator) -> dict[str, object]:
    return {
        "check": result.check,
        "status": result.status,
        **result.message.as_json(),
        "detail": tr.sentence(result.message),
        "action": tr.action(result.message),
    }


def _print(results: list[CheckResult], tr: Translator) -> None:
    table = Table(*map(tr.gettext, _HEADINGS))
    for result in results:
        status = tr.term("check_status", result.status)
        table.add_row(
            tr.term("deployment_check", result.check),
            Text(status, style=COLOURS[result.status]),
            tr.sentence(result.message),
            tr.action(result.message),
        )
    Terminal().print(table)
