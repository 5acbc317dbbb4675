"""Airflow's REST API, as far as the stack and its tests use it."""

import time
from collections.abc import Callable, Iterable
from typing import Any

import requests

TIMEOUT_SECONDS = 30
JsonObject = dict[str, Any]


class AirflowApi:
    """The API server of one stack, entered with the codes that only its own machine can make."""

    def __init__(self, base_url: str, new_code: Callable[[], str]) -> None:
        """Take the address, and what makes a break-glass code; the first request logs in."""
        self.base_url = base_url
        self._new_code = new_code
        self._session = requests.Session()
        self._session.trust_env = False  # A proxy has no part in what stays on this machine.

    def is_healthy(self) -> bool:
        """Return whether API server, scheduler and DAG processor all say that they are well."""
        try:
            answer = self._session.get(f"{self.base_url}/api/v2/monitor/health", timeout=5)
            parts = answer.json()
        except (requests.RequestException, ValueError):
            return False
        return all(
            parts[part]["status"] == "healthy"
            for part in ("metadatabase", "scheduler", "dag_processor")
        )

    def dag_ids(self) -> set[str]:
        """The DAGs that the DAG processor has read."""
        return {dag["dag_id"] for dag in self._call("GET", "/dags")["dags"]}

    def import_errors(self) -> list[str]:
        """What keeps DAG files from being read."""
        errors = self._call("GET", "/importErrors")["import_errors"]
        return [f"{error['filename']}: {error['stack_trace']}" for error in errors]

    def is_paused(self, dag_id: str) -> bool:
        """Return whether a DAG is paused."""
        return bool(self._call("GET", f"/dags/{dag_id}")["is_paused"])

    def pause(self, dag_id: str, *, is_paused: bool) -> None:
        """Pause a DAG, or let it go."""
        self._call("PATCH", f"/dags/{dag_id}", json={"is_paused": is_paused})

    def trigger(self, dag_id: str) -> str:
        """Start a run by hand; returns its id."""
        run = self._call("POST", f"/dags/{dag_id}/dagRuns", json={"logical_date": None})
        return str(run["dag_run_id"])

    def runs(self, dag_id: str) -> list[JsonObject]:
        """The runs of a DAG, oldest first (by the instant at which each was due)."""
        found = self._call("GET", f"/dags/{dag_id}/dagRuns", params={"order_by": "run_after"})
        return list(found["dag_runs"])

    def run(self, dag_id: str, run_id: str) -> JsonObject:
        """One run."""
        return self._call("GET", f"/dags/{dag_id}/dagRuns/{run_id}")

    def tasks(self, dag_id: str, run_id: str) -> list[JsonObject]:
        """The task instances of a run, mapped ones too."""
        path = f"/dags/{dag_id}/dagRuns/{run_id}/taskInstances"
        return list(self._call("GET", path)["task_instances"])

    def clear(self, dag_id: str, run_id: str) -> None:
        """Clear every task of a run, so that it runs again."""
        body = {"dry_run": False}
        self._call("POST", f"/dags/{dag_id}/dagRuns/{run_id}/clear", json=body)

    def clear_tasks(self, dag_id: str, run_id: str, task_ids: Iterable[str]) -> None:
        """Clear some tasks of a run, so that they run again; the others stay as they are."""
        body = {
            "dry_run": False,
            "dag_run_id": run_id,
            "task_ids": list(task_ids),
            "only_failed": False,
            "reset_dag_runs": True,
        }
        self._call("POST", f"/dags/{dag_id}/clearTaskInstances", json=body)

    def mark_success(self, dag_id: str, run_id: str, task_id: str) -> None:
        """Say that a task has succeeded, as a person does in the UI."""
        path = f"/dags/{dag_id}/dagRuns/{run_id}/taskInstances/{task_id}"
        self._call("PATCH", path, json={"new_state": "success"})

    def change_result(self, dag_id: str, run_id: str, task_id: str, value: object) -> None:
        """Change what a task returned, as a person does in the UI."""
        path = f"/dags/{dag_id}/dagRuns/{run_id}/taskInstances/{task_id}/xcomEntries/return_value"
        self._call("PATCH", path, json={"value": value, "map_index": -1})

    def backfills_are_done(self, dag_id: str) -> bool:
        """Return whether a DAG was run again by a backfill, and every such run has ended."""
        found = self._call("GET", "/backfills", params={"dag_id": dag_id})["backfills"]
        return bool(found) and all(backfill["completed_at"] for backfill in found)

    def asset_events(self) -> list[JsonObject]:
        """Every asset event, oldest first."""
        found = self._call("GET", "/assets/events", params={"order_by": "timestamp"})
        return list(found["asset_events"])

    def make_pools(self, pools: Iterable[JsonObject]) -> None:
        """Make or change pools (name, slots, description)."""
        entities = [pool | {"include_deferred": False} for pool in pools]
        action = {"action": "create", "action_on_existence": "overwrite", "entities": entities}
        self._call("PATCH", "/pools", json={"actions": [action]})

    def add_connection(self, connection: JsonObject) -> None:
        """Keep a connection in Airflow's database, as a person does in its UI."""
        self._call("POST", "/connections", json=connection)

    def _call(self, method: str, path: str, **request: Any) -> JsonObject:
        if "Authorization" not in self._session.headers:
            self._log_in()
        answer = self._session.request(
            method, f"{self.base_url}/api/v2{path}", timeout=TIMEOUT_SECONDS, **request
        )
        if answer.status_code == requests.codes.unauthorized:  # The token has ended.
            self._log_in()
            return self._call(method, path, **request)
        if not answer.ok:
            raise RuntimeError(
                f"Airflow answered {answer.status_code} to {method} {path}: {answer.text}"
            )
        read: JsonObject = answer.json()
        return read

    def _log_in(self) -> None:
        answer = self._session.post(
            f"{self.base_url}/auth/token",
            json={"break_glass": self._new_code()},
            timeout=TIMEOUT_SECONDS,
        )
        answer.raise_for_status()
        self._session.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"


def wait_until(
    condition: Callable[[], Any],
    *,
    what: str,
    seconds: float,
    every: float = 0.5,
    meanwhile: Callable[[], None] = lambda: None,
) -> Any:
    """Ask until ``condition`` holds; returns its truth. ``meanwhile`` may raise to give up.

    Raises:
        TimeoutError: it did not come true in time.
    """
    end = time.monotonic() + seconds
    while not (found := condition()):
        if time.monotonic() > end:
            raise TimeoutError(f"waited {seconds:.0f} s in vain for: {what}")
        meanwhile()
        time.sleep(every)
    return found
