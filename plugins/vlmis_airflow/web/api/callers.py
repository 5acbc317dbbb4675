"""Who calls: by a token, or by the cookie of the pages; and at which stores they may record."""

from collections.abc import Iterable
from typing import Annotated

from fastapi import Depends, Query, Request
from fastapi.security.utils import get_authorization_scheme_param

from vlmis_airflow.form_tokens import is_same_origin
from vlmis_airflow.web.access import (
    NotAllowedError,
    NotSignedInError,
    VisibleStores,
    needs,
    signed_in_person,
)
from vlmis_airflow.web.api.fields import Code
from vlmis_airflow.web.api.problems import NotYoursError, UnknownError
from vlmis_airflow.web.choices import Now, Reporting
from vlmis_airflow.web.csrf import token_is_good
from vlmis_core.accounts.person import Person
from vlmis_core.accounts.roles import Action
from vlmis_core.database import Database
from vlmis_core.errors import BadField
from vlmis_core.ledger.movements import Entry
from vlmis_core.products.select_products import select_products
from vlmis_core.settings import load_settings
from vlmis_core.stores.find_stores import FoundStore, VisibleStoreIds, find_store, find_store_ids

CSRF_HEADER = "X-CSRF-Token"


def not_from_elsewhere(
    request: Request, person: Annotated[Person | None, Depends(signed_in_person)]
) -> None:
    """Refuse what another site makes a browser send; a Bearer token no browser sends by itself.

    Raises:
        NotAllowedError: a cookie without the token of our pages.
    """
    if person is None:
        raise NotSignedInError
    # Read just as the session is: an empty "Bearer " leaves the cookie to decide.
    scheme, token = get_authorization_scheme_param(request.headers.get("Authorization"))
    if scheme.lower() == "bearer" and token:
        return
    if not is_same_origin(request) or not token_is_good(
        request.headers.get(CSRF_HEADER, ""), person
    ):
        raise NotAllowedError(
            f"With a cookie, a change needs the header {CSRF_HEADER} of our pages; programs send a "
            "Bearer token."
        )


Reader = Annotated[Person, Depends(needs(Action.READ_REPORTS))]
DeliveryReader = Annotated[Person, Depends(needs(Action.READ_DELIVERY))]
Recorder = Annotated[Person, Depends(needs(Action.RECORD))]
Acknowledger = Annotated[Person, Depends(needs(Action.ACKNOWLEDGE))]
CHANGES = [Depends(not_from_elsewhere)]


def entry(person: Annotated[Person | None, Depends(signed_in_person)], now: Now) -> Entry:
    """Who records, and when."""
    if person is None:
        raise NotSignedInError
    return Entry.made(person.username, now, load_settings().zone)


MadeNow = Annotated[Entry, Depends(entry)]


def require_own_stores(database: Database, person: Person, codes: Iterable[str]) -> None:
    """Refuse lines of other stores; a code that nobody has is left to the ledger to name.

    Raises:
        NotYoursError: names every such line.
    """
    numbered = list(enumerate(codes, start=1))
    ids = find_store_ids(database, {code for _, code in numbered})
    # Whoever keeps some stores learns nothing of the codes of others.
    refused = [
        BadField(line, "store_code", code, "is not a store at which you may record")
        for line, code in numbered
        if not (person.store_ids is None and code not in ids)
        and not person.may_record_at(ids.get(code, 0))
    ]
    if refused:
        raise NotYoursError(refused)


def find_asked_store(database: Database, visible: VisibleStoreIds, code: str) -> FoundStore:
    """The store of a code that the person may see.

    Raises:
        UnknownError: there is none.
        NotAllowedError: the person may not see it.
    """
    found = find_store(database, code)
    if found is None:
        raise UnknownError(f"There is no store with the code {code!r}; see /vlmis/api/v1/stores.")
    if visible is not None and found.store_id not in visible:
        raise NotAllowedError("This store is neither yours nor below one of yours.")
    return found


def require_product(database: Database, code: str) -> None:
    """Refuse a code that no product has.

    Raises:
        UnknownError: there is none.
    """
    if all(product.code != code for product in select_products(database)):
        raise UnknownError(f"No product has the code {code!r}; see /vlmis/api/v1/products.")


def asked_store(
    person: Reader,
    database: Reporting,
    visible: VisibleStores,
    store: Annotated[Code | None, Query(description="A store's code.")] = None,
) -> FoundStore | None:
    """The store that the address names, if any."""
    return None if store is None else find_asked_store(database, visible, store)


def asked_product(
    person: Reader,
    database: Reporting,
    product: Annotated[Code | None, Query(description="A product's code.")] = None,
) -> str | None:
    """The product that the address names, if any."""
    if product is not None:
        require_product(database, product)
    return product


AskedStore = Annotated[FoundStore | None, Depends(asked_store)]
AskedProduct = Annotated[str | None, Depends(asked_product)]
