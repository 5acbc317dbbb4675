"""Sum up a night's push for people."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from vlmis_core.database import Database
from vlmis_core.errors import PermanentError


@dataclass(frozen=True, slots=True)
class HeldCause:
    """A reason for which records wait, how many causes it has, one of them in words."""

    reason_code: str
    mender: str
    causes: int
    example: str


@dataclass(frozen=True, slots=True)
class PushSummary:
    """What a run did, in records unless said otherwise."""

    run_id: str
    night: date
    posted: int
    refused: int
    exhausted: int
    unsettled: int
    """Sent without proof: sent again next night, no attempt counted."""
    requests: int
    differing_values: int
    holds: tuple[HeldCause, ...]

    def __str__(self) -> str:
        held = "".join(
            f"\n  held, {hold.causes} × {hold.reason_code} ({hold.mender}): {hold.example}"
            for hold in self.holds
        )
        return (
            f"Night {self.night}: {self.posted} records posted and read back equal "
            f"({9 * self.posted} values), {self.refused} refused, {self.exhausted} exhausted, "
            f"{self.unsettled} without proof; {self.requests} requests, "
            f"{self.differing_values} values differ in DHIS2.{held}"
        )


def summarise_push(database: Database, *, run_id: str) -> PushSummary:
    """Close a run and say what it did; running it again says the same.

    Days whose every record is posted or exhausted are settled: later nights leave them alone.
    """
    with database.transaction() as tx:
        run = tx.row("push/select_run", run_id=run_id)
        counts = tx.row("push/count_run_records", run_id=run_id)
        requests = tx.row("push/count_run_requests", run_id=run_id)
        if run is None or counts is None or requests is None:
            raise PermanentError(f"there is no push run {run_id}.")
        holds = tx.rows("push/select_standing_holds")
        differing = int(tx.value("push/select_run_differences", run_id=run_id))
        tx.run("push/count_unanswered", run_id=run_id)
        tx.run("push/delete_leftovers")
        tx.run("push/settle_days")
        tx.run("push/list_leftovers", push_from=run.push_from)
        tx.run("push/finish_run", run_id=run_id)
    numbers = Counter((hold.reason_code, hold.mender) for hold in holds)
    examples = {hold.reason_code: hold.sentence for hold in holds}
    return PushSummary(
        run_id=run_id,
        night=run.night,
        posted=counts.posted,
        refused=counts.refused,
        exhausted=counts.exhausted,
        unsettled=counts.unsettled,
        requests=requests.requests,
        differing_values=differing,
        holds=tuple(
            HeldCause(code, mender, number, examples[code])
            for (code, mender), number in numbers.most_common()
        ),
    )
