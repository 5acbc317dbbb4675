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
    # What is changed
    "product": "product",
    "store": "store",
    "account": "account",
    "account_role": "role of an account",
    "account_store": "store of an account",
    "org_unit_tree": "org units",
    # Who can mend it
    "dhis2_administrator": "DHIS2 administrator",
    "store_administrator": "store administrator",
    "system_operator": "system operator",
    # Why a record is held
    "product_has_no_hmis_code": "The product has no HMIS Code",
    "hmis_code_is_not_in_dhis2": "The HMIS Code is not in DHIS2",
    "store_has_no_org_unit": "The store has no org unit",
    "org_unit_is_not_in_dhis2": "The org unit is no longer in DHIS2",
    "org_unit_is_not_assigned": "The data set is not assigned to the org unit",
    "day_has_expired": "DHIS2 has closed the day",
    "user_may_not_write": "The DHIS2 user may not write",
    "user_may_not_read_back": "The DHIS2 user may not read back",
    "data_set_is_not_daily": "The data set is not daily",
    "data_set_has_attributes": "The data set has attributes",
    "day_breaks_an_invariant": "The frozen day breaks an invariant",
    "hmis_code_is_shared": "Another product has the same HMIS Code",
    "target_holds_another_record": "Another record is posted in its place",
    "data_element_is_not_in_data_set": "The data element is not in the data set",
    "data_element_takes_no_integers": "The data element takes no stock figures",
    "zeros_are_not_significant": "The data element drops zeros",
    "categories_are_missing": "The data element has not all categories",
    "org_unit_is_outside_hierarchy": "The org unit is outside the hierarchy of the DHIS2 user",
    "org_unit_was_not_open": "The org unit was not open on the day",
    "day_is_too_far_ahead": "DHIS2 has not opened the day yet",
    "day_is_not_an_input_period": "The day is not open for input",
    "value_is_too_large": "A figure is too large for DHIS2",
    "dhis2_gives_no_answer": "DHIS2 gives no answer",
    "dhis2_refuses_store": "DHIS2 refuses the store",
    "dhis2_refuses_product": "DHIS2 refuses the product",
    "dhis2_refuses_day": "DHIS2 refuses the day",
    "dhis2_refuses_data_set": "DHIS2 refuses the data set",
    "entered_by_someone_else": "Somebody else entered a figure",
}


def in_words(code: str | None) -> str:
    """The words of a code, in English; a code without words of its own loses its underscores."""
    if not code:
        return ""
    return WORDS.get(code) or code.replace("_", " ").capitalize()
