"""What was typed into a recording form: kept as typed, errors beside the fields."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from itertools import zip_longest
from typing import Annotated
from uuid import uuid4

from fastapi import Form

from vlmis_core.errors import Fault
from vlmis_core.messages import Message, message

_MOST_ROWS = 50
_FIELDS = {"product_code": "product", "counterpart_store_code": "child", "received": "quantity"}
_OF_A_ROW = frozenset({"product", "quantity", "lot", "expires_on", "reason"})
_SPACES = str.maketrans("", "", " \u00a0\u202f")

Texts = Annotated[list[str], Form()]
Text = Annotated[str, Form(max_length=200)]


@dataclass(slots=True)
class Row:
    """One product line, as typed; ``errors`` by field."""

    product: str = ""
    quantity: str = ""
    lot: str = ""
    expires_on: str = ""
    reason: str = ""
    errors: dict[str, Message] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was filled in; a chosen reason alone is nothing."""
        return not (self.product or self.quantity or self.lot or self.expires_on)


@dataclass(slots=True)
class TypedForm:
    """A whole form: its key makes a second sending harmless."""

    key: str
    occurred_on: str
    child: str = ""
    rows: list[Row] = field(default_factory=list)
    errors: dict[str, Message] = field(default_factory=dict)
    confirmed_late: str = ""
    codes_as_of: str = ""
    """The newest change of a store's code when the form was shown; blank: not known."""
    confirmed_quantities: str = ""
    """The ``digest`` of the entries whose unlikely quantities the form asked about last."""
    wants_line: bool = False
    """Whether it was sent to be shown with one more line, and not to be saved."""

    @property
    def filled(self) -> list[Row]:
        """The rows that were filled in."""
        return [row for row in self.rows if not row.is_empty]

    @property
    def is_bad(self) -> bool:
        """Whether anything was refused."""
        return bool(self.errors) or any(row.errors for row in self.rows)

    @property
    def digest(self) -> str:
        """What tells these entries from other ones: a changed quantity is not confirmed."""
        entries = [self.occurred_on, self.child]
        entries += [f"{row.product} {row.lot} {row.quantity} {row.reason}" for row in self.filled]
        return sha256("\n".join(entries).encode()).hexdigest()

    @property
    def is_confirmed(self) -> bool:
        """Whether these very entries were shown with a question, and were sent again."""
        return self.confirmed_quantities == self.digest

    def take_refusals(self, faults: Iterable[Fault]) -> None:
        """Put what the ledger refused beside its fields; a line is a filled row, from 1."""
        rows = self.filled
        for bad in faults:
            name = _FIELDS.get(bad.field, bad.field)
            if name in _OF_A_ROW and 1 <= bad.line <= len(rows):
                rows[bad.line - 1].errors.setdefault(name, bad.message)
            else:
                self.errors.setdefault(name, bad.message)

    def require_lines(self) -> None:
        """Find what no ledger is needed for: nothing typed, no product, no number, no date."""
        if not self.filled:
            self.errors["lines"] = message("form_has_no_lines")
        if len(self.rows) > _MOST_ROWS:
            self.errors["lines"] = message("form_has_too_many_lines", count=_MOST_ROWS)
            del self.rows[_MOST_ROWS:]  # No form that a page shows can have sent them.
        if read_day(self.occurred_on) is None:
            self.errors["occurred_on"] = message("not_a_date")
        for row in self.filled:
            if not row.product:
                row.errors["product"] = message("no_product_is_chosen")
            if read_quantity(row.quantity) is None:
                row.errors["quantity"] = message("not_a_whole_number")
            if row.expires_on and read_day(row.expires_on) is None:
                row.errors["expires_on"] = message("not_a_date")


def new_form(today: date) -> TypedForm:
    """An empty form for today, with a key of its own and one line."""
    return TypedForm(uuid4().hex, today.isoformat(), rows=[Row()])


def typed_form(
    key: Text = "",
    occurred_on: Text = "",
    child: Text = "",
    confirmed_late: Text = "",
    codes_as_of: Text = "",
    confirmed_quantities: Text = "",
    product: Texts = [],  # noqa: B006 - FastAPI copies it.
    quantity: Texts = [],  # noqa: B006
    lot: Texts = [],  # noqa: B006
    expires_on: Texts = [],  # noqa: B006
    reason: Texts = [],  # noqa: B006
    add_line: Annotated[bool, Form()] = False,
) -> TypedForm:
    """Read what a browser sent; the fields of a row stand at the same place of each list."""
    columns = zip_longest(product, quantity, lot, expires_on, reason, fillvalue="")
    rows = [_row(*cells) for cells in columns]
    if add_line or not rows:
        rows.append(Row())
    return TypedForm(
        _clean(key)[:64],
        _clean(occurred_on),
        _clean(child),
        rows,
        {},
        _clean(confirmed_late),
        _clean(codes_as_of),
        _clean(confirmed_quantities),
        add_line,
    )


def form_again(fields: Mapping[str, Sequence[str]]) -> TypedForm:
    """Return a form as it was typed before, with the same key: saved twice, it is stored once."""

    def texts(name: str) -> list[str]:
        return list(fields.get(name, ()))

    return typed_form(
        key="".join(texts("key")[:1]),
        occurred_on="".join(texts("occurred_on")[:1]),
        child="".join(texts("child")[:1]),
        codes_as_of="".join(texts("codes_as_of")[:1]),
        product=texts("product"),
        quantity=texts("quantity"),
        lot=texts("lot"),
        expires_on=texts("expires_on"),
        reason=texts("reason"),
    )


def _row(product: str, quantity: str, lot: str, expires_on: str, reason: str) -> Row:
    return Row(_clean(product), _clean(quantity), _clean(lot), _clean(expires_on), _clean(reason))


def read_day(text: str) -> date | None:
    """A date as the field sends it; None when it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def read_quantity(text: str) -> int | None:
    """A whole number, spaces between thousands allowed; None when it is none."""
    digits = text.translate(_SPACES)
    is_number = digits.removeprefix("-").isdecimal() and digits.isascii() and len(digits) <= 9
    return int(digits) if is_number else None


def _clean(text: str) -> str:
    return text.replace("\x00", "").strip()[:200]
