"""``vlmis why-not``: why records are not in DHIS2, and who can fix it."""

from dataclasses import asdict
from datetime import datetime

import typer

from vlmis_core.cli.language import print_text, reader
from vlmis_core.cli.remapped import print_remapped
from vlmis_core.cli.tables import AsJson, Column, print_json, print_table
from vlmis_core.cli.terminal import echo
from vlmis_core.clock import now
from vlmis_core.database.roles import PIPELINE
from vlmis_core.delivery.issues import IssueGroup, list_issues
from vlmis_core.delivery.production import read_production_state
from vlmis_core.deployment import database_as
from vlmis_core.messages import Translator, _
from vlmis_core.settings import load_settings

app = typer.Typer(help="Why records are not in DHIS2, and who can fix it.")


def _example(group: IssueGroup) -> str:
    tr = reader()
    return tr.text(group.example) if group.example else tr.gettext("It waits for the next push.")


_COLUMNS = [
    Column(_("State"), "state", terms="delivery_state"),
    Column(_("Records"), "records"),
    Column(_("Oldest stock day"), "oldest_day"),
    Column(_("Reason"), "reason_code", wraps=True, terms="hold"),
    Column(_("Who can fix it"), "fix_by", terms="fix_by"),
    Column(_("Issues"), "issues"),
    Column(_("For example"), _example, wraps=True),
]


@app.callback(invoke_without_command=True)
def why_not(as_json: AsJson = False) -> None:
    """List every reason for which a record is not in DHIS2, the most basic ones first."""
    tr = reader()
    settings = load_settings()
    with database_as(PIPELINE, settings) as database:
        groups = list_issues(database, production=read_production_state(database, settings))
        if as_json:
            print_json([_as_json(group, tr) for group in groups])
            return
        if groups:
            print_table(tr.gettext("Not in DHIS2"), _COLUMNS, groups)
            for warning in _warnings(groups, tr, now=now()):
                echo(warning)
        else:
            print_text(_("Nothing is on hold: every record that is to be sent is in DHIS2."))
        print_remapped(database)


def _as_json(group: IssueGroup, tr: Translator) -> dict[str, object]:
    example = group.example and {**group.example.as_json(), "text": tr.text(group.example)}
    return {**asdict(group), "fix_by": group.fix_by, "example": example}


def _warnings(groups: list[IssueGroup], tr: Translator, *, now: datetime) -> list[str]:
    """Write when DHIS2 closes the days of waiting records, and where it contradicts preflight."""
    lines = []
    for group in sorted(groups, key=_closing):
        records = tr.ngettext(
            "{state:delivery_state}: {count} record, {reason:hold}",
            "{state:delivery_state}: {count} records, {reason:hold}",
            group.records,
            state=group.state,
            reason=group.reason_code,
        )
        if group.closes_at is not None:
            hours = int((group.closes_at - now).total_seconds() // 3600)
            lines.append(_closing_line(group.closes_at, hours, records, tr))
        if group.contradicted_rules:
            lines.append(
                tr.gettext(
                    "DHIS2 refused what preflight had accepted ({rules}). {records}",
                    rules=group.contradicted_rules,
                    records=records,
                )
            )
    return lines


def _closing_line(closes_at: datetime, hours: int, records: str, tr: Translator) -> str:
    if hours < 0:
        return tr.gettext(
            "DHIS2 closed the first of these days on {closes_at:instant}. {records}",
            closes_at=closes_at,
            records=records,
        )
    return tr.ngettext(
        "DHIS2 closes the first of these days in {count} hour ({closes_at:instant}). {records}",
        "DHIS2 closes the first of these days in {count} hours ({closes_at:instant}). {records}",
        hours,
        closes_at=closes_at,
        records=records,
    )


def _closing(group: IssueGroup) -> tuple[bool, float]:
    closes_at = group.closes_at
    return closes_at is None, closes_at.timestamp() if closes_at else 0
