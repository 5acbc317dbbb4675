"""Why stores, products and days are not in DHIS2: every cause that stands, and who can mend it."""

from dataclasses import dataclass
from datetime import date

from vlmis_core.database import Database
from vlmis_core.delivery.model.hold_reasons import PREFLIGHT_REASONS
from vlmis_core.stores.find_stores import VisibleStoreIds, as_array

_ORDER = {reason.code: number for number, reason in enumerate(PREFLIGHT_REASONS)}


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueChoice:
    """Which causes: of a reason, or those that cover a store or a product; None: all."""

    reason_code: str | None = None
    store_code: str | None = None
    product_code: str | None = None
    visible_store_ids: VisibleStoreIds = None


@dataclass(frozen=True, slots=True)
class ReasonCount:
    """A reason with the number of causes that stand, and the night since when."""

    reason_code: str
    fix_by: str
    causes: int
    first_night: date


@dataclass(frozen=True, slots=True)
class Cause:
    """One cause; store, product and day say what it covers, None means all."""

    reason_code: str
    sentence: str
    fix_by: str
    store_code: str | None
    store_name: str | None
    product_code: str | None
    product_name: str | None
    day: date | None
    first_night: date
    last_night: date
    is_from_answer: bool


def list_issues(
    database: Database, choice: IssueChoice, *, line_count: int | None, skipped: int
) -> tuple[list[ReasonCount], list[Cause]]:
    """The reasons, the most basic first, and one page of the causes of ``choice``."""
    covered = {
        "store_code": choice.store_code,
        "product_code": choice.product_code,
        "visible_store_ids": as_array(choice.visible_store_ids),
    }
    with database.transaction() as tx:
        counted = tx.rows("delivery/count_issues", **covered)
        rows = tx.rows(
            "delivery/select_issues",
            **covered,
            reason_code=choice.reason_code,
            line_count=line_count,
            skipped=skipped,
        )
    reasons = [ReasonCount(**row._mapping) for row in counted]
    reasons.sort(key=lambda reason: _ORDER.get(reason.reason_code, len(_ORDER)))
    return reasons, [Cause(**row._mapping) for row in rows]
