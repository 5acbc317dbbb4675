"""The production guard: this installation, this DHIS2, a person who said so, and from which day."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sandbox.stand_in import edits
from sandbox.stand_in.country import org_unit_uid
from tests.support.codes import raises_code
from tests.support.delivery import FIRST_DAY, NEW, Delivery, delivering
from tests.support.postgres import TestDatabase
from vlmis_core.delivery.first_day import change_first_day, preview_first_day
from vlmis_core.delivery.issues import list_issues
from vlmis_core.delivery.production import (
    ProductionState,
    check_production,
    read_production_state,
    switch_production_off,
)
from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.errors import Dhis2AnswerError, NotProductionError
from vlmis_core.settings import Settings

pytestmark = pytest.mark.sites(1)

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def may_send(delivery: Delivery, home: Path, *, production: bool = True) -> bool:
    """What the guard says."""
    settings = Settings(production=production, home=home)
    return check_production(delivery.vlmis.pipeline, delivery.client, settings)


def test_the_setting_alone_sends_nothing(delivery: Delivery, tmp_path: Path) -> None:
    with pytest.raises(NotProductionError, match="vlmis push production on"):
        may_send(delivery, tmp_path)
    delivery.allow_sending(tmp_path)
    assert may_send(delivery, tmp_path)
    assert may_send(delivery, tmp_path, production=False) is False


def test_switched_off_is_off(delivery: Delivery, tmp_path: Path) -> None:
    delivery.allow_sending(tmp_path)
    assert switch_production_off(delivery.vlmis.recorder, by="sita", now=NOW)
    with pytest.raises(NotProductionError):
        may_send(delivery, tmp_path)


def test_switched_off_again_nothing_changes(vlmis: TestDatabase, tmp_path: Path) -> None:
    assert not switch_production_off(vlmis.recorder, by="sita", now=NOW)
    with delivering(vlmis, NEW, sites=1) as delivery:
        delivery.allow_sending(tmp_path)
    assert [switch_production_off(vlmis.recorder, by="sita", now=NOW) for _ in range(2)] == [
        True,
        False,
    ]
    rows = vlmis.rows("select is_on, push_from from vlmis.production_switch order by switch_id")
    assert rows == [(True, FIRST_DAY), (False, FIRST_DAY)]


def test_a_copy_with_another_home_does_not_send_until_a_person_says_so(
    delivery: Delivery, tmp_path: Path
) -> None:
    delivery.allow_sending(tmp_path / "first")
    with pytest.raises(NotProductionError, match="Is this a copy"):
        may_send(delivery, tmp_path / "copy")
    delivery.allow_sending(tmp_path / "copy")
    assert may_send(delivery, tmp_path / "copy")


def test_a_copy_in_another_cluster_does_not_send(
    delivery: Delivery, vlmis: TestDatabase, tmp_path: Path
) -> None:
    delivery.allow_sending(tmp_path)
    vlmis.execute(
        "insert into vlmis.production_switch (switched_at, switched_by, is_on, base_url,"
        " root_org_unit_uid, system_identifier, installation_id, push_from)"
        " select switched_at, switched_by, is_on, base_url, root_org_unit_uid, '42',"
        " installation_id, push_from from vlmis.production_switch"
    )
    with pytest.raises(NotProductionError, match="database cluster 42"):
        may_send(delivery, tmp_path)


def test_another_dhis2_at_another_address_or_with_another_root_gets_nothing(
    delivery: Delivery, tmp_path: Path
) -> None:
    delivery.allow_sending(tmp_path)
    same_by_name = Dhis2Client(
        delivery.client._session, delivery.base_url.replace("127.0.0.1", "localhost")
    )
    settings = Settings(production=True, home=tmp_path)
    with pytest.raises(NotProductionError, match="localhost"):
        check_production(delivery.vlmis.pipeline, same_by_name, settings)
    root = delivery.dhis2.metadata.of("organisationUnits")[org_unit_uid("CI")]
    delivery.dhis2.metadata.load({"organisationUnits": [{**root, "id": "OtherRoot01"}]})
    edits.move_org_unit(delivery.dhis2, org_unit_uid("CI"), "OtherRoot01")
    with pytest.raises(NotProductionError, match="OtherRoot01"):
        may_send(delivery, tmp_path)


ANOTHER = FIRST_DAY + timedelta(days=2)


def state_of(delivery: Delivery, home: Path, **settings: object) -> ProductionState:
    """What pages and commands are told, without a request to DHIS2."""
    chosen = {"production": True, "dhis2_url": f"{delivery.base_url}/api/", **settings}
    return read_production_state(
        delivery.vlmis.pipeline, Settings.model_validate({"home": home, **chosen})
    )


def allow_here(delivery: Delivery, home: Path) -> None:
    delivery.allow_sending(home)


def allow_elsewhere(delivery: Delivery, home: Path) -> None:
    delivery.allow_sending(home.parent / "another")


def allow_and_withdraw(delivery: Delivery, home: Path) -> None:
    delivery.allow_sending(home)
    switch_production_off(delivery.vlmis.recorder, by="sita", now=NOW)


def allow_and_restore(delivery: Delivery, home: Path) -> None:
    delivery.allow_sending(home)
    delivery.vlmis.execute(
        "set session_replication_role = replica;"
        " update vlmis.production_switch set system_identifier = '42'",
        role="postgres",
    )


@pytest.mark.parametrize(
    ("prepare", "settings", "reason"),
    [
        (allow_here, {"production": False}, "production_setting_is_off"),
        (lambda delivery, home: None, {}, "production_is_not_allowed"),
        (allow_and_withdraw, {}, "production_was_switched_off"),
        (allow_and_restore, {}, "database_is_a_copy"),
        (allow_elsewhere, {}, "installation_is_another"),
        (allow_here, {"dhis2_url": "https://training.example.org"}, "dhis2_is_another"),
        (allow_here, {}, None),
    ],
)
def test_what_keeps_production_off_is_told_without_asking_dhis2(
    delivery: Delivery,
    tmp_path: Path,
    prepare: Callable[[Delivery, Path], None],
    settings: dict[str, object],
    reason: str | None,
) -> None:
    prepare(delivery, tmp_path / "home")
    state = state_of(delivery, tmp_path / "home", **settings)
    assert (state.off_because and state.off_because.code) == reason
    assert state.is_on is (reason is None)
    groups = list_issues(delivery.vlmis.pipeline, production=state)
    if reason is None:
        assert [(group.state, group.records) for group in groups] == [("pending", 3)]
    else:
        first = groups[0]
        assert (first.state, first.reason_code, first.fix_by) == ("held", reason, "system_operator")
        # Before anybody chose a first day, no record is to be sent.
        assert first.records == (0 if reason == "production_is_not_allowed" else 3)
        assert [group for group in groups[1:] if group.state == "pending"] == []


def kept_day(delivery: Delivery, home: Path) -> object:
    switch = state_of(delivery, home).switch
    return switch and switch.push_from


def test_switching_off_and_on_keeps_the_first_day_also_on_another_machine(
    delivery: Delivery, tmp_path: Path
) -> None:
    delivery.allow_sending(tmp_path)
    switch_production_off(delivery.vlmis.recorder, by="sita", now=NOW)
    delivery.allow_sending(tmp_path, ANOTHER)
    assert kept_day(delivery, tmp_path) == FIRST_DAY
    delivery.allow_sending(tmp_path / "another machine", ANOTHER)
    assert kept_day(delivery, tmp_path) == FIRST_DAY


def test_a_plan_sends_from_the_day_that_is_kept_whatever_the_setting_says(
    delivery: Delivery, tmp_path: Path
) -> None:
    delivery.allow_sending(tmp_path)
    assert delivery.plan(push_from=ANOTHER)
    assert delivery.vlmis.value("select push_from from vlmis.push_run") == FIRST_DAY


def test_another_first_day_counts_what_would_be_sent_or_no_longer(
    delivery: Delivery, tmp_path: Path
) -> None:
    delivery.freeze(FIRST_DAY + timedelta(days=1))
    delivery.allow_sending(tmp_path)
    database = delivery.vlmis.pipeline
    later = change_first_day(delivery.vlmis.recorder, ANOTHER, seen=FIRST_DAY, by="awa", now=NOW)
    assert (later.records, later.message.code) == (6, "first_day_would_be_later")
    assert list_issues(database, production=state_of(delivery, tmp_path)) == []
    earlier = preview_first_day(database, FIRST_DAY + timedelta(days=1))
    assert (earlier.records, earlier.message.code) == (3, "first_day_would_be_earlier")
    # Day zero is never sent.
    assert preview_first_day(database, FIRST_DAY - timedelta(days=9)).records == 6
    assert kept_day(delivery, tmp_path) == ANOTHER
    assert delivery.vlmis.rows(
        "select is_on, switched_by, push_from from vlmis.production_switch order by switch_id"
    ) == [(True, "sita", FIRST_DAY), (True, "awa", ANOTHER)]


def test_what_was_sent_once_is_not_counted_as_never_sent(
    delivery: Delivery, tmp_path: Path
) -> None:
    delivery.allow_sending(tmp_path)
    delivery.push()
    assert preview_first_day(delivery.vlmis.pipeline, ANOTHER).records == 0


def test_a_first_day_that_was_changed_since_it_was_seen_is_refused(
    delivery: Delivery, tmp_path: Path
) -> None:
    database = delivery.vlmis.pipeline
    with raises_code("first_day_is_not_chosen"):
        preview_first_day(database, ANOTHER)
    delivery.allow_sending(tmp_path)
    with raises_code("first_day_is_the_same"):
        preview_first_day(database, FIRST_DAY)
    with raises_code("first_day_was_changed_meanwhile"):
        change_first_day(delivery.vlmis.recorder, FIRST_DAY, seen=ANOTHER, by="awa", now=NOW)
    assert kept_day(delivery, tmp_path) == FIRST_DAY


def test_a_second_root_in_dhis2_neither_stops_the_push_nor_becomes_the_root(
    delivery: Delivery, tmp_path: Path
) -> None:
    delivery.dhis2.metadata.load({"organisationUnits": [{"id": "OtherRoot01", "name": "Other"}]})
    delivery.allow_sending(tmp_path)
    assert may_send(delivery, tmp_path)
    assert delivery.vlmis.value(
        "select root_org_unit_uid from vlmis.production_switch"
    ) == org_unit_uid("CI")  # fmt: skip


def test_a_root_that_dhis2_no_longer_has_stops_the_push_also_where_others_are_left(
    delivery: Delivery, tmp_path: Path
) -> None:
    delivery.allow_sending(tmp_path)
    units = delivery.dhis2.metadata.of("organisationUnits")
    root = units.pop(org_unit_uid("CI"))
    delivery.dhis2.metadata.load({"organisationUnits": [{**root, "id": "OtherRoot01"}]})
    for unit in units.values():
        if unit.get("parent", {}).get("id") == root["id"]:
            unit["parent"] = {"id": "OtherRoot01"}
    delivery.dhis2.metadata.change_quietly()
    with pytest.raises(NotProductionError, match="OtherRoot01"):
        may_send(delivery, tmp_path)
    delivery.dhis2.metadata.load({"organisationUnits": [{"id": "OtherRoot02", "name": "Other"}]})
    with pytest.raises(Dhis2AnswerError, match="OtherRoot01, OtherRoot02"):
        may_send(delivery, tmp_path)
