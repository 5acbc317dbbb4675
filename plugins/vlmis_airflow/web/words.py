"""How codes of the database are said to people; the catalogues translate these words."""

WORDS = {
    # Kinds of movement
    "arrival": "Arrival",
    "requisition_received": "Requisition received",
    "distribution_out": "Distribution out",
    "return_in": "Return in",
    "return_out": "Return out",
    "count_adjustment": "Count adjustment",
    "dispensing": "Dispensing",
    "wastage": "Wastage",
    # Reasons of movements
    "expired": "expired",
    "vvm": "VVM",
    "frozen": "frozen",  # Also the state of a day.
    "broken": "broken",
    "lost_in_return": "lost in return",
    "other": "other",
    "count": "count",
    "initial_count": "initial count",
    "national_file_gap": "gap in the national file",
    "recount": "recount",
    # States of a day
    "open": "open",
    "closing": "being frozen",
    # States of a record
    "pending": "pending",
    "refused": "refused",
    "held": "held",
    "posted": "posted",
    "exhausted": "exhausted",
    # The nine figures
    "OPENING_BALANCE": "Opening balance",
    "RECEIVED": "Received",
    "RETURNED_IN": "Returned in",
    "RETURNED_OUT": "Returned out",
    "DISTRIBUTED": "Distributed",
    "DISPENSING": "Dispensing",
    "WASTAGE": "Wastage",
    "DISCREPANCY": "Discrepancy",
    "CLOSING_BALANCE": "Closing balance",
    # Outcomes of a request
    "accepted": "accepted",
    "unknown": "unknown",
    # Who can mend it
    "DHIS2 administrator": "DHIS2 administrator",
    "store administrator": "store administrator",
    "operator": "operator",
    # Why a record is held
    "product_has_no_hmis_code": "The product has no HMIS Code",
    "hmis_code_is_not_in_dhis2": "The HMIS Code is not in DHIS2",
    "store_has_no_org_unit": "The store has no org unit",
    "org_unit_is_not_in_dhis2": "The org unit is no longer in DHIS2",
    "org_unit_is_not_assigned": "The data set is not assigned to the org unit",
    "day_has_expired": "DHIS2 has closed the day",
}


def in_words(code: str | None) -> str:
    """The words of a code, in English; a code without words of its own loses its underscores."""
    if not code:
        return ""
    return WORDS.get(code) or code.replace("_", " ").capitalize()
