"""What people are told in the morning is right to the row, and each is told once."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.support.command import use_database
from tests.support.country import Country
from tests.support.postgres import TestDatabase
from tests.support.sinks import HookSink, MailSink
from tests.support.subscribers import subscribe
from vlmis_core.errors import TransientError
from vlmis_core.indicators.compute_indicators import compute_days
from vlmis_core.messages import message
from vlmis_core.notices.digest import Digest, read_digest
from vlmis_core.notices.notice import Notice, NoticeKind
from vlmis_core.notices.send_daily_notices import send_daily_notices
from vlmis_core.notices.send_notice import ATTEMPTS_MAX, Delivery, Sent
from vlmis_core.settings import load_settings

TODAY = date(2026, 3, 10)
NOW = datetime(2026, 3, 10, 6, tzinfo=UTC)
DIGEST = NoticeKind.DIGEST


@pytest.fixture
def country(vlmis: TestDatabase, channels: None, monkeypatch: pytest.MonkeyPatch) -> Country:
    """T is stocked out, S is low, C holds a lot that expires in 22 days, T has to confirm."""
    use_database(vlmis, monkeypatch)
    made = Country(vlmis, stock={"C": 100, "R": 50, "S": 20})
    made.track(since="2026-03-01", product="OPV")
    vlmis.execute(
        "insert into vlmis.pair_stock_limit (store_id, product_id, minimum, maximum)"
        " select store_id, product_id, 20, 100 from vlmis.store, vlmis.product"
        " where store.code = 'S' and product.code = 'BCG'"
    )
    made.record(
        """2026-03-01 distribution_out R 3 > T
        2026-03-01 dispensing S 5
        2026-03-01 arrival C 30 product=OPV lot=A1 expires=2026-04-01
        2026-03-01 arrival C 70 product=OPV lot=B2 expires=2027-04-01
        2026-03-02 dispensing T 3"""
    )
    made.freeze("2026-03-01", "2026-03-02")
    assert list(compute_days(vlmis.pipeline))[-1] == date(2026, 3, 2)
    return made


def send(country: Country, *, now: datetime = NOW) -> Sent:
    pipeline = country.vlmis.pipeline
    return send_daily_notices(pipeline, load_settings(), today=TODAY, now=now)


def outcomes(country: Country) -> list[tuple[str, int]]:
    """The state and the attempts of every notice."""
    found = country.vlmis.rows("select state, attempts from vlmis.notice order by notice_id")
    return [(row[0], row[1]) for row in found]


def test_a_digest_names_every_row_and_no_other(country: Country, mail: MailSink) -> None:
    subscribe(country.vlmis, "mariam", "analyst", DIGEST)
    assert send(country) == Sent(sent=1)
    (letter,) = mail.received
    assert letter.recipients == ["mariam@example.org"]
    assert letter.subject == (
        "VLMIS 2026-03-10: 1 stocked out, 1 below minimum, 1 expiring, 1 to confirm"
    )
    assert letter.text.strip().splitlines() == [
        "Stocked out at the end of 2026-03-02:",
        "- T (T), BCG",
        "",
        "Below the minimum at the end of 2026-03-02:",
        "- S (S), BCG: 15 dose, minimum 20",
        "",
        "Expired, or expiring within 90 days:",
        "- C (C), OPV, lot A1: 30 dose, expiry date 2026-04-01",
        "",
        "To confirm:",
        "- T (T), BCG: 3 dose, sent by R on 2026-03-01",
        "",
        "More: https://vlmis.example.org/vlmis/",
        "You asked for this digest on the page My notices.",
    ]


def test_a_digest_is_about_the_stores_of_the_person_in_their_language(
    country: Country, mail: MailSink
) -> None:
    subscribe(country.vlmis, "yao", "store_keeper", DIGEST, stores=("S",), language="fr")
    send(country)
    (letter,) = mail.received
    assert letter.subject == (
        "VLMIS 2026-03-10 : 0 en rupture, 1 sous le minimum, "
        "0 périmés ou proches de la péremption, 0 à confirmer"
    )
    assert "- S (S), BCG : 15 dose, minimum 20" in letter.text
    assert "T (T)" not in letter.text
    assert "C (C)" not in letter.text


def test_depots_are_short_for_their_keepers_and_not_for_the_country(
    country: Country, mail: MailSink
) -> None:
    country.vlmis.execute(
        "insert into vlmis.pair_stock_limit (store_id, product_id, minimum, maximum)"
        " select store_id, product_id, 200, 400 from vlmis.store, vlmis.product"
        " where store.code = 'C' and product.code = 'BCG'"
    )
    country.record("2026-03-03 distribution_out R 47 > S")
    country.freeze("2026-03-03")
    assert list(compute_days(country.vlmis.pipeline))[-1] == date(2026, 3, 3)
    subscribe(country.vlmis, "mariam", "analyst", DIGEST)
    subscribe(country.vlmis, "yao", "store_keeper", DIGEST, stores=("C", "R"))
    send(country)
    of_country, of_keeper = (letter.text for letter in mail.received)
    assert "- T (T), BCG\n" in of_country
    assert "- R (R), BCG\n" not in of_country
    assert "- C (C), BCG" not in of_country
    assert "- R (R), BCG\n" in of_keeper
    assert "- C (C), BCG: 100 dose, minimum 200\n" in of_keeper


def test_persons_with_the_same_stores_share_one_reading(
    country: Country, mail: MailSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    readings: list[object] = []

    def read_and_count(*given: Any) -> Digest:
        readings.append(given)
        return read_digest(*given)

    monkeypatch.setattr("vlmis_core.notices.send_daily_notices.read_digest", read_and_count)
    subscribe(country.vlmis, "mariam", "analyst", DIGEST)
    subscribe(country.vlmis, "sita", "analyst", DIGEST, language="fr")
    subscribe(country.vlmis, "yao", "store_keeper", DIGEST, stores=("S",))
    assert send(country) == Sent(sent=3)
    assert len(readings) == 2
    assert ["1 stocked out" in each.subject for each in mail.received] == [True, False, False]
    assert "1 en rupture" in mail.received[1].subject
    assert "T (T)" not in mail.received[2].text


def test_who_has_nothing_to_be_told_gets_no_digest(country: Country, mail: MailSink) -> None:
    subscribe(country.vlmis, "awa", "store_keeper", DIGEST, stores=("R",))
    country.vlmis.execute("delete from vlmis.account_store")  # Keeps no store any more.
    send(country)
    assert mail.received == []


def test_a_digest_of_many_rows_counts_those_that_it_does_not_name(
    country: Country, mail: MailSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vlmis_core.notices.digest.SHOWN", 1)
    country.record("2026-03-03 distribution_out R 4 > T")
    subscribe(country.vlmis, "mariam", "analyst", DIGEST)
    send(country)
    text = mail.received[0].text
    assert "- T (T), BCG: 3 dose, sent by R on 2026-03-01\nand 1 more\n" in text


def test_a_digest_is_sent_once_a_day(country: Country, mail: MailSink) -> None:
    subscribe(country.vlmis, "mariam", "analyst", DIGEST)
    for hour in (6, 7):
        send(country, now=NOW.replace(hour=hour))
    assert len(mail.received) == 1


@pytest.mark.parametrize(
    "change",
    [
        "update vlmis.account set deactivated_at = now(), deactivated_by = 'test'",
        "update vlmis.account set dhis2_state = 'disabled'",
        "delete from vlmis.account_role",
        "update vlmis.notice_subscription set kinds = '{run_failed}'",
    ],
)
def test_who_may_not_have_it_or_asked_no_longer_gets_none(
    country: Country, mail: MailSink, change: str
) -> None:
    subscribe(country.vlmis, "mariam", "analyst", DIGEST)
    country.vlmis.execute(change)
    send(country)
    assert mail.received == []


def test_names_in_a_digest_are_text(country: Country, mail: MailSink) -> None:
    name = "T\r\nBcc: thief@example.org\r\n\r\n<img src=x onerror=alert(1)>"
    country.vlmis.execute("update vlmis.store set name = :name where code = 'T'", name=name)
    subscribe(country.vlmis, "mariam", "analyst", DIGEST)
    send(country)
    (letter,) = mail.received
    assert letter.recipients == ["mariam@example.org"]
    assert letter.message["Bcc"] is None
    assert "- T Bcc: thief@example.org <img src=x onerror=alert(1)> (T), BCG\n" in letter.text


def test_what_the_mail_server_does_not_take_is_tried_a_bounded_number_of_times(
    country: Country, mail: MailSink
) -> None:
    subscribe(country.vlmis, "mariam", "analyst", DIGEST)
    mail.refuses = True
    for attempt in range(1, ATTEMPTS_MAX):
        with pytest.raises(TransientError):
            send(country, now=NOW + timedelta(minutes=attempt))
    send(country, now=NOW + timedelta(minutes=ATTEMPTS_MAX))  # Given up: the night ends well.
    mail.refuses = False
    send(country, now=NOW + timedelta(hours=1))
    assert mail.received == []
    assert outcomes(country) == [("failed", ATTEMPTS_MAX)]


def test_a_digest_that_failed_is_sent_once_when_the_server_works_again(
    country: Country, mail: MailSink
) -> None:
    subscribe(country.vlmis, "mariam", "analyst", DIGEST)
    mail.refuses = True
    with pytest.raises(TransientError):
        send(country)
    mail.refuses = False
    for minutes in (1, 2):
        send(country, now=NOW + timedelta(minutes=minutes))
    assert len(mail.received) == 1
    assert "- T (T), BCG" in mail.received[0].text


@pytest.mark.parametrize(
    "change",
    [
        "update vlmis.account set deactivated_at = now(), deactivated_by = 'test'",
        "delete from vlmis.account_role",
        "update vlmis.notice_subscription set kinds = '{}'",
    ],
)
def test_a_failed_digest_of_who_may_not_have_it_any_more_is_given_up_at_once(
    country: Country, mail: MailSink, change: str
) -> None:
    subscribe(country.vlmis, "mariam", "analyst", DIGEST)
    mail.refuses = True
    with pytest.raises(TransientError):
        send(country)
    country.vlmis.execute(change)
    mail.refuses = False
    assert send(country, now=NOW + timedelta(minutes=1)) == Sent()
    assert mail.received == []
    assert outcomes(country) == [("failed", ATTEMPTS_MAX)]


def test_a_failed_digest_is_given_up_at_once_when_there_is_no_mail_server_any_more(
    country: Country, mail: MailSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    subscribe(country.vlmis, "mariam", "analyst", DIGEST)
    mail.refuses = True
    with pytest.raises(TransientError):
        send(country)
    monkeypatch.setenv("VLMIS_NOTICE_MAIL", "")
    assert send(country, now=NOW + timedelta(minutes=1)) == Sent()
    assert outcomes(country) == [("failed", ATTEMPTS_MAX)]


def test_a_failed_notice_is_given_up_at_once_when_its_channel_is_not_set_any_more(
    country: Country, hook: HookSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook.status = 500
    monkeypatch.setenv("VLMIS_NOTICE_CHANNELS", json.dumps({"chat": hook.address}))
    found = message("run_is_late", dag="dhis2_push", run="r1")
    evening = NOW - timedelta(hours=8)
    notice = Notice(NoticeKind.RUN_LATE, "dhis2_push/r1", found)
    Delivery(country.vlmis.pipeline, load_settings(), evening).to_all(notice)
    assert outcomes(country) == [("failed", 1)]
    hook.status = 200
    monkeypatch.setenv("VLMIS_NOTICE_CHANNELS", json.dumps({"other": hook.address}))
    assert send(country) == Sent()
    assert hook.received == []
    assert outcomes(country) == [("failed", ATTEMPTS_MAX)]


def test_a_failed_digest_that_has_become_empty_is_not_sent(
    country: Country, mail: MailSink
) -> None:
    subscribe(country.vlmis, "yao", "store_keeper", DIGEST, stores=("S",))
    mail.refuses = True
    with pytest.raises(TransientError):
        send(country)
    mail.refuses = False
    country.vlmis.execute("delete from vlmis.account_store")  # Keeps no store any more.
    assert send(country, now=NOW + timedelta(minutes=1)) == Sent()
    assert mail.received == []
    assert outcomes(country) == [("failed", ATTEMPTS_MAX)]


def test_a_failed_run_that_a_channel_did_not_take_is_told_in_the_morning(
    country: Country, hook: HookSink, mail: MailSink
) -> None:
    hook.status = 500
    found = message("run_is_late", dag="dhis2_push", run="r1")
    notice = Notice(NoticeKind.RUN_LATE, "dhis2_push/r1", found, dag_id="dhis2_push", run_id="r1")
    evening = NOW - timedelta(hours=8)
    Delivery(country.vlmis.pipeline, load_settings(), evening).to_all(notice)
    hook.status = 200
    assert send(country) == Sent(sent=1)
    assert len(hook.received) == len(mail.received) == 1
    assert "https://vlmis.example.org/dags/dhis2_push/runs/r1" in hook.received[0]["message"]


def test_a_process_that_died_while_it_sent_does_not_send_again(
    country: Country, hook: HookSink
) -> None:
    found = message("run_is_late", dag="dhis2_push", run="r1")
    notice = Notice(NoticeKind.RUN_LATE, "dhis2_push/r1", found)
    delivery = Delivery(country.vlmis.pipeline, load_settings(), NOW - timedelta(hours=8))
    delivery.to_all(notice)
    country.vlmis.execute("update vlmis.notice set state = 'sending'")
    hook.received.clear()
    send(country)
    delivery.to_all(notice)
    assert hook.received == []


def test_a_person_who_asked_is_told_of_a_failed_run_only_with_the_right_to_see_it(
    country: Country, mail: MailSink
) -> None:
    subscribe(country.vlmis, "sita", "data_engineer", NoticeKind.RUN_LATE)
    subscribe(country.vlmis, "yao", "store_keeper", NoticeKind.RUN_LATE)
    found = message("run_is_late", dag="dhis2_push", run="r1")
    notice = Notice(NoticeKind.RUN_LATE, "dhis2_push/r1", found)
    Delivery(country.vlmis.pipeline, load_settings(), NOW).to_all(notice)
    told = [letter.recipients for letter in mail.received]
    assert told == [["operators@example.org"], ["sita@example.org"]]
