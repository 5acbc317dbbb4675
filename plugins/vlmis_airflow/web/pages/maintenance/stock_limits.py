"""Minimum and maximum stock: of levels in months, of single stores in units."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Query, Request, Response
from pydantic import BeforeValidator

from vlmis_airflow.web.choices import ChosenStore, Products, Reporting, Words, empty_is_none
from vlmis_airflow.web.forms import Acting, FormText, go_to
from vlmis_airflow.web.page_router import page_router
from vlmis_airflow.web.paging import LINES, PageNumber, Paging, skipped
from vlmis_airflow.web.refused_forms import form_of
from vlmis_airflow.web.rendering import render
from vlmis_core.accounts.roles import Action
from vlmis_core.database import Database
from vlmis_core.errors import BadInputError
from vlmis_core.files.table_file import whole_number
from vlmis_core.messages import Message, message
from vlmis_core.stock_limits.list_limits import (
    LevelLimit,
    LimitChoice,
    PairLimit,
    count_levels,
    count_pair_limits,
    list_level_limits,
    list_pair_limits,
)
from vlmis_core.stock_limits.remove_limits import remove_level_limits, remove_store_limits
from vlmis_core.stock_limits.save_limits import LimitLine, save_limits

PATH = "/maintenance/stock-limits"
router = page_router(Action.MAINTAIN_STOCK_LIMITS, PATH)

_FIELDS = {
    "product_code": "product",
    "store_code": "store",
    "minimum_months": "minimum",
    "maximum_months": "maximum",
}
ChosenLevel = Annotated[int | None, BeforeValidator(empty_is_none), Query(ge=1, le=100)]


@dataclass(slots=True)
class TypedLimit:
    """What is typed into a form: of a level, or of a store; ``errors`` by field."""

    product: str = ""
    level: str = ""
    store: str = ""
    minimum: str = ""
    maximum: str = ""
    errors: dict[str, Message] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ShownList:
    """Which limits the page lists, and the forms of the page."""

    store: ChosenStore
    products: Products
    level: ChosenLevel = None
    product: Words = None
    page: PageNumber = 1


Shown = Annotated[ShownList, Depends()]


@router.get("")
def list_limits(
    request: Request, database: Reporting, shown: Shown, done: Words = None
) -> Response:
    """The limits, and the two forms; with a level or store and a product, filled in to change."""
    return _show(request, database, shown, done=done)


@router.post("/level")
def save_level(
    request: Request,
    database: Acting,
    shown: Shown,
    product: FormText = "",
    level: FormText = "",
    minimum: FormText = "",
    maximum: FormText = "",
) -> Response:
    """Save the limits of a level, or show the form again with what is wrong beside its fields."""
    typed = TypedLimit(product, level=level, minimum=minimum, maximum=maximum)
    line = LimitLine(1, product, level=level, minimum_months=minimum, maximum_months=maximum)
    if not level:
        typed.errors["level"] = message("field_is_missing")
    if _is_saved(database, line, typed):
        return go_to(request, PATH, done="saved")
    return _show(request, database, shown, of_level=typed)


@router.post("/store")
def save_store(
    request: Request,
    database: Acting,
    shown: Shown,
    product: FormText = "",
    store: FormText = "",
    minimum: FormText = "",
    maximum: FormText = "",
) -> Response:
    """Save the limits of a store, or show the form again with what is wrong beside its fields."""
    typed = TypedLimit(product, store=store, minimum=minimum, maximum=maximum)
    line = LimitLine(1, product, store_code=store, minimum=minimum, maximum=maximum)
    if not store:
        typed.errors["store"] = message("field_is_missing")
    if _is_saved(database, line, typed):
        return go_to(request, PATH, done="saved")
    return _show(request, database, shown, of_store=typed)


@router.post("/level/remove", dependencies=[form_of(PATH)])
def remove_level(
    request: Request, database: Acting, product: FormText = "", level: FormText = ""
) -> Response:
    """Remove the limits of a product at a level."""
    remove_level_limits(database, whole_number(level) or 0, product)
    return go_to(request, PATH, done="removed")


@router.post("/store/remove", dependencies=[form_of(PATH)])
def remove_store(
    request: Request, database: Acting, product: FormText = "", store: FormText = ""
) -> Response:
    """Remove the limits of a product at a store."""
    remove_store_limits(database, store, product)
    return go_to(request, PATH, done="removed")


def _is_saved(database: Database, line: LimitLine, typed: TypedLimit) -> bool:
    """Save the line; what is refused is put beside the fields of the form."""
    try:
        with database.transaction() as tx:
            save_limits(tx, [line], what=message("stock_limits"))
    except BadInputError as refused:
        for fault in refused.faults:
            typed.errors.setdefault(_FIELDS.get(fault.field, fault.field), fault.message)
    return not typed.errors


def _show(
    request: Request,
    database: Database,
    shown: ShownList,
    *,
    of_level: TypedLimit | None = None,
    of_store: TypedLimit | None = None,
    done: str | None = None,
) -> Response:
    chosen = LimitChoice(level=shown.level, store_code=shown.store.code, product_code=shown.product)
    levels = list_level_limits(database, chosen)
    stores = list_pair_limits(database, chosen, line_count=LINES, skipped=skipped(shown.page))
    is_refused = of_level is not None or of_store is not None
    return render(
        request,
        "maintenance/stock_limits.html",
        status_code=422 if is_refused else 200,
        shown=shown,
        levels=levels,
        stores=stores,
        paging=Paging(shown.page, count_pair_limits(database, chosen)),
        level_count=count_levels(database),
        in_use=[product for product in shown.products if product.retired_on is None],
        of_level=of_level or _filled(shown, levels, level=str(shown.level or "")),
        of_store=of_store or _filled(shown, stores, store=shown.store.code or ""),
        done=done,
    )


def _filled(
    shown: ShownList, limits: Sequence[LevelLimit | PairLimit], *, level: str = "", store: str = ""
) -> TypedLimit:
    """Return a form for the chosen place and product, with the limits that these have now."""
    typed = TypedLimit(shown.product or "", level=level, store=store)
    if shown.product and (level or store) and len(limits) == 1:
        (limit,) = limits
        low, high = ("minimum_months", "maximum_months") if typed.level else ("minimum", "maximum")
        typed.minimum, typed.maximum = f"{getattr(limit, low):g}", f"{getattr(limit, high):g}"
    return typed
