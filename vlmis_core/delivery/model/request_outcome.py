"""Assess the answer to a request: what becomes of each of its records, and what is sent again."""

from collections.abc import Sequence
from dataclasses import dataclass

from vlmis_core.delivery.model.data_values import Record
from vlmis_core.delivery.model.import_answer import ImportAnswer, Refusal, ValueOutcome
from vlmis_core.delivery.model.refusal_codes import WHOLE_REQUEST, ErrorScope
from vlmis_core.dhis2.categories import CATEGORIES, VALUES_PER_RECORD


@dataclass(frozen=True, slots=True)
class RefusedRecord:
    """A record that DHIS2 refused, why, and which of its data values the answer named."""

    record: Record
    refusal: Refusal
    categories: tuple[str, ...]
    is_partial: bool = False
    """The reason is about a whole day or data set, but DHIS2 named only some records of it."""


@dataclass(frozen=True, slots=True)
class OutgoingRequest:
    """The records of one request; ``is_repeat``: their outcome stayed unknown once before."""

    records: Sequence[Record]
    is_repeat: bool = False


@dataclass(frozen=True, slots=True)
class RequestOutcome:
    """What becomes of the records of one request.

    Records that nothing here names were accepted if ``is_accepted``; they wait to be read back.
    """

    is_accepted: bool
    refused: Sequence[RefusedRecord] = ()
    """Refused by name: an attempt of each."""
    held: Sequence[RefusedRecord] = ()
    """Refused for a reason outside the record: no attempt."""
    resend: Sequence[OutgoingRequest] = ()
    """To be sent again in this night, in these requests."""
    unanswered: Record | None = None
    """A record whose outcome stays unknown although it was sent alone."""


def assess_answer(outgoing: OutgoingRequest, parsed: ImportAnswer) -> RequestOutcome:
    """Derive the outcome of each record of a request from its answer.

    A request that stayed unknown is repeated once, then halved: one bad record must not cost the
    good ones. Records that a refusal names are taken out and the others are sent again at once; a
    refusal without names is halved.

    Args:
        outgoing: What was sent, nine values a record.
        parsed: What the answer says.
    """
    records = outgoing.records
    named = _named(records, parsed)
    refused = [entry for entry in named if entry.refusal.scope is ErrorScope.RECORD]
    held = [entry for entry in named if entry.refusal.scope is not ErrorScope.RECORD]
    gone = {id(entry.record) for entry in named}
    if parsed.others is ValueOutcome.ACCEPTED:
        doubtful = OutgoingRequest(_doubtful(records, parsed, gone), outgoing.is_repeat)
        resend, alone = _repeat_or_halve(doubtful)
        return RequestOutcome(True, refused, held, resend, alone)
    rest = [record for record in records if id(record) not in gone]
    if named or not rest:
        return RequestOutcome(False, refused, held, (OutgoingRequest(rest),) if rest else ())
    if parsed.group is not None and len(rest) == 1:
        return _single_in_group(rest[0], parsed.group)
    if parsed.group is not None:
        return RequestOutcome(False, resend=halves(OutgoingRequest(rest)))
    resend, alone = _repeat_or_halve(outgoing)
    return RequestOutcome(False, resend=resend, unanswered=alone)


def assess_overload(outgoing: OutgoingRequest) -> RequestOutcome:
    """Send both halves again, because no answer came in time: what the request did is unknown."""
    return RequestOutcome(False, resend=halves(outgoing))


def halves(outgoing: OutgoingRequest) -> Sequence[OutgoingRequest]:
    """Split a request into two halves; one with a single record stays as it is."""
    records, middle = outgoing.records, len(outgoing.records) // 2
    parts = (records[:middle], records[middle:])
    return tuple(OutgoingRequest(part, outgoing.is_repeat) for part in parts if part)


def _named(records: Sequence[Record], parsed: ImportAnswer) -> list[RefusedRecord]:
    by_record: dict[int, dict[int, Refusal]] = {}
    for index, refusal in parsed.refusals.items():
        position, category = divmod(index, VALUES_PER_RECORD)
        by_record.setdefault(position, {})[category] = refusal
    names_some_only = len(by_record) < len(records)
    found = []
    for position, refusals in sorted(by_record.items()):
        # A refusal of the record itself outweighs one with a wider scope.
        first = min(
            sorted(refusals), key=lambda category: refusals[category].scope is not ErrorScope.RECORD
        )
        categories = tuple(str(CATEGORIES[category]) for category in sorted(refusals))
        refusal = refusals[first]
        is_partial = names_some_only and refusal.scope in WHOLE_REQUEST
        found.append(RefusedRecord(records[position], refusal, categories, is_partial))
    return found


def _doubtful(records: Sequence[Record], parsed: ImportAnswer, gone: set[int]) -> list[Record]:
    positions = sorted({index // VALUES_PER_RECORD for index in parsed.doubtful})
    return [records[position] for position in positions if id(records[position]) not in gone]


def _repeat_or_halve(outgoing: OutgoingRequest) -> tuple[Sequence[OutgoingRequest], Record | None]:
    if not outgoing.records:
        return (), None
    if not outgoing.is_repeat:
        return (OutgoingRequest(outgoing.records, is_repeat=True),), None
    if len(outgoing.records) == 1:
        return (), outgoing.records[0]
    return halves(outgoing), None


def _single_in_group(record: Record, refusal: Refusal) -> RequestOutcome:
    entry = RefusedRecord(record, refusal, tuple(str(category) for category in CATEGORIES))
    if refusal.scope is ErrorScope.UNKNOWN:
        return RequestOutcome(False, unanswered=record)
    if refusal.scope is ErrorScope.RECORD:
        return RequestOutcome(False, refused=[entry])
    return RequestOutcome(False, held=[entry])
