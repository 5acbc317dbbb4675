"""Read the answer to a request that deletes values. It is a hint, never the proof: that is read.

The importer of 2.42 and before names keys that it does not hold as ignored and rejected; that of
2.43 and later counts them as deleted. Both leave nothing there, so neither is an error by itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from vlmis_core.delivery.model.import_answer import dhis2_answered
from vlmis_core.delivery.model.refusal_codes import WHOLE_REQUEST, scope_of
from vlmis_core.dhis2.import_summary import UNREADABLE, Answer, Counts, read_summary
from vlmis_core.messages import Message, message


@dataclass(frozen=True, slots=True)
class DeletionAnswer:
    """What an answer says of values 0 … n − 1 that were to be deleted."""

    outcome: str
    """As in the request log: accepted, refused (of some or all) or unknown."""
    finding: Message | None = None
    """Why not all is accepted."""
    by_index: Mapping[int, Message] = field(default_factory=dict)
    """The refusals that name a value."""
    is_group: bool = False
    """Nothing was deleted, for the sake of some: the others may be asked for again."""
    counts: Counts = UNREADABLE


def read_deletion_answer(answer: Answer, count: int) -> DeletionAnswer:
    """Read what ``answer`` says about ``count`` values that were to be deleted."""
    summary = read_summary(answer)
    if isinstance(summary, Message):
        return DeletionAnswer("unknown", summary)
    counts = summary.counts
    if summary.is_dry_run:
        return DeletionAnswer("unknown", message("answer_is_to_dry_run"), counts=counts)
    if summary.strategy not in ("DELETE", "DELETES", None):
        why = message("answer_is_to_other_strategy", strategy=summary.strategy)
        return DeletionAnswer("unknown", why, counts=counts)
    if summary.conflicts:
        answers = [dhis2_answered(each.text) for each in summary.conflicts]
        by_index = {
            index: answer
            for each, answer in zip(summary.conflicts, answers, strict=True)
            for index in each.indexes
        }
        scopes = {scope_of(each.code) for each in summary.conflicts}
        is_group = counts.deleted == 0 and scopes.isdisjoint(WHOLE_REQUEST)
        return DeletionAnswer("refused", answers[0], by_index, is_group, counts)
    if summary.status == "SUCCESS" and counts.deleted + counts.ignored == count == counts.total:
        return DeletionAnswer("accepted", counts=counts)
    why = message(
        "deletion_does_not_add_up",
        answer=summary.description or summary.status or None,
        counts=counts.message,
        sent=count,
    )
    return DeletionAnswer("unknown", why, counts=counts)
