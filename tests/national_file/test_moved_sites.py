"""A site that changes its district moves with the month in which the file says so."""

import json
from datetime import date

import pytest

from tests.national_file.national_country import (
    ENTRY,
    PRODUCTS_FILE,
    create_country,
    freeze_through,
    start_ledger,
    write_file,
)
from tests.support.codes import raises_code
from tests.support.postgres import TestDatabase
from vlmis_core.errors import BadInputError
from vlmis_core.freeze.audit_days import audit_days
from vlmis_core.ledger.kinds import MovementKind
from vlmis_core.ledger.movements import MovementLine
from vlmis_core.ledger.record_movements import record_movements
from vlmis_core.national_file.follow_districts import SiteMove
from vlmis_core.national_file.import_national_monthly import import_national_monthly
from vlmis_core.stores.find_stores import list_stores
from vlmis_core.stores.upsert_stores import move_store

SEPTEMBER, OCTOBER, NOVEMBER = (date(2017, month, 1) for month in (9, 10, 11))
IN_ALPHA = "2017,9,NORD,ALPHA,S101,AS27000,0,100,10,0,90"
IN_BETA = "2017,10,NORD,BETA,S101,AS27000,90,20,10,0,100"
BACK_IN_ALPHA = "2017,11,NORD,ALPHA,S101,AS27000,100,7,20,-2,85"
IN_ANOTHER_REGION = "2017,11,SUD,ALPHA,S101,AS27000,100,7,20,-2,85"
NEIGHBOUR = [
    f"2017,{month},NORD,BETA,S102,AS27000,{before},50,10,0,{before + 40}"
    for month, before in ((9, 0), (10, 40), (11, 80))
]
ALPHA, BETA, ALPHA_OF_SUD = "D-NORD-ALPHA", "D-NORD-BETA", "D-SUD-ALPHA"


def supplier(vlmis: TestDatabase, site: str = "S101") -> str | None:
    return {store.code: store.supplier_code for store in list_stores(vlmis.recorder)}[site]


def frozen(vlmis: TestDatabase, day: date, site: str = "S101") -> tuple:
    """Supplier and closing of a site as the frozen day has them."""
    (row,) = vlmis.rows(
        "select supplier_store_code, closing from analyst.eod_report"
        " where day = :day and store_code = :site",
        day=day,
        site=site,
    )
    return tuple(row)


def supplied_by(vlmis: TestDatabase, site: str = "S101") -> dict[date, str]:
    """Which store supplied the site, by month."""
    return dict(
        vlmis.rows(
            "select distinct cast(date_trunc('month', occurred_on) as date), supplier.code"
            " from vlmis.movement"
            " join vlmis.store using (store_id)"
            " join vlmis.store as supplier on supplier.store_id = counterpart_store_id"
            " where kind = 'requisition_received' and store.code = :site",
            site=site,
        )
    )


@pytest.fixture
def write(vlmis, tmp_path):
    """Write a file, and create all that it names."""

    def written(*lines: str):
        file = write_file(tmp_path / "national.csv", *lines)
        create_country(vlmis, file)
        return file

    return written


@pytest.mark.parametrize(
    ("third", "last_supplier", "count"),
    [(BACK_IN_ALPHA, ALPHA, 2), (IN_ANOTHER_REGION, ALPHA_OF_SUD, 2)],
    ids=["and back", "to another region"],
)
def test_each_month_goes_along_its_own_chain(vlmis, write, third, last_supplier, count):
    file = write(third, IN_BETA, IN_ALPHA, *NEIGHBOUR)
    start_ledger(vlmis, SEPTEMBER)
    imported = import_national_monthly(vlmis.recorder, file, ENTRY)

    assert imported.moves == [
        SiteMove("S101", OCTOBER, ALPHA, BETA),
        SiteMove("S101", NOVEMBER, BETA, last_supplier),
    ]
    assert supplied_by(vlmis) == {SEPTEMBER: ALPHA, OCTOBER: BETA, NOVEMBER: last_supplier}
    assert supplier(vlmis) == last_supplier

    freeze_through(vlmis, date(2017, 12, 1))
    assert frozen(vlmis, date(2017, 9, 1)) == (ALPHA, 0)
    assert frozen(vlmis, date(2017, 9, 30)) == (ALPHA, 90)
    assert frozen(vlmis, OCTOBER)[0] == BETA
    assert frozen(vlmis, date(2017, 10, 31)) == (BETA, 100)
    assert frozen(vlmis, date(2017, 11, 30)) == (last_supplier, 85)
    assert frozen(vlmis, date(2017, 12, 1)) == (last_supplier, 85)
    assert frozen(vlmis, date(2017, 11, 30), "S102") == (BETA, 120)
    assert not [v for _, found in audit_days(vlmis.pipeline) for v in found]


def test_every_store_above_the_sites_ends_each_month_at_zero(vlmis, write):
    file = write(IN_ALPHA, IN_BETA, IN_ANOTHER_REGION, *NEIGHBOUR)
    start_ledger(vlmis, SEPTEMBER)
    import_national_monthly(vlmis.recorder, file, ENTRY)
    freeze_through(vlmis, date(2017, 11, 30))

    assert vlmis.rows(
        "select distinct closing from analyst.eod_report"
        " where store_code !~ '^S' and day in ('2017-09-30', '2017-10-31', '2017-11-30')"
    ) == [(0,)]


