"""``vlmis requeue``: send exhausted (or moved, or posted, or older) records again."""

import getpass
from datetime import datetime
from typing import Annotated

import typer

from vlmis_core.cli.session import database_as, now
from vlmis_core.cli.tables import day_of
from vlmis_core.database.roles import PIPELINE
from vlmis_core.delivery.requeue_records import RequeueChoice, requeue_records
from vlmis_core.errors import PermanentError

app = typer.Typer(help="Send exhausted (or moved, or posted, or older) records again.")


@app.callback(invoke_without_command=True)
def requeue(
    reason: Annotated[str, typer.Option(help="Why; kept with your name.")],
    store: Annotated[str | None, typer.Option(help="Code of the store.")] = None,
    product: Annotated[str | None, typer.Option(help="Code of the product.")] = None,
    first: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="First stock day.")
    ] = None,
    last: Annotated[
        datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Last stock day.")
    ] = None,
    posted: Annotated[bool, typer.Option("--posted", help="Also what is posted.")] = False,
    remapped: Annotated[
        bool,
        typer.Option(
            "--remapped",
            help="Only what is posted under an old HMIS Code or org unit (vlmis push remapped). "
            "A product or store with --from and --to takes it along anyway.",
        ),
    ] = False,
    delete_old: Annotated[
        bool,
        typer.Option(
            "--delete-old",
            help="Once they are posted anew, delete our figures at the old place in DHIS2.",
        ),
    ] = False,
) -> None:
    """Begin a new round for exhausted or moved records; they go out at the next push."""
    if posted and remapped:
        raise PermanentError("--posted or --remapped, not both.")
    choice = RequeueChoice(store, product, day_of(first), day_of(last), remapped, delete_old)
    with database_as(PIPELINE) as database:
        found = requeue_records(
            database,
            choice,
            by=getpass.getuser(),
            reason=reason,
            now=now(),
            include_posted=posted,
        )
    moved = f", {found.moved:,} of them under a new HMIS Code or org unit" if found.moved else ""
    typer.echo(f"{found.records:,} records go out again at the next push{moved}.")
    if delete_old:
        typer.echo(
            f"Old figures of {found.deletions:,} records are deleted in DHIS2 once the new ones "
            "are posted; vlmis push remapped shows what waits."
        )
