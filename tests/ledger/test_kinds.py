"""In which direction each kind of movement changes the stock."""

from vlmis_core.ledger.kinds import MovementKind


def test_what_leaves_a_store_lowers_its_stock_and_all_else_raises_it() -> None:
    assert {kind.value for kind in MovementKind if kind.direction == -1} == {
        "distribution_out",
        "return_out",
        "dispensing",
        "wastage",
    }
    assert {kind.value for kind in MovementKind if kind.direction == 1} == {
        "arrival",
        "requisition_received",
        "return_in",
        "count_adjustment",
    }
