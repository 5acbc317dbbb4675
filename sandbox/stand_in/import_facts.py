"""The metadata as the importers look at it: worked out once, asked for every value."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sandbox.stand_in import org_units, sharing
from sandbox.stand_in.accounts import User
from sandbox.stand_in.data_values import DataValues
from sandbox.stand_in.lock_exceptions import LockExceptions
from sandbox.stand_in.metadata import Metadata
from sandbox.stand_in.periods import Period, latest_open_period, parse_period
from sandbox.stand_in.schema import DEFAULT_COMBO, MetaObject


@dataclass(frozen=True, slots=True)
class Element:
    """A data element; ``combos`` are all under which it may be entered somewhere."""

    uid: str
    value_type: str
    is_zero_kept: bool
    combos: frozenset[str]
    data_sets: tuple["DataSet", ...]


@dataclass(frozen=True, slots=True)
class DataSet:
    """A data set; ``combo_of`` maps its data elements to their effective category combo."""

    uid: str
    created: str
    period_type: str
    open_future_periods: int
    expiry_days: float
    input_periods: dict[str, tuple[date | None, date | None]]
    attribute_combo: str
    combo_of: dict[str, str]
    org_units: frozenset[str]
    shared: MetaObject

    def latest_open(self, today: date) -> Period:
        """Return the last period that may be entered today."""
        return latest_open_period(self.period_type, today, self.open_future_periods)

    def is_expired(self, period: Period, local_time: datetime) -> bool:
        """Return whether a period is past the expiry days (0: never).

        No recording has a fraction of a day; it is taken as hours.
        """
        ended = datetime.combine(period.end, time.min) + timedelta(days=1)
        return self.expiry_days > 0 and ended + timedelta(days=self.expiry_days) <= local_time

    def is_input_open(self, period: Period, today: date) -> bool:
        """Return whether the data input periods, if there are any, let a period in today."""
        if not self.input_periods:
            return True
        if period.iso not in self.input_periods:
            return False
        opening, closing = self.input_periods[period.iso]
        return (opening is None or opening <= today) and (closing is None or today <= closing)


@dataclass(frozen=True, slots=True)
class ImportFacts:
    """What is known of the metadata for importing."""

    elements: dict[str, Element]
    data_sets: dict[str, DataSet]
    open_days: dict[str, tuple[date | None, date | None]]
    combo_of_option_combo: dict[str, str]
    options_of: dict[str, tuple[str, ...]]


@dataclass
class ImportScene:
    """Everything that an importer may look at or change for one request."""

    metadata: Metadata
    values: DataValues
    user: User
    now: datetime
    local_time: datetime
    lock_exceptions: LockExceptions

    @property
    def today(self) -> date:
        """Return the calendar day in the server's time zone."""
        return self.local_time.date()

    def is_expired(self, data_set: DataSet, org_unit: str, period: Period) -> bool:
        """Return whether a period is expired for an org unit, without a lock exception."""
        return data_set.is_expired(period, self.local_time) and not self.lock_exceptions.has(
            data_set.uid, org_unit, period.iso
        )

    @property
    def facts(self) -> ImportFacts:
        """Return the metadata's facts."""
        found: ImportFacts = self.metadata.fact("import", lambda: work_out(self.metadata))
        return found

    def is_in_hierarchy(self, org_unit: str) -> bool:
        """Return whether an org unit is the user's or lies below one of the user's."""
        return org_units.is_within(self.metadata, org_unit, self.user.org_units)

    def unwritable_options(self) -> frozenset[str]:
        """Return the category options for which the user may not write data."""

        def work_out_unwritable() -> frozenset[str]:
            options = self.metadata.of("categoryOptions").items()
            may = sharing.may
            return frozenset(u for u, o in options if not may(self.user, o, sharing.DATA_WRITE))

        name = f"unwritable options of {self.user.username}"
        found: frozenset[str] = self.metadata.fact(name, work_out_unwritable)
        return found


def work_out(metadata: Metadata) -> ImportFacts:
    """Work out the facts for importing from the metadata."""
    own_combo = {
        uid: (each.get("categoryCombo") or {"id": DEFAULT_COMBO})["id"]
        for uid, each in metadata.of("dataElements").items()
    }
    data_sets = {uid: _data_set(each, own_combo) for uid, each in metadata.of("dataSets").items()}
    sets_of: dict[str, list[DataSet]] = {}
    for data_set in data_sets.values():
        for element in data_set.combo_of:
            sets_of.setdefault(element, []).append(data_set)
    option_combos = metadata.of("categoryOptionCombos")
    return ImportFacts(
        elements={
            uid: Element(
                uid=uid,
                value_type=each.get("valueType", "INTEGER"),
                is_zero_kept=_keeps_zero(each),
                combos=frozenset(
                    {own_combo[uid], *(s.combo_of[uid] for s in sets_of.get(uid, []))}
                ),
                data_sets=tuple(sets_of.get(uid, [])),
            )
            for uid, each in metadata.of("dataElements").items()
        },
        data_sets=data_sets,
        open_days={
            uid: (_day(each.get("openingDate")), _day(each.get("closedDate")))
            for uid, each in metadata.of("organisationUnits").items()
        },
        combo_of_option_combo={u: each["categoryCombo"]["id"] for u, each in option_combos.items()},
        options_of={
            uid: tuple(option["id"] for option in each["categoryOptions"])
            for uid, each in option_combos.items()
        },
    )


def _data_set(each: MetaObject, own_combo: dict[str, str]) -> DataSet:
    element_combo = _combo_reader(own_combo)
    return DataSet(
        uid=each["id"],
        created=each["created"],
        period_type=each.get("periodType", "Monthly"),
        open_future_periods=each.get("openFuturePeriods", 0),
        expiry_days=float(each.get("expiryDays", 0)),
        input_periods={
            each_period["period"]["id"]: (
                _day(each_period.get("openingDate")),
                _day(each_period.get("closingDate")),
            )
            for each_period in each.get("dataInputPeriods", [])
        },
        attribute_combo=(each.get("categoryCombo") or {"id": DEFAULT_COMBO})["id"],
        combo_of={
            link["dataElement"]["id"]: element_combo(link)
            for link in each.get("dataSetElements", [])
        },
        org_units=frozenset(unit["id"] for unit in each.get("organisationUnits", [])),
        shared=each,
    )


def _combo_reader(own_combo: dict[str, str]) -> Callable[[dict[str, Any]], str]:
    def read(link: dict[str, Any]) -> str:
        override = link.get("categoryCombo")
        own = own_combo.get(link["dataElement"]["id"], DEFAULT_COMBO)
        return str(override["id"]) if override else own

    return read


def _keeps_zero(element: MetaObject) -> bool:
    averages = element.get("aggregationType") in {"AVERAGE", "AVERAGE_SUM_ORG_UNIT"}
    return bool(element.get("zeroIsSignificant")) or averages


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        return date.max  # A year of five digits.


def read_period(text: Any) -> Period | None:
    """Read a period of the body; None if it is missing or not a period."""
    return parse_period(text) if isinstance(text, str) else None
