"""``vlmis users``: who may log in, and what they may do."""

from collections.abc import Iterable
from typing import Annotated

import typer

from vlmis_core.accounts.break_glass import CODE_LIFE, issue_break_glass
from vlmis_core.accounts.change_account import (
    Assignment,
    activate_account,
    assign_account,
    deactivate_account,
)
from vlmis_core.accounts.create_account import create_account
from vlmis_core.accounts.list_accounts import list_accounts
from vlmis_core.accounts.refresh_accounts import refresh_accounts
from vlmis_core.accounts.roles import Role
from vlmis_core.cli.language import print_text, reader
from vlmis_core.cli.tables import AsJson, Column, print_json, print_table
from vlmis_core.cli.terminal import echo
from vlmis_core.clock import now
from vlmis_core.database.roles import OWNER, PIPELINE, RECORDER
from vlmis_core.deployment import acting_person, database_as, open_client
from vlmis_core.messages import _
from vlmis_core.settings import load_settings

app = typer.Typer(no_args_is_help=True, help="People: their accounts, roles and stores.")

Username = Annotated[str, typer.Argument(help="As DHIS2 spells it; letter case counts.")]
Roles = Annotated[
    list[Role] | None, typer.Option("--role", help="What the account is for; may be repeated.")
]
Stores = Annotated[
    list[str] | None,
    typer.Option("--store", help="Code of a store, for keepers and viewers; may be repeated."),
]

_COLUMNS = [
    Column(_("Username"), "username"),
    Column(_("Name"), "display_name"),
    Column(_("Roles"), lambda account: _labels(account.roles) or "–", stays=True),
    Column(_("Stores"), lambda account: ", ".join(account.store_codes)),
    Column(_("E-mail"), "email"),
    Column(_("In DHIS2"), "dhis2_state", terms="dhis2_state"),
    Column(_("Last login"), "last_login_at", stays=True),
    Column(_("Deactivated on"), "deactivated_at"),
    Column(_("Deactivated by"), "deactivated_by"),
]


@app.command()
def add(username: Username, role: Roles = None, store: Stores = None) -> None:
    """Create an account from a DHIS2 username; no password is asked for or kept."""
    settings = load_settings()
    wanted = Assignment(role or (), store or ()) if role or store else None
    with database_as(RECORDER, settings) as database:
        user = create_account(
            database,
            open_client(settings),
            username,
            assignment=wanted,
            by=acting_person(),
            now=now(),
        )
    created = _("{username}: account of {name} created.")
    print_text(created, username=user.username, name=user.display_name)
    if wanted:
        _print_roles(username, role or [], store)
    else:
        print_text(
            _("An account without a role may do nothing: vlmis users assign {username} --role …"),
            username=username,
        )


@app.command("list")
def list_command(as_json: AsJson = False) -> None:
    """Show all accounts, also deactivated ones."""
    with database_as(RECORDER) as database:
        accounts = list_accounts(database)
    if as_json:
        print_json(accounts)
        return
    if accounts:
        print_table(reader().gettext("Accounts"), _COLUMNS, accounts)
    else:
        print_text(_("There is no account yet: vlmis users add USERNAME --role …"))


@app.command()
def assign(username: Username, role: Roles = None, store: Stores = None) -> None:
    """Replace the roles and stores of an account; open sessions have them at once."""
    roles = role or []
    with database_as(RECORDER) as database:
        assign_account(database, username, roles=roles, store_codes=store or (), by=acting_person())
    _print_roles(username, roles, store)


@app.command()
def deactivate(username: Username) -> None:
    """Deactivate an account; open sessions end at their next request."""
    with database_as(RECORDER) as database:
        deactivate_account(database, username, by=acting_person(), now=now())
    print_text(
        _(
            "{username} is deactivated. To activate the account again: vlmis users activate "
            "{username}."
        ),
        username=username,
    )


@app.command()
def activate(username: Username) -> None:
    """Activate a deactivated account again, with the roles and stores that it had."""
    with database_as(RECORDER) as database:
        activate_account(database, username, by=acting_person())
    print_text(_("{username} can log in again."), username=username)


@app.command()
def refresh() -> None:
    """Copy names, addresses, org units and state of all users from DHIS2."""
    settings = load_settings()
    with database_as(PIPELINE, settings) as database:
        refreshed = refresh_accounts(database, open_client(settings), now=now())
    echo(reader().sentence(refreshed.message))


@app.command("break-glass")
def break_glass(
    reason: Annotated[str, typer.Option(help="Why; it is recorded with your name.")],
) -> None:
    """Print a code that logs one administrator in, once: for when DHIS2 is down."""
    with database_as(OWNER) as database:
        issued = issue_break_glass(database, by=acting_person(), reason=reason, now=now())
    minutes = int(CODE_LIFE.total_seconds() // 60)
    print_text(
        _("Open /auth/break-glass below Airflow's address within {minutes} minutes and enter:"),
        minutes=minutes,
    )
    echo(issued.code.get_secret_value())


def _print_roles(username: str, roles: list[Role], stores: list[str] | None) -> None:
    at = f" ({', '.join(stores)})" if stores else ""
    echo(f"{username}: {_labels(roles)}{at}")


def _labels(roles: Iterable[Role]) -> str:
    tr = reader()
    return ", ".join(tr.term("role", role) for role in roles)
