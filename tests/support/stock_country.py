"""Two regions on two days, with a status for every case: what the pages of stock status show."""

from tests.support.country import Country
from tests.support.postgres import TestDatabase
from vlmis_core.indicators.compute_indicators import compute_days

STOCK = {"C": 1_000, "R": 100, "S": 20, "T": 4}
LIMITS = {"S": (10, 30), "T": (5, 10), "U": (10, 40)}
"""Minimum and maximum of BCG; without them nothing is low or over."""


def make_stock_country(vlmis: TestDatabase) -> Country:
    """C supplies R and Q; R supplies S and T, Q supplies U and V. 1 and 2 March are computed.

    The facilities at the end of each day, in BCG, then in OPV::

        day 1  S 15 adequate, T 4 low, U 50 over, V 0 stocked out; OPV S 10 not assessed
        day 2  S 8 low, T 0 stocked out, U 50 over, V 0 stocked out;
               OPV S 0 stocked out, T 5 not assessed

    C, R and Q are depots: they dispense nothing. Q passed on all that it got and has nothing left.
    """
    made = Country(vlmis, stock=STOCK, today="2026-03-05")
    for code, supplier in (("Q", "C"), ("U", "Q"), ("V", "Q")):
        made.add_store(code, supplier)
    for store, (minimum, maximum) in LIMITS.items():
        vlmis.execute(
            "insert into vlmis.pair_stock_limit select store_id, product_id, :least, :most"
            " from vlmis.store, vlmis.product where store.code = :store and product.code = 'BCG'",
            store=store,
            least=minimum,
            most=maximum,
        )
    made.record(
        """
        2026-03-01 distribution_out C 53 > Q
        2026-03-01 distribution_out Q 50 > U
        2026-03-01 distribution_out Q 3 > V
        2026-03-01 dispensing       S 5
        2026-03-01 dispensing       V 3
        2026-03-01 arrival          C 60 product=OPV
        2026-03-01 distribution_out C 30 > R product=OPV
        2026-03-01 distribution_out R 10 > S product=OPV
        2026-03-02 dispensing       S 7
        2026-03-02 dispensing       T 4
        2026-03-02 dispensing       S 10 product=OPV
        2026-03-02 distribution_out R 5 > T product=OPV
        """
    )
    made.freeze("2026-03-01", "2026-03-02")
    assert len(list(compute_days(vlmis.pipeline))) == 2
    return made
