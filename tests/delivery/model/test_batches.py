"""A night cut into batches."""

from datetime import UTC, date, datetime, timedelta

from vlmis_core.delivery.model.batches import (
    BATCHES_MAX,
    DayLoad,
    PlannedBatch,
    StoreLoad,
    cut_batches,
)

DAY = date(2026, 3, 1)


def load(day: int, *, stores: int = 3, records: int = 10, closes: int | None = None) -> DayLoad:
    """A day with as many records in each store; ``closes`` in days."""
    closes_at = datetime(2026, 3, 1, tzinfo=UTC) + timedelta(days=closes) if closes else None
    return DayLoad(
        DAY + timedelta(days=day),
        closes_at,
        [StoreLoad(number, f"branch {number // 100}", records) for number in range(stores)],
    )


def keys(batches: list[PlannedBatch]) -> list[tuple[date, int]]:
    """Every store and day of a plan."""
    return [(day, store) for batch in batches for day in batch.days for store in batch.store_ids]


def test_a_small_day_is_one_batch() -> None:
    (batch,) = cut_batches([load(0)])
    assert (batch.label, batch.records) == ("2026-03-01 · branch 0 · 1/1", 30)


def test_days_that_dhis2_closes_soonest_go_first_and_those_it_never_closes_last() -> None:
    batches = cut_batches([load(0), load(1, closes=9), load(2, closes=5)])
    assert [batch.days[0].day for batch in batches] == [3, 2, 1]


def test_a_large_day_is_cut_along_its_branches() -> None:
    batches = cut_batches([load(0, stores=1_000, records=40)])
    assert len(batches) == 8
    assert sorted(keys(batches)) == [(DAY, store) for store in range(1_000)]
    assert batches[0].label == "2026-03-01 · branch 0 – branch 1 · 1/8"


def test_there_are_never_more_than_fifty_batches_and_nothing_is_lost_or_doubled() -> None:
    for days, stores, records in ((1, 10_000, 40), (7, 5_000, 40), (49, 400, 30), (130, 5, 3)):
        loads = [load(day, stores=stores, records=records) for day in range(days)]
        batches = cut_batches(loads)
        assert len(batches) <= BATCHES_MAX
        assert len(keys(batches)) == len(set(keys(batches))) == days * stores


def test_nothing_to_send_is_no_batch() -> None:
    assert cut_batches([]) == []
    assert cut_batches([load(0, stores=0)]) == []
