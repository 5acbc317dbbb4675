"""The stock card of a pair."""

from datetime import date

import pytest

from tests.support.codes import raises_code
from tests.support.country import Country
from tests.support.postgres import TestDatabase
from vlmis_core.ledger.receipts import (
    DistributionChoice,
    ReceiptLine,
    confirm_receipts,
    list_distributions,
)
from vlmis_core.reports.report_filter import ReportFilter
from vlmis_core.reports.stock_card import StockCard, report_stock_card


@pytest.fixture
def country(vlmis: TestDatabase) -> Country:
    made = Country(vlmis, stock={"C": 100, "S": 20})
    made.record(
        """
        2026-03-01 dispensing S 5
        2026-03-02 dispensing S 4
        2026-03-05 wastage    S 1 reason=vvm
        """
    )
    made.freeze("2026-03-01", "2026-03-02")
    return made


def card(country: Country, first_day: date, last_day: date, product_code: str = "BCG") -> StockCard:
    chosen = ReportFilter(
        store_code="S", product_code=product_code, first_day=first_day, last_day=last_day
    )
    return report_stock_card(country.vlmis.recorder, chosen)


def march(day: int) -> date:
    return date(2026, 3, day)


def test_every_line_carries_the_balance_after_it(country: Country) -> None:
    shown = card(country, march(1), march(10))
    assert shown.opening == 20
    assert [(line.stock_effect, line.balance) for line in shown.lines] == [
        (-5, 15),
        (-4, 11),
        (-1, 10),
    ]
    assert shown.closing == 10


def test_the_balance_shows_no_stock_below_zero_that_never_was(country: Country) -> None:
    country.record(
        """
        2026-03-03 distribution_out C 50 > R
        2026-03-04 dispensing S 1
        2026-03-04 dispensing S 12
        2026-03-04 distribution_out R 10 > S
        2026-03-06 dispensing S 2
        2026-03-06 distribution_out R 10 > S
        """
    )
    shown = [
        (line.stock_day.day, line.stock_effect, line.balance)
        for line in card(country, march(3), march(10)).lines
    ]
    assert shown == [
        (4, 10, 21),  # It was typed last; without it, the second dispensing would show -2.
        (4, -1, 20),
        (4, -12, 8),
        (5, -1, 7),
        (6, -2, 5),
        (6, 10, 15),
    ]


def test_a_distribution_shows_what_the_child_confirmed_and_its_loss(country: Country) -> None:
    country.record(
        "2026-03-04 arrival C 50\n2026-03-04 distribution_out C 40 > R\n"
        "2026-03-04 distribution_out R 30 > S"
    )
    chosen = DistributionChoice(store_id=country.vlmis.store_id("S"))
    (sent,) = list_distributions(country.vlmis.recorder, chosen)
    assert card(country, march(4), march(4)).lines[0].outcome == "to_confirm"
    receipt = ReceiptLine("in", sent.transfer_id, 28, march(6))
    confirm_receipts(country.vlmis.recorder, [receipt], country.entry)
    received, _, loss = card(country, march(4), march(6)).lines
    assert (received.outcome, received.sent, received.received) == ("arrived_short", 30, 28)
    assert (received.received_on, received.received_by) == (march(6), "tester")
    assert (loss.stock_day, loss.stock_effect, loss.reason, loss.outcome) == (
        *(march(6), -2, "lost_in_transit"),
        None,
    )


@pytest.mark.parametrize(("first", "opening"), [(1, 20), (2, 15), (3, 11), (5, 11), (6, 10)])
def test_a_card_may_start_on_any_day_frozen_or_open(
    country: Country, first: int, opening: int
) -> None:
    assert card(country, march(first), march(10)).opening == opening


def test_a_card_that_would_begin_before_the_ledger_begins_with_the_initial_stock(
    country: Country,
) -> None:
    found = card(country, date(2026, 1, 1), march(10))
    assert (found.first_day, found.opening, found.closing) == (date(2026, 3, 1), 20, 10)


def test_frozen_and_open_lines_can_be_told_apart(country: Country) -> None:
    assert [line.day_state for line in card(country, march(1), march(10)).lines] == [
        "frozen",
        "frozen",
        "open",
    ]


def test_a_late_entry_stands_where_it_counts(country: Country) -> None:
    country.record("2026-03-01 dispensing S 2 key=late")
    line = card(country, march(3), march(3)).lines[0]
    assert (line.occurred_on, line.stock_day, line.is_late) == (
        date(2026, 3, 1),
        date(2026, 3, 3),
        True,
    )


def test_a_product_that_the_store_never_held_has_no_card(country: Country) -> None:
    with raises_code("stock_card_has_no_stock"):
        card(country, march(1), march(2), "OPV")
