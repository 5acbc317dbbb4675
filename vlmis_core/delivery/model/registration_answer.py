"""Read the answer to a request about registrations. It is a hint; the proof is read afterwards.

Both importers answer alike: SUCCESS although some are ignored, with a conflict that names the org
unit; ERROR (409) when all are. Withdrawing what is not registered is ignored without a conflict.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from vlmis_core.delivery.model.import_answer import dhis2_answered
from vlmis_core.dhis2.import_summary import UNREADABLE, Answer, Counts, read_summary
from vlmis_core.messages import Message


@dataclass(frozen=True, slots=True)
class RegistrationAnswer:
    """What an answer says of the org units that a request named."""

    outcome: str
    """As in the request log: accepted (of all but the org units named), refused or unknown."""
    finding: Message | None = None
    """Why not all is accepted."""
    by_org_unit: Mapping[str, Message] = field(default_factory=dict)
    """The refusals that name an org unit."""
    counts: Counts = UNREADABLE

    @property
    def is_refused_whole(self) -> bool:
        """Whether DHIS2 refused all of it for no org unit's sake."""
        return self.outcome == "refused" and not self.by_org_unit


def read_registration_answer(
    answer: Answer, org_unit_uids: Sequence[str], *, withdraws: bool
) -> RegistrationAnswer:
    """Read what ``answer`` says about the registrations of some org units."""
    summary = read_summary(answer)
    if isinstance(summary, Message):
        return RegistrationAnswer("unknown", summary)
    asked = set(org_unit_uids)
    by_org_unit = {
        each.subject: dhis2_answered(each.sentence)
        for each in summary.conflicts
        if each.subject in asked
    }
    finding = dhis2_answered(summary.conflicts[0].text) if summary.conflicts else None
    is_missing = withdraws and not summary.conflicts and summary.counts.ignored == len(asked)
    if summary.status == "SUCCESS" or is_missing:
        return RegistrationAnswer("accepted", finding, by_org_unit, summary.counts)
    finding = finding or dhis2_answered(summary.description or summary.status)
    return RegistrationAnswer("refused", finding, by_org_unit, summary.counts)
