"""Minimum and maximum stock: of levels in months of consumption, of single stores in units."""

from decimal import Decimal
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, Field

from vlmis_airflow.web.access import AllowedStores
from vlmis_airflow.web.api.callers import AskedProduct, AskedStore
from vlmis_airflow.web.api.fields import CLOSED, Code, Quantity, closed
from vlmis_airflow.web.api.limits import Lines
from vlmis_airflow.web.api.pages import AskedPart, Page
from vlmis_airflow.web.api.routers import maintaining_router, reading_router
from vlmis_airflow.web.choices import Reporting
from vlmis_airflow.web.forms import Acting
from vlmis_core.accounts.roles import Action
from vlmis_core.database import Database
from vlmis_core.database.upsert import UpsertResult
from vlmis_core.messages import message
from vlmis_core.stock_limits.list_limits import (
    LevelLimit,
    LimitChoice,
    PairLimit,
    count_pair_limits,
    list_level_limits,
    list_pair_limits,
)
from vlmis_core.stock_limits.remove_limits import remove_level_limits, remove_store_limits
from vlmis_core.stock_limits.save_limits import MOST_MONTHS, LimitLine, save_limits

reading = reading_router("stores and products")
maintaining = maintaining_router(Action.MAINTAIN_STOCK_LIMITS)

DEEPEST_LEVEL = 100
LevelNumber = Annotated[int, Field(ge=1, le=DEEPEST_LEVEL, description="1: the central store.")]
Months = Annotated[
    Decimal,
    Field(gt=0, le=MOST_MONTHS, decimal_places=2, description="In months of consumption."),
]


class LevelLimitIn(BaseModel):
    """The limits of a product at the stores of a level of the supply tree."""

    model_config = CLOSED

    level: LevelNumber
    product_code: Code
    minimum_months: Months
    maximum_months: Months


class StoreLimitIn(BaseModel):
    """The limits of a product at one store; they apply instead of those of its level."""

    model_config = CLOSED

    store_code: Code
    product_code: Code
    minimum: Quantity
    maximum: Quantity


class LevelLimitsIn(BaseModel):
    """Limits of levels that are saved together."""

    model_config = closed(
        lines=[{"level": 3, "product_code": "BCG", "minimum_months": 1, "maximum_months": 2.5}]
    )

    lines: Lines[LevelLimitIn]


class StoreLimitsIn(BaseModel):
    """Limits of stores that are saved together."""

    model_config = closed(
        lines=[{"store_code": "S", "product_code": "BCG", "minimum": 20, "maximum": 80}]
    )

    lines: Lines[StoreLimitIn]


class Removed(BaseModel):
    """What was removed."""

    removed: int


@reading.get("/stock-limits/levels")
def level_limits(
    database: Reporting,
    product: AskedProduct,
    level: Annotated[int | None, Query(ge=1, le=DEEPEST_LEVEL)] = None,
) -> Page[LevelLimit]:
    """The limits of levels, the central store's first. One answer has all of them."""
    chosen = LimitChoice(level=level, product_code=product)
    return Page(lines=list_level_limits(database, chosen), next_cursor=None)


@reading.get("/stock-limits/stores")
def store_limits(
    database: Reporting,
    visible: AllowedStores,
    store: AskedStore,
    product: AskedProduct,
    part: AskedPart,
) -> Page[PairLimit]:
    """The stores and products with limits of their own, by code."""
    chosen = LimitChoice(
        store_code=store.code if store else None,
        product_code=product,
        visible_store_ids=visible,
    )
    skipped = part.after(int, first=0)
    found = list_pair_limits(database, chosen, line_count=part.limit, skipped=skipped)
    return Page(lines=found, next_cursor=part.next_of(count_pair_limits(database, chosen)))


@maintaining.put("/stock-limits/levels")
def save_level_limits(database: Acting, wanted: LevelLimitsIn) -> UpsertResult:
    """Create or change limits of levels; those that are not named stay."""
    return _save(
        database,
        [
            LimitLine(
                number,
                line.product_code,
                level=str(line.level),
                minimum_months=f"{line.minimum_months:f}",
                maximum_months=f"{line.maximum_months:f}",
            )
            for number, line in enumerate(wanted.lines, start=1)
        ],
    )


@maintaining.put("/stock-limits/stores")
def save_store_limits(database: Acting, wanted: StoreLimitsIn) -> UpsertResult:
    """Create or change limits of stores; those that are not named stay."""
    return _save(
        database,
        [
            LimitLine(
                number,
                line.product_code,
                store_code=line.store_code,
                minimum=str(line.minimum),
                maximum=str(line.maximum),
            )
            for number, line in enumerate(wanted.lines, start=1)
        ],
    )


@maintaining.delete("/stock-limits/levels")
def delete_level_limits(
    database: Acting,
    product: Annotated[Code, Query()],
    level: Annotated[int, Query(ge=1, le=DEEPEST_LEVEL)],
) -> Removed:
    """Remove the limits of a product at a level."""
    remove_level_limits(database, level, product)
    return Removed(removed=1)


@maintaining.delete("/stock-limits/stores")
def delete_store_limits(
    database: Acting, product: Annotated[Code, Query()], store: Annotated[Code, Query()]
) -> Removed:
    """Remove the limits of a product at a store; those of its level apply again."""
    remove_store_limits(database, store, product)
    return Removed(removed=1)


def _save(database: Database, lines: list[LimitLine]) -> UpsertResult:
    with database.transaction() as tx:
        return save_limits(tx, lines, what=message("api_request"))
