"""What Airflow believes of the stock days, and the commands that put it right."""

import os
from datetime import date

from sqlalchemy import URL

from vlmis_core.cli.language import print_message
from vlmis_core.database import Database
from vlmis_core.ledger.calendar import freezes_at
from vlmis_core.operations.airflow_command import command_to_type
from vlmis_core.operations.airflow_database import compare_with_airflow
from vlmis_core.operations.backup import opened
from vlmis_core.settings import Settings


def backfill_to_type(settings: Settings, first: date, last: date) -> str:
    """Write the command with which Airflow runs the freeze of these stock days again.

    The run of a stock day is due at 23:59 of the day after it.
    """
    words = ["airflow", "backfill", "create", "--dag-id", "eod_freeze"]
    words += ["--from-date", freezes_at(first, settings.zone).isoformat()]
    words += ["--to-date", freezes_at(last, settings.zone).isoformat()]
    words += ["--reprocess-behavior", "completed", "--max-active-runs", "1"]
    # What is started in a container from outside of it has no parent there.
    return command_to_type(settings, os.environ, words, from_outside=os.getppid() == 0)


def print_comparison(database: Database, airflow: URL, settings: Settings) -> bool:
    """Print where Airflow and the ledger do not agree; return whether they agree."""
    with opened(airflow) as of_airflow:
        found = compare_with_airflow(database, of_airflow, zone=settings.zone)
    for code, days in (
        ("days_only_airflow_believes", found.only_in_airflow),
        ("days_airflow_does_not_know", found.only_in_ledger),
    ):
        if days:
            first, last = days[0], days[-1]
            command = backfill_to_type(settings, first, last)
            print_message(code, count=len(days), first=first, last=last, command=command)
    if found.agree:
        print_message("airflow_agrees_with_ledger")
    return found.agree
