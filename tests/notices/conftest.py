"""A deployment with a mail server and a webhook that keep what they are sent."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.sinks import HookSink, MailSink, hook_sink, mail_sink


@pytest.fixture
def mail() -> Iterator[MailSink]:
    with mail_sink() as sink:
        yield sink


@pytest.fixture
def hook() -> Iterator[HookSink]:
    with hook_sink() as sink:
        yield sink


@pytest.fixture
def channels(
    mail: MailSink, hook: HookSink, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The settings of a deployment that tells both, and whose home is the test's."""
    home = tmp_path / "deployment"
    home.mkdir()
    monkeypatch.setenv("VLMIS_HOME", str(home))
    monkeypatch.setenv("VLMIS_SITE_URL", "https://vlmis.example.org")
    monkeypatch.setenv("VLMIS_DOCS_URL", "https://vlmis.example.org/docs")
    monkeypatch.setenv("VLMIS_NOTICE_MAIL", mail.address)
    addresses = {"operators": f"{mail.address}&to=operators@example.org", "chat": hook.address}
    monkeypatch.setenv("VLMIS_NOTICE_CHANNELS", json.dumps(addresses))
