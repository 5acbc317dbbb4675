"""Minimum and maximum stock: of levels in months, of stores in units."""

import json
from pathlib import Path

import pytest

from tests.support.codes import raises_code, raises_faults
from tests.support.command import Command
from tests.support.country import Country
from tests.support.postgres import TestDatabase
from vlmis_core.database.upsert import UpsertResult
from vlmis_core.stock_limits.list_limits import (
    LevelLimit,
    LimitChoice,
    PairLimit,
    count_pair_limits,
    list_level_limits,
    list_pair_limits,
)
from vlmis_core.stock_limits.remove_limits import remove_level_limits, remove_store_limits
from vlmis_core.stock_limits.save_limits import import_limits

HEADER = "product_code,level,minimum_months,maximum_months,store_code,minimum,maximum"
EVERY = LimitChoice()


@pytest.fixture(autouse=True)
def country(vlmis: TestDatabase) -> Country:
    """Three levels: C, R, and the sites S and T."""
    return Country(vlmis)


def save(vlmis: TestDatabase, tmp_path: Path, *lines: str) -> UpsertResult:
    file = tmp_path / "limits.csv"
    file.write_text("\n".join([HEADER, *lines]), encoding="utf-8")
    return import_limits(vlmis.recorder, file)


def test_a_file_sets_limits_of_levels_in_months_and_of_stores_in_units(vlmis, tmp_path) -> None:
    assert save(vlmis, tmp_path, "BCG,3,1,2.5,,,", "BCG,1,6,9,,,", "BCG,,,,S,10,40") == (
        UpsertResult(3, 0, 0)
    )
    assert list_level_limits(vlmis.recorder, EVERY) == [
        LevelLimit(1, "BCG", "BCG", 6.0, 9.0),
        LevelLimit(3, "BCG", "BCG", 1.0, 2.5),
    ]
    assert list_pair_limits(vlmis.recorder, EVERY) == [
        PairLimit("S", "S", "BCG", "BCG", "dose", 10, 40)
    ]


def test_a_file_that_is_sent_again_changes_what_differs(vlmis, tmp_path) -> None:
    save(vlmis, tmp_path, "BCG,3,1,2.5,,,", "BCG,,,,S,10,40")
    lines = ("BCG,3,1.00,2.5,,,", "BCG,,,,S,10,50", "OPV,3,1,3,,,")
    assert save(vlmis, tmp_path, *lines) == UpsertResult(1, 1, 1)
    assert save(vlmis, tmp_path, *lines) == UpsertResult(0, 0, 3)
    kept = "select count(*) from vlmis.master_data_change where entity like '%stock_limit'"
    assert vlmis.value(kept) == 4  # Two created, then one created and one changed.


def test_a_decimal_comma_is_a_decimal_point(vlmis, tmp_path) -> None:
    file = tmp_path / "limits.csv"
    file.write_text("product_code;level;minimum_months;maximum_months\nBCG;2;0,5;1,25\n")
    import_limits(vlmis.recorder, file)
    assert list_level_limits(vlmis.recorder, EVERY) == [LevelLimit(2, "BCG", "BCG", 0.5, 1.25)]


@pytest.mark.parametrize(
    ("line", "faults"),
    [
        (",3,1,2,,,", [("product_code", "field_is_missing")]),
        ("X,3,1,2,,,", [("product_code", "product_not_found")]),
        ("OLD,3,1,2,,,", [("product_code", "product_is_retired")]),
        ("BCG,,,,,1,2", [("level", "limit_needs_level_or_store")]),
        ("BCG,3,1,2,S,1,2", [("level", "limit_has_level_and_store")]),
        ("BCG,4,1,2,,,", [("level", "level_is_not_in_the_tree")]),
        ("BCG,0,1,2,,,", [("level", "level_is_not_in_the_tree")]),
        ("BCG,three,1,2,,,", [("level", "not_a_whole_number")]),
        ("BCG,,,,nowhere,1,2", [("store_code", "store_not_found")]),
        ("BCG,,,,T,1,2", [("store_code", "store_is_closed")]),
        ("BCG,3,,2,,,", [("minimum_months", "field_is_missing")]),
        ("BCG,,,,S,1,", [("maximum", "field_is_missing")]),
        ("BCG,3,0,2,,,", [("minimum_months", "not_a_number_of_months")]),
        ("BCG,3,1,120.01,,,", [("maximum_months", "not_a_number_of_months")]),
        ("BCG,3,1,2.555,,,", [("maximum_months", "not_a_number_of_months")]),
        ("BCG,3,-1,2,,,", [("minimum_months", "not_a_number_of_months")]),
        ("BCG,,,,S,0,2", [("minimum", "number_is_too_small")]),
        ("BCG,,,,S,1.5,2", [("minimum", "not_a_whole_number")]),
        ("BCG,3,1,2,,5,", [("minimum", "limit_of_level_is_in_months")]),
        ("BCG,,1,,S,1,2", [("minimum_months", "limit_of_store_is_in_units")]),
        ("BCG,3,3,2,,,", [("minimum_months", "minimum_is_above_maximum")]),
        ("BCG,,,,S,3,2", [("minimum", "minimum_is_above_maximum")]),
        ("OPV,3,1,2,,,", [("product_code", "limit_is_repeated")]),
        ("OPV,03,1,2,,,", [("product_code", "limit_is_repeated")]),
        (
            "X,9,0,,,5,",
            [
                ("product_code", "product_not_found"),
                ("level", "level_is_not_in_the_tree"),
                ("minimum", "limit_of_level_is_in_months"),
                ("minimum_months", "not_a_number_of_months"),
                ("maximum_months", "field_is_missing"),
            ],
        ),
    ],
)
def test_every_fault_of_a_line_is_named_and_nothing_is_saved(
    vlmis, tmp_path, line: str, faults: list[tuple[str, str]]
) -> None:
    vlmis.execute("insert into vlmis.product (code, name, retired_on) values ('OLD', 'O', now())")
    vlmis.execute("update vlmis.store set closed_on = '2026-03-02' where code = 'T'")
    with raises_faults(*((3, field, code) for field, code in faults)):
        save(vlmis, tmp_path, "OPV,3,1,2,,,", line)
    assert list_level_limits(vlmis.recorder, EVERY) == []


