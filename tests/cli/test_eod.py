"""`vlmis eod` and `vlmis report`, from the first day on."""

import csv
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tests.support.command import Command
from tests.support.country import Country
from tests.support.postgres import TestDatabase
from vlmis_core.errors import BadInputError, DayNotReadyError


@pytest.fixture
def country(vlmis: TestDatabase) -> Country:
    made = Country(vlmis, stock={"C": 100, "S": 20})
    made.record(
        """
        2026-03-01 dispensing S 5
        2026-03-09 dispensing S 1
        """
    )
    return made


def test_catch_up_freezes_every_missed_day_in_order(command: Command, country: Country) -> None:
    shown = command("eod", "catch-up", "--to", "2026-03-03").stdout.splitlines()
    assert shown[:3] == [f"2026-03-0{day} is frozen." for day in (1, 2, 3)]
    assert shown[3].startswith("3 days frozen")
    assert [country.closing(f"2026-03-0{day}", "S") for day in (1, 2, 3)] == [15, 15, 15]


def test_one_day_is_frozen_once(command: Command, country: Country) -> None:
    assert "is frozen" in command("eod", "freeze", "2026-03-01").stdout
    assert "nothing changed" in command("eod", "freeze", "2026-03-01").stdout


def test_a_day_out_of_turn_is_refused(command: Command, country: Country) -> None:
    with pytest.raises(DayNotReadyError, match="2026-03-01 is not frozen yet"):
        command("eod", "freeze", "2026-03-02")


def test_status_names_the_missed_days(command: Command, country: Country) -> None:
    command("eod", "freeze", "2026-03-01")
    shown = command("eod", "status").stdout
    assert "due: 2026-03-02" in shown
    status = json.loads(command("eod", "status", "--json").stdout)
    assert (status["newest_frozen"], status["missed"][0]) == ("2026-03-01", "2026-03-02")


