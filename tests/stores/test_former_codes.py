"""Files and requests name stores by today's code; what a code named before is explained."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.support.codes import raises_code, raises_faults
from tests.support.country import Country, parse_line
from tests.support.postgres import TestDatabase
from vlmis_core.delivery.requeue_records import RequeueChoice, requeue_records
from vlmis_core.errors import PermanentError
from vlmis_core.ledger.movements import Recorded
from vlmis_core.ledger.record_movements import record_movements
from vlmis_core.messages import Message, translator
from vlmis_core.reports.end_of_day import report_eod
from vlmis_core.reports.report_filter import ReportFilter
from vlmis_core.stores.close_store import close_store
from vlmis_core.stores.find_stores import find_stores
from vlmis_core.stores.upsert_stores import import_stores


def recode(vlmis: TestDatabase, day: str, **codes: str) -> None:
    """Give stores other codes on a local day, all together; ``codes``: today's code → the new."""
    with vlmis.recorder.engine.begin() as connection:
        connection.execute(text(f"select set_config('vlmis.today', '{day}', true)"))
        connection.execute(
            text(
                "update vlmis.store set code = wanted.value"
                " from json_each_text(cast(:codes as json)) as wanted where store.code = wanted.key"
            ),
            {"codes": str(codes).replace("'", '"')},
        )


@pytest.fixture
def country(vlmis: TestDatabase) -> Country:
    return Country(vlmis, stock={"C": 100, "R": 100, "S": 100, "T": 100}, today="2026-03-20")


def refused(country: Country, line: str) -> Message:
    """The message that a line is refused with."""
    with pytest.raises(PermanentError) as caught:
        country.record(line)
    (fault,) = caught.value.faults  # type: ignore[attr-defined]
    return fault.message


def test_a_former_code_is_refused_with_its_successor(country):
    recode(country.vlmis, "2026-03-10", S="MFL-1")

    message = refused(country, "2026-03-12 dispensing S 1")

    assert translator("en").sentence(message).startswith("S is MFL-1 since ")
    assert "2026-03-10" in str(message.values)
    assert country.record("2026-03-05 dispensing MFL-1 1") == Recorded(1, 0, 0)
    assert country.record("2026-03-12 distribution_out R 1 > MFL-1") == Recorded(1, 0, 0)
    assert refused(country, "2026-03-12 distribution_out R 1 > S").code == "store_code_is_former"


def test_a_former_code_of_several_stores_names_all_of_them(country):
    recode(country.vlmis, "2026-03-10", S="S2")
    recode(country.vlmis, "2026-03-12", T="S")
    recode(country.vlmis, "2026-03-14", S="T2")

    text = translator("en").sentence(refused(country, "2026-03-15 dispensing S 1"))

    assert text.index("S2 since") < text.index("T2 since")


@pytest.mark.parametrize("line", ["dispensing S 1", "distribution_out R 1 > S"])
def test_a_line_dated_before_its_code_changed_hands_is_refused_with_both_stores(country, line):
    recode(country.vlmis, "2026-03-10", S="T", T="S")

    message = refused(country, f"2026-03-09 {line}")

    assert message.code == "store_code_changed_hands"
    assert message.values["code"] == "S"
    assert (message.values["name"], message.values["other_name"]) == ("T", "S")
    assert message.values["other_store"] == "T"
    assert message.values["since"] == "2026-03-10"
    assert country.record(f"2026-03-10 {line}") == Recorded(1, 0, 0)


def test_a_line_of_the_days_in_between_is_taken_where_the_code_came_back(country):
    recode(country.vlmis, "2026-03-10", S="MFL-1")
    recode(country.vlmis, "2026-03-12", T="S")
    recode(country.vlmis, "2026-03-15", S="T")
    recode(country.vlmis, "2026-03-16", **{"MFL-1": "S"})

    assert country.record("2026-03-09 dispensing S 1") == Recorded(1, 0, 0)
    assert refused(country, "2026-03-13 dispensing S 1").values["other_store"] == "T"
    assert refused(country, "2026-03-15 dispensing S 1").values["other_store"] == "T"
    assert country.record("2026-03-16 dispensing S 1") == Recorded(1, 0, 0)


