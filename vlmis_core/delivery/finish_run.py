"""Close a run of the push, and count what it did."""

import logging
from dataclasses import dataclass
from datetime import date

from vlmis_core.database import Database
from vlmis_core.delivery.open_differences import (
    OpenDifferences,
    list_open_differences,
    messages_of,
)
from vlmis_core.delivery.push_run import select_run
from vlmis_core.delivery.warn_of_closing import ClosingDay, days_closing_soon, expiry_advice
from vlmis_core.dhis2.categories import VALUES_PER_RECORD
from vlmis_core.messages import Message, Translator, message, translator

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class HoldCount:
    """A reason for which records are on hold: how many records, how many holds, one of these."""

    reason_code: str
    records: int
    holds: int
    example: Message

    @property
    def message(self) -> Message:
        """Describe it for people."""
        return message(
            "holds_of_reason",
            count=self.records,
            holds=self.holds,
            reason=self.reason_code,
            fix_by=self.example.fix_by,
            example=self.example,
        )


@dataclass(frozen=True, slots=True)
class Disagreement:
    """What DHIS2 refused in this night although preflight had found it in order.

    Usually DHIS2 was changed after the snapshot; if it returns, the rule of preflight is wrong.
    """

    rules: list[str]
    """The rules of preflight that DHIS2 contradicts."""
    number: int
    what: str
    """What ``number`` counts: ``records`` (each an attempt), or ``holds``."""
    example: str

    @property
    def message(self) -> Message:
        """Describe it for people."""
        is_record = self.what == "records"
        code = "records_contradict_preflight" if is_record else "holds_contradict_preflight"
        return message(code, count=self.number, rules=self.rules, example=self.example)


@dataclass(frozen=True, slots=True)
class PushSummary:
    """What a run did, in records where nothing else is named."""

    run_id: str
    night: date
    posted: int
    refused: int
    exhausted: int
    unsettled: int
    """Sent without proof: sent again next night, no attempt counted."""
    requests: int
    differing_values: int
    holds: tuple[HoldCount, ...]
    posted_differences: tuple[OpenDifferences, ...] = ()
    """What DHIS2 holds otherwise than it was posted, on this night or an earlier one."""
    closing: tuple[ClosingDay, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    advice: Message | None = None
    """What to change so that five attempts fit; None: nothing."""

    @property
    def messages(self) -> list[Message]:
        """What the run did, which days close soon, what is on hold, and what differs in DHIS2."""
        did = message(
            "push_summary",
            night=self.night,
            count=self.posted,
            values=VALUES_PER_RECORD * self.posted,
            refused=self.refused,
            exhausted=self.exhausted,
            unsettled=self.unsettled,
            requests=self.requests,
            differing=self.differing_values,
        )
        groups = (self.closing, self.holds, self.disagreements)
        found = [did, *(each.message for group in groups for each in group)]
        found += [] if self.advice is None else [self.advice]
        return found + messages_of(self.posted_differences)

    def text(self, translator: Translator) -> str:
        """Write the summary, a line for each message; what differs, with the command for it."""
        count = len(messages_of(self.posted_differences))
        found = self.messages
        plain, with_action = found[: len(found) - count], found[len(found) - count :]
        lines = [*map(translator.sentence, plain), *map(translator.text, with_action)]
        return "\n  ".join(lines)


@dataclass(frozen=True, slots=True)
class _RecordCounts:
    posted: int
    refused: int
    exhausted: int
    unsettled: int


def finish_run(database: Database, *, run_id: str) -> PushSummary:
    """Close a run and return what it did; running it again returns the same.

    Raises:
        PermanentError: the run was not planned.
    """
    run = select_run(database, run_id)
    with database.transaction() as tx:
        counts = tx.row("delivery/count_run_records", as_=_RecordCounts, run_id=run_id)
        assert counts is not None  # One row for a run that was planned.
        requests = tx.value("delivery/count_run_requests", as_=int, run_id=run_id)
        holds = tx.rows("delivery/count_held_records", as_=HoldCount, push_from=run.push_from)
        differing = tx.value("delivery/count_run_differences", as_=int, run_id=run_id)
        disagreements = tx.rows("delivery/select_disagreements", as_=Disagreement, run_id=run_id)
        tx.run("delivery/update_unanswered", run_id=run_id)
        tx.run("delivery/settle_days")
        tx.run("delivery/insert_backlog", push_from=run.push_from)
        closing = days_closing_soon(
            tx, push_from=run.push_from, snapshot_id=run.snapshot_id, now=run.server_now
        )
        tx.run("delivery/finish_run", run_id=run_id)
    for day in closing:
        _LOG.warning("%s", translator("en").text(day.message))
    return PushSummary(
        run_id=run_id,
        night=run.night,
        posted=counts.posted,
        refused=counts.refused,
        exhausted=counts.exhausted,
        unsettled=counts.unsettled,
        requests=requests,
        differing_values=differing,
        holds=tuple(holds),
        posted_differences=tuple(list_open_differences(database)),
        closing=tuple(closing),
        disagreements=tuple(disagreements),
        advice=expiry_advice(run.expiry_days, days_expire=run.days_expire),
    )
