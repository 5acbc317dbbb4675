"""A national file is imported month by month, whole months only, all or nothing."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest

from sandbox.demo.window import Window, import_window
from tests.national_file.national_country import (
    ENTRY,
    LATER,
    create_country,
    freeze_through,
    start_ledger,
    write_file,
)
from tests.stores.org_units import add_org_unit, uid
from tests.support.codes import raises_code
from tests.support.postgres import TestDatabase
from vlmis_core.database.upsert import UpsertResult
from vlmis_core.errors import BadInputError, NotLiveError
from vlmis_core.freeze.go_live import go_live
from vlmis_core.ledger.kinds import MovementKind
from vlmis_core.ledger.movements import Entry, MovementLine, Recorded
from vlmis_core.ledger.record_movements import record_movements
from vlmis_core.national_file.create_stores import create_national_stores
from vlmis_core.national_file.import_national_monthly import (
    import_national_monthly,
    read_national_file,
)
from vlmis_core.stores.find_stores import list_stores

JANUARY = ["2017,1,GOH,OUME,S1,AS27000,10,9,5,0,14", "2017,1,GOH,OUME,S2,AS27000,0,0,0,0,0"]
FEBRUARY = ["2017,2,GOH,OUME,S1,AS27000,12,0,4,-1,7"]
FIRST_DAY = date(2017, 1, 1)


@pytest.fixture
def january(vlmis: TestDatabase, tmp_path):
    """The country of two sites, live from January."""
    file = write_file(tmp_path / "january.csv", *JANUARY)
    create_country(vlmis, file)
    start_ledger(vlmis, FIRST_DAY)
    return file


def closing(vlmis: TestDatabase, day: date, store: str = "S1") -> object:
    rows = vlmis.rows(
        "select closing from vlmis.eod_row join vlmis.store using (store_id)"
        " where day = :day and code = :store",
        day=day,
        store=store,
    )
    return rows[0][0] if rows else None


def ledger(vlmis: TestDatabase) -> list[tuple]:
    return vlmis.rows(
        "select source_key, store_id, product_id, kind::text, quantity, stock_day"
        " from vlmis.movement order by movement_id"
    )


def test_a_month_imported_again_changes_nothing(vlmis, january):
    first = import_national_monthly(vlmis.recorder, january, ENTRY)
    before = ledger(vlmis)
    again = import_national_monthly(vlmis.recorder, january, ENTRY)

    assert (first.months, first.months_before) == ([FIRST_DAY], [])
    assert (again.months, again.months_before) == ([], [FIRST_DAY])
    assert again.recorded == Recorded(0, 0, 0)
    assert ledger(vlmis) == before


def test_what_a_file_distributes_is_confirmed_as_it_is_imported(vlmis, january):
    import_national_monthly(vlmis.recorder, january, ENTRY)
    assert vlmis.rows(
        "select outcome, received_on = occurred_on, count(*) > 0 from vlmis.distribution_leg"
        " group by 1, 2"
    ) == [("arrived_whole", True, True)]


def test_a_month_with_other_content_is_refused_by_name(vlmis, january, tmp_path):
    import_national_monthly(vlmis.recorder, january, ENTRY)
    before = ledger(vlmis)
    other = write_file(tmp_path / "other.csv", JANUARY[0], *FEBRUARY)

    with raises_code("month_was_imported"):
        import_national_monthly(vlmis.recorder, other, ENTRY)
    assert ledger(vlmis) == before


def test_a_later_file_continues_and_bridges_the_gap(vlmis, january, tmp_path):
    import_national_monthly(vlmis.recorder, january, ENTRY)
    both = write_file(tmp_path / "both.csv", *JANUARY, *FEBRUARY)
    later = import_national_monthly(vlmis.recorder, both, ENTRY)
    freeze_through(vlmis, date(2017, 3, 1))

    assert (later.months, later.months_before) == ([date(2017, 2, 1)], [FIRST_DAY])
    assert closing(vlmis, date(2017, 1, 31)) == 14
    assert closing(vlmis, date(2017, 2, 28)) == closing(vlmis, date(2017, 3, 1)) == 7
    assert vlmis.rows(
        "select stock_day, quantity from vlmis.movement where reason = 'national_file_gap'"
        " order by stock_day"
    ) == [(FIRST_DAY, 10), (date(2017, 2, 1), -2)]


def test_a_month_ends_with_the_stock_of_the_file_though_others_moved_stock_before_it(
    vlmis, january, tmp_path
):
    import_national_monthly(vlmis.recorder, january, ENTRY)
    typed = MovementLine("k", "S1", "AS27000", MovementKind.DISPENSING, 3, date(2017, 1, 31))
    record_movements(vlmis.recorder, [typed], ENTRY)
    february = write_file(tmp_path / "february.csv", *FEBRUARY)
    import_national_monthly(vlmis.recorder, february, ENTRY)
    freeze_through(vlmis, date(2017, 2, 28))

    assert closing(vlmis, date(2017, 1, 31)) == 11
    assert closing(vlmis, date(2017, 2, 28)) == 7


def test_a_line_of_zeros_opens_its_pair(vlmis, january):
    import_national_monthly(vlmis.recorder, january, ENTRY)
    freeze_through(vlmis, FIRST_DAY)

    assert closing(vlmis, FIRST_DAY, "S2") == 0


def test_months_of_frozen_days_are_late_entries_and_end_right(vlmis, january):
    freeze_through(vlmis, date(2017, 2, 10))
    imported = import_national_monthly(vlmis.recorder, january, ENTRY)
    freeze_through(vlmis, date(2017, 2, 11))

    assert imported.recorded.late == imported.recorded.recorded > 0
    assert closing(vlmis, date(2017, 2, 10)) is None
    assert closing(vlmis, date(2017, 2, 11)) == 14


@pytest.mark.parametrize(
    ("lines", "named"),
    [
        (["2017,2,GOH,OUME,S9,AS27000,0,0,0,0,0"], ("site_code", "store_of_file_is_unknown")),
        (["2017,2,GOH,OTHER,S9,AS27000,0,0,0,0,0"], ("district", "store_of_file_is_unknown")),
        (["2017,2,GOH,OUME,S1,XX,0,0,0,0,0"], ("product_code", "product_of_file_is_unknown")),
        (["2016,12,GOH,OUME,S1,AS27000,0,0,0,0,0"], ("month", "month_is_before_imported")),
        (["2017,2,GOH,OUME,S1,AS27000,1,0,0,0,0"], ("stock_end", "line_does_not_add_up")),
        (["2018,1,GOH,OUME,S1,AS27000,9,0,9,0,0"], ("month", "month_is_not_over")),
    ],
)
def test_what_cannot_be_imported_is_named_and_nothing_is_stored(
    vlmis, january, tmp_path, lines, named
):
    import_national_monthly(vlmis.recorder, january, ENTRY)
    before = ledger(vlmis)

    with pytest.raises(BadInputError) as refused:
        import_national_monthly(
            vlmis.recorder, write_file(tmp_path / "bad.csv", *FEBRUARY, *lines), ENTRY
        )
    assert named in [(fault.field, fault.message.code) for fault in refused.value.faults]
    assert ledger(vlmis) == before
    assert vlmis.value("select count(*) from vlmis.national_month") == 1


def test_a_site_with_another_supplier_than_in_the_file_is_refused(vlmis, january):
    vlmis.execute(
        "update vlmis.store set supplier_store_id = (select store_id from vlmis.store"
        " where code = 'R-GOH') where code = 'S1'"
    )

    with raises_code("store_has_other_supplier", supplier="R-GOH", expected="D-GOH-OUME"):
        import_national_monthly(vlmis.recorder, january, ENTRY)


def test_nothing_is_imported_before_the_ledger_is_live(vlmis, tmp_path):
    file = write_file(tmp_path / "january.csv", *JANUARY)
    create_country(vlmis, file)

    with pytest.raises(NotLiveError):
        import_national_monthly(vlmis.recorder, file, ENTRY)


def test_two_imports_of_one_file_at_once_record_it_once(vlmis, january):
    def run(_: int) -> list[date]:
        return import_national_monthly(vlmis.recorder, january, ENTRY).months

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(run, range(2))) == [[], [FIRST_DAY]]


def test_the_missing_part_of_the_chain_is_created_and_attached_by_code(vlmis, tmp_path):
    file = write_file(tmp_path / "january.csv", *JANUARY)
    add_org_unit(vlmis, "a", code="CI")
    add_org_unit(vlmis, "s", code="S1", path="a")
    rows = read_national_file(file)

    assert create_national_stores(vlmis.recorder, rows) == UpsertResult(5, 0, 0)
    assert create_national_stores(vlmis.recorder, rows) == UpsertResult(0, 0, 5)
    assert [
        (store.code, store.name, store.supplier_code, store.org_unit_uid)
        for store in list_stores(vlmis.recorder)
    ] == [
        ("CI", "Unit A", None, uid("a")),
        ("D-GOH-OUME", "OUME", "R-GOH", None),
        ("R-GOH", "GOH", "CI", None),
        ("S1", "Unit S", "D-GOH-OUME", uid("s")),
        ("S2", "S2", "D-GOH-OUME", None),
    ]


def test_a_window_brings_real_days_to_the_present(vlmis, tmp_path):
    """As the demonstration does: stock before the window is the initial stock, days are moved."""
    file = write_file(tmp_path / "file.csv", *JANUARY, *FEBRUARY)
    create_country(vlmis, file)
    rows = read_national_file(file)
    month_end = date(2026, 6, 18)
    shift = (month_end - date(2017, 2, 28)).days
    window = Window(month_end - timedelta(days=6), month_end, shift)
    go_live(
        vlmis.pipeline,
        first_day=window.from_day,
        initial_stock=window.initial_stock(rows),
        run_id="go-live",
    )
    entry = Entry("demo", LATER, date(2026, 6, 20))
    recorded = import_window(vlmis.recorder, file, window, entry)
    again = import_window(vlmis.recorder, file, window, entry)
    freeze_through(vlmis, month_end, LATER.replace(year=2027))

    assert (recorded.late, again) == (0, Recorded(0, recorded.recorded, 0))
    assert (closing(vlmis, month_end), closing(vlmis, month_end, "S2")) == (7, 0)
    assert vlmis.value("select count(*) from vlmis.national_month") == 0
