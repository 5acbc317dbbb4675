"""Registrations of data sets as complete: storing, removing, and the rates that follow."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sandbox.stand_in import org_units, sharing
from sandbox.stand_in.accounts import User
from sandbox.stand_in.import_options import ImportOptions
from sandbox.stand_in.import_summary import ImportSummary
from sandbox.stand_in.metadata import Metadata
from sandbox.stand_in.periods import parse_period
from sandbox.stand_in.schema import DEFAULT_OPTION_COMBO

Place = tuple[str, str, str]
"""Data set, period, org unit."""


@dataclass(frozen=True, slots=True)
class Registration:
    """One org unit and period of a data set, complete or not."""

    date: str
    stored_by: str
    is_completed: bool


@dataclass
class RegistrationConflict:
    """What DHIS2 says of a registration that it ignores; unlike a value's it has no code."""

    object: str
    message: str

    def as_json(self) -> dict[str, Any]:
        """Return the conflict as DHIS2 prints it."""
        return {"object": self.object, "value": self.message}


class Registrations:
    """All registrations of a server."""

    def __init__(self) -> None:
        self._kept: dict[Place, Registration] = {}

    def get(self, data_set: str, period: str, org_unit: str) -> Registration | None:
        """Return a registration; None: there is none."""
        return self._kept.get((data_set, period, org_unit))

    def put(self, place: Place, registration: Registration) -> bool:
        """Store a registration; return whether there was one."""
        was_there = place in self._kept
        self._kept[place] = registration
        return was_there

    def remove(self, data_set: str, period: str, org_unit: str) -> bool:
        """Remove a registration; return whether there was one."""
        return self._kept.pop((data_set, period, org_unit), None) is not None

    def __iter__(self) -> Iterator[tuple[Place, Registration]]:
        return iter(sorted(self._kept.items()))


@dataclass(frozen=True, slots=True)
class RegistrationImport:
    """Imports registrations for a user, on one version."""

    metadata: Metadata
    registrations: Registrations
    user: User
    today: str
    is_old: bool

    def carry_out(self, raw: bytes, options: ImportOptions) -> ImportSummary:
        """Store or remove what a body lists, as this version does."""
        try:
            entries = json.loads(raw)["completeDataSetRegistrations"]
        except (ValueError, KeyError, TypeError) as error:
            return _failed(str(error))
        summary = ImportSummary(description="Import process complete.", data_set_complete=None)
        for entry in entries:
            if not self.is_old and (reason := self._reason_to_stop(entry)):
                return _failed(reason)
            self._import_one(entry, options.strategy, summary)
        summary.ignored = len(entries) - summary.imported - summary.updated - summary.deleted
        summary.status = "ERROR" if summary.ignored == len(entries) else "SUCCESS"
        return summary

    def _reason_to_stop(self, entry: dict[str, Any]) -> str | None:
        """The new version stops at a period that it cannot keep for the data set."""
        period = parse_period(entry.get("period", ""))
        if period is None:
            return (
                f"java.lang.IllegalArgumentException: Invalid Period `{entry.get('period')}`, "
                "failed to create date interval"
            )
        data_set = self.metadata.find("dataSets", entry.get("dataSet"))
        if data_set and data_set["periodType"] != period.period_type:
            return "Failed to flush BatchHandler"
        return None

    def _import_one(self, entry: dict[str, Any], strategy: str, summary: ImportSummary) -> None:
        if conflict := self._conflict(entry):
            summary.conflicts.append(conflict)  # type: ignore[arg-type]
            return
        place = (entry["dataSet"], entry["period"], entry["organisationUnit"])
        if strategy == "DELETE":
            summary.deleted += self.registrations.remove(*place)
            return
        is_completed = entry.get("completed") is not False
        registration = Registration(self.today, self.user.username, is_completed)
        was_there = self.registrations.put(place, registration)
        summary.updated += was_there
        summary.imported += not was_there

    def _conflict(self, entry: dict[str, Any]) -> RegistrationConflict | None:
        data_set = self.metadata.find("dataSets", entry.get("dataSet"))
        if data_set is None:
            return RegistrationConflict(entry["dataSet"], "Data set not found or not accessible")
        if parse_period(entry.get("period", "")) is None:
            return RegistrationConflict(entry["period"], "Period not valid")
        unit = entry.get("organisationUnit", "")
        if self.metadata.find("organisationUnits", unit) is None:
            return RegistrationConflict(unit, "Organisation unit not found or not accessible")
        if not self.user.is_superuser and not org_units.is_within(
            self.metadata, unit, self.user.org_units
        ):
            message = f"Organisation unit is not in hierarchy of user: {self.user.username}"
            return RegistrationConflict(unit, message)
        if not sharing.may(self.user, data_set, sharing.DATA_WRITE):
            message = f"User has no data write access for DataSet: {data_set['id']}"
            return RegistrationConflict("dataSet", message)
        return None


def _failed(reason: str) -> ImportSummary:
    description = f"The import process failed: {reason}"
    return ImportSummary(status="ERROR", description=description, data_set_complete=None)


def printed(place: Place, registration: Registration) -> dict[str, Any]:
    """Return a registration as DHIS2 lists it."""
    data_set, period, org_unit = place
    return {
        "period": period,
        "dataSet": data_set,
        "organisationUnit": org_unit,
        "attributeOptionCombo": DEFAULT_OPTION_COMBO,
        "date": registration.date,
        "storedBy": registration.stored_by,
        "completed": registration.is_completed,
    }
