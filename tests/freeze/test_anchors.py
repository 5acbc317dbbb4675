"""Digests that were kept outside the database show what the chain alone cannot."""

from datetime import date

import pytest

from tests.support.codes import raises_code
from tests.support.command import Command
from tests.support.country import Country
from tests.support.postgres import TestDatabase
from tests.support.tampering import chain_again, tamper
from vlmis_core.freeze.anchors import Anchor, compare_anchors, read_anchor
from vlmis_core.freeze.audit_days import audit_days

FIRST, SECOND = date(2026, 3, 1), date(2026, 3, 2)


@pytest.fixture
def country(vlmis: TestDatabase) -> Country:
    made = Country(vlmis, stock={"C": 100, "S": 20})
    made.record("2026-03-01 dispensing S 5")
    made.freeze("2026-03-01", "2026-03-02")
    return made


def test_the_newest_day_is_anchored_unless_another_is_named(country: Country) -> None:
    newest = read_anchor(country.vlmis.pipeline)
    assert newest == read_anchor(country.vlmis.pipeline, SECOND)
    assert newest.digest != read_anchor(country.vlmis.pipeline, FIRST).digest
    with raises_code("day_is_not_frozen", day="2026-03-03"):
        read_anchor(country.vlmis.pipeline, date(2026, 3, 3))


def test_anchors_of_untouched_days_are_equal(country: Country) -> None:
    anchors = [read_anchor(country.vlmis.pipeline, day) for day in (FIRST, SECOND)]
    assert list(compare_anchors(country.vlmis.pipeline, anchors)) == []


def test_a_history_that_was_chained_again_differs_from_its_anchor(country: Country) -> None:
    anchor = read_anchor(country.vlmis.pipeline)
    tamper(country.vlmis, "update vlmis.movement set recorded_by = 'nobody'")
    chain_again(country.vlmis)
    assert all(not found for _, found in audit_days(country.vlmis.pipeline))
    ((day, violation),) = compare_anchors(country.vlmis.pipeline, [anchor])
    assert (day, violation.rule) == (SECOND, "anchored_digest_differs")


def test_the_newest_day_that_was_removed_is_missed(country: Country) -> None:
    anchor = read_anchor(country.vlmis.pipeline)
    tamper(
        country.vlmis,
        """
        drop table vlmis_days.eod_row_20260302;
        delete from vlmis.walk_store where day = '2026-03-02';
        delete from vlmis.walk_chunk where day = '2026-03-02';
        delete from vlmis.stock_day where day = '2026-03-02';
        """,
    )
    assert all(not found for _, found in audit_days(country.vlmis.pipeline))
    ((day, violation),) = compare_anchors(country.vlmis.pipeline, [anchor])
    assert (day, violation.rule) == (SECOND, "anchored_day_is_missing")


def test_an_anchor_is_read_as_it_is_written() -> None:
    anchor = Anchor(FIRST, "ab" * 32)
    assert Anchor.parse(f" {anchor}\n") == anchor
    assert Anchor.parse(str(anchor).upper()) == anchor


@pytest.mark.parametrize("text", ["", "2026-03-01", "2026-03-01:ab", f"2026-02-30:{'ab' * 32}"])
def test_what_is_no_anchor_is_refused(text: str) -> None:
    with raises_code("anchor_not_readable", anchor=text):
        Anchor.parse(text)


def test_the_audit_compares_what_the_command_printed(command: Command, country: Country) -> None:
    printed = command("eod", "anchor").stdout.strip()
    assert "1 anchor compared" in command("eod", "audit", "--anchor", printed).stdout
    tamper(country.vlmis, "update vlmis.movement set recorded_by = 'nobody'")
    chain_again(country.vlmis)
    assert "0 violations" in command("eod", "audit").stdout
    shown = command("eod", "audit", "--anchor", printed, code=1).stdout
    assert "2026-03-02 The day has another digest than was anchored" in shown
