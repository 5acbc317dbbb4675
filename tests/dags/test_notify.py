"""What Airflow writes when a task fails names the address of the runbook."""

import logging
from pathlib import Path
from types import SimpleNamespace

import pytest
import structlog
from airflow.sdk.execution_time.callback_supervisor import execute_callback

from tests.support.sinks import HookSink
from vlmis_airflow.notify import deadline, notify_failure


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


@pytest.mark.usefixtures("channels")
def test_the_callback_of_a_deadline_tells_as_airflow_calls_it(
    hook: HookSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VLMIS_DATABASE_URL", "postgresql://postgres@127.0.0.1:1/vlmis")
    callback = deadline("dhis2_push", hours=3).callback
    run = {"dag_run": {"dag_run_id": "scheduled__2026-03-06"}}
    for _ in range(2):
        succeeded, error = execute_callback(
            callback.path,
            callback.kwargs | {"context": run},
            Path("dhis2_push.py"),
            None,
            structlog.get_logger(),
        )
        assert succeeded, error
    (posted,) = hook.received
    assert "The run scheduled__2026-03-06 of dhis2_push is late" in posted["message"]
