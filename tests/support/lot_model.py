"""Lots of one product in plain Python: a list of what happened, and sums over it.

The model knows no tables and no frozen balances. It says which entries are refused, too.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

UNASSIGNED = "unassigned"


class TooLittleError(Exception):
    """A store would have less than nothing, of a lot or altogether."""


@dataclass(frozen=True)
class Effect:
    """What one movement does: ``act`` names what is reversed together, ``count`` its count."""

    act: str
    store: str
    lot: str
    amount: int
    occurred_on: date
    stock_day: date
    count: int | None = None
    reverses: "Effect | None" = None


@dataclass(frozen=True)
class Count:
    """A count, which stays true."""

    number: int
    store: str
    day: date
    stock_day: date


class LotLedger:
    """One product, tracked by lot from a day on; days before ``first_open`` are frozen."""

    def __init__(self, first_day: date, tracked_from: date) -> None:
        self.first_open = first_day
        self.tracked_from = tracked_from
        self.effects: list[Effect] = []
        self.counts: list[Count] = []

    def post(self, act: str, *legs: tuple[str, str | None, int], on: date) -> None:
        """Legs (store, lot, amount) that happened on a day; all or nothing."""
        stock_day = max(on, self.first_open)
        self._append(
            Effect(act, at, lot or UNASSIGNED, amount, on, stock_day) for at, lot, amount in legs
        )

    def lose(self, act: str, quantity: int, on: date) -> None:
        """Some of what an act brought to a store got lost: of the same lot."""
        (brought,) = (each for each in self._unreversed(act) if each.amount > 0)
        self.post(act, (brought.store, brought.lot, -quantity), on=on)

    def count(self, act: str, store: str, seen: Mapping[str, int], on: date) -> bool:
        """Set every lot of a store as of the end of a day; says whether anything differed."""
        number, stock_day = len(self.counts) + 1, max(on, self.first_open)
        known = self._known_at_the_end_of(store, on)
        if on < self.tracked_from:
            known = {UNASSIGNED: sum(known.values())}
        different = [
            Effect(act, store, lot, seen.get(lot, 0) - known.get(lot, 0), on, stock_day, number)
            for lot in sorted(seen.keys() | known.keys())
            if seen.get(lot, 0) != known.get(lot, 0)
        ]
        self._append(different)
        self.counts.append(Count(number, store, on, stock_day))
        return bool(different)

    def reverse(self, act: str) -> None:
        """All movements of an act; of a count also those that kept it true."""
        self._append(
            replace(
                each,
                amount=-each.amount,
                stock_day=max(each.stock_day, self.first_open),
                reverses=each,
            )
            for each in self._unreversed(act)
        )

    def freeze(self) -> None:
        """The first open day is done."""
        self.first_open += timedelta(days=1)

    def balances(self, through: date | None = None) -> dict[tuple[str, str], int]:
        """What each store has of each lot at the end of a stock day (now: of all); no zeros."""
        found: dict[tuple[str, str], int] = {}
        for each in self.effects:
            if through is None or each.stock_day <= through:
                key = (each.store, self._lot(each))
                found[key] = found.get(key, 0) + each.amount
        return {key: balance for key, balance in found.items() if balance}

    def _lot(self, effect: Effect) -> str:
        """Whatever belongs to the time before tracking is unassigned."""
        is_earlier = min(effect.occurred_on, effect.stock_day) < self.tracked_from
        return UNASSIGNED if is_earlier else effect.lot

    def _append(self, effects: Iterable[Effect]) -> None:
        new = list(effects)
        before = len(self.effects)
        self.effects += [*new, *self._corrections(new)]
        for day in sorted({each.stock_day for each in self.effects}):
            balances = self.balances(day)
            stores: dict[str, int] = {}
            for (store, _), balance in balances.items():
                stores[store] = stores.get(store, 0) + balance
            by_lot = balances.values() if day >= self.tracked_from else ()
            if min([0, *stores.values(), *by_lot]) < 0:
                del self.effects[before:]
                raise TooLittleError

    def _corrections(self, new: Iterable[Effect]) -> Iterator[Effect]:
        """A count stays true: what is dated before it is offset on its day, in the same lot."""
        reversed_counts = {each.count for each in self.effects if each.reverses}
        for each in new:
            later = [
                count
                for count in self.counts
                if count.store == each.store
                and count.number not in reversed_counts
                and (
                    count.day > each.occurred_on
                    or (
                        count.day == each.occurred_on
                        and count.number > (each.count or count.number)
                    )
                )
            ]
            if later:
                first = min(later, key=lambda count: (count.day, -count.number))
                yield Effect(
                    f"count-{first.number}",
                    each.store,
                    self._lot(each),
                    -each.amount,
                    first.day,
                    max(first.stock_day, each.stock_day),
                    first.number,
                )

    def _unreversed(self, act: str) -> list[Effect]:
        done = [each.reverses for each in self.effects]
        counted = {each.count for each in self.effects if each.act == act and each.count}
        return [
            each
            for each in self.effects
            if (each.act == act or each.count in counted)
            and not each.reverses
            and not any(each is other for other in done)
        ]

    def _known_at_the_end_of(self, store: str, day: date) -> dict[str, int]:
        """The lots of a store as the ledger has them now for the end of a day."""
        known: dict[str, int] = {}
        for each in self.effects:
            is_late_for_it = day < self.first_open and each.occurred_on <= day
            if each.store == store and (each.stock_day <= day or is_late_for_it):
                known[self._lot(each)] = known.get(self._lot(each), 0) + each.amount
        return known
