"""What a function of the owner raises becomes an error with a code and values."""

import json
from typing import Any

import pytest
from sqlalchemy import text

from tests.support.postgres import TestDatabase
from vlmis_core.errors import (
    ConcurrentRunError,
    DayNotReadyError,
    DayNotSealedError,
    PermanentError,
    Violation,
    VlmisError,
)
from vlmis_core.messages import DEFINITIONS, FixBy, MessageClass, MessageDefinition, message

EXAMPLE = MessageDefinition(
    "example_raised_by_sql", MessageClass.NOT_READY, "{day} has {count} rows.", FixBy.NOBODY
)
VALUES: dict[str, Any] = {"day": "2026-03-05", "count": 3}


@pytest.fixture(autouse=True)
def _example(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(DEFINITIONS, EXAMPLE.code, EXAMPLE)


def raised(vlmis: TestDatabase, state: str, primary: str, detail: object = None) -> VlmisError:
    """The error that the program has of what a function raises."""
    written = "" if detail is None else f", detail = '{json.dumps(detail)}'"
    statement = (
        f"do $$ begin raise exception using errcode = '{state}', message = '{primary}'{written};"
        " end $$"
    )
    with pytest.raises(VlmisError) as error, vlmis.pipeline.transaction() as tx:
        tx._connection.execute(text(statement.replace(":", r"\:")))
    return error.value


@pytest.mark.parametrize(
    ("state", "kind"),
    [("VL000", PermanentError), ("VL002", ConcurrentRunError), ("VL003", DayNotReadyError)],
)
def test_a_code_and_its_values_arrive(
    vlmis: TestDatabase, state: str, kind: type[VlmisError]
) -> None:
    error = raised(vlmis, state, EXAMPLE.code, VALUES)
    assert type(error) is kind
    assert error.message == message(EXAMPLE.code, **VALUES)
    assert str(error) == "2026-03-05 has 3 rows."


@pytest.mark.parametrize(
    ("code", "values"), [("of_a_newer_schema", VALUES), (EXAMPLE.code, {"day": "2026-03-05"})]
)
def test_a_code_of_another_version_is_named(
    vlmis: TestDatabase, code: str, values: dict[str, object]
) -> None:
    error = raised(vlmis, "VL003", code, values)
    assert error.code == "database_message_is_unknown"
    assert code in str(error)


def test_the_violations_of_a_day_arrive(vlmis: TestDatabase) -> None:
    row = {"rule": "some_rule", "store": "S", "product": "P", "values": {"closing": -3}}
    detail = {"day": "2026-03-05", "violations": [row]}
    error = raised(vlmis, "VL001", "day_not_sealed", detail)
    assert isinstance(error, DayNotSealedError)
    assert error.message == message("day_not_sealed", day="2026-03-05")
    assert error.violations == [Violation("some_rule", "S", "P", values={"closing": -3})]


def test_a_text_without_a_code_is_named_as_unknown(vlmis: TestDatabase) -> None:
    error = raised(vlmis, "VL003", "the ledger has no first day yet")
    assert error.code == "database_message_is_unknown"
