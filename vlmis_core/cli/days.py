"""Days in the options of commands: one spelling of a day and of a range."""

from datetime import date
from typing import Annotated

import typer

_PATTERN = "YYYY-MM-DD"

DayArgument = Annotated[date, typer.Argument(parser=date.fromisoformat, metavar=_PATTERN)]
RequiredDay = Annotated[
    date, typer.Option(parser=date.fromisoformat, metavar=_PATTERN, help="Stock day.")
]
Day = Annotated[date | None, typer.Option(parser=date.fromisoformat, metavar=_PATTERN)]
FirstDay = Annotated[
    date | None,
    typer.Option("--from", parser=date.fromisoformat, metavar=_PATTERN, help="First stock day."),
]
LastDay = Annotated[
    date | None,
    typer.Option("--to", parser=date.fromisoformat, metavar=_PATTERN, help="Last stock day."),
]
