"""What people are told of the nine figures is what is sent."""

from types import SimpleNamespace

from vlmis_core.reporting.category_names import COLUMNS
from vlmis_core.reporting.data_values import CATEGORIES, figures_of

TEN = (
    *("opening", "arrivals", "requisitions_received", "distributions_out", "returns_in"),
    *("returns_out", "count_adjustment", "dispensing", "wastage", "closing"),
)


def test_the_columns_that_are_named_are_those_that_are_sent() -> None:
    # Powers of two: every sum of columns is different.
    row = SimpleNamespace(**{column: 2**number for number, column in enumerate(TEN)})
    told = tuple(sum(getattr(row, column) for column in COLUMNS[name]) for name in CATEGORIES)
    assert told == figures_of(row)
