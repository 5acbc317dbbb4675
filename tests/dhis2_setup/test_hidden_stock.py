"""What dashboards show wrongly while zeros are left out, in figures: as analytics would show it."""

from datetime import date

from sandbox.stand_in.analytics import SHOWS_ZEROS
from tests.sandbox.test_analytics import ELEMENT, country, put, value
from tests.support.country import Country
from tests.support.delivery import NEW
from tests.support.postgres import TestDatabase
from vlmis_core.dhis2_setup.check_setup import select_hidden_stock
from vlmis_core.dhis2_setup.model.facts import HiddenStock
from vlmis_core.dhis2_setup.model.indicators import CLOSING


def test_the_figures_are_those_that_analytics_show(vlmis: TestDatabase) -> None:
    ledger = Country(vlmis, first_day="2026-03-01", stock={"C": 100, "R": 0, "S": 10, "T": 5})
    ledger.record("2026-03-02 dispensing S 4")
    ledger.freeze("2026-03-01", "2026-03-02")
    vlmis.execute("update vlmis.product set hmis_code = :uid where code = 'BCG'", uid=ELEMENT)
    assert select_hidden_stock(vlmis.recorder) == ()
    ledger.record("2026-03-03 dispensing S 6")
    ledger.record("2026-03-04 dispensing T 1")
    ledger.freeze("2026-03-03", "2026-03-04")

    (hidden,) = select_hidden_stock(vlmis.recorder)

    assert hidden == HiddenStock("BCG", date(2026, 3, 4), stock=104, shown=110, stock_outs=2)
    sites = {code: f"Store{code}00000" for code in "CRST"}
    dhis2 = country(NEW, sites.values())
    for code, day, closing in vlmis.rows(
        "select store_code, to_char(day, 'YYYYMMDD'), closing from analyst.eod_report"
    ):
        put(dhis2, sites[code], day, closing)
    assert value(dhis2, CLOSING, "20260304") == hidden.stock
    dhis2.change_setting(SHOWS_ZEROS, False)
    assert value(dhis2, CLOSING, "20260304") == hidden.shown


def test_a_product_that_dhis2_has_no_data_of_is_not_named(vlmis: TestDatabase) -> None:
    ledger = Country(vlmis, first_day="2026-03-01", stock={"S": 10})
    ledger.record("2026-03-02 dispensing S 10")
    ledger.freeze("2026-03-01", "2026-03-02")
    assert select_hidden_stock(vlmis.recorder) == ()
