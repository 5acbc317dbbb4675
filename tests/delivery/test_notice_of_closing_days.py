"""Whoever asked is told in the morning, once, which days DHIS2 closes with records missing."""

import pytest

from sandbox.stand_in import edits
from sandbox.stand_in.country import data_set_uid
from tests.support.delivery import FIRST_DAY, Delivery
from tests.support.sinks import HookSink, MailSink
from tests.support.subscribers import subscribe
from vlmis_core.notices.notice import NoticeKind
from vlmis_core.notices.send_daily_notices import send_daily_notices
from vlmis_core.settings import load_settings


@pytest.mark.usefixtures("channels")
def test_a_day_that_dhis2_closes_soon_is_told_once(
    delivery: Delivery, mail: MailSink, hook: HookSink
) -> None:
    edits.change(delivery.dhis2, "dataSets", data_set_uid(), {"expiryDays": 3})
    edits.unassign_org_unit(delivery.dhis2, data_set_uid(), delivery.sites[0])
    delivery.push()
    subscribe(delivery.vlmis, "mariam", "analyst", NoticeKind.DAY_CLOSES_SOON)
    subscribe(delivery.vlmis, "yao", "store_keeper", NoticeKind.DAY_CLOSES_SOON)
    now = delivery.dhis2.clock.now()
    for _ in range(2):
        send_daily_notices(delivery.vlmis.pipeline, load_settings(), today=now.date(), now=now)
    told = [letter.recipients for letter in mail.received]
    assert told == [["operators@example.org"], ["mariam@example.org"]]
    (posted,) = hook.received
    assert f"closes {FIRST_DAY} in 27 hours" in posted["message"]
    assert "https://vlmis.example.org/vlmis/dhis2/why-not" in posted["message"]
