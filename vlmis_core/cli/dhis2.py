"""``vlmis dhis2``: the set-up of this deployment's DHIS2, and what its answers mean."""

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from vlmis_core.cli.dhis2_compare import compare
from vlmis_core.cli.dhis2_setup import setup
from vlmis_core.cli.language import print_text, reader
from vlmis_core.cli.tables import AsJson, Column, print_json, print_table
from vlmis_core.cli.terminal import echo
from vlmis_core.clock import now
from vlmis_core.database.roles import RECORDER
from vlmis_core.delivery.read_recorded_answer import read_recorded_answer
from vlmis_core.deployment import database_as, open_client
from vlmis_core.dhis2_setup.check_setup import CheckChoices, check_setup
from vlmis_core.dhis2_setup.model.facts import Severity
from vlmis_core.dhis2_setup.model.rules import SetupProblem
from vlmis_core.messages import Translator, _
from vlmis_core.settings import load_settings

app = typer.Typer(no_args_is_help=True, help="DHIS2: its set-up and its answers.")

app.command("setup")(setup)
app.command("compare")(compare)

_COLUMNS = [
    Column(_("Index"), "index"),
    Column(_("Outcome"), "outcome", terms="request_outcome"),
    Column(_("Code"), "code"),
    Column(_("DHIS2 answered"), "sentence", wraps=True),
]


@app.callback()
def dhis2() -> None:
    """DHIS2: its set-up and its answers."""


@app.command("read-answer")
def read_answer(
    file: Annotated[Path, typer.Argument(help="A recorded conversation (JSON).")],
    as_json: AsJson = False,
) -> None:
    """Show for each value of a recorded import whether it was accepted, refused or unknown."""
    outcomes = read_recorded_answer(file)
    if as_json:
        print_json(outcomes)
        return
    print_table(str(file), _COLUMNS, outcomes)
    counts = Counter(each.outcome for each in outcomes)
    tr = reader()
    totals = [f"{counts[each]} {tr.term('request_outcome', each)}" for each in sorted(counts)]
    echo(", ".join(totals) or tr.gettext("The answer is empty."))


@app.command()
def check(as_json: AsJson = False) -> None:
    """Check as the service user that data values will arrive and show. Exit code 1: an error.

    Looks at version and clock, rights, data set, the data element of every product and the org unit
    of every store. Changes nothing.
    """
    settings = load_settings()
    choices = CheckChoices(
        settings.data_set,
        settings.category_codes,
        settings.zone,
        uses_token=settings.dhis2_token is not None,
    )
    with database_as(RECORDER, settings) as database:
        problems = check_setup(database, open_client(settings), choices, now=now())
    tr = reader()
    if as_json:
        print_json([_as_json(problem, tr) for problem in problems])
    elif problems:
        for problem in problems:
            _print_problem(problem, tr)
    else:
        print_text(
            _("{address} is ready: data values will arrive, and dashboards show them."),
            address=settings.dhis2_url,
        )
    if any(problem.severity is Severity.ERROR for problem in problems):
        raise typer.Exit(1)


def _as_json(problem: SetupProblem, tr: Translator) -> dict[str, object]:
    return {
        "code": problem.code,
        "status": problem.severity,
        "count": problem.count,
        "examples": [
            {**example.as_json(), "text": tr.sentence(example)} for example in problem.examples
        ],
        "action": tr.action(problem.examples[0]),
        "fix_by": problem.fix_by,
    }


def _print_problem(problem: SetupProblem, tr: Translator) -> None:
    first, *others = problem.examples
    echo(f"{tr.term('check_status', problem.severity)}: {tr.sentence(first)}")
    for example in others:
        echo(f"  {tr.sentence(example)}")
    if (more := problem.count - len(problem.examples)) > 0:
        echo("  " + tr.ngettext("… and {count} more.", "… and {count} more.", more))
    if action := tr.action(first):
        echo(f"  {action}")
    fix_by = tr.term("fix_by", problem.fix_by)
    echo("  " + tr.gettext("Who can fix it: {fix_by}.", fix_by=fix_by))
