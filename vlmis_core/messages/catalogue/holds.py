"""Why records are on hold: not sent for now, without losing an attempt.

The order is that in which people should read them: the reasons of the stores and products first.
The rules of preflight are in ``sql/queries/delivery/find_holds.sql``; their rows bring the values.
"""

from vlmis_core.messages.definition import FixBy, MessageClass, define, plural

_PREFLIGHT = (
    *define(
        MessageClass.HOLD,
        FixBy.STORE_ADMINISTRATOR,
        product_has_no_hmis_code=(
            "{product} ({product_name}) has no HMIS Code.",
            "Enter the uid of its DHIS2 data element.",
        ),
        hmis_code_is_not_in_dhis2=(
            "{product}: DHIS2 has no data element {hmis_code}, or does not show it to the service "
            "user.",
            "Correct the HMIS Code, or share the data element.",
        ),
        store_has_no_org_unit=(
            "{store} ({store_name}) is not attached to an org unit of DHIS2.",
            "Attach it.",
        ),
        org_unit_is_not_in_dhis2=(
            "{store}: DHIS2 no longer has the org unit {org_unit} ({org_unit_uid}).",
            "Give the store its new org unit: vlmis stores reattach {store} ORG_UNIT --reason "
            "REASON. Or move its stock, close the store (vlmis stores close {store}) and withdraw "
            "what can never arrive (vlmis withdraw --store {store} --reason REASON).",
        ),
    ),
    *define(
        MessageClass.HOLD,
        FixBy.DHIS2_ADMINISTRATOR,
        org_unit_is_set_aside=(
            "{store}: its org unit cannot be used. {reason:message}",
            "Correct it in DHIS2, then refresh the org units.",
        ),
        user_may_not_write=(
            (
                "The DHIS2 user {username} may neither write to the data set {data_set} nor "
                "register it as complete."
            ),
            "Give the service user F_DATAVALUE_ADD, and data write on the data set.",
        ),
        user_may_not_read_back=(
            "The DHIS2 user {username} may not read the data set {data_set}.",
            "Give the service user data read on the data set, and org units to view.",
        ),
        category_option_is_closed=(
            "The service user may not write with the category option {category_option}. DHIS2 "
            "refuses its data values, and from 2.43 on all others with them.",
            "Share the category option: data capture and view.",
        ),
        data_set_is_not_daily=(
            "The data set {data_set} has the period type {period_type}; stock data values are "
            "daily.",
            "Set its period type to Daily.",
        ),
        data_set_has_attributes=(
            "The data set {data_set} has the category combination {category_combination}; the "
            "data values belong to none of its options.",
            "Give the data set the default one.",
        ),
    ),
    *define(
        MessageClass.HOLD,
        FixBy.SYSTEM_OPERATOR,
        day_breaks_an_invariant=(
            "The frozen day {day} breaks an invariant: {violation:message}",
            "Find out what changed the frozen rows before anything more is sent.",
        ),
    ),
    *define(
        MessageClass.HOLD,
        FixBy.STORE_ADMINISTRATOR,
        hmis_code_is_shared=(
            "{product}: another product in use reports into the same data element ({hmis_code}).",
            "Give one of the two products another HMIS Code.",
        ),
    ),
    *define(
        MessageClass.HOLD,
        FixBy.SYSTEM_OPERATOR,
        target_holds_another_record=(
            "{product} of {store} on {day} would overwrite {other_product} of {other_store}, "
            "which is in DHIS2.",
            "Move that record first: vlmis push remapped shows how.",
        ),
    ),
    *define(
        MessageClass.HOLD,
        FixBy.DHIS2_ADMINISTRATOR,
        data_element_is_not_in_data_set=(
            "{product}: the data element {data_element} is not in the data set.",
            "Add it.",
        ),
        data_element_takes_no_integers=(
            "{product}: the data element {data_element} has the type {value_type}.",
            "It must be an aggregate data element of type INTEGER, because corrections and "
            "discrepancies may be negative.",
        ),
        zeros_are_not_significant=(
            "{product}: this version of DHIS2 drops the zeros of the data element {data_element}, "
            "and with them every stock-out.",
            "Let the data element store zeros (zeroIsSignificant).",
        ),
        categories_are_missing=(
            "{product}: the data element {data_element} does not have the nine categories: "
            "{problems:list:message}.",
            "Give the data element the category combination of stock movements.",
        ),
        org_unit_is_not_assigned=(
            "{store}: the data set is not assigned to the org unit {org_unit}.",
            "Assign it.",
        ),
        org_unit_is_outside_hierarchy=(
            "{store}: the service user may not enter data values for the org unit {org_unit}.",
            "Give it the root org unit for data capture.",
        ),
        org_unit_was_not_open=(
            "{store}: the org unit {org_unit} was not open on {day}.",
            "Correct the opening or closed date of the org unit.",
        ),
        day_has_expired=(
            plural(
                "DHIS2 closed {day} for entry {count} day after its end.",
                "DHIS2 closed {day} for entry {count} days after its end.",
            ),
            "Raise the expiry days of the data set, or open the day again for one facility (a lock "
            "exception); what is open is sent by itself.",
        ),
        day_is_too_far_ahead=(
            "{day} is not open yet in DHIS2.",
            "Raise the open future periods of the data set.",
        ),
        day_is_not_an_input_period=(
            "{obstacle:message}",
            "Open the day, or remove the input periods from the data set: stock data values are "
            "due every day.",
        ),
    ),
    *define(
        MessageClass.HOLD,
        FixBy.STORE_ADMINISTRATOR,
        value_is_too_large=(
            "{store} × {product} on {day}: DHIS2 takes integers up to {limit}.",
            "Reverse the wrong movement.",
        ),
    ),
    *define(
        MessageClass.HOLD,
        FixBy.DHIS2_ADMINISTRATOR,
        dhis2_gives_no_answer=(
            "{store} × {product} on {day}: DHIS2 does not report what it did with this record, "
            "although it was sent alone.",
            "Look into the log of DHIS2, then vlmis requeue.",
        ),
    ),
)

PREFLIGHT_RULES = frozenset(definition.code for definition in _PREFLIGHT)
"""The holds that are found before anything is sent."""

MESSAGES = (
    *_PREFLIGHT,
    *define(
        MessageClass.HOLD,
        FixBy.DHIS2_ADMINISTRATOR,
        # Values of the holds above.
        no_category_option_combo="no category option combo for {categories:list:category}",
        several_category_option_combos=(
            "more than one category option combo for {categories:list:category}"
        ),
        input_period_is_missing="{day} is not among the data input periods of {data_set}.",
        input_period_has_closed="{day} was closed for input in DHIS2 on {closed_at:instant}.",
        input_period_opens_later="{day} opens for input in DHIS2 on {opens_at:instant}.",
        input_period_is_refused=(
            "DHIS2 {server_version} refuses {day} because it is open for input (its fault "
            "DHIS2-21981)."
        ),
        dhis2_refuses_store="DHIS2 answered: {answer}",
        dhis2_refuses_product="DHIS2 answered: {answer}",
        dhis2_refuses_day="DHIS2 answered: {answer}",
        dhis2_refuses_data_set="DHIS2 answered: {answer}",
        dhis2_refuses_record="DHIS2 answered: {answer}",
        entered_by_someone_else=(
            "{person} entered {found} as {category:category} of {day} ({entered_at:instant}); the "
            "frozen value is {frozen}.",
            "Agree on the value. Delete it in DHIS2, or set VLMIS_OVERWRITE_OTHERS; the frozen "
            "value is then sent.",
        ),
    ),
)
