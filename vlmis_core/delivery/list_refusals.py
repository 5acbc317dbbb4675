"""Records that DHIS2 refused and that are not posted yet, with their attempts."""

from dataclasses import dataclass
from datetime import date

from vlmis_core.database import Database
from vlmis_core.stores.find_stores import VisibleStoreIds, as_array


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalChoice:
    """Which records: ``refused`` or ``exhausted`` ones, of a store or product; None: all."""

    state: str | None = None
    store_code: str | None = None
    product_code: str | None = None
    visible_store_ids: VisibleStoreIds = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """One record: its attempts of this round, and what DHIS2 said at the last of them."""

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
    sentence: str | None
    categories: list[str] | None
    request_id: int | None


def list_refusals(
    database: Database, choice: RefusalChoice, *, line_count: int | None, skipped: int
) -> tuple[dict[str, int], list[Refusal]]:
    """Records by state, and one page of those of ``choice``; exhausted ones first."""
    chosen = {
        "store_code": choice.store_code,
        "product_code": choice.product_code,
        "visible_store_ids": as_array(choice.visible_store_ids),
    }
    with database.transaction() as tx:
        counted = tx.rows("delivery/count_refusals", **chosen)
        rows = tx.rows(
            "delivery/select_refusals",
            **chosen,
            state=choice.state,
            line_count=line_count,
            skipped=skipped,
        )
    return {row.state: row.records for row in counted}, [Refusal(**row._mapping) for row in rows]
