"""``vlmis notices``: what was told, and whether the channels work, without their addresses."""

import json

import pytest

from tests.support.codes import raises_code
from tests.support.command import Command
from tests.support.sinks import HookSink, MailSink
from vlmis_airflow.notify import notify_late

pytestmark = pytest.mark.usefixtures("channels")


def test_a_test_reaches_every_channel(command: Command, mail: MailSink, hook: HookSink) -> None:
    command("notices", "test")
    assert (len(mail.received), len(hook.received)) == (1, 1)


def test_a_channel_that_fails_is_named_without_its_address(
    command: Command, hook: HookSink
) -> None:
    hook.status = 500
    shown = command("notices", "test", "chat", code=1).output
    assert "chat" in shown
    assert "s3cr3t" not in shown


def test_a_test_by_mail_reaches_one_address_only(command: Command, mail: MailSink) -> None:
    command("notices", "test", "--mail", "amina@example.org")
    assert [letter.recipients for letter in mail.received] == [["amina@example.org"]]


def test_an_unknown_channel_and_none_at_all_are_refused(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    with raises_code("channel_is_unknown"):
        command("notices", "test", "pigeon")
    monkeypatch.setenv("VLMIS_NOTICE_CHANNELS", "{}")
    with raises_code("no_channel_is_set"):
        command("notices", "test")
    monkeypatch.setenv("VLMIS_NOTICE_MAIL", "")
    with raises_code("notice_mail_is_not_set"):
        command("notices", "test", "--mail", "amina@example.org")


def test_the_list_names_recipients_and_outcomes(command: Command, hook: HookSink) -> None:
    assert "No notice was sent" in command("notices", "list").output
    hook.status = 500
    notify_late("dhis2_push", context={"dag_run": {"dag_run_id": "r1"}})
    listed = json.loads(command("notices", "list", "--json").output)
    assert {(each["recipient"], each["state"], each["about"]) for each in listed} == {
        ("chat", "failed", "dhis2_push/r1"),
        ("operators", "sent", "dhis2_push/r1"),
    }
    assert "s3cr3t" not in command("notices", "list").output
