"""The indicators that DHIS2 has of every product: one table for set-up, check and comparison.

DHIS2 adds the data values of an org unit and of all org units below it, then applies the
expression. Each of these indicators is therefore right at every level of org units; at which
lengths of period, its row says. ADR 0020 gives the measurements behind the expressions.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from vlmis_core.dhis2.categories import CATEGORIES
from vlmis_core.dhis2.identifiers import uid_of

CODE_LENGTH = 50
"""Characters that DHIS2 takes as a code."""


class PeriodType(StrEnum):
    """A length of period that dashboards show, by its name in DHIS2."""

    DAILY = "Daily"
    WEEKLY = "Weekly"
    MONTHLY = "Monthly"


EVERY_PERIOD = tuple(PeriodType)


@dataclass(frozen=True, slots=True)
class StockIndicator:
    """An indicator that every product has.

    Attributes:
        code: The last part of its code in DHIS2.
        name: What follows the product in its name.
        numerator: Its expression, with ``{CLOSING_BALANCE}`` and so on for the operands.
        denominator: Likewise.
        period_types: The lengths of period at which the value means what the definition says.
        definition: What it is, for the people who read it in DHIS2.
        is_percentage: Whether DHIS2 multiplies the quotient by 100.
        needs_zeros: Whether the value is wrong or missing while zeros are left out of analytics.
    """

    code: str
    name: str
    numerator: str
    denominator: str
    period_types: tuple[PeriodType, ...]
    definition: str
    is_percentage: bool = False
    needs_zeros: bool = False


_LAST_CLOSING = "{CLOSING_BALANCE}.aggregationType(LAST)"
_MEAN_OF_THREE_MONTHS = (
    "({DISPENSING}.periodOffset(-2)+{DISPENSING}.periodOffset(-1)+{DISPENSING})/3"
)
_OPENING_AND_RECEIVED = (
    f"{_LAST_CLOSING}-{{RETURNED_IN}}+{{RETURNED_OUT}}+{{DISTRIBUTED}}"
    "+{DISPENSING}+{WASTAGE}-{DISCREPANCY}"
)
"""Opening balance and receipts of a period, from its closing balance: what DHIS2 has as opening
balances would be added over the days, and FIRST takes the first of all time."""

CLOSING = StockIndicator(
    "CLOSING", "closing balance", _LAST_CLOSING, "1", EVERY_PERIOD,
    "Balance at the end of the period: of each store the last one, never a sum over days.",
    needs_zeros=True,
)  # fmt: skip
CLOSING_OF_DAY = StockIndicator(
    "CLOSING_OF_DAY", "closing balance of the day",
    "{CLOSING_BALANCE}.aggregationType(LAST_IN_PERIOD)", "1", (PeriodType.DAILY,),
    "Balance at the end of a day, of the stores that reported it. Right also while zeros are left "
    "out of analytics.",
)  # fmt: skip
CONSUMPTION = StockIndicator(
    "CONSUMPTION", "consumption", "{DISPENSING}", "1", EVERY_PERIOD,
    "Quantity dispensed. What one store distributes to another is not consumption of their area.",
)  # fmt: skip
MONTHS_OF_STOCK = StockIndicator(
    "MONTHS_OF_STOCK", "months of stock",
    _LAST_CLOSING, _MEAN_OF_THREE_MONTHS, (PeriodType.MONTHLY,),
    "Closing balance of the month, divided by the mean consumption of this month and the two "
    "before.",
    needs_zeros=True,
)  # fmt: skip
WASTAGE_OF_AVAILABLE = StockIndicator(
    "WASTAGE_OF_AVAILABLE", "wastage of available",
    "{WASTAGE}", _OPENING_AND_RECEIVED, EVERY_PERIOD,
    "Closed-vial wastage in % of the opening balance and receipts (WHO IMMZ.IND.40).",
    is_percentage=True, needs_zeros=True,
)  # fmt: skip
WASTAGE_OF_USED = StockIndicator(
    "WASTAGE_OF_USED", "wastage of used",
    "{WASTAGE}", "{DISPENSING}+{WASTAGE}", EVERY_PERIOD,
    "Closed-vial wastage in % of what was used: dispensed or wasted (WHO EPI package for DHIS2).",
    is_percentage=True, needs_zeros=True,
)  # fmt: skip
STOCK_OUTS = StockIndicator(
    "STOCK_OUTS", "stores out of stock",
    "subExpression(if({CLOSING_BALANCE}==0,1,0))", "1", EVERY_PERIOD,
    "Stores that ended every day of the period with 0: of one day, those stocked out at its end.",
    needs_zeros=True,
)  # fmt: skip

STOCK_INDICATORS = (
    CLOSING,
    CLOSING_OF_DAY,
    CONSUMPTION,
    MONTHS_OF_STOCK,
    WASTAGE_OF_AVAILABLE,
    WASTAGE_OF_USED,
    STOCK_OUTS,
)


@dataclass(frozen=True, slots=True)
class Formula:
    """The expressions of an indicator for one product, as DHIS2 stores them."""

    numerator: str
    denominator: str


def indicator_code(product_code: str, indicator: StockIndicator) -> str:
    """The code of an indicator of a product; of a product whose code is long, its uid instead."""
    code = f"VLMIS_{product_code}_{indicator.code}"
    if len(code) <= CODE_LENGTH:
        return code
    return f"VLMIS_{uid_of('indicator', product_code)}_{indicator.code}"


def indicator_uid(product_code: str, indicator: StockIndicator) -> str:
    """The uid of an indicator of a product."""
    return uid_of("indicator", f"VLMIS_{product_code}_{indicator.code}")


def formula_of(indicator: StockIndicator, element: str, combos: Sequence[str]) -> Formula:
    """The formula of an indicator.

    Args:
        indicator: A row of the table.
        element: Uid of the product's data element.
        combos: Uids of the nine category option combos, in the order of ``CATEGORIES``.
    """
    operands = {
        str(category.name): operand(element, combo)
        for category, combo in zip(CATEGORIES, combos, strict=True)
    }
    return Formula(
        indicator.numerator.format_map(operands), indicator.denominator.format_map(operands)
    )


def operand(element: str, combo: str) -> str:
    """How an expression of DHIS2 names one data value of a product."""
    return f"#{{{element}.{combo}}}"
