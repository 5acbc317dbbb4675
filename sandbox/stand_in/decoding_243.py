"""How the new importer reads each value: one that cannot be decoded costs the whole request."""

from dataclasses import dataclass
from typing import Any

from sandbox.stand_in.import_body import Payload, UnreadableError
from sandbox.stand_in.import_summary import Conflict
from sandbox.stand_in.periods import Period, parse_period
from sandbox.stand_in.uids import is_uid

_FIELDS = [
    "dataElement", "orgUnit", "categoryOptionCombo", "categoryOptions", "attributeOptionCombo",
    "attributeCombo", "attributeOptions", "period", "value", "comment", "followUp", "deleted",
]  # fmt: skip


class RequestRefusedError(Exception):
    """A value cannot be decoded: the whole request is refused, with index −1."""

    def __init__(self, code: str, args: str, message: str) -> None:
        super().__init__(message)
        self.conflict = Conflict(code, message, objects={"args": args}, indexes=[-1])


@dataclass(slots=True)
class Value:
    """One posted value, decoded."""

    element: str
    org_unit: str
    option_combo: str | None
    attribute_combo: str | None
    period: Period
    value: str | None
    comment: str | None
    is_deleted: bool
    is_followed_up: bool

    @property
    def key(self) -> tuple[str, str, str | None, str | None, str]:
        """Return what two values of one request must not share."""
        return (
            self.element, self.org_unit, self.option_combo, self.attribute_combo, self.period.iso,
        )  # fmt: skip


def decoded(payload: Payload, *, is_deleting: bool) -> list[Value]:
    """Return the values of a body, decoded.

    Raises:
        RequestRefusedError: the data set, or the first value that cannot be decoded.
        UnreadableError: a period is none: the real server stumbles and answers 500.
    """
    header = payload.header
    data_set = header.get("dataSet")
    if data_set is not None and not is_uid(data_set):
        message = f"Data set UID not valid: `{data_set}`"
        raise RequestRefusedError("E8004", str(data_set), message)
    return [
        _decode(index, sent, header, is_deleting=is_deleting)
        for index, sent in enumerate(payload.values)
    ]


def _decode(
    index: int, sent: dict[str, Any], header: dict[str, Any], *, is_deleting: bool
) -> Value:
    # In the server's order: it stops at the first thing that it cannot make out.
    period = _period(index, sent, header)
    element = _required(index, sent, sent.get("dataElement"), "data element", "E8102")
    _check_uid(index, element, "data element UID not valid", "E8104")
    unit = _required(index, sent, _or_header("orgUnit", sent, header), "org unit", "E8105")
    _check_uid(index, unit, "org unit UID is not valid", "E8106")
    combo = sent.get("categoryOptionCombo") or None
    _check_uid(index, combo, "category option combo UID is not valid", "E8109")
    attribute = sent.get("attributeOptionCombo") or header.get("attributeOptionCombo")
    _check_uid(index, attribute, "attribute option combo UID is not valid", "E8111")
    return Value(
        element=element,
        org_unit=unit,
        option_combo=combo,
        attribute_combo=attribute,
        period=period,
        value=sent.get("value"),
        comment=sent.get("comment"),
        is_deleted=is_deleting or sent.get("deleted") is True,
        is_followed_up=sent.get("followUp") is True,
    )


def _period(index: int, sent: dict[str, Any], header: dict[str, Any]) -> Period:
    text = _required(index, sent, _or_header("period", sent, header) or None, "period", "E8100")
    period = parse_period(text)
    if period is None:
        called = "org.hisp.dhis.datavalue.DataEntryGroup.deletion()"
        raise UnreadableError(f'Cannot invoke "{called}" because "group" is null', 500)
    return period


def _or_header(name: str, sent: dict[str, Any], header: dict[str, Any]) -> Any:
    own = sent.get(name)
    return header.get(name) if own is None else own


def _required(index: int, sent: dict[str, Any], found: Any, name: str, code: str) -> str:
    if found is None:
        shown = record("Input", [(field, sent.get(field)) for field in _FIELDS])
        message = f"Value #{index:,} {name} not defined in group or value: `{shown}`"
        raise RequestRefusedError(code, f"{index}-{shown}", message)
    return str(found)


def _check_uid(index: int, found: Any, name: str, code: str) -> None:
    if found is not None and not is_uid(found):
        message = f"Value #{index:,} {name}: `{found}`"
        raise RequestRefusedError(code, f"{index}-{found}", message)


def record(kind: str, fields: list[tuple[str, Any]]) -> str:
    """Return a record as the server's language prints it: ``Kind[name=value, …]``."""
    shown = ", ".join(f"{name}={'null' if value is None else value}" for name, value in fields)
    return f"{kind}[{shown}]"
