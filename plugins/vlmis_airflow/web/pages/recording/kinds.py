"""The forms of recording: which there are, and what each asks for."""

from dataclasses import dataclass
from enum import StrEnum

from vlmis_core.ledger.kinds import WASTAGE_REASONS
from vlmis_core.messages import _

TYPED_WASTAGE_REASONS = tuple(name for name in WASTAGE_REASONS if name != "lost_in_return")
"""What people choose from; a loss on the way back is made by the acknowledgement."""


class FormName(StrEnum):
    """The last part of a form's address."""

    DISPENSING = "dispensing"
    DISTRIBUTION = "distribution"
    WASTAGE = "wastage"
    COUNT = "count"
    RETURN = "return"
    ARRIVAL = "arrival"


@dataclass(frozen=True, slots=True)
class FormKind:
    """One form: its English title and explanation, and the reasons of its lines, if any."""

    name: FormName
    title: str
    hint: str
    reasons: tuple[str, ...] = ()


FORMS = {
    form.name: form
    for form in (
        FormKind(FormName.DISPENSING, _("Dispensing"), _("What was given to people.")),
        FormKind(
            FormName.DISTRIBUTION,
            _("Distribution"),
            _("What leaves for a store that this one supplies; it is received there at once."),
        ),
        FormKind(
            FormName.WASTAGE,
            _("Wastage"),
            _("What can no longer be used, and why."),
            TYPED_WASTAGE_REASONS,
        ),
        FormKind(
            FormName.COUNT,
            _("Count"),
            _("What you saw on the shelf at the end of the day. The lots of a product add up."),
            ("count", "initial_count", *TYPED_WASTAGE_REASONS),
        ),
        FormKind(
            FormName.RETURN,
            _("Return"),
            _("What goes back to the supplier. Stock moves when the supplier confirms receipt."),
        ),
        FormKind(FormName.ARRIVAL, _("Arrival"), _("What the central store received.")),
    )
}
