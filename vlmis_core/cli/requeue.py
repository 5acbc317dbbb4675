"""``vlmis requeue``: send failed (or remapped, posted, withdrawn or older) records again."""

from typing import Annotated

import typer

from vlmis_core.cli.confirm import Yes, require_yes
from vlmis_core.cli.days import FirstDay, LastDay
from vlmis_core.cli.language import print_message
from vlmis_core.clock import now
from vlmis_core.database.roles import PIPELINE, RECORDER
from vlmis_core.delivery.requeue_records import (
    RequeueChoice,
    preview_requeue,
    requeue_records,
)
from vlmis_core.deployment import acting_person, database_as
from vlmis_core.errors import PermanentError
from vlmis_core.messages import _, message

app = typer.Typer(help="Send failed (or remapped, posted, withdrawn or older) records again.")


@app.callback(invoke_without_command=True)
def requeue(
    reason: Annotated[str, typer.Option(help="Why; kept with your name.")],
    store: Annotated[str | None, typer.Option(help="Code of the store.")] = None,
    product: Annotated[str | None, typer.Option(help="Code of the product.")] = None,
    first_day: FirstDay = None,
    last_day: LastDay = None,
    posted: Annotated[bool, typer.Option("--posted", help="Also what is posted.")] = False,
    withdrawn: Annotated[
        bool, typer.Option("--withdrawn", help="Also what was withdrawn.")
    ] = False,
    remapped: Annotated[
        bool,
        typer.Option(
            "--remapped",
            help="Only what is posted under an old HMIS Code or org unit (vlmis push remapped). "
            "A product or store with --from and --to includes them anyway.",
        ),
    ] = False,
    delete_old: Annotated[
        bool,
        typer.Option(
            "--delete-old",
            help="Delete the stale values in DHIS2 once the new ones are posted.",
        ),
    ] = False,
    differences: Annotated[
        bool,
        typer.Option(
            "--differences",
            help="Only what DHIS2 holds otherwise than posted (vlmis push differences). With "
            "--delete-old, what a merge of org units moved to another place is deleted there.",
        ),
    ] = False,
    yes: Yes = False,
) -> None:
    """Begin a new round for failed or remapped records; they are sent at the next push."""
    if posted + remapped + differences > 1:
        raise PermanentError(message("posted_or_remapped"))
    choice = RequeueChoice(
        store, product, first_day, last_day, remapped, delete_old, posted, withdrawn, differences
    )
    with database_as(PIPELINE) as database:
        chosen = preview_requeue(database, choice)
        print_message("records_will_be_requeued", **chosen.values)
        if delete_old:
            print_message("stale_values_would_be_deleted")
        require_yes(_("Send them again?"), is_given=yes)
    with database_as(RECORDER) as database:
        found = requeue_records(database, choice, by=acting_person(), reason=reason, now=now())
    print_message("records_were_requeued", count=found.records)
    if found.remapped:
        print_message("remapped_records_were_requeued", count=found.remapped)
    if delete_old:
        print_message("stale_values_will_be_deleted", count=found.deletions)
