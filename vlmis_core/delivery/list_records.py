"""List records page by page, each with its state at the delivery and the reason."""

from dataclasses import dataclass
from datetime import date

from vlmis_core.database import Database
from vlmis_core.messages import Message
from vlmis_core.stores.find_stores import VisibleStoreIds, branch_store_ids


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryChoice:
    """Which records: of a store with those below it, of a product, in a state; None: all."""

    first_day: date
    last_day: date
    store_code: str | None = None
    product_code: str | None = None
    state: str | None = None
    visible_store_ids: VisibleStoreIds = None


@dataclass(frozen=True, slots=True)
class DeliveryLine:
    """One record, and why it is not in DHIS2; the code of a refusal is the error code of DHIS2."""

    day: date
    store_code: str
    product_code: str
    state: str
    attempts: int
    nights_tried: int
    round: int
    reason_code: str | None
    reason: Message | None
    last_night: date | None
    posted_night: date | None
    request_id: int | None
    is_remapped: bool


def list_records(
    database: Database,
    choice: DeliveryChoice,
    *,
    after: tuple[date, str, str] | None,
    line_count: int,
) -> list[DeliveryLine]:
    """Return the records after (day, store, product) ``after``, in that order."""
    after_day, after_store_code, after_product_code = after or (date.min, "", "")
    with database.transaction() as tx:
        return tx.rows(
            "delivery/select_record_page",
            as_=DeliveryLine,
            first_day=choice.first_day,
            last_day=choice.last_day,
            store_ids=branch_store_ids(tx, choice.store_code, choice.visible_store_ids),
            product_code=choice.product_code,
            state=choice.state,
            after_day=after_day,
            after_store_code=after_store_code,
            after_product_code=after_product_code,
            line_count=line_count,
        )
