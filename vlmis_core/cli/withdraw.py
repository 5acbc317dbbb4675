"""``vlmis withdraw``: take records that can never arrive off the lists of what waits."""

from typing import Annotated

import typer

from vlmis_core.cli.confirm import Yes, require_yes
from vlmis_core.cli.days import FirstDay, LastDay
from vlmis_core.cli.language import print_message
from vlmis_core.clock import now
from vlmis_core.database.roles import PIPELINE, RECORDER
from vlmis_core.delivery.record_choice import RecordChoice
from vlmis_core.delivery.withdraw_records import preview_withdrawal, withdraw_records
from vlmis_core.deployment import acting_person, database_as
from vlmis_core.messages import _

app = typer.Typer(help="Withdraw records that can never arrive in DHIS2.")


@app.callback(invoke_without_command=True)
def withdraw(
    reason: Annotated[str, typer.Option(help="Why; kept with your name.")],
    store: Annotated[str | None, typer.Option(help="Code of the store.")] = None,
    product: Annotated[str | None, typer.Option(help="Code of the product.")] = None,
    first_day: FirstDay = None,
    last_day: LastDay = None,
    yes: Yes = False,
) -> None:
    """Withdraw records that wait, are on hold, were refused or have failed: they are sent no more.

    vlmis requeue --withdrawn sends them again.
    """
    choice = RecordChoice(store, product, first_day, last_day)
    with database_as(PIPELINE) as database:
        found = preview_withdrawal(database, choice)
        print_message("records_will_be_withdrawn", **found.values)
        require_yes(_("Withdraw them?"), is_given=yes)
    with database_as(RECORDER) as database:
        records = withdraw_records(database, choice, by=acting_person(), reason=reason, now=now())
    print_message("records_were_withdrawn", count=records)
