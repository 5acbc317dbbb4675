"""What DHIS2 must hold before data values can be sent: server, user, data set, data elements."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.dhis2.expiry_days import day_count
from vlmis_core.dhis2.identifiers import is_uid
from vlmis_core.dhis2.option_combos import FoundCombos, OptionCombo, find_option_combos
from vlmis_core.errors import Dhis2AnswerError
from vlmis_core.messages import message

DEFAULT_COMBO = "default"
"""Name by which DHIS2 itself knows the category combo that stands for none."""
_DEFAULT_COMBO_UID = "bjDvmb4bfuf"  # In databases made by DHIS2 2.2x and later.
_IDS_PER_REQUEST = 100  # Tomcat takes 8 KB of address; 150 ids are the most that fit.
_DATA_SET_FIELDS = (
    "id,code,name,periodType,openFuturePeriods,expiryDays,"
    "dataInputPeriods[period[id],openingDate,closingDate],categoryCombo[id,name],"
    "access[data[read,write]],dataSetElements[dataElement[id],categoryCombo[id]],"
    "organisationUnits~pluck"
)
_ELEMENT_FIELDS = (
    "id,code,name,domainType,valueType,aggregationType,zeroIsSignificant,categoryCombo[id]"
)


@dataclass(frozen=True, slots=True)
class Server:
    """The DHIS2 server; ``local_time`` is its own clock, without a zone."""

    version: str
    local_time: datetime
    time_zone: str

    @property
    def has_new_importer(self) -> bool:
        """Whether its version is 2.43 or later; one that cannot be read counts as new."""
        parts = self.version.split("-")[0].split(".")
        return not (len(parts) > 1 and parts[1].isdigit() and int(parts[1]) <= 42)


@dataclass(frozen=True, slots=True)
class ServiceUser:
    """The user that sends: where it may capture and view, and its authorities."""

    username: str
    authorities: frozenset[str]
    capture_org_units: tuple[str, ...]
    view_org_units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InputPeriod:
    """A day that the data set lists as open for input, from when to when by the server's clock."""

    day: date
    opens_at: datetime | None
    closes_at: datetime | None


@dataclass(frozen=True, slots=True)
class DataSet:
    """The data set that takes the data values; days as DHIS2 reckons them."""

    uid: str
    code: str | None
    name: str
    period_type: str
    expiry_days: float
    """Whole as an int; DHIS2 has it as a decimal."""
    open_future_periods: int
    has_input_periods: bool
    input_periods: tuple[InputPeriod, ...]
    """Its daily input periods, by day; where it lists any, DHIS2 takes no other day."""
    attribute_combo: str
    """Name of its own category combo; values are sent without one, so it must be the default."""
    can_read: bool
    can_write: bool
    combo_by_element: dict[str, str | None]
    """Its data elements; the category combo where the data set overrides it, else None."""
    org_unit_uids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DataElement:
    """A data element as far as stock data values need it."""

    uid: str
    name: str
    value_type: str
    aggregation_type: str
    is_aggregate: bool
    is_zero_significant: bool
    combos: FoundCombos


def read_server(dhis2: Dhis2Client) -> Server:
    """Ask the server for its version and clock (also the health check: needs credentials)."""
    found = dhis2.get("system/info", fields="version,serverDate,serverTimeZoneId,calendar")
    if found.get("calendar") not in (None, "iso8601"):
        raise Dhis2AnswerError(
            message(
                "calendar_is_not_supported",
                address=dhis2.base_url,
                calendar=str(found["calendar"]),
            )
        )
    return Server(
        version=str(found.get("version", "")),
        local_time=datetime.fromisoformat(found["serverDate"]).replace(tzinfo=None),
        time_zone=str(found.get("serverTimeZoneId") or "UTC"),
    )


def read_user(dhis2: Dhis2Client) -> ServiceUser:
    """Ask who we are."""
    found = dhis2.get(
        "me", fields="id,username,authorities,organisationUnits[id],dataViewOrganisationUnits[id]"
    )
    capture = tuple(unit["id"] for unit in found.get("organisationUnits") or [])
    view = tuple(unit["id"] for unit in found.get("dataViewOrganisationUnits") or [])
    return ServiceUser(
        username=str(found.get("username", "")),
        authorities=frozenset(found.get("authorities") or []),
        capture_org_units=capture,
        view_org_units=view,
    )


def read_data_set(dhis2: Dhis2Client, code_or_uid: str) -> DataSet:
    """Read the data set with its elements, assignments and our access to it.

    Raises:
        Dhis2AnswerError: no data set has this code or uid, or the user may not see it.
    """
    found = _find_data_set(dhis2, code_or_uid)
    access = (found.get("access") or {}).get("data") or {}
    return DataSet(
        uid=found["id"],
        code=found.get("code"),
        name=found.get("name", ""),
        period_type=found.get("periodType", ""),
        expiry_days=day_count(found.get("expiryDays") or 0),
        open_future_periods=int(found.get("openFuturePeriods") or 0),
        has_input_periods=bool(found.get("dataInputPeriods")),
        input_periods=_input_periods(found.get("dataInputPeriods") or []),
        attribute_combo=_attribute_combo(found.get("categoryCombo") or {}),
        can_read=access.get("read") is True,
        can_write=access.get("write") is True,
        combo_by_element={
            element["dataElement"]["id"]: (element.get("categoryCombo") or {}).get("id")
            for element in found.get("dataSetElements") or []
        },
        org_unit_uids=tuple(sorted(found.get("organisationUnits") or [])),
    )