def test_faults_of_lines_that_cannot_be_read_come_together_with_the_others(vlmis, tmp_path) -> None:
    with raises_faults(
        (3, "line", "line_has_other_field_count"), (4, "level", "not_a_whole_number")
    ):
        save(vlmis, tmp_path, "OPV,3,1,2,,,", "OPV,3", "BCG,x,1,2,,,")
    assert list_level_limits(vlmis.recorder, EVERY) == []


def test_limits_are_removed_once(vlmis, tmp_path) -> None:
    save(vlmis, tmp_path, "BCG,3,1,2.5,,,", "BCG,,,,S,10,40", "OPV,,,,S,10,40")
    remove_level_limits(vlmis.recorder, 3, "BCG")
    remove_store_limits(vlmis.recorder, "S", "BCG")
    assert list_level_limits(vlmis.recorder, EVERY) == []
    assert count_pair_limits(vlmis.recorder, EVERY) == 1
    with raises_code("level_has_no_limits", level=3):
        remove_level_limits(vlmis.recorder, 3, "BCG")
    with raises_code("store_has_no_limits", store="S"):
        remove_store_limits(vlmis.recorder, "S", "BCG")
    with raises_code("store_not_found"):
        remove_store_limits(vlmis.recorder, "X", "BCG")


def test_limits_of_stores_are_listed_in_parts_and_within_what_is_visible(vlmis, tmp_path) -> None:
    lines = [f"{product},,,,{store},1,2" for store in "CRST" for product in ("BCG", "OPV")]
    save(vlmis, tmp_path, *lines)
    whole = list_pair_limits(vlmis.recorder, EVERY)
    assert len(whole) == count_pair_limits(vlmis.recorder, EVERY) == 8
    parts = [list_pair_limits(vlmis.recorder, EVERY, line_count=3, skipped=n) for n in (0, 3, 6)]
    assert [limit for part in parts for limit in part] == whole
    visible = LimitChoice(visible_store_ids={vlmis.store_id("S"), vlmis.store_id("T")})
    assert [limit.store_code for limit in list_pair_limits(vlmis.recorder, visible)] == list("SSTT")
    chosen = LimitChoice(store_code="S", product_code="OPV")
    assert [
        (limit.store_code, limit.product_code) for limit in list_pair_limits(vlmis.recorder, chosen)
    ] == [("S", "OPV")]


def test_the_commands_set_list_and_remove(command: Command, tmp_path) -> None:
    place = ("--minimum", "1,5", "--maximum", "3")
    assert "saved" in command("stock-limits", "set", "BCG", "--level", 3, *place).output
    command("stock-limits", "set", "BCG", "--store", "S", "--minimum", 5, "--maximum", 9)
    found = json.loads(command("stock-limits", "list", "--json").stdout)
    (level,), (store,) = found["levels"], found["stores"]
    assert (level["level"], level["minimum_months"], level["maximum_months"]) == (3, 1.5, 3.0)
    assert (store["store_code"], store["minimum"], store["maximum"]) == ("S", 5, 9)
    shown = command("stock-limits", "list").output
    assert "Limits of levels" in shown
    assert "Limits of stores" in shown
    with raises_code("limit_has_level_and_store"):
        command("stock-limits", "remove", "BCG", "--level", 3, "--store", "S")
    with raises_code("limit_needs_level_or_store"):
        command("stock-limits", "set", "BCG", *place)
    command("stock-limits", "remove", "BCG", "--level", 3)
    command("stock-limits", "remove", "BCG", "--store", "S")
    assert "There are no such limits." in command("stock-limits", "list").output
