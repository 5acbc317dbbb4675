"""The org-unit tree: read whole, applied whole, or not at all."""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
import requests

from sandbox.stand_in import edits
from sandbox.stand_in.country import SERVICE_USER, national_country, org_unit_uid
from sandbox.stand_in.dhis2 import Dhis2
from sandbox.stand_in.server import running
from tests.support.dhis2 import client_of
from tests.support.postgres import TestDatabase
from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.dhis2.org_unit_tree import OrgUnit, OrgUnitTree
from vlmis_core.errors import (
    ConcurrentRunError,
    Dhis2AccessError,
    Dhis2UnavailableError,
    RemovalLimitError,
    TransientError,
)
from vlmis_core.messages import message
from vlmis_core.org_units import refresh_org_units as refresh_module
from vlmis_core.org_units.refresh_org_units import (
    OrgUnitDiff,
    apply_org_units,
    diff_org_units,
    list_set_aside,
    read_org_units,
)

NOW = datetime(2026, 3, 1, 19, tzinfo=UTC)


def counts(diff: OrgUnitDiff) -> dict[str, int]:
    """How many org units changed, by kind."""
    return dict(Counter(change.change for change in diff.changes))


class Refreshing:
    """A stand-in and the replica that follows it."""

    def __init__(self, vlmis: TestDatabase, dhis2: Dhis2, base_url: str) -> None:
        self.vlmis, self.dhis2, self.base_url = vlmis, dhis2, base_url

    def client(self, password: str = SERVICE_USER.password) -> Dhis2Client:
        """The service user's client."""
        return client_of(self.base_url, password=password, timeout_seconds=2)

    def read(self) -> int:
        """Stage the tree."""
        return read_org_units(self.vlmis.pipeline, self.client(), now=NOW)

    def refresh(self, *, accept_removals: bool = False, days: int = 0) -> OrgUnitDiff:
        """Read and apply."""
        return apply_org_units(
            self.vlmis.pipeline,
            self.read(),
            accept_removals=accept_removals,
            now=NOW + timedelta(days=days),
            today=(NOW + timedelta(days=days)).date(),
        )

    def replica(self) -> list[tuple]:
        """The replica as it is."""
        return self.vlmis.rows("select * from vlmis.org_unit order by org_unit_uid")


@contextmanager
def refreshing(vlmis: TestDatabase) -> Iterator[Refreshing]:
    """A country to follow."""
    dhis2 = Dhis2()
    national_country(dhis2)
    with running(dhis2) as base_url:
        yield Refreshing(vlmis, dhis2, base_url)


def test_the_whole_tree_arrives_and_arrives_once(vlmis: TestDatabase) -> None:
    with refreshing(vlmis) as country:
        assert counts(country.refresh()) == {"added": 247}
        assert counts(country.refresh()) == {}
        assert vlmis.value("select count(*) from vlmis.org_unit where removed_at is null") == 247
        assert vlmis.value("select max(level) from vlmis.org_unit") == 4


def test_a_reading_alone_changes_nothing(vlmis: TestDatabase) -> None:
    with refreshing(vlmis) as country:
        diff = diff_org_units(vlmis.pipeline, country.read())
        assert diff.count("added") == 247
        assert country.replica() == []


def test_renamed_closed_and_moved_org_units_are_found_without_last_updated(
    vlmis: TestDatabase,
) -> None:
    with refreshing(vlmis) as country:
        country.refresh()
        edits.change(country.dhis2, "organisationUnits", "C4001", {"name": "New name"})
        edits.close_org_unit(country.dhis2, "C4014", "2026-02-01")
        region = vlmis.rows("select code from vlmis.org_unit where level = 2 order by code limit 2")
        district = vlmis.rows(
            "select d.code from vlmis.org_unit d join vlmis.org_unit r on d.parent_uid ="
            " r.org_unit_uid where r.code = :code limit 1",
            code=region[0][0],
        )
        edits.move_org_unit(country.dhis2, district[0][0], region[1][0])
        diff = country.refresh()
        assert diff.count("moved") == 1
        # Two by themselves, and the sites below the district, whose paths are others now.
        assert diff.count("changed") >= 3
        assert vlmis.rows("select name from vlmis.org_unit where code = 'C4001'") == [("New name",)]


