"""The command line of the stand-in."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

import typer

from sandbox.country import DEMO_USERS, national_country
from sandbox.dhis2 import VERSION_242, Dhis2
from sandbox.server import serve as serve_until_interrupted

app = typer.Typer(no_args_is_help=True, help="A stand-in for a DHIS2 server.")


class Country(StrEnum):
    """What a server can be filled with."""

    NATIONAL = "national"


@app.command()
def serve(
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8085,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    version: Annotated[str, typer.Option(help="Version to speak as.")] = VERSION_242,
    country: Annotated[Country, typer.Option(help="What to fill it with.")] = Country.NATIONAL,
    clock: Annotated[str | None, typer.Option(help="Start the clock at this ISO instant.")] = None,
) -> None:
    """Serve a DHIS2 until interrupted."""
    dhis2 = Dhis2(version=version, now=datetime.fromisoformat(clock) if clock else None)
    assert country is Country.NATIONAL
    national_country(dhis2)
    for person in DEMO_USERS:
        typer.echo(f"{person.username:15} {person.password:20} {person.what_for}")
    serve_until_interrupted(dhis2, host=host, port=port)


def main() -> None:
    """Run the command line."""
    app()
