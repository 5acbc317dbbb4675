"""Reading stored values back: what is asked for, what may be seen, and in which layout."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from starlette.datastructures import QueryParams

from sandbox.stand_in import org_units, sharing
from sandbox.stand_in.accounts import User
from sandbox.stand_in.answers import RefusedRequestError
from sandbox.stand_in.data_values import Key, Row
from sandbox.stand_in.dhis2 import Dhis2
from sandbox.stand_in.periods import Period, parse_period

_UNITS_OF_DURATION = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}


class Question:
    """What a read-back asks for."""

    def __init__(self, dhis2: Dhis2, user: User, query: QueryParams) -> None:
        self.dhis2 = dhis2
        self.user = user
        self.data_sets = query.getlist("dataSet")
        self.org_units = query.getlist("orgUnit")
        self.periods = query.getlist("period")
        self.start, self.end = query.get("startDate"), query.get("endDate")
        self.with_children = query.get("children") == "true"
        self.with_deleted = query.get("includeDeleted") == "true"
        self.since = _since(query.get("lastUpdatedDuration"), self.dhis2)
        self._last_updated = query.get("lastUpdated")
        if self._last_updated:
            asked = datetime.fromisoformat(self._last_updated)
            # Without a zone it is the server's local time, as DHIS2 prints it.
            self.since = asked if asked.tzinfo else asked.replace(tzinfo=dhis2.clock.time_zone)

    def check(self) -> None:
        """Refuse a question that lacks a part.

        Raises:
            RefusedRequestError: with DHIS2's sentence.
        """
        known = self.dhis2.metadata.of("dataSets")
        sets = [uid for uid in self.data_sets if uid in known or not self.dhis2.is_old_importer]
        if not sets:
            message = "At least one data element, data set or data element group must be specified"
            raise RefusedRequestError(409, message, "E2001")
        if not (self.periods or self.start or self.since):
            message = "At least one period, start/end dates, last updated or last updated duration"
            raise RefusedRequestError(409, f"{message} must be specified", "E2002")
        # The old version does not know an org unit that was deleted; the new one finds no values.
        known_units = self.dhis2.metadata.of("organisationUnits")
        if not any(uid in known_units or not self.dhis2.is_old_importer for uid in self.org_units):
            message = "At least one organisation unit or organisation unit group must be specified"
            raise RefusedRequestError(409, message, "E2006")

    def is_allowed(self) -> bool:
        """Return whether the user may read; the new version refuses by itself.

        Raises:
            RefusedRequestError: on 2.43, naming what may not be read.
        """
        metadata, user = self.dhis2.metadata, self.user
        sets = [metadata.find("dataSets", uid) for uid in self.data_sets]
        unreadable = [
            each["id"] for each in sets if each and not sharing.may(user, each, sharing.DATA_READ)
        ]
        outside = [] if user.is_superuser else [
            uid for uid in self.org_units
            if uid in metadata.of("organisationUnits")
            and not org_units.is_within(metadata, uid, user.view_org_units)
        ]  # fmt: skip
        if self.dhis2.is_old_importer:
            return not (unreadable or outside)
        if unreadable:
            message = f"User is not allowed to read data for data set(s): `{_listed(unreadable)}`"
            raise RefusedRequestError(409, message, "E2010")
        if outside:
            message = f"User is not allowed to view org unit(s): `{_listed(outside)}`"
            raise RefusedRequestError(409, message, "E2012")
        return True

    def rows(self) -> Iterable[tuple[Key, Row]]:
        """Yield the rows that are asked for."""
        store, metadata = self.dhis2.store, self.dhis2.metadata
        elements = {
            link["dataElement"]["id"]
            for uid in self.data_sets
            for link in (metadata.find("dataSets", uid) or {}).get("dataSetElements", [])
        }
        units = set(self.org_units)
        if self.with_children:
            units = {u for root in self.org_units for u in org_units.subtree(metadata, root)}
        for period in self._asked_periods():
            for unit in [each for each in store.org_units(period) if each in units]:
                for cell, row in store.block(period, unit).items():
                    if cell[0] not in elements or (row.is_deleted and not self.with_deleted):
                        continue
                    if self.since is None or row.updated_at >= self.since:
                        yield Key(period, unit, cell), row

    def _asked_periods(self) -> list[str]:
        if self.periods:
            read = [parse_period(text) for text in self.periods]
            return [each.iso for each in read if each]
        stored = [p for p in map(parse_period, self.dhis2.store.stored_periods()) if p]
        return [each.iso for each in stored if self._is_between(each)]

    def _is_between(self, period: Period) -> bool:
        start, end = period.start.isoformat(), period.end.isoformat()
        return (self.start is None or start >= self.start) and (self.end is None or end <= self.end)


def layout_242(question: Question) -> dict[str, Any]:
    """Return the answer of 2.42: every value in full, nulls printed, the header as asked."""
    values = []
    for key, row in question.rows():
        element, combo, attribute = key.cell
        value = {
            "dataElement": element,
            "period": key.period,
            "orgUnit": key.org_unit,
            "categoryOptionCombo": combo,
            "attributeOptionCombo": attribute,
            "value": row.value,
            "storedBy": row.stored_by,
            "created": _stamp(row.created_at.replace(microsecond=0)),
            "lastUpdated": _stamp(row.updated_at.replace(microsecond=0)),
            "comment": row.comment,
            "followup": row.is_followed_up,
        }
        values.append(value | ({"deleted": True} if row.is_deleted else {}))
    header: dict[str, Any] = {}
    if len(question.data_sets) == len(question.org_units) == len(question.periods) == 1:
        header = {
            "dataSet": question.data_sets[0],
            "completeDate": None,
            "period": question.periods[0],
            "orgUnit": question.org_units[0],
        }
    return header | {"dataValues": values}


def layout_243(question: Question) -> dict[str, Any]:
    """Return the answer of 2.43: fields that all values share are in the header only."""
    header: dict[str, Any] = {}
    if len(question.data_sets) == 1:
        header["dataSet"] = question.data_sets[0]
    is_one_period = len(question.periods) == 1
    is_one_unit = len(question.org_units) == 1 and not question.with_children
    header |= {"period": question.periods[0]} if is_one_period else {}
    header |= {"orgUnit": question.org_units[0]} if is_one_unit else {}
    values = []
    for key, row in question.rows():
        element, combo, attribute = key.cell
        value: dict[str, Any] = {"dataElement": element}
        value |= {} if is_one_period else {"period": key.period}
        value |= {} if is_one_unit else {"orgUnit": key.org_unit}
        value |= {"categoryOptionCombo": combo, "attributeOptionCombo": attribute}
        value |= {} if row.value is None else {"value": row.value}
        value |= {
            "storedBy": row.stored_by,
            "created": _stamp(row.created_at),
            "lastUpdated": _stamp(row.updated_at),
        }
        value |= {"comment": row.comment} if row.comment else {}
        value |= {"followUp": True} if row.is_followed_up else {}
        value |= {"deleted": True} if row.is_deleted else {}
        values.append(value)
    return header | {"dataValues": values}


def _since(duration: str | None, dhis2: Dhis2) -> datetime | None:
    if not duration:
        return None
    unit = _UNITS_OF_DURATION[duration[-1]]
    return dhis2.clock.now() - timedelta(**{unit: int(duration[:-1])})


def _stamp(instant: datetime) -> str:
    return instant.replace(tzinfo=None).isoformat(timespec="milliseconds") + "+0000"


def _listed(uids: list[str]) -> str:
    return f"[{', '.join(sorted(uids))}]"
