"""Translate what PostgreSQL raises into the errors of the system.

The functions of the owner raise SQLSTATEs of the system: ``VL000`` a guard refused a change,
``VL001`` a day broke an invariant, ``VL002`` another run is at work, ``VL003`` a day is not ready,
``VL004`` nothing may be sent.
The message is a code of ``vlmis_core.messages``, the detail its values as a JSON object; a message
with spaces is a text, taken until every function raises a code.
"""

import json
from collections.abc import Mapping

import psycopg

from vlmis_core.errors import (
    ConcurrentRunError,
    DatabaseUnavailableError,
    DayNotReadyError,
    DayNotSealedError,
    NotProductionError,
    PermanentError,
    Violation,
    VlmisError,
)
from vlmis_core.messages import CODE, DEFINITIONS, Json, Message, message

# Class 08: connection, 53: resources, 57: operator intervention, 40: rollback (deadlock,
# serialisation); 55P03: lock not available.
_TRANSIENT_CLASSES = ("08", "53", "57", "40")
_BROKEN_DAY = "VL001"
_MEANINGS: dict[str, type[VlmisError]] = {
    "VL000": PermanentError,
    "VL002": ConcurrentRunError,
    "VL003": DayNotReadyError,
    "VL004": NotProductionError,
}
_RECORDED_ONCE = ("source_key_is_unique", "movement_is_reversed_once")
_MISSING = ("42P01", "3F000")  # Table, schema.


def meaning_of(error: BaseException | None) -> VlmisError | BaseException:
    """The error to raise instead of a driver's; one without a meaning of its own stays as it is."""
    if not isinstance(error, psycopg.Error):
        return error or PermanentError(message("database_failed"))
    state = error.sqlstate or ""
    detail = _written(error)
    if state == _BROKEN_DAY:
        return _not_sealed(error)
    if state in _MEANINGS:
        return _MEANINGS[state](_coded(error))
    if state in _MISSING:
        return PermanentError(message("schema_is_another_version", detail=detail))
    if state == "23505" and (error.diag.constraint_name or "").endswith(_RECORDED_ONCE):
        return ConcurrentRunError(message("recorded_at_the_same_moment", detail=detail))
    if _is_passing(error, state):
        return DatabaseUnavailableError(message("database_did_not_answer", detail=detail))
    # Without a state it is the driver itself that refused a value: a NUL in a text, for instance.
    return error if state else PermanentError(message("value_cannot_be_stored", detail=detail))


def _written(error: psycopg.Error) -> str:
    """What PostgreSQL or its driver wrote, as it was written."""
    parts = (error.diag.message_primary or str(error), error.diag.message_hint)
    return ". ".join(filter(None, parts)).strip()


def _is_passing(error: psycopg.Error, state: str) -> bool:
    if not state:
        return isinstance(error, psycopg.OperationalError)
    return state[:2] in _TRANSIENT_CLASSES or state == "55P03"


def _coded(error: psycopg.Error) -> Message:
    """The message whose code a function of the owner raised, with its values as JSON."""
    code = error.diag.message_primary or ""
    detail = error.diag.message_detail or "{}"
    if not CODE.fullmatch(code):
        return message("database_message_is_unknown", code=code, detail=detail)
    found = Message.from_json({"code": code, "values": json.loads(detail)})
    definition = DEFINITIONS.get(code)
    if definition is None or definition.parameters.keys() != found.values.keys():
        return message("database_message_is_unknown", code=code, detail=detail)
    return found


def _not_sealed(error: psycopg.Error) -> DayNotSealedError:
    """Read the detail ``{"day": …, "violations": [{rule, store, product, values}]}``."""
    detail = json.loads(error.diag.message_detail or "{}")
    return DayNotSealedError(detail["day"], [violation_of(row) for row in detail["violations"]])


def violation_of(row: Mapping[str, Json]) -> Violation:
    """Read one violation that the database wrote: ``rule``, ``store``, ``product``, ``values``."""
    rule, store, product = (str(row[name]) for name in ("rule", "store", "product"))
    values = Message.from_json({"code": rule, "values": row["values"]}).values
    return Violation(rule, store, product, values=values)
