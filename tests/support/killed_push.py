"""A push that dies by SIGKILL at a chosen point, in a process of its own.

``python -m tests.support.killed_push DATABASE_URL DHIS2_URL RUN_ID BATCH POINT``
"""

import os
import signal
import sys
import threading
from typing import Any

import requests
from requests.auth import HTTPBasicAuth

from sandbox.country import SERVICE_USER
from vlmis_core.database import Database, Transaction
from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.dhis2.session import prepared
from vlmis_core.services.push import send_records
from vlmis_core.services.push.push_batch import push_batch

POINTS = ("before sending", "while waiting", "after the answer", "before the commit")


def die() -> None:
    """As if the machine had lost power."""
    os.kill(os.getpid(), signal.SIGKILL)


def arm(point: str) -> None:
    """Make the process die at ``point``."""
    send, run = send_records.send_values, Transaction.run

    def sending(*words: Any, **choices: Any) -> Any:
        if point == "before sending":
            die()
        if point == "while waiting":
            threading.Timer(0.3, die).start()
        answer = send(*words, **choices)
        if point == "after the answer":
            die()
        return answer

    def running(self: Transaction, query: str, **params: Any) -> int:
        found = run(self, query, **params)
        if point == "before the commit" and query == "push/finish_request":
            die()
        return found

    send_records.send_values = sending
    Transaction.run = running  # type: ignore[method-assign]


def main() -> None:
    """Push one batch, and die on the way."""
    database_url, base_url, run_id, number, point = sys.argv[1:]
    arm(point)
    auth = HTTPBasicAuth(SERVICE_USER.username, SERVICE_USER.password)
    client = Dhis2Client(prepared(requests.Session(), auth), base_url, timeout_seconds=5)
    push_batch(Database(database_url), client, run_id=run_id, number=int(number))


if __name__ == "__main__":
    main()
