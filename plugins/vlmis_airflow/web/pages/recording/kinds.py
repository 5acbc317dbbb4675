"""The forms of recording: which there are, and what each asks for."""

from dataclasses import dataclass
from enum import StrEnum

from vlmis_core.ledger.kinds import TYPED_WASTAGE_REASONS
from vlmis_core.ledger.recording_store import RecordingStore
from vlmis_core.messages import Message, _, message


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
        FormKind(FormName.DISPENSING, _("Dispensing"), _("Stock given to patients and clients.")),
        FormKind(
            FormName.DISTRIBUTION,
            _("Distribution"),
            _(
                "Stock sent to a store that this one supplies; it is in stock there at once, and "
                "that store confirms what arrived."
            ),
        ),
        FormKind(
            FormName.WASTAGE,
            _("Wastage"),
            _("Stock that can no longer be used, and why."),
            TYPED_WASTAGE_REASONS,
        ),
        FormKind(
            FormName.COUNT,
            _("Count"),
            _("What is on the shelf at the end of the day. Enter each lot on a line of its own."),
            ("count", "initial_count", *TYPED_WASTAGE_REASONS),
        ),
        FormKind(
            FormName.RETURN,
            _("Return"),
            _("Stock sent back to the supplier. It moves when the supplier confirms receipt."),
        ),
        FormKind(FormName.ARRIVAL, _("Arrival"), _("Stock that arrived at the central store.")),
    )
}


def obstacle_of(form: FormKind, store: RecordingStore) -> Message | None:
    """Return why a store has no use for a form; None: it has."""
    if form.name is FormName.ARRIVAL and not store.is_central:
        return message("only_central_store_takes_arrivals")
    if form.name is FormName.RETURN and store.is_central:
        return message("central_store_has_no_supplier")
    if form.name is FormName.DISTRIBUTION and not store.children:
        return message("store_supplies_nobody")
    return None
