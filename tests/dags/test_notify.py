"""What Airflow writes when a task fails names the address of the runbook."""

import logging
from types import SimpleNamespace

import pytest

from vlmis_airflow.notify import notify_failure


def failed_task() -> dict[str, object]:
    task = SimpleNamespace(dag_id="dhis2_push", task_id="read_back", run_id="manual")
    return {"task_instance": task, "exception": RuntimeError("no answer")}


def test_a_failure_names_the_address_of_the_runbook(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VLMIS_DOCS_URL", "https://vlmis.example.org/docs/")
    with caplog.at_level(logging.ERROR):
        notify_failure(failed_task())
    assert "https://vlmis.example.org/docs/runbooks/dhis2_push.html" in caplog.text


def test_without_an_address_of_the_documents_it_names_the_file(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.ERROR):
        notify_failure(failed_task())
    assert "docs/runbooks/dhis2_push.md" in caplog.text
