"""The codes that requests name: stores and products."""

from vlmis_airflow.web.access import AllowedStores
from vlmis_airflow.web.api.pages import AskedPart, Page
from vlmis_airflow.web.api.routers import reading_router
from vlmis_airflow.web.choices import Reporting
from vlmis_core.products.select_products import Product, select_products
from vlmis_core.stores.find_stores import Store, list_store_page

reading = reading_router("stores and products")


@reading.get("/stores")
def stores(database: Reporting, visible: AllowedStores, part: AskedPart) -> Page[Store]:
    """The stores that the account may see, by code; also closed ones."""
    found = list_store_page(
        database, visible, after=part.after(str, first=""), line_count=part.line_count
    )
    return part.page(found, lambda store: (store.code,))


@reading.get("/products")
def products(database: Reporting) -> Page[Product]:
    """All products, by code; also retired ones. One answer has all of them."""
    return Page(lines=select_products(database), next_cursor=None)
