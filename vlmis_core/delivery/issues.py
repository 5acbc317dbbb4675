"""Why records are not in DHIS2, and who can fix it: by reason, and hold by hold."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import compress

from vlmis_core.database import Database
from vlmis_core.delivery.model.reason_order import rank_of_reason
from vlmis_core.delivery.production import ProductionState
from vlmis_core.messages import FixBy, Message
from vlmis_core.stores.find_stores import VisibleStoreIds, branch_store_ids


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueChoice:
    """Which records and holds: of a store with those below it, of a product; None: all."""

    store_code: str | None = None
    product_code: str | None = None
    visible_store_ids: VisibleStoreIds = None


EVERYTHING = IssueChoice()


@dataclass(frozen=True, slots=True)
class IssueGroup:
    """One reason: the state of its records, how many, since which day, and an example.

    ``pending`` with an empty reason and no example waits for the next push. ``stores`` and
    ``products`` count those of its records; where no record waits, those that its holds name.
    """

    state: str
    reason_code: str
    """The code of the hold, or the error code of DHIS2."""
    records: int
    oldest_day: date | None
    issues: int
    first_night: date | None
    """Of a hold: the night on which it was first found."""
    stores: int
    products: int
    example: Message | None
    contradicted_rules: str
    """The rules of preflight that had accepted what DHIS2 then refused."""
    closes_at: datetime | None
    """When DHIS2 closes the first of its days; None: never, or no record waits."""

    @property
    def fix_by(self) -> FixBy | None:
        """Return who can fix it; None: it waits for the next push."""
        return self.example.fix_by if self.example else None


@dataclass(frozen=True, slots=True)
class Hold:
    """One hold; store, product and day are what it affects, None means all."""

    message: Message
    store_code: str | None
    store_name: str | None
    product_code: str | None
    product_name: str | None
    day: date | None
    first_night: date
    last_night: date
    is_from_answer: bool


def list_issues(
    database: Database,
    choice: IssueChoice = EVERYTHING,
    production: ProductionState | None = None,
) -> list[IssueGroup]:
    """Return every reason for which a record is not posted, the most basic ones first.

    Where ``production`` is off, that is the first reason, and what would wait for the next push
    waits for it.
    """
    with database.transaction() as tx:
        groups = tx.rows(
            "delivery/select_issues",
            as_=IssueGroup,
            store_ids=branch_store_ids(tx, choice.store_code, choice.visible_store_ids),
            product_code=choice.product_code,
        )
    ranked = sorted(
        groups,
        key=lambda group: (
            group.state == "pending",
            rank_of_reason(group.reason_code),
            -group.records,
        ),
    )
    if production is None or production.off_because is None:
        return ranked
    return _waiting_for_production(ranked, production.off_because)


_NOTHING_WAITS = IssueGroup("held", "", 0, None, 1, None, 0, 0, None, "", None)


def _waiting_for_production(groups: list[IssueGroup], off_because: Message) -> list[IssueGroup]:
    is_waiting = [group.state == "pending" and not group.reason_code for group in groups]
    waiting = next(compress(groups, is_waiting), _NOTHING_WAITS)
    held = replace(
        waiting, state="held", reason_code=off_because.code, issues=1, example=off_because
    )
    return [held, *(group for group in groups if group is not waiting)]


def list_holds(
    database: Database,
    choice: IssueChoice,
    *,
    reason_code: str | None,
    line_count: int | None,
    skipped: int,
) -> Sequence[Hold]:
    """Return one page of the holds that affect the choice, by reason, the oldest first."""
    with database.transaction() as tx:
        return tx.rows(
            "delivery/select_holds",
            as_=Hold,
            reason_code=reason_code,
            store_ids=branch_store_ids(tx, choice.store_code, choice.visible_store_ids),
            product_code=choice.product_code,
            line_count=line_count,
            skipped=skipped,
        )
