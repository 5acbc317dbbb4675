"""Making the metadata that DHIS2 needs: what differs, what fails, what was done."""

from vlmis_core.messages.definition import (
    FixBy,
    MessageClass,
    MessageDefinition,
    Text,
    define,
    plural,
)


def _finding(
    code: str, text: Text, action: str | None, fix_by: FixBy = FixBy.DHIS2_ADMINISTRATOR
) -> MessageDefinition:
    return define(code, MessageClass.FINDING, text, fix_by=fix_by, action=action)


def _notice(code: str, text: Text) -> MessageDefinition:
    return define(code, MessageClass.NOTICE, text, fix_by=FixBy.NOBODY)


_DIFFERENCES = (
    _finding(
        "category_option_is_not_shared",
        "The service user may not write data values with it.",
        "Share it: data capture and view.",
    ),
    _finding(
        "category_lacks_options",
        plural(
            "It lacks {count} of the nine category options.",
            "It lacks {count} of the nine category options.",
        ),
        "Add them.",
    ),
    _finding(
        "category_combination_has_other_categories",
        "It is not made of the category of stock movements.",
        "Give it another code.",
    ),
    _finding(
        "data_element_is_not_aggregate",
        "It is not an aggregate data element.",
        "Enter the uid of one that is.",
    ),
    _finding(
        "data_element_is_not_integer",
        "It has the type {value_type}; stock data values need INTEGER.",
        None,
    ),
    _finding(
        "data_element_drops_zeros",
        "It does not store zeros, and with them every stock-out.",
        "Set zeroIsSignificant.",
    ),
    _finding(
        "data_element_lacks_categories",
        "It does not have the nine categories: {problems:list:message}.",
        "Give it the category combination of stock movements.",
    ),
    _finding(
        "data_set_is_not_of_days",
        "It has the period type {period_type}; stock data values are daily.",
        "Set its period type to Daily.",
    ),
    _finding(
        "data_set_closes_days_early",
        plural(
            "It closes a day {count} day after its end; five attempts need 6.",
            "It closes a day {count} days after its end; five attempts need 6.",
        ),
        "Set the expiry days to 7 or more, or to 0 for never.",
    ),
    _finding(
        "data_set_has_own_combination",
        "It has a category combination of its own.",
        "Give it the default one.",
    ),
    _finding(
        "data_set_lists_input_periods",
        "It has data input periods; stock data values are due every day.",
        "Remove them.",
    ),
    _finding(
        "data_set_is_not_shared",
        "The service user may not write its data values.",
        "Share it: data capture and view.",
    ),
    _finding(
        "data_set_lacks_data_elements",
        "It lacks the data elements of {products:list}.",
        "Add them.",
    ),
    _finding("user_role_lacks_authorities", "It lacks {authorities:list}.", "Add them."),
    _finding(
        "service_user_lacks_authorities",
        "It lacks {authorities:list}.",
        "Give it the role of the service user.",
    ),
    _finding(
        "service_user_captures_elsewhere",
        "It does not capture at the root org unit {org_unit_uid}.",
        "Add that org unit for data capture.",
    ),
    _finding(
        "service_user_views_elsewhere",
        "It does not view at the root org unit {org_unit_uid}.",
        "Add that org unit for data view.",
    ),
    _finding("service_user_is_disabled", "It is disabled.", "Enable it."),
    _finding("service_user_is_no_member", "The service user is not a member.", "Add it."),
    _finding(
        "indicator_has_another_formula",
        "It does not take the last closing balance: {formula}.",
        None,
    ),
    _finding(
        "product_has_an_unknown_hmis_code",
        "DHIS2 has no data element {hmis_code}.",
        "Correct the HMIS Code.",
        FixBy.STORE_ADMINISTRATOR,
    ),
)

_ERRORS = (
    define(
        "dhis2_address_is_not_set",
        MessageClass.REFUSED,
        "VLMIS_DHIS2_URL is not set.",
        fix_by=FixBy.SYSTEM_OPERATOR,
        action="Set it to the address of DHIS2, without /api.",
    ),
    define(
        "not_a_dhis2_administrator",
        MessageClass.REFUSED,
        "{username} is not an administrator of {address}: it has neither ALL nor "
        "F_METADATA_IMPORT. Nothing was changed.",
        fix_by=FixBy.USER,
        action="Log in as an administrator, or give one the output of vlmis dhis2 setup --print.",
    ),
    define(
        "apply_needs_an_administrator",
        MessageClass.INVALID_INPUT,
        "--apply needs the login of an administrator of DHIS2; the service user's is never used.",
        fix_by=FixBy.USER,
        action="Add --username NAME (the password is asked for, or read with --password-file), or "
        "--token-file FILE.",
    ),
    define(
        "secret_file_is_empty",
        MessageClass.INVALID_INPUT,
        "{file}: the file with the password or token is empty.",
        fix_by=FixBy.USER,
    ),
    define(
        "code_cannot_be_searched",
        MessageClass.REFUSED,
        "{code}: DHIS2 cannot search for a code with a comma or a bracket.",
        fix_by=FixBy.STORE_ADMINISTRATOR,
        action="Change the code.",
    ),
    define(
        "dhis2_lists_nothing",
        MessageClass.DHIS2,
        "{address}: the answer has no list of {kind}.",
        fix_by=FixBy.SYSTEM_OPERATOR,
    ),
    define(
        "dhis2_refused_change",
        MessageClass.DHIS2,
        "{address}: DHIS2 refused the change (HTTP {http_status:plain}): {reasons:list}",
        fix_by=FixBy.DHIS2_ADMINISTRATOR,
    ),
    define(
        "dhis2_refused_change_without_reason",
        MessageClass.DHIS2,
        "{address}: DHIS2 refused the change (HTTP {http_status:plain}) and gave no reason.",
        fix_by=FixBy.DHIS2_ADMINISTRATOR,
    ),
    define(
        "dhis2_change_is_unknown",
        MessageClass.UNAVAILABLE,
        "{address}: whether DHIS2 made the change is unknown ({answer}).",
        fix_by=FixBy.USER,
        action="Run the same command again: what exists is left as it is.",
    ),
    define(
        "hmis_code_is_no_uid",
        MessageClass.INVALID_INPUT,
        "“{hmis_code}” is not a DHIS2 uid: a letter and ten letters or digits.",
        fix_by=FixBy.USER,
    ),
)

_PROGRESS = (
    _notice("option_combos_generated", "DHIS2 generated the category option combinations."),
    _notice("metadata_created", "Created in DHIS2: {kind:metadata_kinds} ({count})."),
    _notice(
        "org_units_assigned",
        "The data set is assigned to {assigned} of {total} org units.",
    ),
)

MESSAGES = (*_DIFFERENCES, *_ERRORS, *_PROGRESS)
