"""Send the administrators, in their DHIS2 inbox, what is on hold or refused and who can fix it."""

import logging
from collections.abc import Sequence
from itertools import groupby

from vlmis_core.database import Database
from vlmis_core.delivery.finish_run import PushSummary
from vlmis_core.delivery.issues import IssueGroup, list_issues
from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.dhis2.inbox import find_recipients, send_message
from vlmis_core.errors import VlmisError
from vlmis_core.messages import FixBy, translator
from vlmis_core.settings import Settings

_LOG = logging.getLogger(__name__)

REASONS_SHOWN = 10
CLOSING_SHOWN = 5
_EXAMPLE_CHARACTERS = 300


def send_summary_message(
    database: Database, dhis2: Dhis2Client, settings: Settings, summary: PushSummary
) -> bool:
    """Send the night's summary, once a night, if DHIS2 administrators have something to fix.

    A message that fails is a warning in the log and nothing else: the push is done.

    Args:
        database: The VLMIS database, as the pipeline.
        dhis2: The server.
        settings: Name the recipients; without any, nothing is sent.
        summary: Of the run that is over.

    Returns:
        Whether a message was sent.
    """
    recipients = settings.message_recipients
    if not recipients:
        return False
    missing = [entry for entry in list_issues(database) if entry.records and entry.fix_by]
    if not any(entry.fix_by == FixBy.DHIS2_ADMINISTRATOR for entry in missing):
        return False
    with database.transaction() as tx:
        if tx.row("delivery/select_summary_message", night=summary.night) is not None:
            return False
    subject, text = _subject(summary, missing), _text(summary, missing)
    try:
        found = find_recipients(dhis2, recipients)
        if found.unknown:
            _LOG.warning("DHIS2 knows no user %s (VLMIS_MESSAGE_RECIPIENTS).", found.unknown)
        send_message(dhis2, found, subject=subject, text=text)
    except VlmisError as error:
        _LOG.warning("The administrators were not told, the push itself is done: %s", error)
        return False
    with database.transaction() as tx:
        tx.run(
            "delivery/insert_summary_message",
            night=summary.night,
            run_id=summary.run_id,
            recipients=list(recipients),
            subject=subject,
            body=text,
        )
    return True


def _subject(summary: PushSummary, missing: Sequence[IssueGroup]) -> str:
    records = sum(entry.records for entry in missing)
    return f"VLMIS {summary.night}: {records} stock records are not in DHIS2"


def _text(summary: PushSummary, missing: Sequence[IssueGroup]) -> str:
    lines = [
        f"In the night of {summary.night}, {summary.posted} records (a store and product of one "
        "day) arrived in DHIS2. These did not:",
    ]
    shown = sorted(missing[:REASONS_SHOWN], key=_fix_by)
    for fix_by, entries in groupby(shown, key=_fix_by):
        lines += [
            "",
            f"For the {translator('en').term('fix_by', fix_by)}:",
            *(_line(entry) for entry in entries),
        ]
    if len(missing) > REASONS_SHOWN:
        lines.append(f"- and {len(missing) - REASONS_SHOWN} more reasons: vlmis why-not")
    closing = [f"- {day}" for day in summary.closing[:CLOSING_SHOWN]]
    if summary.advice:
        closing.append(f"- {summary.advice}")
    if closing:
        lines += ["", "Closing soon:", *closing]
    return "\n".join([*lines, "", "What is corrected is sent by itself with the next push."])


def _fix_by(entry: IssueGroup) -> str:
    return entry.fix_by or ""


def _line(entry: IssueGroup) -> str:
    example = translator("en").text(entry.example) if entry.example else ""
    if len(example) > _EXAMPLE_CHARACTERS:
        example = example[:_EXAMPLE_CHARACTERS] + "…"
    again = " It was refused on five nights: ask for it again with vlmis requeue."
    return (
        f"- {_counted(entry.records, 'record')} of {_counted(entry.stores, 'store')} and "
        f"{_counted(entry.products, 'product')}, since {entry.oldest_day}. For example "
        f"{example}{again if entry.state == 'exhausted' else ''}"
    )


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
