"""Read the whole answer to an import: every value is accepted, refused (with code) or unknown.

DHIS2 has two importers (2.42 and before; 2.43 and later) that mean opposite things by a refusal.
The body says which one answered. Nothing is accepted unless the counts of the answer add up to
what was sent; what cannot be read for certain is unknown. Never raises on anything a server may
send. Tested against recorded conversations with real servers of both kinds.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from vlmis_core.delivery.model.refusal_codes import WHOLE_REQUEST, ErrorScope, scope_of
from vlmis_core.delivery.model.sent_values import SentValues
from vlmis_core.dhis2.import_summary import (
    UNREADABLE,
    Answer,
    Conflict,
    Counts,
    ImportSummary,
    read_summary,
)
from vlmis_core.messages import Message, message


class ValueOutcome(StrEnum):
    """What became of one value."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why DHIS2 did not take a value, in its own words."""

    code: str
    sentence: str

    @property
    def scope(self) -> ErrorScope:
        """Whom it is about."""
        return scope_of(self.code)


@dataclass(frozen=True, slots=True)
class ImportAnswer:
    """What an answer says about the values 0 … ``count`` − 1 that were sent."""

    count: int
    others: ValueOutcome
    """What became of every value that ``refusals`` does not name: accepted or unknown."""
    refusals: Mapping[int, Refusal] = field(default_factory=dict)
    doubtful: frozenset[int] = frozenset()
    """Values that stay unknown although ``others`` are accepted."""
    why_unknown: Message | None = None
    group: Refusal | None = None
    """Set when the importer refused a whole group, so that nothing at all was stored."""
    counts: Counts = UNREADABLE

    def outcome(self, index: int) -> ValueOutcome:
        """What became of one value."""
        if index in self.refusals:
            return ValueOutcome.REFUSED
        return ValueOutcome.UNKNOWN if index in self.doubtful else self.others


def read_import_answer(answer: Answer, sent: SentValues, *, dry_run: bool = False) -> ImportAnswer:
    """Read what ``answer`` says about ``sent``.

    Args:
        answer: What came back, or why nothing did.
        sent: The values in the order in which they were sent.
        dry_run: Whether the request asked DHIS2 to store nothing. An answer to the other kind of
            request leaves everything unknown.
    """
    summary = read_summary(answer)
    if isinstance(summary, Message):
        return _unknown(sent, summary)
    doubt = _doubt(summary, dry_run=dry_run)
    if doubt is not None:
        return _unknown(sent, doubt, summary.counts)
    if summary.status == "ERROR":
        return _read_error(summary, sent)
    return _read_values(summary, sent)


def _doubt(summary: ImportSummary, *, dry_run: bool) -> Message | None:
    if summary.is_dry_run != dry_run:
        return message("answer_is_to_dry_run" if summary.is_dry_run else "answer_is_to_no_dry_run")
    if summary.strategy not in ("CREATE_AND_UPDATE", "NEW_AND_UPDATES", None):
        return message("answer_is_to_other_strategy", strategy=summary.strategy)
    if summary.counts.deleted:
        return message("import_deleted_values", count=summary.counts.deleted)
    if summary.status not in ("SUCCESS", "WARNING", "ERROR"):
        return message("import_status_not_known", status=summary.status)
    return None


def _read_values(summary: ImportSummary, sent: SentValues) -> ImportAnswer:
    """SUCCESS or WARNING: single values may be refused, the rest is stored if the counts say so."""
    named = _value_refusals(summary, sent.count)
    if named is None:
        return _unknown(sent, message("refusal_names_no_sent_value"), summary.counts)
    if not _reconciles(summary, sent.count, len(named)):
        why = message(
            "counts_do_not_add_up",
            counts=summary.counts.message,
            sent=sent.count,
            refused=len(named),
        )
        return _unknown(sent, why, summary.counts)
    if summary.status == "SUCCESS" and named:
        return _unknown(sent, message("success_names_refusals"), summary.counts)
    false = {index for index, refusal in named.items() if refusal.scope is ErrorScope.UNKNOWN}
    doubtful = sent.doubtful | false
    return ImportAnswer(
        sent.count,
        ValueOutcome.ACCEPTED,
        {index: refusal for index, refusal in named.items() if index not in false},
        doubtful,
        message("acceptance_is_doubtful") if doubtful else None,
        counts=summary.counts,
    )


def _reconciles(summary: ImportSummary, count: int, refused: int) -> bool:
    counts = summary.counts
    if summary.is_new_importer is False:
        # Unchanged values are counted as ignored, without being refused.
        return counts.total == count and counts.ignored >= refused
    if summary.is_new_importer:
        return (counts.imported, counts.updated, counts.ignored) == (0, count - refused, refused)
    return counts.imported + counts.updated == count - refused and counts.ignored == refused