def test_a_point_of_dhis2_arrives_and_is_followed(vlmis: TestDatabase) -> None:
    with refreshing(vlmis) as country:
        country.refresh()
        where = "select latitude, longitude from vlmis.org_unit where code = "
        ((latitude, longitude),) = vlmis.rows(f"{where} 'C4001'")
        assert 5.5 <= latitude <= 9.5
        assert -7.5 <= longitude <= -3.5
        assert vlmis.rows(f"{where} 'CI'") == [(None, None)]

        moved = {"geometry": {"type": "Point", "coordinates": [-4.0083, 5.36]}}
        edits.change(country.dhis2, "organisationUnits", "C4001", moved)
        assert counts(country.refresh()) == {"changed": 1}
        assert vlmis.rows(f"{where} 'C4001'") == [(5.36, -4.0083)]

        area = {"geometry": {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 0]]]}}
        edits.change(country.dhis2, "organisationUnits", "C4001", area)
        assert counts(country.refresh()) == {"changed": 1}
        assert vlmis.rows(f"{where} 'C4001'") == [(None, None)]


def test_a_removed_org_unit_keeps_a_tombstone_and_may_return(vlmis: TestDatabase) -> None:
    with refreshing(vlmis) as country:
        country.refresh()
        unit = country.dhis2.metadata.of("organisationUnits")[org_unit_uid("C4001")]
        edits.delete_org_unit(country.dhis2, "C4001")
        assert counts(country.refresh(days=1)) == {"removed": 1}
        removed = "select removed_at is not null from vlmis.org_unit where code = 'C4001'"
        assert vlmis.value(removed) is True
        country.dhis2.metadata.load({"organisationUnits": [unit]})
        assert counts(country.refresh(days=2)) == {"returned": 1}
        assert vlmis.value(removed) is False


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ({"openingDate": "20211-03-01"}, "org_unit_cannot_be_read"),
        ({"parent": None}, "org_unit_is_a_second_root"),
        ({"parent": {"id": "NotListed01"}}, "org_unit_parent_is_missing"),
        ({"parent": {"id": org_unit_uid("C4001")}}, "org_unit_is_in_a_cycle"),
    ],
    ids=str,
)
def test_a_faulty_org_unit_stays_as_it_was_and_the_others_are_refreshed(
    vlmis: TestDatabase, fault: dict, reason: str
) -> None:
    with refreshing(vlmis) as country:
        country.refresh()
        before = {row[0]: row[1:11] for row in country.replica()}
        whole = dict(country.dhis2.metadata.of("organisationUnits")[org_unit_uid("C4001")])
        edits.change(country.dhis2, "organisationUnits", "C4001", {**fault, "name": "Renamed"})
        edits.change(country.dhis2, "organisationUnits", "C4014", {"name": "New name"})
        diff = country.refresh(days=1)
        assert counts(diff) == {"set_aside": 1, "changed": 1}
        assert [(unit.uid, unit.message.code) for unit in diff.set_aside] == [
            (org_unit_uid("C4001"), reason)
        ]
        assert vlmis.rows(
            "select org_unit_uid, removed_at, set_aside_reason ->> 'code' from vlmis.org_unit"
            " where not is_usable"
        ) == [(org_unit_uid("C4001"), None, reason)]
        after = {row[0]: row[1:11] for row in country.replica()}
        assert after[org_unit_uid("C4001")][:-1] == before[org_unit_uid("C4001")][:-1]
        assert list_set_aside(vlmis.pipeline) == list(diff.set_aside)
        assert counts(country.refresh(days=2)) == {}
        country.dhis2.metadata.load({"organisationUnits": [whole]})
        assert counts(country.refresh(days=3)) == {"returned": 1}
        assert vlmis.value("select count(*) from vlmis.org_unit where is_usable") == 247
        assert list_set_aside(vlmis.pipeline) == []


def test_a_new_org_unit_that_cannot_be_used_is_named_until_it_can(vlmis: TestDatabase) -> None:
    with refreshing(vlmis) as country:
        country.refresh()
        alone = {"id": "NewFacili01", "name": "New facility", "openingDate": "2026-03-01"}
        country.dhis2.metadata.load({"organisationUnits": [alone]})
        for _ in range(2):
            diff = country.refresh()
            assert counts(diff) == {}
            assert [unit.uid for unit in diff.set_aside] == ["NewFacili01"]
        edits.move_org_unit(country.dhis2, "NewFacili01", "CI")
        assert counts(country.refresh()) == {"added": 1}


def test_one_that_was_set_aside_and_then_removed_is_removed(vlmis: TestDatabase) -> None:
    with refreshing(vlmis) as country:
        country.refresh()
        edits.move_org_unit(country.dhis2, "C4001", None)
        assert counts(country.refresh()) == {"set_aside": 1}
        edits.delete_org_unit(country.dhis2, "C4001")
        assert counts(country.refresh()) == {"removed": 1}
        assert vlmis.value("select count(*) from vlmis.org_unit where not is_usable") == 1
        assert vlmis.value(
            "select count(*) from vlmis.org_unit where set_aside_reason is not null"
        ) == 0  # fmt: skip


