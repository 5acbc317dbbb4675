"""Translate what PostgreSQL says into the errors of the system.

SQLSTATEs of our own, raised by the functions of the owner: ``VL000`` a guard refused a change,
``VL001`` a day broke an invariant, ``VL002`` another run is at work, ``VL003`` a day is not ready.
"""

import json

import psycopg

from vlmis_core.errors import (
    ConcurrentRunError,
    DatabaseUnavailableError,
    DayNotReadyError,
    DayNotSealedError,
    PermanentError,
    Violation,
    VlmisError,
)

# Class 08: connection, 53: resources, 57: operator intervention, 40: rollback (deadlock,
# serialisation); 55P03: lock not available.
_TRANSIENT_CLASSES = ("08", "53", "57", "40")
_MEANINGS: dict[str, type[VlmisError]] = {
    "VL000": PermanentError,
    "VL002": ConcurrentRunError,
    "VL003": DayNotReadyError,
}
_RECORDED_ONCE = ("source_key_is_unique", "movement_is_reversed_once")
_MISSING = ("42P01", "3F000")  # Table, schema.


def meaning_of(error: BaseException | None) -> VlmisError | BaseException:
    """The error to raise instead of a driver's; one without a meaning of its own stays as it is."""
    if not isinstance(error, psycopg.Error):
        return error or PermanentError("the database failed without saying why")
    state = error.sqlstate or ""
    said = ". ".join(
        filter(None, (error.diag.message_primary or str(error), error.diag.message_hint))
    )
    if state == "VL001":
        return _not_sealed(error)
    if state in _MEANINGS:
        return _MEANINGS[state](said)
    if state in _MISSING:
        return PermanentError(f"{said}: this schema is not the program's: vlmis db migrate.")
    if state == "23505" and (error.diag.constraint_name or "").endswith(_RECORDED_ONCE):
        return ConcurrentRunError(f"the same was recorded by another at this moment: {said}")
    if _is_passing(error, state):
        return DatabaseUnavailableError(f"the database did not answer: {said.strip()}")
    # Without a state it is the driver itself that refused a value: a NUL in a text, for instance.
    return error if state else PermanentError(f"a value cannot be stored: {said.strip()}")


def _is_passing(error: psycopg.Error, state: str) -> bool:
    if not state:
        return isinstance(error, psycopg.OperationalError)
    return state[:2] in _TRANSIENT_CLASSES or state == "55P03"


def _not_sealed(error: psycopg.Error) -> DayNotSealedError:
    day = (error.diag.message_primary or "").split(" ")[0]
    rows = json.loads(error.diag.message_detail or "[]")
    return DayNotSealedError(day, [Violation(**row) for row in rows])