def _value_refusals(summary: ImportSummary, count: int) -> dict[int, Refusal] | None:
    """Refusals by index; None when one of them cannot be given to a value."""
    refusals = {index: Refusal("", "") for index in summary.rejected}
    for conflict in summary.conflicts:
        if not conflict.indexes:
            return None
        refusals.update(dict.fromkeys(conflict.indexes, Refusal(conflict.code, conflict.sentence)))
    return refusals if all(0 <= index < count for index in refusals) else None


def _read_error(summary: ImportSummary, sent: SentValues) -> ImportAnswer:
    counts, conflicts = summary.counts, summary.conflicts
    if summary.description.startswith("The import process failed") or not conflicts:
        return _unknown(sent, dhis2_answered(summary.description), counts)
    if counts.total == 0:
        return _read_group_refusal(summary, sent)
    named = _value_refusals(summary, sent.count)
    every_value = named is not None and len(named) == sent.count
    if not every_value or (counts.total, counts.ignored) != (sent.count, sent.count):
        why = message("error_does_not_refuse_all", counts=counts.message)
        return _unknown(sent, why, counts)
    return ImportAnswer(sent.count, ValueOutcome.UNKNOWN, named or {}, counts=counts)


def _read_group_refusal(summary: ImportSummary, sent: SentValues) -> ImportAnswer:
    """Nothing was stored; whoever is named is refused, the others were only in bad company."""
    first = summary.conflicts[0]
    group = Refusal(first.code, first.sentence)
    refusals: dict[int, Refusal] = {}
    for conflict in summary.conflicts:
        refusal = Refusal(conflict.code, conflict.sentence)
        if refusal.scope is not ErrorScope.UNKNOWN:
            refusals |= dict.fromkeys(_offenders(conflict, refusal, sent), refusal)
    return ImportAnswer(
        sent.count,
        ValueOutcome.UNKNOWN,
        refusals,
        why_unknown=message("nothing_was_stored", answer=first.text),
        group=group,
        counts=summary.counts,
    )


def _offenders(conflict: Conflict, refusal: Refusal, sent: SentValues) -> frozenset[int]:
    if refusal.scope in WHOLE_REQUEST:
        return frozenset(range(sent.count))
    find = _FINDERS.get(conflict.code)
    if find is None:
        return frozenset()
    found = find(conflict.arguments, sent)
    return frozenset(index for index in found if 0 <= index < sent.count)


def _listed(arguments: str) -> list[str]:
    """The uids in ``DsDaily0001-[OuA, OuB]``."""
    inside = re.search(r"\[(.*)\]", arguments, re.DOTALL)
    return [part.strip() for part in inside[1].split(",")] if inside else []


def _listed_elements(arguments: str, sent: SentValues) -> set[int]:
    return sent.naming(data_elements=_listed(arguments))


def _listed_org_units(arguments: str, sent: SentValues) -> set[int]:
    return sent.naming(org_units=_listed(arguments))


def _leading_org_unit(arguments: str, sent: SentValues) -> set[int]:
    return sent.naming(org_units=[arguments.partition("-")[0]])


def _second_org_unit(arguments: str, sent: SentValues) -> set[int]:
    return sent.naming(org_units=arguments.split("-")[1:2])


def _element_and_combos(arguments: str, sent: SentValues) -> set[int]:
    parts = arguments.split("-")
    return sent.naming(data_elements=parts[1:2]) & sent.naming(option_combos=_listed(arguments))


def _leading_index(arguments: str, sent: SentValues) -> set[int]:
    number = re.match(r"\d{1,9}(?=-|$)", arguments)
    return {int(number[0])} if number else set()


_FINDERS: dict[str, Callable[[str, SentValues], set[int]]] = {
    "E8011": _listed_org_units,
    "E8020": _listed_elements,
    "E8022": _listed_org_units,
    "E8024": _element_and_combos,
    "E8031": _leading_org_unit,
    "E8033": _second_org_unit,
    **dict.fromkeys(("E8102", "E8103", "E8104", "E8105", "E8106", "E8107"), _leading_index),
    **dict.fromkeys(("E8108", "E8109"), _leading_index),
}
"""How a group refusal of the new importer names its offenders: ``objects.args`` by code."""


def dhis2_answered(text: str) -> Message:
    """What DHIS2 answered, in its own words."""
    if not text:
        return message("dhis2_error_has_no_reason")
    return message("dhis2_answered", answer=text)


def _unknown(sent: SentValues, why: Message, counts: Counts = UNREADABLE) -> ImportAnswer:
    return ImportAnswer(sent.count, ValueOutcome.UNKNOWN, why_unknown=why, counts=counts)
