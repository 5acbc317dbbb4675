"""A notice reaches every channel once, and a broken channel harms nothing."""

import logging
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.support.command import use_database
from tests.support.postgres import TestDatabase
from tests.support.sinks import HookSink, MailSink
from vlmis_airflow.notify import notify_failure, notify_late
from vlmis_core.errors import DayNotReadyError
from vlmis_core.messages import message

RUN = "scheduled__2026-03-06T20:00:00+00:00"


@pytest.fixture
def database(vlmis: TestDatabase, channels: None, monkeypatch: pytest.MonkeyPatch) -> TestDatabase:
    """The database that the settings name."""
    use_database(vlmis, monkeypatch)
    return vlmis


@pytest.fixture
def unreachable_database(channels: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that nobody reaches."""
    monkeypatch.setenv("VLMIS_DATABASE_URL", "postgresql://postgres@127.0.0.1:1/vlmis")
    monkeypatch.setenv("VLMIS_DATABASE_PASSWORDS", '{"vlmis_pipeline": "x"}')


def failed_task(
    task_id: str = "read_back",
    *,
    dag_id: str = "dhis2_push",
    error: Exception | None = None,
    cleared: int = 0,
) -> dict[str, Any]:
    """The context that Airflow gives to a failure callback."""
    due_at = datetime(2026, 3, 6, 20, 0, tzinfo=UTC)
    return {
        "task_instance": SimpleNamespace(dag_id=dag_id, task_id=task_id, run_id=RUN),
        "dag_run": SimpleNamespace(logical_date=due_at, clear_number=cleared),
        "exception": error or DayNotReadyError(message("day_is_not_frozen", day="2026-03-05")),
    }


def states(database: TestDatabase) -> list[tuple]:
    return database.rows("select channel, state, attempts from vlmis.notice order by channel")


def test_a_failed_push_reaches_mail_and_webhook_with_run_and_runbook(
    database: TestDatabase, mail: MailSink, hook: HookSink
) -> None:
    notify_failure(failed_task())
    (letter,) = mail.received
    assert letter.recipients == ["operators@example.org"]
    assert letter.subject == "VLMIS: A push stopped"
    for part in (
        "The push of 2026-03-06 stopped. The task read_back failed:",
        "2026-03-05",
        "https://vlmis.example.org/dags/dhis2_push/runs/scheduled__2026-03-06T20%3A00%3A00%2B00%3A00",
        "https://vlmis.example.org/docs/runbooks/dhis2_push.html",
    ):
        assert part in letter.text
    (posted,) = hook.received
    assert posted["title"] == letter.subject
    assert posted["message"].strip() == letter.text.strip()
    assert states(database) == [("chat", "sent", 1), ("operators", "sent", 1)]


def test_fifty_failed_tasks_of_one_run_are_one_notice(
    database: TestDatabase, mail: MailSink, hook: HookSink
) -> None:
    for _ in range(3):
        notify_failure(failed_task("push_batch"))
    notify_failure(failed_task("read_back"))
    assert (len(mail.received), len(hook.received)) == (1, 1)


def test_a_run_that_was_cleared_and_fails_again_is_told_again(
    database: TestDatabase, mail: MailSink
) -> None:
    notify_failure(failed_task())
    notify_failure(failed_task(cleared=1))
    assert len(mail.received) == 2


def test_a_day_that_cannot_be_frozen_is_named(database: TestDatabase, mail: MailSink) -> None:
    notify_failure(failed_task("seal_day", dag_id="eod_freeze"))
    assert mail.received[0].subject == "VLMIS: A day was not frozen"
    assert "The stock day 2026-03-05 was not frozen." in mail.received[0].text


def test_a_late_run_is_told_once(database: TestDatabase, mail: MailSink, hook: HookSink) -> None:
    for _ in range(2):
        notify_late("dhis2_push", context={"dag_run": {"dag_run_id": RUN}})
    assert [letter.subject for letter in mail.received] == ["VLMIS: A run is late"]
    assert f"The run {RUN} of dhis2_push is late" in hook.received[0]["message"]


def test_of_an_unknown_error_only_its_type_leaves(database: TestDatabase, mail: MailSink) -> None:
    notify_failure(failed_task(error=RuntimeError("password hunter2")))
    assert "RuntimeError. The log of the task has the details." in mail.received[0].text
    assert "hunter2" not in mail.received[0].raw.decode()


@pytest.mark.usefixtures("unreachable_database")
def test_without_the_database_the_channels_are_told_once(mail: MailSink, hook: HookSink) -> None:
    for _ in range(2):
        notify_failure(failed_task())
    assert (len(mail.received), len(hook.received)) == (1, 1)


def test_what_was_told_without_the_database_is_not_told_with_it(
    database: TestDatabase, mail: MailSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as down:
        down.setenv("VLMIS_DATABASE_URL", "postgresql://postgres@127.0.0.1:1/vlmis")
        notify_failure(failed_task())
    notify_failure(failed_task())
    assert len(mail.received) == 1
    assert states(database) == [("chat", "sent", 1), ("operators", "sent", 1)]


def test_what_was_told_with_the_database_is_not_told_without_it(
    database: TestDatabase, mail: MailSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    notify_failure(failed_task())
    monkeypatch.setenv("VLMIS_DATABASE_URL", "postgresql://postgres@127.0.0.1:1/vlmis")
    notify_failure(failed_task())
    assert len(mail.received) == 1


def test_a_broken_channel_harms_neither_the_task_nor_the_other_channel(
    database: TestDatabase, mail: MailSink, hook: HookSink
) -> None:
    hook.status = 500
    notify_failure(failed_task())
    assert len(mail.received) == 1
    assert states(database) == [("chat", "failed", 1), ("operators", "sent", 1)]


def test_an_address_that_is_none_harms_nothing(
    database: TestDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VLMIS_NOTICE_CHANNELS", '{"typo": "slakc://a/b/c", "empty": ""}')
    notify_failure(failed_task())
    assert states(database) == [("empty", "failed", 1), ("typo", "failed", 1)]


def test_a_channel_with_two_targets_is_refused(
    database: TestDatabase, mail: MailSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    two = f'{{"both": "{mail.address}&to=a@example.org,b@example.org"}}'
    monkeypatch.setenv("VLMIS_NOTICE_CHANNELS", two)
    notify_failure(failed_task())
    assert mail.received == []
    assert states(database) == [("both", "failed", 1)]


def test_without_channels_nothing_is_recorded(
    database: TestDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VLMIS_NOTICE_CHANNELS")
    monkeypatch.delenv("VLMIS_NOTICE_MAIL")
    notify_failure(failed_task())
    assert states(database) == []


def test_what_people_named_is_text_and_no_header(
    database: TestDatabase, mail: MailSink, hook: HookSink
) -> None:
    name = "2026-03-05\r\nBcc: thief@example.org\r\n\r\n<script>alert(1)</script>\x1b[31m"
    notify_failure(failed_task(error=DayNotReadyError(message("day_is_not_frozen", day=name))))
    (letter,) = mail.received
    assert letter.recipients == ["operators@example.org"]
    assert letter.message["Bcc"] is None
    assert "<script>alert(1)</script> [31m" in letter.text  # A text, which nothing interprets.
    assert "\x1b" not in hook.received[0]["message"]


def test_addresses_of_channels_are_in_no_log_and_no_row(
    database: TestDatabase, hook: HookSink, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    hook.status = 500
    with caplog.at_level(logging.DEBUG):
        notify_failure(failed_task())
    assert "The channel chat did not take a notice." in caplog.text
    assert "s3cr3t" not in caplog.text
    assert "s3cr3t" not in str(database.rows("select * from vlmis.notice"))
