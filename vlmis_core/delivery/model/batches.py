"""Cut a night's records into batches: day × branch, what DHIS2 closes soonest first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import ceil

BATCHES_MAX = 50
RECORDS_PER_BATCH = 5_000


@dataclass(frozen=True, slots=True)
class StoreLoad:
    """How many records of a day a store has to send; ``branch`` names its part of the tree."""

    store_id: int
    branch: str
    records: int


@dataclass(frozen=True, slots=True)
class DayLoad:
    """The stores of a day in tree order, and when DHIS2 closes the day (None: never)."""

    day: date
    closes_at: datetime | None
    stores: Sequence[StoreLoad]

    @property
    def records(self) -> int:
        """Records to send."""
        return sum(store.records for store in self.stores)


@dataclass(frozen=True, slots=True)
class PlannedBatch:
    """A part of the night: some days of some stores."""

    label: str
    days: tuple[date, ...]
    store_ids: tuple[int, ...]
    records: int
    closes_at: datetime | None


def cut_batches(loads: Iterable[DayLoad]) -> list[PlannedBatch]:
    """At most 50 batches, none of them empty; no record is in two of them.

    Days that DHIS2 closes soonest come first, then the oldest. With up to 50 days each batch holds
    one day, or a branch of it; with more, several whole days.
    """
    days = sorted(
        (load for load in loads if load.records),
        key=lambda load: (load.closes_at is None, load.closes_at or load.day, load.day),
    )
    if len(days) > BATCHES_MAX:
        size = ceil(len(days) / BATCHES_MAX)
        return [_whole_days(days[start : start + size]) for start in range(0, len(days), size)]
    parts_max = BATCHES_MAX // max(len(days), 1)
    return [batch for load in days for batch in _branches(load, parts_max)]


def _whole_days(loads: Sequence[DayLoad]) -> PlannedBatch:
    days = tuple(load.day for load in loads)
    return PlannedBatch(
        label=f"{min(days)} – {max(days)}" if len(days) > 1 else f"{days[0]}",
        days=days,
        store_ids=tuple(sorted({store.store_id for load in loads for store in load.stores})),
        records=sum(load.records for load in loads),
        closes_at=loads[0].closes_at,
    )


def _branches(load: DayLoad, parts_max: int) -> list[PlannedBatch]:
    parts = min(parts_max, ceil(load.records / RECORDS_PER_BATCH))
    size = load.records / parts
    cut: list[list[StoreLoad]] = [[] for _ in range(parts)]
    seen = 0
    for store in load.stores:
        cut[min(int(seen / size), parts - 1)].append(store)
        seen += store.records
    filled = [stores for stores in cut if any(store.records for store in stores)]
    return [
        PlannedBatch(
            label=f"{load.day} · {_branch_label(stores)} · {number}/{len(filled)}",
            days=(load.day,),
            store_ids=tuple(store.store_id for store in stores),
            records=sum(store.records for store in stores),
            closes_at=load.closes_at,
        )
        for number, stores in enumerate(filled, 1)
    ]


def _branch_label(stores: Sequence[StoreLoad]) -> str:
    first, last = stores[0].branch, stores[-1].branch
    return first if first == last else f"{first} – {last}"
