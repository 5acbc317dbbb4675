"""Let one sender at a time speak to DHIS2."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from vlmis_core.database import Database, Transaction
from vlmis_core.errors import ConcurrentRunError
from vlmis_core.messages import message

HEARTBEAT_SECONDS = 5
"""The server ends a session that is silent for 15 minutes, and a firewall perhaps earlier."""


@contextmanager
def only_sender(database: Database, data_set_uid: str) -> Iterator[Callable[[], None]]:
    """Hold the lock of sending; yields a function that keeps the lock's connection alive.

    Raises:
        ConcurrentRunError: another sender holds the lock.
    """
    with database.transaction() as lock:
        if not lock.value("delivery/lock_sending"):
            raise ConcurrentRunError(message("another_run_is_sending", data_set=data_set_uid))
        yield _heartbeat(lock)


def _heartbeat(lock: Transaction) -> Callable[[], None]:
    """Return what is called after every request: every few seconds it runs a statement."""
    last_at = time.monotonic()

    def keep_alive() -> None:
        nonlocal last_at
        if time.monotonic() - last_at >= HEARTBEAT_SECONDS:
            lock.run("delivery/keep_connection_alive")
            last_at = time.monotonic()

    return keep_alive
