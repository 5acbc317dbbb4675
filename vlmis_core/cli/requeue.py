"""``vlmis requeue``: send exhausted (or posted, or older) records again."""

import getpass
from datetime import datetime
from typing import Annotated

import typer

from vlmis_core.cli.session import database_as, now
from vlmis_core.cli.tables import day_of
from vlmis_core.database.roles import PIPELINE
from vlmis_core.services.push.requeue_records import RequeueChoice, requeue_records

app = typer.Typer(help=__doc__)


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
    posted: Annotated[bool, typer.Option(help="Also what is posted.")] = False,
) -> None:
    """Begin a new round for exhausted records; they go out at the next push."""
    with database_as(PIPELINE) as database:
        count = requeue_records(
            database,
            RequeueChoice(store, product, day_of(first), day_of(last)),
            by=getpass.getuser(),
            reason=reason,
            now=now(),
            include_posted=posted,
        )
    typer.echo(f"{count:,} records go out again at the next push.")
