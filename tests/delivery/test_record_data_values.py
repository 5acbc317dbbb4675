"""The columns of an EoD row that make each data value are named as the database computes them."""

from psycopg.types.json import Jsonb

from tests.support.postgres import TestDatabase
from vlmis_core.delivery.model.category_names import COLUMNS
from vlmis_core.dhis2.categories import CATEGORIES

TEN = (
    *("opening", "arrivals", "requisitions_received", "distributions_out", "returns_in"),
    *("returns_out", "count_adjustment", "dispensing", "wastage", "closing"),
)


def test_the_columns_that_are_named_are_those_that_are_sent(vlmis: TestDatabase) -> None:
    # Powers of two: every sum of columns is different.
    row = {column: 2**number for number, column in enumerate(TEN)}
    sent = vlmis.value(
        "select vlmis.record_data_values(jsonb_populate_record(null::vlmis.eod_row, :row))",
        row=Jsonb(row),
    )
    assert sent == [sum(row[column] for column in COLUMNS[name]) for name in CATEGORIES]
