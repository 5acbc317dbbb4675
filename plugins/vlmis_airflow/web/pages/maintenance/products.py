"""Products: their list, a new one, the HMIS Code of each, and the end of one."""

from fastapi import Request, Response

from vlmis_airflow.web.choices import (
    MOST_CANDIDATES,
    Products,
    Reporting,
    Today,
    Words,
    product_of_code,
)
from vlmis_airflow.web.dhis2_server import Dhis2Opener
from vlmis_airflow.web.forms import Acting, FormCount, FormDay, FormText, go_to
from vlmis_airflow.web.page_router import page_router
from vlmis_airflow.web.refused_forms import Candidate, UnclearChoiceError, form_of
from vlmis_airflow.web.rendering import render
from vlmis_core.accounts.roles import Action
from vlmis_core.database import Database
from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.dhis2.identifiers import is_uid
from vlmis_core.dhis2_setup.check_hmis_code import (
    CheckedCode,
    check_hmis_code,
    require_data_element,
)
from vlmis_core.dhis2_setup.find_data_elements import find_data_elements
from vlmis_core.messages import message
from vlmis_core.products.retire_product import retire_product
from vlmis_core.products.select_products import Product
from vlmis_core.products.track_product import track_product
from vlmis_core.products.upsert_products import add_product, change_product, set_hmis_code
from vlmis_core.settings import load_settings

PATH = "/maintenance/products"
router = page_router(Action.MAINTAIN_PRODUCTS, PATH)

_OF_RETIRING = {"product_not_found": "product", "product_cannot_be_retired": "product"}
_OF_TRACKING = {
    "product_not_found": "product",
    "product_is_tracked": "product",
    "product_is_retired": "product",
    "tracking_needs_a_day": "tracked_from",
    "tracking_begins_later": "tracked_from",
}
"""The field of the form by the code of a refusal."""


@router.get("")
def list_products(
    request: Request, products: Products, today: Today, done: Words = None, product: Words = None
) -> Response:
    """Every product, and the form for a new one."""
    return render(
        request,
        "maintenance/products.html",
        products=products,
        today=today,
        done=done,
        changed=product,
    )


@router.post("", dependencies=[form_of()])
def add(
    request: Request,
    database: Acting,
    code: FormText = "",
    name: FormText = "",
    unit: FormText = "",
) -> Response:
    """Add a product, and go on to its HMIS Code."""
    add_product(database, code, name, unit)
    return go_to(request, f"{PATH}/hmis-code", product=code, done="added")


@router.get("/hmis-code")
def ask_code(
    request: Request,
    database: Reporting,
    products: Products,
    dhis2: Dhis2Opener,
    product: Words = None,
    hmis_code: Words = None,
    done: Words = None,
) -> Response:
    """The form for the HMIS Code of a product; with a code, what DHIS2 says of it."""
    chosen = product_of_code(products, product)
    typed = (hmis_code or "").strip()
    if typed and not is_uid(typed):
        typed = _uid_of_words(dhis2(), typed)
    checked = _check(database, dhis2(), chosen, typed) if typed else None
    return render(
        request,
        "maintenance/hmis_code.html",
        product=chosen,
        typed=typed or chosen.hmis_code or "",
        checked=checked,
        done=done,
    )


@router.post("/hmis-code", dependencies=[form_of(query={"product": "product"})])
def set_code(
    request: Request,
    database: Acting,
    products: Products,
    dhis2: Dhis2Opener,
    product: FormText = "",
    hmis_code: FormText = "",
) -> Response:
    """Ask DHIS2 again, and set the code if there is such a data element."""
    chosen = product_of_code(products, product)
    require_data_element(_check(database, dhis2(), chosen, hmis_code))
    set_hmis_code(database, chosen.code, hmis_code)
    return go_to(request, PATH, done="code_set", product=chosen.code)


@router.get("/change")
def ask_change(request: Request, products: Products, product: Words = None) -> Response:
    """Show the form for name, unit and doses per vial of a product."""
    return render(request, "maintenance/product.html", product=product_of_code(products, product))


@router.post("/change", dependencies=[form_of(query={"product": "product"})])
def change(
    request: Request,
    database: Acting,
    product: FormText = "",
    name: FormText = "",
    unit: FormText = "",
    doses_per_vial: FormCount = None,
) -> Response:
    """Change name, unit and doses per vial; the unit only while no quantity is recorded in it."""
    change_product(database, product, name=name, unit=unit, doses_per_vial=doses_per_vial)
    return go_to(request, PATH, done="changed", product=product)


@router.post("/retire", dependencies=[form_of(PATH, fields=_OF_RETIRING)])
def retire(
    request: Request,
    database: Acting,
    today: Today,
    product: FormText = "",
    retired_on: FormDay = None,
) -> Response:
    """Retire a product that nobody holds; else every obstacle is named."""
    retire_product(database, product, retired_on=retired_on or today)
    return go_to(request, PATH, done="retired", product=product)


@router.post("/track", dependencies=[form_of(PATH, fields=_OF_TRACKING)])
def track(
    request: Request,
    database: Acting,
    product: FormText = "",
    tracked_from: FormDay = None,
) -> Response:
    """Track a product by lot from a stock day on; without a day, from the earliest."""
    track_product(database, product, tracked_from=tracked_from)
    return go_to(request, PATH, done="tracked", product=product)


def _uid_of_words(dhis2: Dhis2Client, words: str) -> str:
    """Return the only data element of the data set that has the words in its name or code.

    Raises:
        UnclearChoiceError: there is none, or there are several, which are named.
    """
    found = find_data_elements(
        dhis2, load_settings().data_set, words, line_count=MOST_CANDIDATES + 1
    )
    if len(found) == 1:
        return found[0].uid
    if not found:
        raise UnclearChoiceError("hmis_code", message("hmis_code_is_no_uid", hmis_code=words))
    raise UnclearChoiceError(
        "hmis_code",
        message("several_data_elements_have_these_words", words=words),
        [Candidate(element.uid, element.name) for element in found[:MOST_CANDIDATES]],
    )


def _check(database: Database, dhis2: Dhis2Client, product: Product, hmis_code: str) -> CheckedCode:
    settings = load_settings()
    return check_hmis_code(
        database,
        dhis2,
        product.code,
        hmis_code,
        data_set=settings.data_set,
        category_codes=settings.category_codes,
    )