def read_data_elements(
    dhis2: Dhis2Client, uids: Collection[str], data_set: DataSet, category_codes: Sequence[str]
) -> Iterator[DataElement]:
    """Read the data elements among ``uids`` that exist, each with its combos in ``data_set``.

    A data set may override the category combo of a data element; the override decides.
    """
    combos: dict[str, FoundCombos] = {}
    for entry in _elements(dhis2, sorted(uids)):
        own = (entry.get("categoryCombo") or {}).get("id", "")
        combo_uid = data_set.combo_by_element.get(entry["id"]) or own
        if combo_uid not in combos:
            combos[combo_uid] = find_option_combos(_option_combos(dhis2, combo_uid), category_codes)
        yield DataElement(
            uid=entry["id"],
            name=entry.get("name", ""),
            value_type=entry.get("valueType", ""),
            aggregation_type=entry.get("aggregationType", ""),
            is_aggregate=entry.get("domainType") == "AGGREGATE",
            is_zero_significant=entry.get("zeroIsSignificant") is True,
            combos=combos[combo_uid],
        )


@dataclass(frozen=True, slots=True)
class NamedElement:
    """A data element, to be chosen."""

    uid: str
    code: str
    name: str


def read_element_names(dhis2: Dhis2Client, uids: Collection[str]) -> list[NamedElement]:
    """Read what the data elements among ``uids`` are called, by name."""
    found = [
        NamedElement(entry["id"], str(entry.get("code") or ""), str(entry.get("name") or ""))
        for entry in _elements(dhis2, sorted(uids))
    ]
    return sorted(found, key=lambda element: (element.name, element.uid))


def read_closed_options(dhis2: Dhis2Client, category_codes: Sequence[str]) -> tuple[str, ...]:
    """Codes of the category options that the user sees, and with which it may not write values."""
    found = dhis2.get(
        "categoryOptions",
        filter=f"code:in:[{','.join(category_codes)}]",
        fields="id,code,access[data[write]]",
        paging="false",
    )
    return tuple(
        sorted(
            str(option.get("code"))
            for option in found.get("categoryOptions") or []
            if ((option.get("access") or {}).get("data") or {}).get("write") is False
        )
    )


def _find_data_set(dhis2: Dhis2Client, code_or_uid: str) -> dict[str, Any]:
    attribute = "id" if is_uid(code_or_uid) else "code"
    found = dhis2.get(
        "dataSets",
        filter=f"{attribute}:eq:{code_or_uid}",
        fields=_DATA_SET_FIELDS,
        paging="false",
    ).get("dataSets")
    if not isinstance(found, list) or len(found) != 1:
        raise Dhis2AnswerError(
            message(
                "no_such_data_set",
                address=dhis2.base_url,
                attribute=attribute,
                name=code_or_uid,
            )
        )
    return dict(found[0])


def _input_periods(listed: list[dict[str, Any]]) -> tuple[InputPeriod, ...]:
    """The daily ones by day; other period types cannot be meant by a daily data set."""
    found: dict[date, InputPeriod] = {}
    for entry in listed:
        name = str((entry.get("period") or {}).get("id", ""))
        if re.fullmatch(r"\d{8}", name):
            day = date.fromisoformat(name)
            opens_at = _moment(entry.get("openingDate"))
            found[day] = InputPeriod(day, opens_at, _moment(entry.get("closingDate")))
    return tuple(found[day] for day in sorted(found))


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).replace(tzinfo=None) if text else None


def _attribute_combo(combo: dict[str, Any]) -> str:
    if not combo or combo.get("id") == _DEFAULT_COMBO_UID:
        return DEFAULT_COMBO
    return str(combo.get("name") or combo["id"])


def _elements(dhis2: Dhis2Client, uids: Sequence[str]) -> Iterator[dict[str, Any]]:
    for start in range(0, len(uids), _IDS_PER_REQUEST):
        some = uids[start : start + _IDS_PER_REQUEST]
        found = dhis2.get(
            "dataElements",
            filter=f"id:in:[{','.join(some)}]",
            fields=_ELEMENT_FIELDS,
            paging="false",
        )
        yield from found.get("dataElements") or []


def _option_combos(dhis2: Dhis2Client, combo_uid: str) -> list[OptionCombo]:
    if not combo_uid:
        return []
    found = dhis2.get(
        f"categoryCombos/{combo_uid}",
        fields="id,categoryOptionCombos[id,categoryOptions[id,code]]",
    )
    return [
        OptionCombo(
            combo["id"],
            tuple(str(option.get("code")) for option in combo.get("categoryOptions") or []),
        )
        for combo in found.get("categoryOptionCombos") or []
    ]
