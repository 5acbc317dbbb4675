"""How long is waited after a silence, and for what."""

from collections.abc import Iterator

import pytest

from vlmis_core.delivery.request_size import RequestSize, usual_records
from vlmis_core.delivery.wait_until_idle import ServerState, _spread, wait_until_idle
from vlmis_core.errors import Dhis2UnavailableError
from vlmis_core.messages import message

NOTHING = ServerState(False, {})
HALF = ServerState(False, {("DataElement", "OrgUnit", "Combo"): ("7", "20:00")})
REWRITTEN = ServerState(False, {("DataElement", "OrgUnit", "Combo"): ("7", "20:01")})
ALL = ServerState(True, {("DataElement", "OrgUnit", "Combo"): ("7", "20:00")})
OUT = Dhis2UnavailableError(message("dhis2_credentials_are_not_set"))


def pauses(*sights: ServerState | Exception) -> list[float]:
    """The pauses made while these are seen."""
    made: list[float] = []
    coming: Iterator[ServerState | Exception] = iter(sights)

    def look() -> ServerState:
        seen = next(coming)
        if isinstance(seen, Exception):
            raise seen
        return seen

    wait_until_idle(look, made.append)
    return made


def test_what_is_all_there_needs_no_second_look() -> None:
    assert pauses(ALL) == [5]


def test_two_looks_that_see_the_same_are_quiet() -> None:
    assert pauses(NOTHING, NOTHING) == [5, 30]
    assert pauses(HALF, HALF) == [5, 30]


def test_what_still_changes_is_waited_for_but_not_for_ever() -> None:
    assert pauses(NOTHING, HALF, HALF) == [5, 30, 60]
    assert pauses(NOTHING, HALF, REWRITTEN) == [5, 30, 60]


def test_a_dhis2_that_cannot_be_read_either_is_out() -> None:
    with pytest.raises(Dhis2UnavailableError):
        pauses(OUT, OUT)
    with pytest.raises(Dhis2UnavailableError):
        pauses(OUT, NOTHING, OUT)
    assert pauses(NOTHING, OUT, NOTHING) == [5, 30, 60]


def test_the_first_and_the_last_org_unit_are_looked_at_and_few_between() -> None:
    units = [f"OrgUnit{number:04}" for number in range(100)]
    assert _spread(units) == [units[0], units[33], units[66], units[99]]
    assert _spread(units[:2]) == units[:2]
    assert _spread(units[:1]) == units[:1]


def test_a_request_is_halved_down_to_a_floor_and_never_grows() -> None:
    told: list[int] = []
    size = RequestSize(usual_records(None, has_new_importer=False), told.append)
    assert size.records == 555
    for too_many in (555, 277, 555, 30, 21):
        size.shrink(too_many)
    assert told == [277, 138, 20]
    assert usual_records(None, has_new_importer=True) == 222
    assert usual_records(4, has_new_importer=True) == 1
