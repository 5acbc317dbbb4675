"""``vlmis receipts``: what arrived of distributions, and what nobody has confirmed yet."""

from typing import Annotated

import typer

from vlmis_core.cli.days import Day
from vlmis_core.cli.language import print_message, reader
from vlmis_core.cli.tables import AsJson, Column, print_json, print_table
from vlmis_core.clock import now
from vlmis_core.database.roles import RECORDER
from vlmis_core.deployment import acting_person, database_as
from vlmis_core.errors import PermanentError
from vlmis_core.ledger.calendar import local_date
from vlmis_core.ledger.movements import Entry
from vlmis_core.ledger.receipts import (
    DistributionChoice,
    ReceiptLine,
    TransferOutcome,
    confirm_receipts,
    list_distributions,
    overdue_before,
)
from vlmis_core.messages import _, message
from vlmis_core.settings import load_settings
from vlmis_core.stores.find_stores import find_store

app = typer.Typer(
    no_args_is_help=True, help="What arrived of distributions, and what is to confirm."
)

_COLUMNS = [
    Column(_("Distribution"), "transfer_id"),
    Column(_("Sent on"), "occurred_on"),
    Column(_("From"), "parent_store_code"),
    Column(_("To"), "child_store_code"),
    Column(_("Product"), "product_code"),
    Column(_("Lot"), "lot"),
    Column(_("Sent"), "quantity"),
    Column(_("Outcome"), "outcome", terms="transfer_outcome"),
    Column(_("Received"), "received"),
    Column(_("Received on"), "received_on"),
    Column(_("Confirmed by"), "received_by"),
]


@app.command("list")
def list_all(
    store: Annotated[str | None, typer.Option(help="Code of a store: from or to it only.")] = None,
    overdue: Annotated[
        bool,
        typer.Option("--overdue", help="Only what is unconfirmed after VLMIS_RECEIPT_DAYS."),
    ] = False,
    with_confirmed: Annotated[
        bool, typer.Option("--with-confirmed", help="Also what was confirmed or cancelled.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List the distributions that are to confirm, in the order in which they were recorded."""
    settings = load_settings()
    today = local_date(now(), settings.zone)
    before = overdue_before(today, settings.receipt_days) if overdue else None
    outcome = None if with_confirmed and not overdue else TransferOutcome.TO_CONFIRM
    with database_as(RECORDER, settings) as database:
        known = None if store is None else find_store(database, store)
        if store is not None and known is None:
            raise PermanentError(message("store_not_found", store=store))
        lines = list_distributions(
            database,
            DistributionChoice(
                store_id=known.store_id if known else None, outcome=outcome, sent_before=before
            ),
        )
    if as_json:
        print_json(lines)
        return
    title = reader().ngettext("{count} distribution", "{count} distributions", len(lines))
    print_table(title, _COLUMNS, lines)


@app.command()
def confirm(
    distributions: Annotated[
        list[int], typer.Argument(metavar="DISTRIBUTION…", help="As vlmis receipts list has them.")
    ],
    received: Annotated[
        int | None, typer.Option(help="Quantity that arrived, of one distribution; default: all.")
    ] = None,
    day: Day = None,
    as_json: AsJson = False,
) -> None:
    """Confirm what arrived (default: all that was sent, today); a shortfall is lost in transit."""
    if received is not None and len(distributions) > 1:
        raise PermanentError(message("received_is_of_one_distribution"))
    entry = Entry.made(acting_person(), now(), load_settings().zone)
    with database_as(RECORDER) as database:
        found = list_distributions(database, DistributionChoice(transfer_ids=distributions))
        sent = {line.transfer_id: line.quantity for line in found}
        lines = [
            ReceiptLine(
                f"command-receipt-{transfer_id}",
                transfer_id,
                sent.get(transfer_id, 0) if received is None else received,
                day or entry.today,
            )
            for transfer_id in distributions
        ]
        recorded = confirm_receipts(database, lines, entry)
    if as_json:
        print_json(recorded)
    else:
        print_message(
            "receipts_confirmed",
            count=recorded.recorded,
            late=recorded.late,
            before=recorded.already_recorded,
        )
