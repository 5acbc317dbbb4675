"""Which records a person chooses to send again, or to withdraw."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from vlmis_core.database import Transaction
from vlmis_core.errors import BadInputError, Fault
from vlmis_core.messages import Given, message
from vlmis_core.stores.find_stores import require_store


@dataclass(frozen=True, slots=True)
class RecordChoice:
    """Which records: of a store, of a product, of a range of stock days; None: all."""

    store_code: str | None = None
    product_code: str | None = None
    first_day: date | None = None
    last_day: date | None = None

    def __str__(self) -> str:
        given = {name: value for name, value in asdict(self).items() if value not in (None, False)}
        return ", ".join(f"{name}={value}" for name, value in given.items()) or "all"

    @property
    def has_both_days(self) -> bool:
        """Tell whether it names a first and a last day."""
        return self.first_day is not None and self.last_day is not None

    def require_store(self, tx: Transaction) -> None:
        """Refuse a code that no store has today.

        Raises:
            PermanentError: there is none; of a former code, its successors are named.
        """
        if self.store_code is not None:
            require_store(tx, self.store_code)

    @property
    def filters(self) -> dict[str, Any]:
        """Return the choice as the parameters of the statements."""
        return {
            "store_code": self.store_code,
            "product_code": self.product_code,
            "first_day": self.first_day,
            "last_day": self.last_day,
        }


@dataclass(frozen=True, slots=True)
class ChosenRecords:
    """How many records a choice has, of how many stores, and their days; None: it has none."""

    records: int
    stores: int
    first_day: date | None
    last_day: date | None

    @property
    def values(self) -> dict[str, Given]:
        """Return the values of the messages that announce an act on them."""
        return {
            "count": self.records,
            "stores": self.stores,
            "first_day": self.first_day,
            "last_day": self.last_day,
        }


def require_person_and_reason(act: str, **given: str) -> None:
    """Refuse an act on records that does not say who does it and why.

    Raises:
        BadInputError: a text is missing; every missing one is named.
    """
    missing = [
        Fault(0, name, text, message("field_is_missing"))
        for name, text in given.items()
        if not text.strip()
    ]
    if missing:
        raise BadInputError(act, missing)
