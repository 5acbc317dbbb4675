"""What a person may choose on a report: fields of a form, read from the address and checked."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from fastapi import Depends, Query
from pydantic import BeforeValidator, Field

from vlmis_airflow.web.access import AllowedStores, NotAllowedError
from vlmis_airflow.web.databases import delivery_database, reporting_database
from vlmis_airflow.web.refused_forms import Candidate, UnclearChoiceError
from vlmis_core.clock import now
from vlmis_core.database import Database
from vlmis_core.errors import PermanentError
from vlmis_core.ledger.calendar import local_date
from vlmis_core.messages import message
from vlmis_core.products.select_products import Product, select_products
from vlmis_core.reports.report_filter import ReportFilter
from vlmis_core.settings import load_settings
from vlmis_core.stores.find_stores import (
    FoundStore,
    VisibleStoreIds,
    find_store,
    find_stores,
    require_store,
)

MOST_CANDIDATES = 5
"""Stores that a person may choose from where letters mean several."""
MOST_OFFERED = 60
"""Stores that a form offers by itself; of more, those that match what was typed."""


def empty_is_none(value: object) -> object:
    """A field that a form sends empty was not filled in."""
    return None if isinstance(value, str) and not value.strip() else value


Day = Annotated[date | None, BeforeValidator(empty_is_none), Query()]
FirstDay = Annotated[date | None, BeforeValidator(empty_is_none), Query(alias="from")]
LastDay = Annotated[date | None, BeforeValidator(empty_is_none), Query(alias="to")]
Word = Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]
Words = Annotated[Word | None, BeforeValidator(empty_is_none), Query()]
Reporting = Annotated[Database, Depends(reporting_database)]
Pipeline = Annotated[Database, Depends(delivery_database)]


def today(clock: Annotated[datetime, Depends(now)]) -> date:
    """The country's calendar day."""
    return local_date(clock, load_settings().zone)


Now = Annotated[datetime, Depends(now)]
Today = Annotated[date, Depends(today)]


@dataclass(frozen=True, slots=True)
class StoreChoice:
    """The store that was chosen, if any, and those that the form offers without being asked."""

    chosen: FoundStore | None
    offered: list[FoundStore]
    visible_store_ids: VisibleStoreIds

    @property
    def code(self) -> str | None:
        """Code of the chosen store."""
        return self.chosen.code if self.chosen else None


def store_choice(database: Reporting, visible: AllowedStores, store: Words = None) -> StoreChoice:
    """Read the field ``store``: a code, or letters that only one store has.

    Raises:
        NotAllowedError: the person may not see this store.
        PermanentError: there is none of this code, or several have these letters.
    """
    offered = find_stores(database, "", visible, line_count=MOST_OFFERED + 1)
    return StoreChoice(
        None if store is None else store_of_words(database, visible, store.strip()),
        offered if len(offered) <= MOST_OFFERED else [],
        visible,
    )


def store_of_words(database: Database, visible: VisibleStoreIds, words: str) -> FoundStore:
    """Return the store of a code, or the only visible one that words of a name or area mean.

    Raises:
        NotAllowedError: the person may not see the store of this code.
        UnclearChoiceError: the words mean no store, or several, which are named.
    """
    of_code = find_store(database, words)
    if of_code is not None:
        return require_visible(of_code, visible)
    found = find_stores(database, words, visible, line_count=MOST_CANDIDATES + 1)
    if len(found) == 1:
        return found[0]
    if not found:
        raise UnclearChoiceError("store", message("no_store_has_these_letters", letters=words))
    candidates = [
        Candidate(store.code, f"{store.name} · {store.area}" if store.area else store.name)
        for store in found[:MOST_CANDIDATES]
    ]
    names = [f"{store.code} ({store.name})" for store in found[:MOST_CANDIDATES]]
    fault = message("several_stores_have_these_letters", letters=words, stores=names)
    raise UnclearChoiceError("store", fault, candidates)


def require_visible(store: FoundStore, visible: VisibleStoreIds) -> FoundStore:
    """Return a store that the person may see.

    Raises:
        NotAllowedError: the person may not see this store.
    """
    if visible is not None and store.store_id not in visible:
        raise NotAllowedError(message("store_is_not_visible", store=store.code))
    return store


def require_chosen_store(
    database: Database, allowed: VisibleStoreIds, store_code: str | None
) -> None:
    """Refuse records of stores at which the person may not do what the route does.

    Raises:
        NotAllowedError: the store is none of these, or none is chosen, which means every store.
        PermanentError: no store has this code.
    """
    if allowed is None:
        return
    if store_code is None:
        raise NotAllowedError(message("one_of_your_stores_must_be_chosen"))
    with database.transaction() as tx:
        require_visible(require_store(tx, store_code), allowed)


def product_of_code(products: list[Product], code: str | None) -> Product:
    """Return the product of a code.

    Raises:
        PermanentError: there is none.
    """
    for product in products:
        if product.code == code:
            return product
    raise PermanentError(message("product_not_found", product=code))


def products_offered(database: Reporting) -> list[Product]:
    """Every product, also retired ones: the past has them."""
    return select_products(database)


ChosenStore = Annotated[StoreChoice, Depends(store_choice)]
Products = Annotated[list[Product], Depends(products_offered)]


def report_filter(
    store: ChosenStore,
    products: Products,
    first_day: FirstDay = None,
    last_day: LastDay = None,
    stores_below: Annotated[bool, Query()] = True,
    product: Words = None,
) -> ReportFilter:
    """Read the fields that every report has: from, to, store, stores_below, product.

    Raises:
        PermanentError: there is no such product; see also `store_choice`.
    """
    if product is not None:
        product_of_code(products, product)
    return ReportFilter(
        first_day=first_day,
        last_day=last_day,
        store_code=store.code,
        with_stores_below=stores_below,
        product_code=product,
        visible_store_ids=store.visible_store_ids,
    )


ChosenFilter = Annotated[ReportFilter, Depends(report_filter)]
