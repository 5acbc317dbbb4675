"""The codes that requests name: stores and products."""

from fastapi import APIRouter

from vlmis_airflow.web.access import VisibleStores
from vlmis_airflow.web.api.callers import Reader
from vlmis_airflow.web.api.described import READING
from vlmis_airflow.web.api.limits import USUAL_PAGE, PageSize
from vlmis_airflow.web.api.pages import AskedCursor, Page, cut, read_cursor, write_cursor
from vlmis_airflow.web.api.problems import ApiRoute
from vlmis_airflow.web.choices import Reporting
from vlmis_core.products.select_products import Product, select_products
from vlmis_core.stores.find_stores import Store, list_store_page

router = APIRouter(route_class=ApiRoute, tags=["stores and products"], responses=READING)


@router.get("/stores")
def stores(
    person: Reader,
    database: Reporting,
    visible: VisibleStores,
    limit: PageSize = USUAL_PAGE,
    cursor: AskedCursor = None,
) -> Page[Store]:
    """The stores that the account may see, by code; also closed ones."""
    after = "" if cursor is None else read_cursor(cursor, str)[0]
    found = list_store_page(database, visible, after=after, line_count=limit + 1)
    lines, last = cut(found, limit)
    return Page(lines=lines, next_cursor=None if last is None else write_cursor(last.code))


@router.get("/products")
def products(person: Reader, database: Reporting) -> Page[Product]:
    """All products, by code; also retired ones. One answer has all of them."""
    return Page(lines=select_products(database), next_cursor=None)
