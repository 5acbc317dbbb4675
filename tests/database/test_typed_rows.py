"""Rows become objects by the names of their columns; a difference is an error that names it."""

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

import pytest
from sqlalchemy import text

from tests.support.postgres import TestDatabase
from vlmis_core.database.typed_rows import row_builder
from vlmis_core.messages import Message, message


@dataclass(frozen=True, slots=True)
class Lot:
    code: str
    doses: int
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedLot:
    code: str
    doses: int


class LotTuple(NamedTuple):
    code: str
    doses: int


@dataclass(frozen=True, slots=True)
class Explained:
    code: str
    why: Message | None


WHY = message("no_such_run", run="night")


@dataclass(frozen=True, slots=True)
class Counted:
    code: str
    checked: bool = field(default=False, init=False)


@pytest.mark.parametrize(
    ("kind", "columns", "row", "built"),
    [
        (Lot, ("code", "doses", "note"), ("L1", 5, "x"), Lot("L1", 5, "x")),
        (Lot, ("code", "doses"), ("L1", 5), Lot("L1", 5)),
        (Lot, ("note", "doses", "code"), ("x", 5, "L1"), Lot("L1", 5, "x")),
        (NamedLot, ("doses", "code"), (5, "L1"), NamedLot(code="L1", doses=5)),
        (LotTuple, ("doses", "code"), (5, "L1"), LotTuple("L1", 5)),
        (Explained, ("why", "code"), (WHY.as_json(), "L1"), Explained("L1", WHY)),
        (Explained, ("code", "why"), ("L1", None), Explained("L1", None)),
        (Counted, ("code",), ("L1",), Counted("L1")),
    ],
)
def test_each_column_fills_the_field_of_its_name(kind, columns, row, built) -> None:
    assert row_builder("ledger/some_lots", kind, columns)(row) == built


@pytest.mark.parametrize("columns", [("code", "dosis"), ("code",), ("code", "doses", "doses")])
def test_other_columns_are_an_error_that_names_statement_class_and_columns(columns) -> None:
    with pytest.raises(TypeError) as caught:
        row_builder("ledger/some_lots", LotTuple, columns)
    for name in ("ledger/some_lots", "LotTuple", *columns):
        assert name in str(caught.value)


class FrozenDays(NamedTuple):
    newest: date | None
    first_day: date | None


def test_every_way_of_reading_rows_gives_the_class_that_was_asked_for(vlmis: TestDatabase) -> None:
    statement = "ledger/select_frozen_days"
    with vlmis.pipeline.transaction() as tx:
        assert tx.row(statement, as_=FrozenDays) == FrozenDays(None, None)
        assert tx.rows(statement, as_=FrozenDays) == [FrozenDays(None, None)]
        assert list(tx.stream(statement, as_=FrozenDays)) == [FrozenDays(None, None)]


def test_a_value_of_another_type_is_an_error(vlmis: TestDatabase) -> None:
    with vlmis.pipeline.transaction() as tx:
        assert tx.value("database/set_actor", as_=str, actor="clerk") == "clerk"
        with pytest.raises(TypeError, match="set_actor gave 'clerk', not the int"):
            tx.value("database/set_actor", as_=int, actor="clerk")


def test_a_message_is_a_parameter_and_is_read_as_it_was(vlmis: TestDatabase) -> None:
    with vlmis.pipeline.engine.connect() as connection:
        query = text(
            "select 'L1' as code, cast(:whys as jsonb[]) as whys, cast(:why as jsonb) as why"
        )
        row = connection.execute(query, {"whys": [WHY, None], "why": WHY}).one()
    assert (row.whys, row.why) == ([WHY.as_json(), None], WHY.as_json())
