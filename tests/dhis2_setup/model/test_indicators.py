"""The table of indicators: its expressions, and codes that DHIS2 takes."""

import pytest

from vlmis_core.dhis2.categories import CATEGORIES
from vlmis_core.dhis2_setup.model.indicators import (
    CLOSING,
    CLOSING_OF_DAY,
    CODE_LENGTH,
    CONSUMPTION,
    MONTHS_OF_STOCK,
    STOCK_INDICATORS,
    STOCK_OUTS,
    WASTAGE_OF_AVAILABLE,
    WASTAGE_OF_USED,
    Formula,
    StockIndicator,
    formula_of,
    indicator_code,
    indicator_uid,
)

COMBOS = [str(category) for category in CATEGORIES]
LAST = "#{BCG.CLOSING_BALANCE}.aggregationType(LAST)"


@pytest.mark.parametrize(
    ("row", "numerator", "denominator"),
    [
        (CLOSING, LAST, "1"),
        (CLOSING_OF_DAY, "#{BCG.CLOSING_BALANCE}.aggregationType(LAST_IN_PERIOD)", "1"),
        (CONSUMPTION, "#{BCG.DISPENSING}", "1"),
        (
            MONTHS_OF_STOCK,
            LAST,
            "(#{BCG.DISPENSING}.periodOffset(-2)+#{BCG.DISPENSING}.periodOffset(-1)"
            "+#{BCG.DISPENSING})/3",
        ),
        (
            WASTAGE_OF_AVAILABLE,
            "#{BCG.WASTAGE}",
            f"{LAST}-#{{BCG.RETURNED_IN}}+#{{BCG.RETURNED_OUT}}+#{{BCG.DISTRIBUTED}}"
            "+#{BCG.DISPENSING}+#{BCG.WASTAGE}-#{BCG.DISCREPANCY}",
        ),
        (WASTAGE_OF_USED, "#{BCG.WASTAGE}", "#{BCG.DISPENSING}+#{BCG.WASTAGE}"),
        (STOCK_OUTS, "subExpression(if(#{BCG.CLOSING_BALANCE}==0,1,0))", "1"),
    ],
    ids=lambda value: value.code if isinstance(value, StockIndicator) else "",
)
def test_an_indicator_has_its_formula(
    row: StockIndicator, numerator: str, denominator: str
) -> None:
    assert formula_of(row, "BCG", COMBOS) == Formula(numerator, denominator)


def test_codes_and_uids_are_unique_and_fit_also_for_long_product_codes() -> None:
    products = ["BCG", "OPV", "P" * 50, "P" * 49]
    codes = {indicator_code(product, row) for product in products for row in STOCK_INDICATORS}
    uids = {indicator_uid(product, row) for product in products for row in STOCK_INDICATORS}
    assert len(codes) == len(uids) == len(products) * len(STOCK_INDICATORS)
    assert max(map(len, codes)) <= CODE_LENGTH
    assert indicator_code("BCG", CLOSING) == "VLMIS_BCG_CLOSING"
