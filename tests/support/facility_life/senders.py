"""People who send movements by file and by form, and what becomes of what they send."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from pathlib import Path

from tests.support.facility_life.model import CENTRAL, Model, Named
from tests.support.facility_life.script import Sending
from tests.support.season.country import FIRST, day_of
from vlmis_core.database import Database
from vlmis_core.errors import BadInputError, Fault
from vlmis_core.ledger.kinds import MovementKind
from vlmis_core.ledger.movements import Entry, MovementLine
from vlmis_core.ledger.record_movements import import_movements, record_movements
from vlmis_core.messages import Message

REASONS = {"wastage": "broken", "count_adjustment": "recount"}
Refused = tuple[int, str, str, tuple[str, ...]]
"""Line, field, code of the message, and the codes of the stores that it names."""


@dataclass(frozen=True)
class Intended:
    """A line as it is sent, the facility that is meant, and how that is named."""

    line: MovementLine
    facility: int
    named: Named
    is_form: bool


@dataclass
class Senders:
    """Everybody who records."""

    recorder: Database
    model: Model
    folder: Path
    meant: dict[str, int] = field(default_factory=dict)
    """Key of each recorded movement → the facility that its sender meant."""
    keys: int = 0

    def send(self, sendings: Iterable[Sending], now: datetime) -> list[str]:
        """Send forms one by one, and the other lines as one file; return what went wrong."""
        intended = [each for each in (self._intended(s, now) for s in sendings) if each]
        for each in intended:
            if each.is_form:
                # A form is made of the stores as the page has just shown them.
                entry = Entry("tester", now, now.date(), stores_were_chosen=True)
                record_movements(self.recorder, [each.line], entry)
                self._note([each])
        lines = [each for each in intended if not each.is_form]
        return self._send_file(lines, now) if lines else []

    def _intended(self, sending: Sending, now: datetime) -> Intended | None:
        if sending.facility not in self.model.unit_of:
            return None
        days = [day_of(number) for number in range((now.date() - FIRST).days + 1)]
        named = self.model.named(sending, days)
        if named is None:
            return None
        self.keys += 1
        kind = MovementKind(sending.kind)
        is_transfer = kind is MovementKind.DISTRIBUTION_OUT
        line = MovementLine(
            f"key-{self.keys}",
            CENTRAL if is_transfer else named.code,
            f"P{sending.product}",
            kind,
            sending.quantity,
            named.occurred_on,
            counterpart_store_code=named.code if is_transfer else None,
            reason=REASONS.get(sending.kind),
        )
        return Intended(line, sending.facility, named, sending.is_form)

    def _send_file(self, intended: Sequence[Intended], now: datetime) -> list[str]:
        """Send a file; what must be refused is left out of the next one."""
        refusals = {
            number: refusal
            for number, each in enumerate(intended, start=2)
            if (refusal := self.model.refusal(each.named))
        }
        expected: list[Refused] = [
            (number, _field(intended[number - 2].line), refusal.code, refusal.stores)
            for number, refusal in refusals.items()
        ]
        taken = [each for number, each in enumerate(intended, 2) if number not in refusals]
        found = self._import(intended, now)
        if refusals and taken and not found:
            return [f"nothing is refused, but should be: {expected}"]
        again = self._import(taken, now) if refusals and taken else []
        self._note(taken)
        if (found, again) == (expected, []):
            return []
        told = "; ".join(f"{each.named} (meant: {each.facility})" for each in intended)
        return [f"file {told}: refused for {found}, expected {expected}; then for {again}"]

    def _import(self, intended: Sequence[Intended], now: datetime) -> list[Refused]:
        """Import a file; return what it is refused for."""
        path = self.folder / "movements.csv"
        with path.open("w", newline="") as file:
            writer = csv.DictWriter(file, [each.name for each in fields(MovementLine)])
            writer.writeheader()
            writer.writerows(asdict(each.line) for each in intended)
        try:
            import_movements(self.recorder, path, Entry("tester", now, now.date()))
        except BadInputError as refused:
            return [_seen(fault) for fault in refused.faults]
        return []

    def _note(self, intended: Iterable[Intended]) -> None:
        for each in intended:
            is_transfer = each.line.counterpart_store_code is not None
            self.meant[each.line.source_key + "#received" * is_transfer] = each.facility


def _field(line: MovementLine) -> str:
    return "store_code" if line.counterpart_store_code is None else "counterpart_store_code"


def _seen(fault: Fault) -> Refused:
    values = fault.message.values
    stores: tuple[str, ...] = ()
    if fault.message.code == "store_code_is_former":
        successors = values["successors"]
        assert isinstance(successors, tuple)
        stores = tuple(
            str(each.values["store"]) for each in successors if isinstance(each, Message)
        )
    if fault.message.code == "store_code_changed_hands":
        stores = (str(values["code"]), str(values["other_store"]))
    return fault.line, fault.field, fault.message.code, stores
