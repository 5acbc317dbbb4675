"""``vlmis users``: who may log in, and what they may do."""

import getpass
from dataclasses import dataclass
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
from vlmis_core.accounts.list_accounts import Account, list_accounts
from vlmis_core.accounts.refresh_accounts import refresh_accounts
from vlmis_core.accounts.roles import Role
from vlmis_core.cli.dhis2 import dhis2_of
from vlmis_core.cli.session import database_as, now
from vlmis_core.cli.tables import AsJson, Column, print_json, print_table
from vlmis_core.database.roles import AUTH, PIPELINE, RECORDER
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
    Column("username", "username"),
    Column("name", "display_name"),
    Column("roles", "roles", stays=True),
    Column("stores", "stores"),
    Column("e-mail", "email"),
    Column("DHIS2", "dhis2_state"),
    Column("last login", "last_login"),
    Column("deactivated", "deactivated"),
]


@dataclass(frozen=True, slots=True)
class _Line:
    username: str
    display_name: str
    roles: str
    stores: str
    email: str
    dhis2_state: str
    last_login: str
    deactivated: str

    @classmethod
    def of(cls, account: Account) -> "_Line":
        seen, gone = account.last_login_at, account.deactivated_at
        return cls(
            account.username,
            account.display_name,
            ", ".join(account.roles) or "none yet",
            ", ".join(account.store_codes),
            account.email or "",
            account.dhis2_state,
            f"{seen:%Y-%m-%d %H:%M}" if seen else "never",
            f"{gone:%Y-%m-%d} by {account.deactivated_by}" if gone else "",
        )


@app.command()
def add(username: Username, role: Roles = None, store: Stores = None) -> None:
    """Create an account from a DHIS2 username; no password is asked for or kept."""
    settings = load_settings()
    wanted = Assignment(role or (), store or ()) if role or store else None
    with database_as(RECORDER, settings) as database:
        user = create_account(
            database, dhis2_of(settings), username, assignment=wanted, by=_me(), now=now()
        )
    typer.echo(f"{user.username}: account of {user.display_name} created.")
    if wanted:
        _tell(username, role or [], store)
    else:
        typer.echo(f"Without a role it opens nothing: vlmis users assign {username} --role …")


@app.command("list")
def list_command(as_json: AsJson = False) -> None:
    """Show all accounts, also deactivated ones."""
    with database_as(RECORDER) as database:
        accounts = list_accounts(database)
    if as_json:
        print_json(accounts)
        return
    if accounts:
        print_table("Accounts", _COLUMNS, [_Line.of(account) for account in accounts])
    else:
        typer.echo("Nobody has an account yet: vlmis users add USERNAME --role …")


@app.command()
def assign(username: Username, role: Roles = None, store: Stores = None) -> None:
    """Replace the roles and stores of an account; open sessions have them at once."""
    roles = role or []
    with database_as(RECORDER) as database:
        assign_account(database, username, roles=roles, store_codes=store or (), by=_me())
    _tell(username, roles, store)


@app.command()
def deactivate(username: Username) -> None:
    """Let an account in no longer; open sessions end at their next request."""
    with database_as(RECORDER) as database:
        deactivate_account(database, username, by=_me(), now=now())
    typer.echo(f"{username} is deactivated. vlmis users activate {username} undoes it.")


@app.command()
def activate(username: Username) -> None:
    """Let a deactivated account in again, with the roles and stores that it had."""
    with database_as(RECORDER) as database:
        activate_account(database, username, by=_me())
    typer.echo(f"{username} may log in again.")


@app.command()
def refresh() -> None:
    """Take over names, addresses, org units and who was disabled from DHIS2."""
    settings = load_settings()
    with database_as(PIPELINE, settings) as database:
        typer.echo(str(refresh_accounts(database, dhis2_of(settings), now=now())))


@app.command("break-glass")
def break_glass(
    reason: Annotated[str, typer.Option(help="Why; it is written down with your name.")],
) -> None:
    """Print a code that logs one administrator in, once: for when DHIS2 is down."""
    with database_as(AUTH) as database:
        issued = issue_break_glass(database, by=_me(), reason=reason, now=now())
    minutes = int(CODE_LIFE.total_seconds() // 60)
    typer.echo(f"Open /auth/break-glass below Airflow's address within {minutes} minutes and type:")
    typer.echo(issued.code.get_secret_value())


def _tell(username: str, roles: list[Role], stores: list[str] | None) -> None:
    at = f" at {', '.join(stores)}" if stores else ""
    typer.echo(f"{username}: {', '.join(roles)}{at}.")


def _me() -> str:
    return getpass.getuser()
