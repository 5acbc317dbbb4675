"""Why a record is not sent for now: every reason, in plain words, and who can fix it.

The order is that in which people should read them: the mission's own reasons come first. Each
reason that can be seen before sending is a rule, ``sql/queries/push/holds/<code>.sql``; its rows
bring the words for the gap in the sentence.
"""

from dataclasses import dataclass
from enum import StrEnum

from vlmis_core.delivery.model.refusal_codes import ErrorScope


class FixBy(StrEnum):
    """Who can remove a cause."""

    DHIS2_ADMINISTRATOR = "dhis2_administrator"
    STORE_ADMINISTRATOR = "store_administrator"
    SYSTEM_OPERATOR = "system_operator"

    @property
    def label(self) -> str:
        """Write it for people: ``DHIS2 administrator``."""
        return self.value.replace("_", " ").replace("dhis2", "DHIS2")


@dataclass(frozen=True, slots=True)
class HoldReason:
    """One reason; ``sentence`` has a gap for what was found."""

    code: str
    sentence: str
    fix_by: FixBy


_DHIS2, _STORE, _OPERATOR = FixBy

PREFLIGHT_REASONS = tuple(
    HoldReason(code, sentence, fix_by)
    for code, sentence, fix_by in (
        (
            "product_has_no_hmis_code",
            "{}: the product has no HMIS Code. Enter the uid of its DHIS2 data element.",
            _STORE,
        ),
        (
            "hmis_code_is_not_in_dhis2",
            "{}: DHIS2 has no such data element, or does not show it to the service user. "
            "Correct the HMIS Code, or share the data element.",
            _STORE,
        ),
        (
            "store_has_no_org_unit",
            "{}: the store is not attached to an org unit of DHIS2. Attach it.",
            _STORE,
        ),
        (
            "org_unit_is_not_in_dhis2",
            "{}: DHIS2 no longer has this org unit. Attach the store to another one.",
            _STORE,
        ),
        (
            "user_may_not_write",
            "{}. Give the service user F_DATAVALUE_ADD, and data write on the data set.",
            _DHIS2,
        ),
        (
            "user_may_not_read_back",
            "{}. Give the service user data read on the data set, and org units to view.",
            _DHIS2,
        ),
        ("data_set_is_not_daily", "{}: figures are daily. Set its period type.", _DHIS2),
        (
            "data_set_has_attributes",
            "{}; figures belong to none of its options. Give the data set the default one.",
            _DHIS2,
        ),
        (
            "day_breaks_an_invariant",
            "{}. Find out what changed the frozen rows before anything more is sent.",
            _OPERATOR,
        ),
        (
            "hmis_code_is_shared",
            "{}: another product in use reports into the same data element.",
            _STORE,
        ),
        (
            "target_holds_another_record",
            "{}, which DHIS2 holds as posted. Move that first: vlmis push remapped says how.",
            _OPERATOR,
        ),
        (
            "data_element_is_not_in_data_set",
            "{}: the data element is not in the data set. Add it.",
            _DHIS2,
        ),
        (
            "data_element_takes_no_integers",
            "{}: it must be an aggregate data element of type INTEGER, "
            "because corrections and discrepancies may be negative.",
            _DHIS2,
        ),
        (
            "zeros_are_not_significant",
            "{}: this version of DHIS2 drops zeros unless the data element stores them "
            "(zeroIsSignificant), and with them every stock-out.",
            _DHIS2,
        ),
        (
            "categories_are_missing",
            "{}. Give the data element the category combination of stock movements.",
            _DHIS2,
        ),
        (
            "org_unit_is_not_assigned",
            "{}: the data set is not assigned to this org unit. Assign it.",
            _DHIS2,
        ),
        (
            "org_unit_is_outside_hierarchy",
            "{}: the service user may not enter values for this org unit. "
            "Give it the root org unit for data capture.",
            _DHIS2,
        ),
        (
            "org_unit_was_not_open",
            "{}. Correct the opening or closed date of the org unit.",
            _DHIS2,
        ),
        (
            "day_has_expired",
            "{}. Raise the expiry days of the data set, then the day goes out by itself.",
            _DHIS2,
        ),
        (
            "day_is_too_far_ahead",
            "{}. Raise the open future periods of the data set.",
            _DHIS2,
        ),
        (
            "day_is_not_an_input_period",
            "{}. Open the day, or take the input periods out of the data set: "
            "stock figures are due every day.",
            _DHIS2,
        ),
        (
            "value_is_too_large",
            "{}: DHIS2 takes whole numbers up to 2,147,483,647. Reverse the wrong movement.",
            _STORE,
        ),
        (
            "dhis2_gives_no_answer",
            "{}: DHIS2 never says what it did with this record, although it was sent alone. "
            "Look into the log of DHIS2, then vlmis requeue.",
            _DHIS2,
        ),
    )
)

_FROM_ANSWER = {
    ErrorScope.STORE: HoldReason("dhis2_refuses_store", "DHIS2 says: {}", _DHIS2),
    ErrorScope.STORE_DAY: HoldReason("dhis2_refuses_store", "DHIS2 says: {}", _DHIS2),
    ErrorScope.PRODUCT: HoldReason("dhis2_refuses_product", "DHIS2 says: {}", _DHIS2),
    ErrorScope.DAY: HoldReason("dhis2_refuses_day", "DHIS2 says: {}", _DHIS2),
    ErrorScope.DATA_SET: HoldReason("dhis2_refuses_data_set", "DHIS2 says: {}", _DHIS2),
}

ENTERED_BY_SOMEONE_ELSE = HoldReason(
    "entered_by_someone_else",
    "{}. Agree on the figure; deleting it in DHIS2, or VLMIS_OVERWRITE_OTHERS, lets ours pass.",
    _DHIS2,
)


def reason_of_answer(scope: ErrorScope) -> HoldReason:
    """The reason for a hold that DHIS2's own answer caused: never an attempt of the record."""
    return _FROM_ANSWER[scope]
