"""Requests that really cross each other: who comes second loses, as on real servers."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from sandbox.stand_in.data_values import DataValues
from sandbox.stand_in.faults import Fault, FaultKind
from sandbox.stand_in.import_body import Payload
from sandbox.stand_in.import_faults import has_new_keys, new_periods

_LOOK_SECONDS = 0.01


@dataclass
class _Crossing:
    new_periods: set[str]
    keys: set[tuple[str, ...]]
    writes_new_keys: bool


@dataclass
class Races:
    """The imports that are under way."""

    under_way: list[_Crossing] = field(default_factory=list)
    finished: int = 0
    """How often all running imports were asked to finish."""

    def finish(self) -> None:
        """Let every import that is under way come to its end now."""
        self.finished += 1

    @asynccontextmanager
    async def crossing(
        self, payload: Payload, store: DataValues, seconds: float,
        begin: Callable[[], object] | None = None,
    ) -> AsyncIterator[Fault | None]:  # fmt: skip
        """Take a while over an import; yield how it fails if another one is in its way.

        ``begin`` is what is done before the while.

        Two that name a day which is new to the server: the second loses it (§1.1 and §1.2 of
        the findings). Two that write the same new keys: the second fails to flush (§1.3).
        """
        mine = _Crossing(new_periods(payload, store), _keys(payload), has_new_keys(payload, store))
        lost = self._lost_to_others(mine)
        self.under_way.append(mine)
        try:
            if begin:
                begin()
            await self._take(seconds)
            yield lost
        finally:
            self.under_way.remove(mine)

    async def _take(self, seconds: float) -> None:
        until, before = time.monotonic() + seconds, self.finished
        while (left := until - time.monotonic()) > 0 and self.finished == before:
            await asyncio.sleep(min(left, _LOOK_SECONDS))

    def _lost_to_others(self, mine: _Crossing) -> Fault | None:
        for other in self.under_way:
            if not mine.new_periods.isdisjoint(other.new_periods):
                return Fault(FaultKind.FALSE_E7611)
            if mine.writes_new_keys and not mine.keys.isdisjoint(other.keys):
                return Fault(FaultKind.FLUSH_FAILURE)
        return None


def _keys(payload: Payload) -> set[tuple[str, ...]]:
    names = ("dataElement", "period", "orgUnit", "categoryOptionCombo")
    return {tuple(str(value.get(name)) for name in names) for value in payload.values}
