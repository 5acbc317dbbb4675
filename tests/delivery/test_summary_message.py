"""Administrators hear in their DHIS2 inbox what they can fix; the push never depends on it."""

import logging

import pytest

from sandbox.stand_in import edits
from sandbox.stand_in.country import SERVICE_USER, data_set_uid
from tests.support.delivery import Delivery, both_importers
from vlmis_core.delivery.push import summarise_push

TO = (SERVICE_USER.username, "group:UgpWriters1")


def tell(delivery: Delivery, *recipients: str) -> bool:
    """Tell people of the last run."""
    before = len(delivery.dhis2.messages)
    settings = delivery.production.model_copy(update={"message_recipients": recipients})
    summarise_push(delivery.vlmis.pipeline, delivery.client, settings, run_id=delivery.run_id)
    return len(delivery.dhis2.messages) > before


def unassigned(delivery: Delivery) -> None:
    """A night on which the first site's org unit is not assigned."""
    edits.unassign_org_unit(delivery.dhis2, data_set_uid(), delivery.sites[0])
    delivery.push()


@both_importers
def test_administrators_read_once_a_night_what_they_can_mend(delivery: Delivery) -> None:
    unassigned(delivery)
    assert tell(delivery, *TO)
    assert not tell(delivery, *TO)
    (message,) = delivery.dhis2.messages
    assert message.subject == "VLMIS 2026-03-03: 3 stock records are not in DHIS2"
    assert "For the DHIS2 administrator:" in message.text
    assert "3 records of 1 store and 3 products, since 2026-03-01" in message.text
    assert len(message.text.splitlines()) <= 40
    assert message.groups == ["UgpWriters1"]
    assert len(message.recipients) == 1
    delivery.next_night()
    delivery.push()
    assert tell(delivery, *TO)


def test_nobody_is_told_when_all_is_well_or_nobody_is_named(delivery: Delivery) -> None:
    delivery.push()
    assert not tell(delivery, *TO)
    unassigned(delivery)
    assert not tell(delivery)
    assert delivery.dhis2.messages == []


@both_importers
def test_a_message_that_fails_is_a_warning_and_goes_out_on_the_next_try(
    delivery: Delivery, caplog: pytest.LogCaptureFixture
) -> None:
    unassigned(delivery)
    with caplog.at_level(logging.WARNING):
        assert not tell(delivery, "nobody")
    assert "has no user nobody (" in caplog.text
    assert "were not told, the push itself is done" in caplog.text
    delivery.dhis2.faults.add("bad_gateway", method="POST", path="messageConversations")
    assert not tell(delivery, *TO)
    assert tell(delivery, *TO)


def test_the_message_is_in_the_language_of_the_settings(delivery: Delivery) -> None:
    unassigned(delivery)
    chosen = {"message_recipients": TO, "message_language": "fr"}
    settings = delivery.production.model_copy(update=chosen)
    summarise_push(delivery.vlmis.pipeline, delivery.client, settings, run_id=delivery.run_id)
    (message,) = delivery.dhis2.messages
    assert message.subject.endswith("3 enregistrements de stock ne sont pas dans DHIS2")
    assert "3 enregistrements de 1 dépôt et 3 produits, depuis le 2026-03-01" in message.text
