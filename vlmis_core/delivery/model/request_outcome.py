"""From the answer to a request to what becomes of each of its records, and what is sent again."""

from collections.abc import Sequence
from dataclasses import dataclass

from vlmis_core.delivery.model.data_values import Record
from vlmis_core.delivery.model.import_answer import Outcome, Reading, Refusal
from vlmis_core.delivery.model.refusal_codes import WHOLE_REQUEST, Concern
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
class Shipment:
    """Records for one request; ``is_repeat`` once they, or more with them, stayed unknown."""

    records: Sequence[Record]
    is_repeat: bool = False


@dataclass(frozen=True, slots=True)
class Judgement:
    """What becomes of the records of one request.

    Records that nothing here names were accepted if ``is_accepted``; they wait to be read back.
    """

    is_accepted: bool
    refused: Sequence[RefusedRecord] = ()
    """Refused by name: an attempt of each."""
    held: Sequence[RefusedRecord] = ()
    """Refused for a reason that is not theirs: no attempt."""
    again: Sequence[Shipment] = ()
    """To be sent again tonight, in these requests."""
    unanswered: Record | None = None
    """A record that stays unknown although it was sent alone."""


def judge(shipment: Shipment, reading: Reading) -> Judgement:
    """Judge the records of a request by the reading of its answer.

    What stayed unknown is repeated once, then halved: one bad record must not cost the good ones.
    Named offenders are taken out and the others go at once; a refusal without names is halved.

    Args:
        shipment: What was sent, nine values a record.
        reading: What the answer says.
    """
    records = shipment.records
    named = _named(records, reading)
    refused = [entry for entry in named if entry.refusal.concern is Concern.RECORD]
    held = [entry for entry in named if entry.refusal.concern is not Concern.RECORD]
    gone = {id(entry.record) for entry in named}
    if reading.others is Outcome.ACCEPTED:
        doubtful = Shipment(_doubtful(records, reading, gone), shipment.is_repeat)
        again, alone = _once_more(doubtful)
        return Judgement(True, refused, held, again, alone)
    rest = [record for record in records if id(record) not in gone]
    if named or not rest:
        return Judgement(False, refused, held, (Shipment(rest),) if rest else ())
    if reading.group is not None and len(rest) == 1:
        return _alone_in_group(rest[0], reading.group)
    if reading.group is not None:
        return Judgement(False, again=halves(Shipment(rest)))
    again, alone = _once_more(shipment)
    return Judgement(False, again=again, unanswered=alone)


def judge_overload(shipment: Shipment) -> Judgement:
    """No answer came in time: nobody knows what it did, and both halves go again, each alone."""
    return Judgement(False, again=halves(shipment))


def halves(shipment: Shipment) -> Sequence[Shipment]:
    """The two halves of a shipment; of a single record, itself."""
    records, middle = shipment.records, len(shipment.records) // 2
    parts = (records[:middle], records[middle:])
    return tuple(Shipment(part, shipment.is_repeat) for part in parts if part)


def _named(records: Sequence[Record], reading: Reading) -> list[RefusedRecord]:
    by_record: dict[int, dict[int, Refusal]] = {}
    for index, refusal in reading.refusals.items():
        position, category = divmod(index, VALUES_PER_RECORD)
        by_record.setdefault(position, {})[category] = refusal
    is_partial = len(by_record) < len(records)
    found = []
    for position, refusals in sorted(by_record.items()):
        # A refusal of the record itself outweighs one that is about everybody.
        first = min(
            sorted(refusals), key=lambda category: refusals[category].concern is not Concern.RECORD
        )
        categories = tuple(str(CATEGORIES[category]) for category in sorted(refusals))
        refusal = refusals[first]
        is_alone = is_partial and refusal.concern in WHOLE_REQUEST
        found.append(RefusedRecord(records[position], refusal, categories, is_alone))
    return found


def _doubtful(records: Sequence[Record], reading: Reading, gone: set[int]) -> list[Record]:
    positions = sorted({index // VALUES_PER_RECORD for index in reading.doubtful})
    return [records[position] for position in positions if id(records[position]) not in gone]


def _once_more(shipment: Shipment) -> tuple[Sequence[Shipment], Record | None]:
    if not shipment.records:
        return (), None
    if not shipment.is_repeat:
        return (Shipment(shipment.records, is_repeat=True),), None
    if len(shipment.records) == 1:
        return (), shipment.records[0]
    return halves(shipment), None


def _alone_in_group(record: Record, refusal: Refusal) -> Judgement:
    entry = RefusedRecord(record, refusal, tuple(str(category) for category in CATEGORIES))
    if refusal.concern is Concern.NOBODY:
        return Judgement(False, unanswered=record)
    if refusal.concern is Concern.RECORD:
        return Judgement(False, refused=[entry])
    return Judgement(False, held=[entry])