def test_the_backfill_command_names_the_2359_of_the_days_after(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VLMIS_TIME_ZONE", "America/New_York")
    shown = command("eod", "backfill-command", "2026-03-06", "2026-03-07").stdout
    assert "--from-date 2026-03-07T23:59:00-05:00 --to-date 2026-03-08T23:59:00-04:00" in shown
    assert "--reprocess-behavior completed --max-active-runs 1" in shown


def test_an_audit_exits_with_the_verdict(command: Command, country: Country) -> None:
    country.freeze("2026-03-01")
    assert "2 days audited, 0 violations" in command("eod", "audit").stdout
    country.vlmis.execute(
        "set session_replication_role = replica; update vlmis.eod_row set closing = 1"
        " where day = '2026-03-01'",
        role="postgres",
    )
    assert "not those that were sealed" in command("eod", "audit", code=1).stdout


def stores(vlmis: TestDatabase) -> None:
    vlmis.execute("insert into vlmis.store (code, name) values ('C', 'Central')")
    vlmis.execute("insert into vlmis.product (code, name) values ('BCG', 'BCG')")


def test_going_live_takes_the_initial_stock_of_a_file(
    command: Command, vlmis: TestDatabase, tmp_path: Path
) -> None:
    stores(vlmis)
    file = tmp_path / "stock.csv"
    file.write_text("store_code,product_code,quantity\nC,BCG,100\n")
    command("eod", "go-live", "--first-day", "2026-03-01", "--initial-stock", str(file))
    lines = json.loads(command("report", "eod", "--json").stdout)
    assert [(line["day"], line["closing"]) for line in lines] == [("2026-02-28", 100)]


def test_bad_initial_stock_is_refused_with_the_lines_of_the_file(
    command: Command, vlmis: TestDatabase, tmp_path: Path
) -> None:
    stores(vlmis)
    file = tmp_path / "stock.csv"
    file.write_text("store_code,product_code,quantity\nC,BCG,1\n\nX,BCG,-2\n")
    with pytest.raises(BadInputError) as refused:
        command("eod", "go-live", "--first-day", "2026-03-01", "--initial-stock", str(file))
    assert {(field.line, field.field) for field in refused.value.faults} == {
        (4, "store_code"),
        (4, "quantity"),
    }


def test_the_report_is_a_table_a_file_or_json(
    command: Command, country: Country, tmp_path: Path
) -> None:
    country.freeze("2026-03-01")
    assert "15" in command("report", "eod", "--store", "S").stdout
    file = tmp_path / "eod.csv"
    command("report", "eod", "--store", "S", "--csv", str(file))
    (line,) = csv.DictReader(file.open(newline=""))
    assert (line["opening"], line["dispensing"], line["closing"]) == ("20", "5", "15")
    assert line["has_late_entries"] == "false"


def test_daily_operations_shows_the_open_days(command: Command, country: Country) -> None:
    country.freeze("2026-03-01")
    (line,) = json.loads(command("report", "operations", "--json").stdout)
    assert (line["stock_day"], line["quantity"]) == ("2026-03-09", 1)
    assert "Dispensing" in command("report", "operations").stdout


def test_a_stock_card_ends_with_the_closing(command: Command, country: Country) -> None:
    shown = command(
        "report", "stock-card", "S", "BCG", "--from", "2026-03-01", "--to", "2026-03-09"
    )
    assert "Opening 20, closing 14 (dose)" in shown.stdout
    assert date(2026, 3, 9).isoformat() in shown.stdout


def test_late_entries_are_listed_with_the_day_that_counts_them(
    command: Command, country: Country
) -> None:
    country.freeze("2026-03-01")
    country.record("2026-03-01 wastage S 3 reason=broken")
    (line,) = json.loads(
        command(
            "report", "late-entries", "--from", "2026-03-02", "--to", "2026-03-02", "--json"
        ).stdout
    )
    assert (line["occurred_on"], line["stock_day"], line["quantity"]) == (
        "2026-03-01",
        "2026-03-02",
        3,
    )
    none = ("report", "late-entries", "--to", "2026-03-01", "--json")
    assert json.loads(command(*none).stdout) == []


def test_a_table_is_written_in_the_language_of_its_reader(
    command: Command, country: Country
) -> None:
    shown = command("--lang", "fr", "report", "operations").stdout
    assert "Opérations du jour" in shown
    assert "Effet sur le stock" in shown
    assert "Dispensation" in shown
    assert "Jours de stock" in command("--lang", "fr", "eod", "status").stdout


def test_a_narrow_terminal_cuts_no_number_off(
    command: Command, country: Country, monkeypatch: pytest.MonkeyPatch
) -> None:
    country.record("2026-03-01 arrival C 123456789")
    country.freeze("2026-03-01")
    monkeypatch.setenv("COLUMNS", "20")
    shown = command("report", "eod").stdout
    assert "123,456,789" in shown
    assert "123,456,889" in shown


def test_columns_without_a_number_are_named_below(command: Command, country: Country) -> None:
    country.freeze("2026-03-01")
    shown = command("report", "eod").stdout
    assert "Dispensed" in shown.split("Nothing in:")[0]
    assert "Wasted" in shown.split("Nothing in:")[1]


def test_a_day_may_be_frozen_before_its_grace_is_over_with_a_reason(
    command: Command, vlmis: TestDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A zone in which it is about noon now, so that no midnight comes between.
    now = datetime.now(UTC)
    zone = f"Etc/GMT{now.hour - 12:+d}"
    monkeypatch.setenv("VLMIS_TIME_ZONE", zone)
    vlmis.execute("update vlmis.stock_calendar set time_zone = :zone", zone=zone)
    yesterday = (now + timedelta(hours=12 - now.hour)).date() - timedelta(days=1)
    Country(vlmis, first_day=yesterday.isoformat(), today=yesterday.isoformat())
    with pytest.raises(DayNotReadyError, match="--early REASON"):
        command("eod", "freeze", yesterday.isoformat())
    command("eod", "freeze", yesterday.isoformat(), "--early", "the server moves today")
    days = json.loads(command("eod", "status", "--json").stdout)["days"]
    assert days[0]["early_reason"] == "the server moves today"
