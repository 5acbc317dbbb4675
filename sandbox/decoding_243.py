"""How the new importer reads each value: one that cannot be decoded costs the whole request."""

from dataclasses import dataclass
from typing import Any

from sandbox.import_body import Payload
from sandbox.import_summary import Conflict
from sandbox.uids import is_uid

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
    period_text: str
    value: str | None
    comment: str | None
    is_deleted: bool
    is_followed_up: bool

    @property
    def key(self) -> tuple[str, str, str | None, str | None, str]:
        """Return what two values of one request must not share."""
        return (
            self.element, self.org_unit, self.option_combo, self.attribute_combo, self.period_text,
        )  # fmt: skip


def decoded(payload: Payload, *, is_deleting: bool) -> list[Value]:
    """Return the values of a body, decoded.

    Raises:
        RequestRefusedError: for the first value that cannot be decoded.
    """
    header = payload.header
    return [
        _decode(index, sent, header, is_deleting=is_deleting)
        for index, sent in enumerate(payload.values)
    ]


def _decode(
    index: int, sent: dict[str, Any], header: dict[str, Any], *, is_deleting: bool
) -> Value:
    period = sent.get("period", header.get("period"))
    element = sent.get("dataElement")
    unit = sent.get("orgUnit", header.get("orgUnit"))
    combo = sent.get("categoryOptionCombo")
    attribute = sent.get("attributeOptionCombo", header.get("attributeOptionCombo"))
    for name, code, found in (
        ("period", "E8100", period),
        ("data element", "E8102", element),
        ("org unit", "E8105", unit),
    ):
        if found is None:
            shown = record("Input", [(field, sent.get(field)) for field in _FIELDS])
            message = f"Value #{index:,} {name} not defined in group or value: `{shown}`"
            raise RequestRefusedError(code, f"{index}-{shown}", message)
    for name, code, found in (
        ("data element UID not valid", "E8104", element),
        ("org unit UID is not valid", "E8106", unit),
        ("category option combo UID is not valid", "E8109", combo),
        ("attribute option combo UID is not valid", "E8111", attribute),
    ):
        if found is not None and not is_uid(found):
            message = f"Value #{index:,} {name}: `{found}`"
            raise RequestRefusedError(code, f"{index}-{found}", message)
    return Value(
        element=str(element),
        org_unit=str(unit),
        option_combo=combo,
        attribute_combo=attribute,
        period_text=str(period),
        value=sent.get("value"),
        comment=sent.get("comment"),
        is_deleted=is_deleting or sent.get("deleted") is True,
        is_followed_up=sent.get("followUp") is True,
    )


def record(kind: str, fields: list[tuple[str, Any]]) -> str:
    """Return a record as the server's language prints it: ``Kind[name=value, …]``."""
    shown = ", ".join(f"{name}={'null' if value is None else value}" for name, value in fields)
    return f"{kind}[{shown}]"