def test_a_line_of_days_on_which_nobody_had_the_code_may_mean_the_store_before(country):
    recode(country.vlmis, "2026-03-10", S="MFL-1")
    recode(country.vlmis, "2026-03-14", T="S")

    message = refused(country, "2026-03-12 distribution_out R 1 > S")

    assert (message.code, message.values["other_store"]) == ("store_code_changed_hands", "MFL-1")
    assert message.values["since"] == "2026-03-14"
    with raises_code("store_code_changed_hands", other_store="MFL-1"):
        country.count("2026-03-12", "S", 90)
    assert country.record("2026-03-14 dispensing S 1") == Recorded(1, 0, 0)


def test_a_line_dated_between_two_times_of_the_same_holder_may_mean_another_store(country):
    recode(country.vlmis, "2026-03-03", S="MFL-1")
    recode(country.vlmis, "2026-03-07", T="S")
    recode(country.vlmis, "2026-03-09", S="T")
    recode(country.vlmis, "2026-03-15", T="S")

    for day, meant in (("02", "MFL-1"), ("04", "MFL-1"), ("12", "MFL-1")):
        message = refused(country, f"2026-03-{day} dispensing S 1")
        assert (message.code, message.values["other_store"]) == ("store_code_changed_hands", meant)
    for day in ("07", "08", "15"):
        assert country.record(f"2026-03-{day} dispensing S 1 key={day}") == Recorded(1, 0, 0)


def test_a_code_that_a_third_store_takes_names_it_from_that_day_on(country):
    recode(country.vlmis, "2026-03-10", S="MFL-1")
    country.add_store("S", "R")

    assert refused(country, "2026-03-09 distribution_out R 1 > S").values["other_store"] == "MFL-1"
    assert country.record("2026-03-10 distribution_out R 1 > S") == Recorded(1, 0, 0)


def test_counts_follow_the_same_rule(country):
    recode(country.vlmis, "2026-03-10", S="T", T="S")

    with raises_code("store_code_changed_hands", other_store="T"):
        country.count("2026-03-09", "S", 90)
    country.count("2026-03-10", "S", 90)
    recode(country.vlmis, "2026-03-12", S="MFL-1")
    with raises_code("store_code_is_former"):
        country.count("2026-03-12", "S", 90)


def test_a_store_that_was_chosen_on_a_page_is_the_one_of_today(country):
    recode(country.vlmis, "2026-03-10", S="T", T="S")
    line = parse_line("2026-03-09 dispensing S 1")

    chosen = replace(country.entry, stores_were_chosen=True)

    assert record_movements(country.vlmis.recorder, [line], chosen) == Recorded(1, 0, 0)


def test_reports_searches_and_acts_go_by_the_code_of_today(country):
    country.freeze("2026-03-01")
    recode(country.vlmis, "2026-03-10", R="REGION", S="MFL-1")

    assert {row.store_code for row in eod(country, "REGION")} == {"REGION", "MFL-1", "T"}
    with raises_code("store_code_is_former"):
        eod(country, "R")
    with raises_code("store_code_is_former"):
        close_store(country.vlmis.recorder, "S", closed_on=date(2026, 3, 20))
    with raises_code("store_code_is_former"):
        requeue_records(
            country.vlmis.recorder,
            RequeueChoice(store_code="S"),
            by="x",
            reason="x",
            now=country.entry.recorded_at,
        )
    country.vlmis.execute("update vlmis.store set name = 'Depot' where code = 'MFL-1'")
    found = find_stores(country.vlmis.recorder, "s", None, line_count=5)
    assert [(store.code, store.former_code) for store in found] == [("MFL-1", "S")]


def eod(country: Country, store: str) -> list:
    """The EoD rows of a store and those below it."""
    chosen = ReportFilter(last_day=date(2026, 3, 1), store_code=store)
    return list(report_eod(country.vlmis.recorder, chosen, by_day=True, line_count=None).lines)


def test_a_stores_file_does_not_make_a_former_code_a_new_store(country, tmp_path: Path):
    recode(country.vlmis, "2026-03-10", S="MFL-1", R="REGION")
    file = tmp_path / "stores.csv"

    file.write_text("code,name,supplier_code\nS,Site,REGION\n")
    with raises_faults((2, "code", "store_code_is_former")):
        import_stores(country.vlmis.recorder, file)
    file.write_text("code,name,supplier_code\nNEW,Site,R\n")
    with raises_faults((2, "supplier_code", "store_code_is_former")):
        import_stores(country.vlmis.recorder, file)
