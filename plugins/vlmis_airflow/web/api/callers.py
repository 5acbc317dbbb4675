"""Who calls: by a token, or by the cookie of the pages; and at which stores they may record."""

from collections.abc import Iterable
from typing import Annotated

from fastapi import Depends, Query, Request
from fastapi.security.utils import get_authorization_scheme_param

from vlmis_airflow.form_tokens import is_same_origin
from vlmis_airflow.web.access import (
    NotAllowedError,
    SignedIn,
    VisibleStores,
    needs,
)
from vlmis_airflow.web.api.fields import Code
from vlmis_airflow.web.choices import Reporting
from vlmis_airflow.web.csrf import token_is_good
from vlmis_core.accounts.person import Person
from vlmis_core.accounts.roles import Action
from vlmis_core.database import Database
from vlmis_core.errors import BadInputError, Fault, PermanentError
from vlmis_core.messages import message
from vlmis_core.products.select_products import select_products
from vlmis_core.stores.find_stores import FoundStore, VisibleStoreIds, find_store, find_store_ids

CSRF_HEADER = "X-CSRF-Token"


def require_own_origin(request: Request, person: SignedIn) -> None:
    """Refuse what another site makes a browser send; a Bearer token no browser sends by itself.

    Raises:
        NotAllowedError: a cookie without the token of our pages.
    """
    # Read just as the session is: an empty "Bearer " leaves the cookie to decide.
    scheme, token = get_authorization_scheme_param(request.headers.get("Authorization"))
    if scheme.lower() == "bearer" and token:
        return
    if not is_same_origin(request) or not token_is_good(
        request.headers.get(CSRF_HEADER, ""), person
    ):
        raise NotAllowedError(message("csrf_token_is_missing", header=CSRF_HEADER))


Reader = Annotated[Person, Depends(needs(Action.READ_REPORTS))]
DeliveryReader = Annotated[Person, Depends(needs(Action.READ_DELIVERY))]
Recorder = Annotated[Person, Depends(needs(Action.RECORD))]
Acknowledger = Annotated[Person, Depends(needs(Action.ACKNOWLEDGE))]
CHANGES = [Depends(require_own_origin)]


def require_own_stores(database: Database, person: Person, codes: Iterable[str]) -> None:
    """Refuse lines of other stores; a code that nobody has is left to the ledger to name.

    Raises:
        BadInputError: names every such line.
    """
    numbered = list(enumerate(codes, start=1))
    ids = find_store_ids(database, {code for _, code in numbered})
    # Whoever keeps some stores learns nothing of the codes of others.
    refused = [
        Fault(line, "store_code", code, message("not_your_store"))
        for line, code in numbered
        if not (person.store_ids is None and code not in ids)
        and not person.may_record_at(ids.get(code, 0))
    ]
    if refused:
        raise BadInputError(message("api_request"), refused)


def find_asked_store(database: Database, visible: VisibleStoreIds, code: str) -> FoundStore:
    """The store of a code that the person may see.

    Raises:
        PermanentError: there is none.
        NotAllowedError: the person may not see it.
    """
    found = find_store(database, code)
    if found is None:
        raise PermanentError(message("store_not_found", store=code))
    if visible is not None and found.store_id not in visible:
        raise NotAllowedError(message("store_is_not_visible", store=code))
    return found


def require_product(database: Database, code: str) -> None:
    """Refuse a code that no product has.

    Raises:
        PermanentError: there is none.
    """
    if all(product.code != code for product in select_products(database)):
        raise PermanentError(message("product_not_found", product=code))


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
