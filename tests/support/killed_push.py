"""A push that dies by SIGKILL at a chosen point, in a process of its own.

``python -m tests.support.killed_push DATABASE_URL DHIS2_URL RUN_ID BATCH POINT``
"""

import os
import signal
import sys
import threading
from itertools import count
from pathlib import Path
from typing import Any

from tests.support.dhis2 import client_of
from vlmis_core.database import Database, Transaction
from vlmis_core.delivery import send_records
from vlmis_core.delivery.push_batch import push_batch
from vlmis_core.settings import Settings

POINTS = ("before sending", "while waiting", "after the answer", "before the commit")
STATEMENT = "statement "
"""With a number: before that statement or request, each counted once before and once after."""


def die() -> None:
    """As if the machine had lost power."""
    os.kill(os.getpid(), signal.SIGKILL)


def arm_instant(instant: int) -> None:
    """Make the process die at one of all the instants of a push, counted from 0."""
    left = count(instant, -1)

    def around(function: Any) -> Any:
        def called(*words: Any, **choices: Any) -> Any:
            if next(left) == 0:
                die()
            answer = function(*words, **choices)
            if next(left) == 0:
                die()
            return answer

        return called

    module: Any = send_records
    module.send_values = around(module.send_values)
    Transaction._execute = around(Transaction._execute)  # type: ignore[method-assign]


def arm(point: str) -> None:
    """Make the process die at ``point``."""
    if point.startswith(STATEMENT):
        arm_instant(int(point.removeprefix(STATEMENT)))
        return
    module: Any = send_records
    send, run = module.send_values, Transaction.run

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
        if point == "before the commit" and query == "delivery/finish_request":
            die()
        return found

    module.send_values = sending
    Transaction.run = running  # type: ignore[method-assign]


def main() -> None:
    """Push one batch, and die on the way."""
    database_url, base_url, home, run_id, number, point = sys.argv[1:]
    arm(point)
    settings = Settings(values_per_request=180, production=True, home=Path(home))
    client = client_of(base_url)
    push_batch(Database(database_url), client, settings, int(number), run_id=run_id)


if __name__ == "__main__":
    main()
