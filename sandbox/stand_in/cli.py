"""The command line of the stand-in."""

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from sandbox.stand_in.country import (
    DEMO_USERS,
    SERVICE_USER,
    bare_country,
    national_country,
    service_token,
    show_all_on_dashboards,
)
from sandbox.stand_in.dhis2 import VERSION_242, Dhis2
from sandbox.stand_in.replay import left_out
from sandbox.stand_in.replay import replay as hold_again
from sandbox.stand_in.server import serve as serve_until_interrupted
from sandbox.stand_in.testland import recorded_country

app = typer.Typer(no_args_is_help=True, help="A stand-in for a DHIS2 server.")


class Country(StrEnum):
    """What a server can be filled with."""

    NATIONAL = "national"
    TESTLAND = "testland"
    BARE = "bare"


@app.command()
def serve(
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8085,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    version: Annotated[str, typer.Option(help="Version to speak as.")] = VERSION_242,
    country: Annotated[Country, typer.Option(help="What to fill it with.")] = Country.NATIONAL,
    clock: Annotated[str | None, typer.Option(help="Start the clock at this ISO instant.")] = None,
    show_logins: Annotated[bool, typer.Option(help="Print users, passwords, the token.")] = True,
) -> None:
    """Serve a DHIS2 until interrupted."""
    dhis2 = Dhis2(version=version, now=datetime.fromisoformat(clock) if clock else None)
    if country is Country.TESTLAND:
        recorded_country(dhis2)
    elif country is Country.BARE:
        bare_country(dhis2)
        typer.echo("admin           district             superuser; vlmis dhis2 setup --apply")
    else:
        national_country(dhis2)
        show_all_on_dashboards(dhis2)
        if show_logins:
            _print_logins()
    serve_until_interrupted(dhis2, host=host, port=port)


def _print_logins() -> None:
    for person in DEMO_USERS:
        typer.echo(f"{person.username:15} {person.password:20} {person.what_for}")
    typer.echo(f"{SERVICE_USER.username:15} ApiToken {service_token()}")


@app.command()
def replay(
    folder: Annotated[Path, typer.Argument(help="Folder with metadata.json and the versions.")],
    version: Annotated[str, typer.Option(help="Version whose conversations to hold.")],
) -> None:
    """Hold recorded conversations again and compare; exit code 1 if any differs."""
    outcomes = list(hold_again(folder, version))
    different = [each for each in outcomes if each.differences]
    for each in different:
        typer.echo(each.name)
        for difference in each.differences:
            typer.echo(f"    {difference}")
    for reason, count in sorted(left_out(folder, version).items()):
        typer.echo(f"left out {count:3}: {reason}")
    alike = len(outcomes) - len(different)
    typer.echo(f"{version}: {alike} of {len(outcomes)} conversations answered alike.")
    raise typer.Exit(1 if different or not outcomes else 0)


def main() -> None:
    """Run the command line."""
    app()
