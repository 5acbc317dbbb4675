"""Last night: what the newest push sent, and which issues keep records from DHIS2 since."""

from dataclasses import dataclass
from datetime import date, datetime

from vlmis_core.database import Database
from vlmis_core.messages import FixBy, Message


@dataclass(frozen=True, slots=True)
class LastRun:
    """The newest run of the push, in records; ``finished_at`` None: it is running, or it failed.

    ``sent`` have an outcome, each counted once; of them, DHIS2 refused ``refused`` or gave a reason
    to hold them, and ``unanswered`` were sent alone without an answer.
    """

    run_id: str
    night: date
    planned_at: datetime
    finished_at: datetime | None
    sent: int
    refused: int
    unanswered: int


@dataclass(frozen=True, slots=True)
class IssueCount:
    """One reason for which records are on hold: how many issues, of how many stores by name."""

    reason_code: str
    issues: int
    stores: int
    first_night: date
    example: Message

    @property
    def fix_by(self) -> FixBy:
        """Return who can fix it."""
        return self.example.fix_by


@dataclass(frozen=True, slots=True)
class LastNight:
    """The newest push, and what is on hold; ``run`` None: nothing was sent yet."""

    run: LastRun | None
    issues: list[IssueCount]


def report_last_night(database: Database) -> LastNight:
    """Report the newest run with its requests, and the holds in force; reads no records."""
    with database.transaction() as tx:
        return LastNight(
            run=tx.row("delivery/select_last_run", as_=LastRun),
            issues=tx.rows("delivery/count_issues_by_reason", as_=IssueCount),
        )
