"""The production guard: this installation, this DHIS2, and a person who said so."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from sandbox.stand_in import edits
from sandbox.stand_in.country import org_unit_uid
from tests.support.delivery import FIRST_DAY, NEW, Delivery, delivering
from tests.support.postgres import TestDatabase
from vlmis_core.delivery.production import (
    check_production,
    switch_production_off,
    switch_production_on,
)
from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.errors import NotProductionError
from vlmis_core.settings import Settings

pytestmark = pytest.mark.sites(1)

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def switch(delivery: Delivery, home: Path) -> None:
    """Somebody switches production on."""
    switch_production_on(
        delivery.vlmis.pipeline,
        delivery.client,
        by="sita",
        push_from=FIRST_DAY,
        home=home,
        now=NOW,
    )


def may_send(delivery: Delivery, home: Path, *, production: bool = True) -> bool:
    """What the guard says."""
    settings = Settings(production=production, home=home)
    return check_production(delivery.vlmis.pipeline, delivery.client, settings)


def test_the_setting_alone_sends_nothing(delivery: Delivery, tmp_path: Path) -> None:
    with pytest.raises(NotProductionError, match="vlmis push production on"):
        may_send(delivery, tmp_path)
    switch(delivery, tmp_path)
    assert may_send(delivery, tmp_path)
    assert may_send(delivery, tmp_path, production=False) is False


def test_switched_off_is_off(delivery: Delivery, tmp_path: Path) -> None:
    switch(delivery, tmp_path)
    assert switch_production_off(delivery.vlmis.pipeline, by="sita", now=NOW)
    with pytest.raises(NotProductionError):
        may_send(delivery, tmp_path)


def test_switched_off_again_nothing_changes(vlmis: TestDatabase, tmp_path: Path) -> None:
    assert not switch_production_off(vlmis.pipeline, by="sita", now=NOW)
    with delivering(vlmis, NEW, sites=1) as delivery:
        switch(delivery, tmp_path)
    assert [switch_production_off(vlmis.pipeline, by="sita", now=NOW) for _ in range(2)] == [
        True,
        False,
    ]
    rows = vlmis.rows("select is_on, push_from from vlmis.production_switch order by switch_id")
    assert rows == [(True, FIRST_DAY), (False, FIRST_DAY)]


def test_a_copy_with_another_home_does_not_send_until_a_person_says_so(
    delivery: Delivery, tmp_path: Path
) -> None:
    switch(delivery, tmp_path / "first")
    with pytest.raises(NotProductionError, match="Is this a copy"):
        may_send(delivery, tmp_path / "copy")
    switch(delivery, tmp_path / "copy")
    assert may_send(delivery, tmp_path / "copy")


def test_a_copy_in_another_cluster_does_not_send(
    delivery: Delivery, vlmis: TestDatabase, tmp_path: Path
) -> None:
    switch(delivery, tmp_path)
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
    switch(delivery, tmp_path)
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
