"""What goes wrong on demand: a queue of faults, each for some requests, then used up."""

import itertools
import re
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class FaultKind(StrEnum):
    """Everything that can be made to go wrong."""

    SLOW = "slow"
    """The answer comes ``seconds`` later; the server works meanwhile, also if the client goes."""
    DROP_BEFORE_READING = "drop_before_reading"
    """The connection is cut before the request is read: nothing happens."""
    DROP_AFTER_COMMITTING = "drop_after_committing"
    """The request is carried out, then the connection is cut without an answer."""
    BAD_GATEWAY = "bad_gateway"
    """A proxy answers 502 with HTML; with ``commits`` the request was carried out."""
    HTML_PAGE = "html_page"
    """200 with a page in HTML, as a captive portal or a wrong address answers; ``commits`` too."""
    TRUNCATED_BODY = "truncated_body"
    """The request is carried out; of its answer only the first half arrives, well-formed HTTP."""
    BROKEN_TRANSFER = "broken_transfer"
    """The same, but the connection is cut in the middle of the body."""
    REDIRECT_TO_LOGIN = "redirect_to_login"
    """302 to the login page, as after a lost session."""
    UNAUTHORIZED = "unauthorized"
    """401, whatever the credentials."""
    FORBIDDEN = "forbidden"
    """403, as without an authority."""
    NOT_FOUND = "not_found"
    """404, as a version that does not have the endpoint."""
    ERROR_IN_THE_MIDDLE = "error_in_the_middle"
    """500; the old importer has stored the first half, the new one nothing."""
    WRONG_COUNTS = "wrong_counts"
    """Everything is done, but the counts of the answer do not add up."""
    SUCCESS_STORED_NOTHING = "success_stored_nothing"
    """200 SUCCESS with the usual counts, and nothing is stored."""
    FALSE_E7611 = "false_e7611"
    """The old importer refuses every value with E7611 although the period is fine; the new one
    answers SUCCESS with everything ignored. Nothing is stored."""
    FLUSH_FAILURE = "flush_failure"
    """409 ERROR "Failed to flush BatchHandler" (the new importer: SUCCESS, all ignored), and
    everything is stored."""
    NO_REJECTED_INDEXES = "no_rejected_indexes"
    """The answer lacks ``rejectedIndexes``, as from 2.38."""
    LOST_RACE_FOR_PERIOD = "lost_race_for_period"
    """Loses the race for a new day: 2.43 SUCCESS with all ignored, 2.42 false E7611; nothing is
    stored. Bites only while a day is new to the server."""
    LOST_RACE_FOR_KEYS = "lost_race_for_keys"
    """Loses the race for new keys, which the other request stores: 2.42 flush failure. Bites
    only while one of the keys is new to the server."""
    SLOW_IMPORT = "slow_import"
    """An import takes ``seconds`` (or until it is asked to finish), also if the client goes.
    The old importer shows half of its values meanwhile, the new one none; an import that
    crosses it may lose."""
    RACING = "racing"
    """An import takes ``seconds``; of two that cross, the second loses as on real servers."""


IMPORT_FAULTS = {
    FaultKind.WRONG_COUNTS,
    FaultKind.SUCCESS_STORED_NOTHING,
    FaultKind.FALSE_E7611,
    FaultKind.FLUSH_FAILURE,
    FaultKind.NO_REJECTED_INDEXES,
    FaultKind.LOST_RACE_FOR_PERIOD,
    FaultKind.LOST_RACE_FOR_KEYS,
    FaultKind.ERROR_IN_THE_MIDDLE,
    FaultKind.SLOW_IMPORT,
    FaultKind.RACING,
}
"""Faults of the importer itself: they bite on posted data value sets only."""


@dataclass
class Fault:
    """One thing to go wrong.

    ``method`` and ``path`` (a regular expression on the path) choose the requests; of those that
    match, the first ``skip`` pass, then the fault bites ``times`` times (None: until cleared).
    """

    kind: FaultKind
    method: str = "*"
    path: str = ".*"
    skip: int = 0
    times: int | None = 1
    seconds: float = 0.0
    commits: bool = False
    number: int = 0
    bitten: int = 0

    def matches(self, method: str, path: str) -> bool:
        """Return whether a request is one of those that this fault is meant for."""
        if self.kind in IMPORT_FAULTS and not (
            method == "POST" and path.endswith("/dataValueSets")
        ):
            return False
        return self.method in {"*", method} and re.search(self.path, path) is not None

    def as_json(self) -> dict[str, Any]:
        """Return the fault as the control endpoint shows it."""
        return asdict(self)


@dataclass
class Faults:
    """The faults that are still to come, in the order in which they were added."""

    waiting: list[Fault] = field(default_factory=list)
    _numbers: Any = field(default_factory=lambda: itertools.count(1))

    def add(self, fault: Fault | FaultKind | str, **choices: Any) -> Fault:
        """Add a fault: one that is made already, or a kind with the choices of ``Fault``."""
        if not isinstance(fault, Fault):
            fault = Fault(FaultKind(fault), **choices)
        fault.number = next(self._numbers)
        self.waiting.append(fault)
        return fault

    def next_for(self, method: str, path: str) -> Fault | None:
        """Return the fault that bites this request, and use it up by one."""
        for fault in self.waiting:
            if not fault.matches(method, path):
                continue
            if fault.skip > 0:
                fault.skip -= 1
                continue
            fault.bitten += 1
            if fault.times is not None and fault.bitten >= fault.times:
                self.waiting.remove(fault)
            return fault
        return None

    def clear(self) -> None:
        """Forget every fault."""
        self.waiting.clear()
