"""List records that DHIS2 refused and that are not posted, with their attempts."""

from dataclasses import dataclass
from datetime import date

from vlmis_core.database import Database
from vlmis_core.stores.find_stores import VisibleStoreIds, branch_store_ids


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalChoice:
    """Which records: ``refused`` or ``exhausted``, of a store with those below it, a product."""

    state: str | None = None
    store_code: str | None = None
    product_code: str | None = None
    visible_store_ids: VisibleStoreIds = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """One record: its attempts of this round, and what DHIS2 answered at the last of them."""

    day: date
    store_code: str
    store_name: str
    product_code: str
    product_name: str
    state: str
    attempts: int
    nights_tried: int
    round: int
    last_night: date | None
    code: str | None
    answer: str | None
    categories: list[str] | None
    request_id: int | None


def list_refusals(
    database: Database, choice: RefusalChoice, *, line_count: int | None, skipped: int
) -> tuple[dict[str, int], list[Refusal]]:
    """Return the records by state, and one page of those of ``choice``; exhausted ones first."""
    with database.transaction() as tx:
        chosen = {
            "store_ids": branch_store_ids(tx, choice.store_code, choice.visible_store_ids),
            "product_code": choice.product_code,
        }
        counted = tx.rows("delivery/count_refusals", **chosen)
        rows = tx.rows(
            "delivery/select_refusals",
            as_=Refusal,
            **chosen,
            state=choice.state,
            line_count=line_count,
            skipped=skipped,
        )
    return {row.state: row.records for row in counted}, rows
