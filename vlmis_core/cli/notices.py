"""``vlmis notices``: what was told to whom, and whether the channels work."""

from typing import Annotated

import typer

from vlmis_core.cli.language import print_text, reader
from vlmis_core.cli.tables import AsJson, Column, print_json, print_table
from vlmis_core.database.roles import PIPELINE
from vlmis_core.deployment import database_as
from vlmis_core.messages import _
from vlmis_core.notices.check_channels import check_channels, check_mail
from vlmis_core.notices.list_notices import list_notices
from vlmis_core.settings import load_settings

app = typer.Typer(no_args_is_help=True, help="What was told to whom, and whether channels work.")

_COLUMNS = [
    Column(_("When"), "attempted_at"),
    Column(_("Notice"), "kind", terms="notice_kind"),
    Column(_("About"), "about", wraps=True),
    Column(_("Recipient"), "recipient"),
    Column(_("State"), "state", terms="notice_state"),
    Column(_("Attempts"), "attempts"),
]
_CHECKED = [Column(_("Channel"), "channel"), Column(_("Works"), "works")]


@app.command("list")
def list_newest(
    lines: Annotated[int, typer.Option(min=1, help="How many, newest first.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List the newest notices: what was told to which channel or person, and what failed."""
    with database_as(PIPELINE) as database:
        found = list_notices(database, line_count=lines)
    if as_json:
        print_json(found)
    elif found:
        print_table(reader().gettext("Notices"), _COLUMNS, found)
    else:
        print_text(_("No notice was sent yet."))


@app.command("test")
def send_test(
    channel: Annotated[str | None, typer.Argument(help="Only this channel.")] = None,
    mail: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS",
            help="Send the test to this e-mail address, by the mail server of the notices.",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Send a test to the channels. Exit code 1: one of them did not take it."""
    settings = load_settings()
    if mail is not None:
        checked = [check_mail(settings, mail)]
    else:
        checked = check_channels(settings, channel)
    if as_json:
        print_json(checked)
    else:
        print_table(reader().gettext("Channels"), _CHECKED, checked)
    if not all(each.works for each in checked):
        raise typer.Exit(1)