def test_a_later_file_moves_the_site_and_an_imported_month_again_changes_nothing(vlmis, write):
    write(IN_BETA)
    first = write(IN_ALPHA, NEIGHBOUR[0])
    start_ledger(vlmis, SEPTEMBER)
    move_store(vlmis.recorder, "S101", supplier_code=ALPHA)
    import_national_monthly(vlmis.recorder, first, ENTRY)
    freeze_through(vlmis, date(2017, 10, 3))
    second = write(IN_ALPHA, NEIGHBOUR[0], IN_BETA, NEIGHBOUR[1])
    imported = import_national_monthly(vlmis.recorder, second, ENTRY)
    before = vlmis.content()
    again = import_national_monthly(vlmis.recorder, second, ENTRY)

    assert imported.moves == [SiteMove("S101", OCTOBER, ALPHA, BETA)]
    assert (again.months, again.moves) == ([], [])
    assert vlmis.content() == before
    freeze_through(vlmis, date(2017, 10, 31))
    assert frozen(vlmis, date(2017, 10, 3)) == (ALPHA, 90)
    assert frozen(vlmis, date(2017, 10, 4))[0] == BETA
    assert frozen(vlmis, date(2017, 10, 31)) == (BETA, 100)


def test_a_file_of_frozen_months_keeps_their_tree_and_ends_right(vlmis, write):
    file = write(IN_ALPHA, IN_BETA, *NEIGHBOUR[:2])
    move_store(vlmis.recorder, "S101", supplier_code=ALPHA)
    start_ledger(vlmis, SEPTEMBER)
    freeze_through(vlmis, NOVEMBER)
    imported = import_national_monthly(vlmis.recorder, file, ENTRY)
    freeze_through(vlmis, date(2017, 11, 2))

    assert imported.recorded.late == imported.recorded.recorded
    assert supplied_by(vlmis) == {SEPTEMBER: ALPHA, OCTOBER: BETA}
    assert vlmis.rows(
        "select distinct supplier.code from vlmis.walk_store"
        " join vlmis.store using (store_id)"
        " join vlmis.store as supplier on supplier.store_id = walk_store.supplier_store_id"
        " where store.code = 'S101' and day < '2017-11-02'"
    ) == [(ALPHA,)]
    assert frozen(vlmis, date(2017, 11, 2)) == (BETA, 100)


def test_two_districts_in_one_month_are_refused_with_both_lines(vlmis, write, tmp_path):
    write(IN_ALPHA, IN_BETA)
    start_ledger(vlmis, SEPTEMBER)
    before = vlmis.content()
    two = write_file(
        tmp_path / "two.csv", IN_ALPHA, "2017,9,NORD,BETA,S101,AS17005,0,1,0,0,1", IN_BETA
    )
    with pytest.raises(BadInputError) as refused:
        import_national_monthly(vlmis.recorder, two, ENTRY)

    (fault,) = refused.value.faults
    assert (fault.line, fault.field, fault.message.code) == (
        3,
        "site_code",
        "site_is_in_two_districts",
    )
    assert fault.message.values["line"] == 2
    assert vlmis.content() == before


def test_a_site_that_a_person_moved_elsewhere_is_refused_with_the_way_out(vlmis, write):
    file = write(IN_ALPHA, IN_BETA, IN_ANOTHER_REGION, *NEIGHBOUR)
    move_store(vlmis.recorder, "S101", supplier_code="R-NORD")
    start_ledger(vlmis, SEPTEMBER)
    before = vlmis.content()
    refusal = {"store": "S101", "supplier": "R-NORD", "expected": ALPHA_OF_SUD}
    with raises_code("store_has_other_supplier", **refusal):
        import_national_monthly(vlmis.recorder, file, ENTRY)
    assert vlmis.content() == before

    move_store(vlmis.recorder, "S101", supplier_code=ALPHA_OF_SUD)
    assert len(import_national_monthly(vlmis.recorder, file, ENTRY).moves) == 2


def test_a_movement_of_an_imported_month_follows_the_chain_of_that_month(vlmis, write):
    file = write(IN_ALPHA, IN_BETA, *NEIGHBOUR[:2])
    start_ledger(vlmis, SEPTEMBER)
    import_national_monthly(vlmis.recorder, file, ENTRY)

    def returned(key: str, supplier_code: str, day: date) -> MovementLine:
        kind = MovementKind.RETURN_OUT
        return MovementLine(key, "S101", "AS27000", kind, 1, day, supplier_code)

    last_of_september = date(2017, 9, 30)
    with raises_code("store_is_not_supplier"):
        record_movements(vlmis.recorder, [returned("r1", BETA, last_of_september)], ENTRY)
    right = [returned("r1", ALPHA, last_of_september), returned("r2", BETA, NOVEMBER)]
    assert record_movements(vlmis.recorder, right, ENTRY).recorded == 2


def test_a_store_that_supplies_others_keeps_its_present_supplier_in_the_walk(vlmis, write):
    """Else a site that was put above others since could cut its branch off."""
    file = write(IN_ALPHA, IN_BETA)
    start_ledger(vlmis, SEPTEMBER)
    import_national_monthly(vlmis.recorder, file, ENTRY)
    move_store(vlmis.recorder, ALPHA, supplier_code="S101")
    freeze_through(vlmis, SEPTEMBER)

    assert vlmis.value("select count(*) from vlmis.walk_store where day = '2017-09-01'") == (
        vlmis.value("select count(*) from vlmis.store")
    )


def test_the_command_tells_which_sites_moved(vlmis, command, tmp_path):
    file = write_file(tmp_path / "national.csv", IN_BETA, IN_ALPHA)
    start_ledger(vlmis, SEPTEMBER)
    arguments = ("import", "national-monthly", file, "--products", PRODUCTS_FILE, "--create-stores")
    checked = json.loads(command(*arguments, "--check", "--json").stdout)
    shown = command(*arguments).stdout

    assert checked["moves"] == [
        {"site_code": "S101", "month": "2017-10-01", "supplier_before": ALPHA, "supplier": BETA}
    ]
    assert f"S101 is supplied by {BETA} from 2017-10 on; before that by {ALPHA}." in shown