def test_what_is_set_aside_counts_towards_the_removal_limit(vlmis: TestDatabase) -> None:
    with refreshing(vlmis) as country:
        country.refresh()
        regions = vlmis.rows("select code from vlmis.org_unit where level = 2")
        for (region,) in regions[:8]:
            edits.change(country.dhis2, "organisationUnits", region, {"openingDate": "never"})
        before = country.replica()
        with pytest.raises(RemovalLimitError):
            country.refresh()
        assert country.replica() == before
        diff = country.refresh(accept_removals=True)
        assert diff.lost_count == len(diff.set_aside) > 50


def test_more_than_a_fifth_is_removed_only_when_a_person_accepts_it(
    vlmis: TestDatabase,
) -> None:
    with refreshing(vlmis) as country:
        country.refresh()
        sites = [row[0] for row in vlmis.rows("select code from vlmis.org_unit where level = 4")]
        for site in sites[:50]:
            edits.delete_org_unit(country.dhis2, site)
        before = country.replica()
        with pytest.raises(RemovalLimitError) as refused:
            country.refresh()
        assert refused.value.message == message("removal_limit_exceeded", count=50, present=247)
        assert country.replica() == before
        assert country.refresh(accept_removals=True).count("removed") == 50


def test_an_older_reading_never_undoes_a_newer_one(vlmis: TestDatabase) -> None:
    with refreshing(vlmis) as country:
        older = country.read()
        country.refresh()
        with pytest.raises(ConcurrentRunError, match="older than the replica"):
            apply_org_units(vlmis.pipeline, older, accept_removals=True, now=NOW, today=NOW.date())


@pytest.mark.parametrize(
    "fault",
    ["drop_before_reading", "bad_gateway", "html_page", "truncated_body", "broken_transfer",
     "redirect_to_login"],
)  # fmt: skip
def test_a_dhis2_that_gives_no_tree_changes_nothing(vlmis: TestDatabase, fault: str) -> None:
    with refreshing(vlmis) as country:
        country.refresh()
        before = country.replica()
        edits.change(country.dhis2, "organisationUnits", "C4001", {"name": "New name"})
        for skip in (0, 1):
            country.dhis2.faults.add(fault, path="organisationUnits", skip=skip)
            with pytest.raises(TransientError):
                country.refresh()
            country.dhis2.faults.clear()
        assert country.replica() == before


def test_a_wrong_password_is_told_and_sends_one_request(vlmis: TestDatabase) -> None:
    with refreshing(vlmis) as country:
        with pytest.raises(Dhis2AccessError, match="refused the user: HTTP 401"):
            read_org_units(vlmis.pipeline, country.client("wrong"), now=NOW)
        assert len(country.dhis2.requests) == 1


def test_a_list_that_was_cut_off_is_refused(
    vlmis: TestDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    with refreshing(vlmis) as country:
        client = country.client()
        whole = client.get

        def shortened(path: str, **params: str) -> dict:
            found = whole(path, **params)
            if params.get("paging") == "false":
                found["organisationUnits"] = found["organisationUnits"][:-1]
            return found

        monkeypatch.setattr(client, "get", shortened)
        with pytest.raises(
            Dhis2UnavailableError, match="246 org units arrived, but DHIS2 counts 247"
        ):
            read_org_units(vlmis.pipeline, client, now=NOW)
        assert country.replica() == []


def test_twelve_thousand_org_units_are_staged_and_applied_in_seconds(
    vlmis: TestDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    units = [unit(0, None)] + [unit(number, (number - 1) // 100) for number in range(1, 12_001)]
    monkeypatch.setattr(
        refresh_module,
        "read_org_unit_tree",
        lambda *_, **__: OrgUnitTree(units[0].uid, tuple(units), ()),
    )
    client = Dhis2Client(requests.Session(), "http://localhost:1")
    begun = time.process_time(), time.monotonic()
    reading = read_org_units(vlmis.pipeline, client, now=NOW)
    assert (
        apply_org_units(vlmis.pipeline, reading, now=NOW, today=NOW.date()).count("added") == 12_001
    )
    again = read_org_units(vlmis.pipeline, client, now=NOW)
    assert apply_org_units(vlmis.pipeline, again, now=NOW, today=NOW.date()).changes == ()
    assert time.monotonic() - begun[1] < 20


def unit(number: int, parent: int | None) -> OrgUnit:
    """An org unit of a made-up tree, a hundred children each."""
    uid = f"U{number:010}"
    above: list[str] = []
    ancestor = parent
    while ancestor is not None:
        above.insert(0, f"U{ancestor:010}")
        ancestor = (ancestor - 1) // 100 if ancestor else None
    path = "/" + "/".join([*above, uid])
    return OrgUnit(
        uid, f"C{number}", f"Unit {number}", None, above[-1] if above else None, path,
        path.count("/"), None, None, None, None, None,
    )  # fmt: skip
