"""Attached stores take names and codes of their org units; a code names one store at a time."""

from datetime import date

import pytest

from tests.stores.org_units import add_org_unit, uid
from tests.support.postgres import TestDatabase
from vlmis_core.stores.list_conflicts import list_store_conflicts

TODAY = date(2026, 11, 20)


class Facilities:
    """Org units A, B, C … and a store attached to each, with the org unit's code."""

    def __init__(self, vlmis: TestDatabase) -> None:
        self.vlmis = vlmis

    def add(self, letter: str, code: str | None = None) -> None:
        """Add an org unit and its store."""
        add_org_unit(self.vlmis, letter, code=code or letter.upper())
        self.add_store(code or letter.upper(), letter)

    def add_store(self, code: str, letter: str | None = None) -> None:
        """Add a store, attached to the org unit of a letter if there is one."""
        self.vlmis.execute(
            "insert into vlmis.store (code, name, org_unit_uid, supplier_store_id) select :code,"
            " 'Unit ' || upper(coalesce(:letter, 'x')), :uid, (select store_id from vlmis.store"
            " where supplier_store_id is null)",
            code=code,
            letter=letter,
            uid=uid(letter) if letter else None,
        )

    def recode(self, **codes: str | None) -> None:
        """Give org units other codes in DHIS2."""
        for letter, code in codes.items():
            self.vlmis.execute(
                "update vlmis.org_unit set code = :code where org_unit_uid = :uid",
                code=code,
                uid=uid(letter),
            )

    def remove(self, letter: str) -> None:
        """Remove an org unit in DHIS2."""
        self.vlmis.execute(
            "update vlmis.org_unit set removed_at = now() where org_unit_uid = :uid",
            uid=uid(letter),
        )

    def follow(self, today: date = TODAY) -> tuple[int, int, int]:
        """Follow the org units, as a refresh does; return renamed, recoded, conflicts."""
        with self.vlmis.pipeline.transaction() as tx:
            (row,) = tx.rows("org_units/call_follow_org_units", today=today)
        return tuple(row)

    def codes(self) -> dict[str, str]:
        """Letter of the org unit → code of its store; stores without org unit by ``-``."""
        rows = self.vlmis.rows("select coalesce(org_unit_uid, '-'), code from vlmis.store")
        return {key[0]: code for key, code in rows}

    def conflicts(self) -> list[tuple[str, str]]:
        """Kind and subject of every conflict."""
        listed = list_store_conflicts(self.vlmis.recorder)
        return [
            (each.code, str(each.values.get("store") or each.values["code"])) for each in listed
        ]

    def former(self) -> list[tuple[str, str, date | None, date]]:
        """Every former code: the code, its store's code of today, and the days."""
        return [
            tuple(row)
            for row in self.vlmis.rows(
                "select former.code, store.code, held_from, held_until"
                " from vlmis.former_store_code as former join vlmis.store using (store_id)"
                " order by held_until, former.code, store.code"
            )
        ]


@pytest.fixture
def facilities(vlmis: TestDatabase) -> Facilities:
    made = Facilities(vlmis)
    for letter in "abc":
        made.add(letter)
    return made


def test_a_store_takes_the_name_and_the_code_of_its_org_unit(facilities):
    facilities.recode(b="MFL-2")
    facilities.vlmis.execute(
        "update vlmis.org_unit set name = 'Ange Gardien' where org_unit_uid = :uid", uid=uid("c")
    )

    assert facilities.follow() == (1, 1, 0)
    assert facilities.codes() == {"a": "A", "b": "MFL-2", "c": "C"}
    assert facilities.vlmis.value("select name from vlmis.store where code = 'C'") == "Ange Gardien"
    assert facilities.former() == [("B", "MFL-2", None, TODAY)]
    assert facilities.follow() == (0, 0, 0)


@pytest.mark.parametrize(
    "codes",
    [
        {"a": "B", "b": "A"},
        {"a": "B", "b": "C", "c": "A"},
        {"a": "NEW", "b": "A", "c": "B"},
    ],
    ids=["swap", "cycle of three", "chain"],
)
def test_codes_that_change_hands_are_applied_together(facilities, codes):
    facilities.recode(**codes)

    assert facilities.follow() == (0, len(codes), 0)
    assert facilities.codes() == {"a": "A", "b": "B", "c": "C"} | codes


def test_a_code_that_a_store_without_org_unit_keeps_changes_nothing(facilities):
    facilities.add_store("OLD")
    facilities.recode(a="OLD", b="A", c="B")

    assert facilities.follow() == (0, 0, 3)
    assert facilities.codes() == {"a": "A", "b": "B", "c": "C", "-": "OLD"}
    assert facilities.conflicts() == [
        ("code_is_taken_by_another_store", "A"),
        ("code_is_taken_by_another_store", "B"),
        ("code_is_taken_by_another_store", "C"),
    ]
    facilities.vlmis.execute("update vlmis.store set code = 'OLDER' where code = 'OLD'")
    assert facilities.follow() == (0, 3, 0)
    assert facilities.codes() == {"a": "OLD", "b": "A", "c": "B", "-": "OLDER"}


def test_a_store_without_a_code_in_dhis2_has_the_uid_and_gets_its_code_back(facilities):
    facilities.recode(b="  ")
    facilities.follow()
    assert facilities.codes()["b"] == uid("b")

    facilities.recode(b=" B ")
    facilities.follow(date(2026, 11, 25))

    assert facilities.codes()["b"] == "B"
    assert facilities.former() == [
        ("B", "B", None, TODAY),
        (uid("b"), "B", TODAY, date(2026, 11, 25)),
    ]


def test_a_code_that_org_units_share_is_taken_over_by_no_store(facilities):
    facilities.recode(b="TWICE", c="TWICE")

    assert facilities.follow() == (0, 0, 1)
    assert facilities.codes() == {"a": "A", "b": "B", "c": "C"}
    (conflict,) = list_store_conflicts(facilities.vlmis.recorder)
    assert conflict.values["org_units"] == (f"Unit B ({uid('b')})", f"Unit C ({uid('c')})")

    facilities.recode(c="ONCE")
    assert facilities.follow() == (0, 2, 0)
    assert facilities.codes() == {"a": "A", "b": "TWICE", "c": "ONCE"}


def test_a_store_whose_code_becomes_shared_keeps_it(facilities):
    add_org_unit(facilities.vlmis, "d", code="B")

    assert facilities.follow() == (0, 0, 1)
    assert facilities.codes()["b"] == "B"


def test_a_removed_org_unit_leaves_its_store_the_code_and_is_a_conflict(facilities):
    facilities.remove("b")
    facilities.recode(c="B")

    assert facilities.follow() == (0, 0, 2)
    assert facilities.codes()["c"] == "C"
    assert facilities.conflicts() == [
        ("code_is_taken_by_another_store", "C"),
        ("store_org_unit_is_removed", "B"),
    ]


def test_no_door_changes_a_code_without_a_trace(facilities):
    for code in ("B2", "B3", "B"):
        facilities.vlmis.execute(
            f"update vlmis.store set code = '{code}' where org_unit_uid = '{uid('b')}'"
        )

    assert [row[0] for row in facilities.former()] == ["B", "B2", "B3"]
    with pytest.raises(Exception, match="table_is_append_only"):
        facilities.vlmis.execute("delete from vlmis.former_store_code")
