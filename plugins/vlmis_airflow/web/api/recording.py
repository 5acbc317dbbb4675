"""What every request that records has in common: its caller, its lines, its answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, Response
from pydantic import BaseModel, Field

from vlmis_airflow.web.access import RouteAction, SignedIn, require_at
from vlmis_airflow.web.api.described import RECORDING
from vlmis_airflow.web.api.fields import CLOSED, Code, Day, Quantity, SourceKey
from vlmis_airflow.web.choices import Reporting
from vlmis_airflow.web.forms import MadeNow
from vlmis_core.accounts.roles import Action
from vlmis_core.errors import BadInputError, Fault
from vlmis_core.ledger.movements import Recorded
from vlmis_core.messages import Message, message
from vlmis_core.stores.find_stores import find_store_ids

RECORDED = RECORDING | {
    200: {"description": "All of it was recorded before.", "model": Recorded},
    201: {"description": "Recorded.", "model": Recorded},
}


class Line(BaseModel):
    """A quantity of a product, under a key that makes a second sending harmless."""

    model_config = CLOSED

    source_key: SourceKey
    product_code: Code
    quantity: Quantity
    lot: Code | None = None
    expires_on: Day | None = None
    confirmed: bool = Field(
        default=False,
        strict=True,
        description="True: a person has checked the quantity, however unlikely it is.",
    )


class StoreLine(Line):
    """A quantity of a product at a store, on a day."""

    store_code: Code
    occurred_on: Day


class Keyed(BaseModel):
    """A request that the path describes; its key makes a second sending harmless."""

    model_config = CLOSED

    source_key: SourceKey


@dataclass(frozen=True, slots=True)
class Recording:
    """A request that records: who records what kind of thing, and when."""

    person: SignedIn
    action: RouteAction
    database: Reporting
    entry: MadeNow
    response: Response

    def require_own_stores(self, codes: Iterable[str]) -> None:
        """Refuse other stores; a code that nobody has is left to the ledger to name.

        Raises:
            BadInputError: names every line of another store.
        """
        numbered = list(enumerate(codes, start=1))
        ids = find_store_ids(self.database, {code for _, code in numbered})
        # Whoever keeps some stores learns nothing of the codes of others.
        refused = [
            Fault(line, "store_code", code, message("not_your_store"))
            for line, code in numbered
            if not (code not in ids and self.person.stores_for(self.action) is None)
            and not self.person.may_at(self.action, ids.get(code, 0))
        ]
        if refused:
            raise BadInputError(message("api_request"), refused)

    def require_store(self, store_id: int, refusal: Message) -> None:
        """Refuse whoever does not record at a store.

        Raises:
            NotAllowedError: with ``refusal``.
        """
        require_at(self.person, self.action, store_id, refusal)

    def sees(self, *store_ids: int) -> bool:
        """Tell whether the person may see one of the stores."""
        return any(self.person.may_at(Action.READ_REPORTS, store) for store in store_ids)

    def answer(self, recorded: Recorded) -> Recorded:
        """Answer 201 when something is new, 200 when all was recorded before."""
        self.response.status_code = HTTPStatus.CREATED if recorded.recorded else HTTPStatus.OK
        return recorded


ToRecord = Annotated[Recording, Depends()]
