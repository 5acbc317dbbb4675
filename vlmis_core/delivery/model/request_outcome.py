"""From the answer to a request to what becomes of each of its records, and what is sent again."""

from collections.abc import Sequence
from dataclasses import dataclass

from vlmis_core.delivery.model.data_values import Record
from vlmis_core.delivery.model.import_answer import ImportAnswer, Refusal, ValueOutcome
from vlmis_core.delivery.model.refusal_codes import WHOLE_REQUEST, ErrorScope
from vlmis_core.dhis2.categories import CATEGORIES, VALUES_PER_RECORD


@dataclass(frozen=True, slots=True)
class RefusedRecord:
    """A record that DHIS2 did not take, why, and which of its figures it named."""

    record: Record
    refusal: Refusal
    categories: tuple[str, ...]
    is_alone: bool = False
    """The reason concerns a whole day or data set, but DHIS2 named only some records of it."""


@dataclass(frozen=True, slots=True)
class OutgoingRequest:
    """Records for one request; ``is_repeat`` once they, or more with them, stayed unknown."""

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
    """Refused for a reason that is not theirs: no attempt."""
    again: Sequence[OutgoingRequest] = ()
    """To be sent again tonight, in these requests."""
    unanswered: Record | None = None
    """A record that stays unknown although it was sent alone."""


def assess_answer(outgoing: OutgoingRequest, reading: ImportAnswer) -> RequestOutcome:
    """Judge the records of a request by the reading of its answer.

    What stayed unknown is repeated once, then halved: one bad record must not cost the good ones.
    Named offenders are taken out and the others go at once; a refusal without names is halved.

    Args:
        outgoing: What was sent, nine values a record.
        reading: What the answer says.
    """
    records = outgoing.records
    named = _named(records, reading)
    refused = [entry for entry in named if entry.refusal.scope is ErrorScope.RECORD]
    held = [entry for entry in named if entry.refusal.scope is not ErrorScope.RECORD]
    gone = {id(entry.record) for entry in named}
    if reading.others is ValueOutcome.ACCEPTED:
        doubtful = OutgoingRequest(_doubtful(records, reading, gone), outgoing.is_repeat)
        again, alone = _once_more(doubtful)
        return RequestOutcome(True, refused, held, again, alone)
    rest = [record for record in records if id(record) not in gone]
    if named or not rest:
        return RequestOutcome(False, refused, held, (OutgoingRequest(rest),) if rest else ())
    if reading.group is not None and len(rest) == 1:
        return _alone_in_group(rest[0], reading.group)
    if reading.group is not None:
        return RequestOutcome(False, again=halves(OutgoingRequest(rest)))
    again, alone = _once_more(outgoing)
    return RequestOutcome(False, again=again, unanswered=alone)


def assess_overload(outgoing: OutgoingRequest) -> RequestOutcome:
    """No answer came in time: nobody knows what it did, and both halves go again, each alone."""
    return RequestOutcome(False, again=halves(outgoing))


def halves(outgoing: OutgoingRequest) -> Sequence[OutgoingRequest]:
    """The two halves of a outgoing; of a single record, itself."""
    records, middle = outgoing.records, len(outgoing.records) // 2
    parts = (records[:middle], records[middle:])
    return tuple(OutgoingRequest(part, outgoing.is_repeat) for part in parts if part)


def _named(records: Sequence[Record], reading: ImportAnswer) -> list[RefusedRecord]:
    by_record: dict[int, dict[int, Refusal]] = {}
    for index, refusal in reading.refusals.items():
        position, category = divmod(index, VALUES_PER_RECORD)
        by_record.setdefault(position, {})[category] = refusal
    is_partial = len(by_record) < len(records)
    found = []
    for position, refusals in sorted(by_record.items()):
        # A refusal of the record itself outweighs one that is about everybody.
        first = min(
            sorted(refusals), key=lambda category: refusals[category].scope is not ErrorScope.RECORD
        )
        categories = tuple(str(CATEGORIES[category]) for category in sorted(refusals))
        refusal = refusals[first]
        is_alone = is_partial and refusal.scope in WHOLE_REQUEST
        found.append(RefusedRecord(records[position], refusal, categories, is_alone))
    return found


def _doubtful(records: Sequence[Record], reading: ImportAnswer, gone: set[int]) -> list[Record]:
    positions = sorted({index // VALUES_PER_RECORD for index in reading.doubtful})
    return [records[position] for position in positions if id(records[position]) not in gone]


def _once_more(outgoing: OutgoingRequest) -> tuple[Sequence[OutgoingRequest], Record | None]:
    if not outgoing.records:
        return (), None
    if not outgoing.is_repeat:
        return (OutgoingRequest(outgoing.records, is_repeat=True),), None
    if len(outgoing.records) == 1:
        return (), outgoing.records[0]
    return halves(outgoing), None


def _alone_in_group(record: Record, refusal: Refusal) -> RequestOutcome:
    entry = RefusedRecord(record, refusal, tuple(str(category) for category in CATEGORIES))
    if refusal.scope is ErrorScope.UNKNOWN:
        return RequestOutcome(False, unanswered=record)
    if refusal.scope is ErrorScope.RECORD:
        return RequestOutcome(False, refused=[entry])
    return RequestOutcome(False, held=[entry])
