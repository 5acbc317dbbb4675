"""Send the administrators, in their DHIS2 inbox, what is on hold or refused and who can fix it."""

import logging
from collections.abc import Sequence
from itertools import groupby

from vlmis_core.database import Database
from vlmis_core.delivery.finish_run import PushSummary
from vlmis_core.delivery.issues import IssueGroup, list_issues
from vlmis_core.delivery.open_differences import messages_of
from vlmis_core.delivery.production import require_production
from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.dhis2.inbox import find_recipients, send_message
from vlmis_core.errors import VlmisError
from vlmis_core.messages import FixBy, Translator, translator
from vlmis_core.settings import Settings

_LOG = logging.getLogger(__name__)

REASONS_SHOWN = 10
CLOSING_SHOWN = 5
_EXAMPLE_CHARACTERS = 300


def send_summary_message(
    database: Database, dhis2: Dhis2Client, settings: Settings, summary: PushSummary
) -> bool:
    """Send the night's summary, once a night, if there is something to fix in DHIS2.

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
    is_for_dhis2 = any(entry.fix_by == FixBy.DHIS2_ADMINISTRATOR for entry in missing)
    if not is_for_dhis2 and not summary.posted_differences:
        return False
    with database.transaction() as tx:
        if tx.row("delivery/select_summary_message", night=summary.night) is not None:
            return False
    tr = translator(settings.message_language, settings.zone)
    try:
        require_production(database, dhis2, settings)
        found = find_recipients(dhis2, recipients)
        if found.unknown:
            names = ", ".join(found.unknown)
            _LOG.warning("DHIS2 has no user %s (VLMIS_MESSAGE_RECIPIENTS).", names)
        send_message(
            dhis2, found, subject=_subject(summary, missing, tr), text=_text(summary, missing, tr)
        )
    except VlmisError as error:
        _LOG.warning("The administrators were not told, the push itself is done: %s", error)
        return False
    with database.transaction() as tx:
        tx.run(
            "delivery/insert_summary_message",
            night=summary.night,
            run_id=summary.run_id,
            recipients=list(recipients),
        )
    return True


def _subject(summary: PushSummary, missing: Sequence[IssueGroup], tr: Translator) -> str:
    return tr.ngettext(
        "VLMIS {night}: {count} stock record is not in DHIS2",
        "VLMIS {night}: {count} stock records are not in DHIS2",
        sum(entry.records for entry in missing),
        night=summary.night,
    )


def _text(summary: PushSummary, missing: Sequence[IssueGroup], tr: Translator) -> str:
    lines = [
        tr.ngettext(
            "In the night of {night}, {count} record (a store and product of one day) arrived in "
            "DHIS2. These did not:",
            "In the night of {night}, {count} records (a store and product of one day) arrived in "
            "DHIS2. These did not:",
            summary.posted,
            night=summary.night,
        )
    ]
    shown = sorted(missing[:REASONS_SHOWN], key=_fix_by)
    for fix_by, entries in groupby(shown, key=_fix_by):
        heading = tr.gettext("For the {fix_by:fix_by}:", fix_by=fix_by)
        lines += ["", heading, *(_line(entry, tr) for entry in entries)]
    if (more := len(missing) - REASONS_SHOWN) > 0:
        others = tr.ngettext("and {count} more reason", "and {count} more reasons", more)
        lines.append(f"- {others}: vlmis why-not")
    closing = [day.message for day in summary.closing[:CLOSING_SHOWN]]
    if summary.advice is not None:
        closing.append(summary.advice)
    if closing:
        lines += ["", tr.gettext("Closing soon:"), *(f"- {tr.sentence(each)}" for each in closing)]
    if differences := messages_of(summary.posted_differences):
        lines += ["", tr.gettext("Otherwise in DHIS2 than posted:")]
        lines += [f"- {tr.text(each)}" for each in differences]
    return "\n".join(
        [*lines, "", tr.gettext("What is corrected is sent by itself at the next push.")]
    )


def _fix_by(entry: IssueGroup) -> str:
    return entry.fix_by or ""


def _line(entry: IssueGroup, tr: Translator) -> str:
    example = tr.text(entry.example) if entry.example else ""
    if len(example) > _EXAMPLE_CHARACTERS:
        example = example[:_EXAMPLE_CHARACTERS] + "…"
    line = tr.gettext(
        "{records} of {stores} and {products}, since {day}. For example {example}",
        records=tr.ngettext("{count} record", "{count} records", entry.records),
        stores=tr.ngettext("{count} store", "{count} stores", entry.stores),
        products=tr.ngettext("{count} product", "{count} products", entry.products),
        day=entry.oldest_day,
        example=example,
    )
    if entry.state == "exhausted":
        again = tr.gettext("It was refused on five nights: ask for it again with vlmis requeue.")
        line = f"{line} {again}"
    return f"- {line}"
