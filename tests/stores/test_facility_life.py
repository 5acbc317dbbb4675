"""A year in which facilities change in every way: nothing lands where it was not meant to.

One seed is a year of renamed, recoded, moved, merged, removed and faulty org units, and of
movements that are named by codes of today and of before. A seed that fails is played again by
``python -m pytest tests/stores/test_facility_life.py --facility-seed SEED``.
"""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.stores.conftest import QUICK_SEEDS
from tests.support.facility_life.drive import FacilityLife
from tests.support.facility_life.script import Night, Script, Sending, written
from tests.support.facility_life.world import ODD_DAY, Change, first_world, unit_uid
from tests.support.postgres import TestServer
from vlmis_core.database import database, queries


@pytest.mark.no_cover  # Other tests run these lines too, and measuring costs minutes.
def test_no_movement_and_no_value_lands_elsewhere_and_nobody_waits_for_others(
    postgres: TestServer, tmp_path: Path, facility_seed: int
) -> None:
    with postgres.fresh_database() as vlmis:
        FacilityLife(vlmis, written(facility_seed), tmp_path).play()


def test_the_quick_seeds_meet_everything_that_can_happen() -> None:
    met = set().union(*(written(seed).kinds for seed in QUICK_SEEDS))
    every = set().union(*(written(seed).kinds for seed in range(300)))
    assert met == every


def planted(monkeypatch: pytest.MonkeyPatch, statement: str, right: str, wrong: str) -> None:
    """Let one of the product's statements be wrong."""
    query = queries.statement_text(statement)
    assert right in query
    monkeypatch.setattr(
        database,
        "load_query",
        lambda name: (
            text(query.replace(right, wrong)) if name == statement else queries.load_query(name)
        ),
    )


def short_year(*nights: Night) -> Script:
    """The nights of a year in which nothing else happens."""
    return Script(0, list(nights))


def sending(how: str, facility: int, **given: int) -> Sending:
    """Two doses are dispensed at a facility, and sent by file after the refresh."""
    chosen = {"days_ago": 0, "pick": 0} | given
    return Sending(
        how, facility, 0, "dispensing", 2, **chosen, is_form=False, is_after_refresh=True
    )


SWAPPED = Change(
    "swap",
    tuple(
        replace(first_world(2).units[unit_uid(number)], code=code)
        for number, code in ((0, "F01"), (1, "F00"))
    ),
)
NIGHTS = [Night(number) for number in range(4)]


def test_a_movement_that_lands_elsewhere_is_noticed(
    postgres: TestServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    planted(monkeypatch, "ledger/find_handed_over_codes", "> named.occurred_on", "> 'infinity'")
    night = Night(2, (SWAPPED,), sendings=(sending("stale", 0),))
    with (
        postgres.fresh_database() as vlmis,
        pytest.raises(AssertionError, match="is at 1, meant for None"),
    ):
        FacilityLife(vlmis, short_year(*NIGHTS[:2], night), tmp_path).play()


def test_a_value_that_is_sent_to_another_org_unit_is_noticed(
    postgres: TestServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = unit_uid(0), unit_uid(1)
    swapped = (
        f"case record.org_unit_uid when '{one}' then '{other}' when '{other}' then '{one}'"
        " else record.org_unit_uid end as org_unit_uid,"
    )
    planted(monkeypatch, "delivery/select_records", "record.org_unit_uid,", swapped)
    with postgres.fresh_database() as vlmis, pytest.raises(AssertionError, match="sent to Key"):
        FacilityLife(vlmis, short_year(*NIGHTS), tmp_path).play()


def test_a_facility_that_waits_for_another_one_is_noticed(
    postgres: TestServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    planted(
        monkeypatch,
        "delivery/select_store_holds",
        "coalesce(org_unit.set_aside_reason, latest.fault) is not null",
        "exists (select from vlmis.org_unit as any_unit where not any_unit.is_usable)",
    )
    odd = replace(first_world(1).units[unit_uid(0)], opening=ODD_DAY)
    nights = (*NIGHTS[:3], Night(3, (Change("odd_date", (odd,)),)))
    with (
        postgres.fresh_database() as vlmis,
        pytest.raises(AssertionError, match="night 3\nfacility 1, day 1, "),
    ):
        FacilityLife(vlmis, short_year(*nights), tmp_path).play()
