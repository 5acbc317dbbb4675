"""The push keeps the digest of the newest frozen day in DHIS2, and what was kept first counts."""

import logging
from datetime import date
from pathlib import Path

import pytest

from tests.support.codes import raises_code
from tests.support.delivery import FIRST_DAY, Delivery, both_importers
from tests.support.tampering import chain_again, tamper
from vlmis_core.delivery.anchor_day import NAMESPACE, anchor_newest_day, read_anchors
from vlmis_core.delivery.push import summarise_push
from vlmis_core.freeze.anchors import read_anchor
from vlmis_core.settings import Settings


@pytest.fixture
def settings(tmp_path: Path, delivery: Delivery) -> Settings:
    """Settings of an installation that may send."""
    delivery.allow_sending(tmp_path)
    return Settings(production=True, home=tmp_path, dhis2_url=delivery.base_url)


def anchored(delivery: Delivery, settings: Settings) -> bool:
    return anchor_newest_day(delivery.vlmis.pipeline, delivery.client, settings)


@both_importers
def test_a_push_anchors_the_newest_frozen_day(delivery: Delivery, settings: Settings) -> None:
    delivery.push()
    summarise_push(delivery.vlmis.pipeline, delivery.client, settings, run_id=delivery.run_id)
    (anchor,) = read_anchors(delivery.client)
    assert anchor == read_anchor(delivery.vlmis.pipeline, FIRST_DAY)
    assert anchored(delivery, settings)  # Again: nothing changes.
    delivery.freeze(date(2026, 3, 2))
    assert anchored(delivery, settings)
    assert [kept.day for kept in read_anchors(delivery.client)] == [FIRST_DAY, date(2026, 3, 2)]


def test_an_anchor_is_never_replaced(
    delivery: Delivery, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    assert anchored(delivery, settings)
    before = read_anchors(delivery.client)
    tamper(delivery.vlmis, "update vlmis.stock_day set run_id = 'another'")
    chain_again(delivery.vlmis)
    with caplog.at_level(logging.ERROR):
        assert not anchored(delivery, settings)
    assert "was anchored in DHIS2 with another digest" in caplog.text
    assert read_anchors(delivery.client) == before


def test_nothing_is_anchored_from_where_nothing_may_be_sent(
    delivery: Delivery, settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    copy = settings.model_copy(update={"home": tmp_path / "copy"})
    for elsewhere in (copy, settings.model_copy(update={"production": False})):
        assert not anchored(delivery, elsewhere)
    assert read_anchors(delivery.client) == []


@pytest.mark.parametrize(
    "fault", ["bad_gateway", "forbidden", "not_found", "drop_after_committing"]
)
def test_a_failure_to_anchor_is_a_warning(
    fault: str, delivery: Delivery, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    delivery.dhis2.faults.add(fault, method="POST", path="dataStore")
    with caplog.at_level(logging.WARNING):
        anchored(delivery, settings)
    assert anchored(delivery, settings)
    assert len(read_anchors(delivery.client)) == 1


def test_what_is_no_anchor_in_dhis2_is_passed_over(
    delivery: Delivery, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    assert anchored(delivery, settings)
    (entry,) = delivery.dhis2.data_store.entries[NAMESPACE].values()
    entry.value = {"digest": "forged"}
    with caplog.at_level(logging.WARNING):
        assert read_anchors(delivery.client) == []
    assert "is no anchor" in caplog.text


def test_dhis2_that_refuses_to_tell_its_anchors_is_an_error(delivery: Delivery) -> None:
    delivery.dhis2.faults.add("forbidden", path="dataStore")
    with raises_code("dhis2_refused_user"):
        read_anchors(delivery.client)
