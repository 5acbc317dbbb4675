"""Who calls: by a token, or by the cookie of the pages; and which store and product they name."""

from typing import Annotated

from fastapi import Depends, Query, Request
from fastapi.security.utils import get_authorization_scheme_param

from vlmis_airflow.form_tokens import is_same_origin
from vlmis_airflow.web.access import AllowedStores, NotAllowedError, SignedIn
from vlmis_airflow.web.api.fields import Code
from vlmis_airflow.web.choices import Reporting, product_of_code, require_visible
from vlmis_airflow.web.csrf import is_valid_token
from vlmis_core.database import Database
from vlmis_core.messages import message
from vlmis_core.products.select_products import select_products
from vlmis_core.stores.find_stores import FoundStore, VisibleStoreIds, require_store

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
    if not is_same_origin(request) or not is_valid_token(
        request.headers.get(CSRF_HEADER, ""), person
    ):
        raise NotAllowedError(message("csrf_token_is_missing", header=CSRF_HEADER))


def find_asked_store(database: Database, visible: VisibleStoreIds, code: str) -> FoundStore:
    """The store of a code that the person may see.

    Raises:
        PermanentError: there is none.
        NotAllowedError: the person may not see it.
    """
    with database.transaction() as tx:
        found = require_store(tx, code)
    return require_visible(found, visible)


def require_product(database: Database, code: str) -> str:
    """Refuse a code that no product has.

    Raises:
        PermanentError: there is none.
    """
    return product_of_code(select_products(database), code).code


def asked_store(
    database: Reporting,
    visible: AllowedStores,
    store: Annotated[Code | None, Query(description="A store's code.")] = None,
) -> FoundStore | None:
    """The store that the address names, if any."""
    return None if store is None else find_asked_store(database, visible, store)


def asked_product(
    database: Reporting,
    product: Annotated[Code | None, Query(description="A product's code.")] = None,
) -> str | None:
    """The product that the address names, if any."""
    return None if product is None else require_product(database, product)


AskedStore = Annotated[FoundStore | None, Depends(asked_store)]
AskedProduct = Annotated[str | None, Depends(asked_product)]
