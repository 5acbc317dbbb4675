"""Making the metadata that DHIS2 needs: what differs, what fails, what was done."""

from vlmis_core.messages.definition import FixBy, MessageClass, define, plural

MESSAGES = (
    *define(
        MessageClass.FINDING,
        FixBy.DHIS2_ADMINISTRATOR,
        category_option_is_not_shared=(
            "The service user may not write data values with it.",
            "Share it: data capture and view.",
        ),
        category_lacks_options=(
            plural(
                "It lacks {count} of the nine category options.",
                "It lacks {count} of the nine category options.",
            ),
            "Add them.",
        ),
        category_combination_has_other_categories=(
            "It is not made of the category of stock movements.",
            "Give it another code.",
        ),
        data_element_is_not_aggregate=(
            "It is not an aggregate data element.",
            "Enter the uid of one that is.",
        ),
        data_element_is_not_integer="It has the type {value_type}; stock data values need INTEGER.",
        data_element_drops_zeros=(
            "It does not store zeros, and with them every stock-out.",
            "Set zeroIsSignificant.",
        ),
        data_element_lacks_categories=(
            "It does not have the nine categories: {problems:list:message}.",
            "Give it the category combination of stock movements.",
        ),
        data_set_is_not_of_days=(
            "It has the period type {period_type}; stock data values are daily.",
            "Set its period type to Daily.",
        ),
        data_set_closes_days_early=(
            plural(
                "It closes a day {count} day after its end; five attempts need 6.",
                "It closes a day {count} days after its end; five attempts need 6.",
            ),
            "Set the expiry days to 7 or more, or to 0 for never.",
        ),
        data_set_has_own_combination=(
            "It has a category combination of its own.",
            "Give it the default one.",
        ),
        data_set_lists_input_periods=(
            "It has data input periods; stock data values are due every day.",
            "Remove them.",
        ),
        data_set_is_not_shared=(
            "The service user may not write its data values.",
            "Share it: data capture and view.",
        ),
        data_set_lacks_data_elements=(
            "It lacks the data elements of {products:list}.",
            "Add them.",
        ),
        user_role_lacks_authorities=("It lacks {authorities:list}.", "Add them."),
        service_user_lacks_authorities=(
            "It lacks {authorities:list}.",
            "Give it the role of the service user.",
        ),
        service_user_captures_elsewhere=(
            "It does not capture at the root org unit {org_unit_uid}.",
            "Add that org unit for data capture.",
        ),
        service_user_views_elsewhere=(
            "It does not view at the root org unit {org_unit_uid}.",
            "Add that org unit for data view.",
        ),
        service_user_is_disabled=("It is disabled.", "Enable it."),
        service_user_is_no_member=("The service user is not a member.", "Add it."),
        indicator_has_another_formula=(
            "It is not ({numerator}) ÷ ({denominator}).",
            "Give it this formula, or another code.",
        ),
    ),
    *define(
        MessageClass.FINDING,
        FixBy.DHIS2_ADMINISTRATOR,
        visualization_lacks_data=(
            plural(
                "It lacks {count} indicator of the products in use.",
                "It lacks {count} indicators of the products in use.",
            ),
            "Add them, or delete it and run vlmis dhis2 setup again.",
        ),
        dashboard_lacks_items=(
            plural(
                "It lacks {count} of the visualizations.",
                "It lacks {count} of the visualizations.",
            ),
            "Add them, or delete it and run vlmis dhis2 setup again.",
        ),
    ),
    *define(
        MessageClass.FINDING,
        FixBy.STORE_ADMINISTRATOR,
        product_has_an_unknown_hmis_code=(
            "DHIS2 has no data element {hmis_code}.",
            "Correct the HMIS Code.",
        ),
    ),
    *define(
        MessageClass.REFUSED,
        FixBy.SYSTEM_OPERATOR,
        dhis2_address_is_not_set=(
            "VLMIS_DHIS2_URL is not set.",
            "Set it to the address of DHIS2, without /api.",
        ),
    ),
    *define(
        MessageClass.REFUSED,
        FixBy.USER,
        not_a_dhis2_administrator=(
            "{username} is not an administrator of {address}: it has neither ALL nor "
            "F_METADATA_IMPORT. Nothing was changed.",
            "Log in as an administrator, or give one the output of vlmis dhis2 setup --print.",
        ),
    ),
    *define(
        MessageClass.INVALID_INPUT,
        FixBy.USER,
        apply_needs_an_administrator=(
            "--apply needs the login of an administrator of DHIS2; the service user's is never "
            "used.",
            "Add --username NAME (the password is asked for, or read with --password-file), or "
            "--token-file FILE.",
        ),
        secret_file_is_empty="{file}: the file with the password or token is empty.",
        hmis_code_is_no_uid=(
            "“{hmis_code}” is not a DHIS2 uid: a letter and ten letters or digits."
        ),
    ),
    *define(
        MessageClass.REFUSED,
        FixBy.STORE_ADMINISTRATOR,
        code_cannot_be_searched=(
            "{code}: DHIS2 cannot search for a code with a comma or a bracket.",
            "Change the code.",
        ),
    ),
    *define(
        MessageClass.DHIS2,
        FixBy.SYSTEM_OPERATOR,
        dhis2_lists_nothing="{address}: the answer has no list of {kind}.",
    ),
    *define(
        MessageClass.DHIS2,
        FixBy.DHIS2_ADMINISTRATOR,
        dhis2_refused_change=(
            "{address}: DHIS2 refused the change (HTTP {http_status:plain}): {reasons:list}"
        ),
        dhis2_refused_change_without_reason=(
            "{address}: DHIS2 refused the change (HTTP {http_status:plain}) and gave no reason."
        ),
    ),
    *define(
        MessageClass.UNAVAILABLE,
        FixBy.USER,
        dhis2_change_is_unknown=(
            "{address}: whether DHIS2 made the change is unknown ({answer}).",
            "Run the same command again: what exists is left as it is.",
        ),
    ),
    *define(
        MessageClass.NOTICE,
        FixBy.NOBODY,
        option_combos_generated="DHIS2 generated the category option combinations.",
        metadata_created="Created in DHIS2: {kind:metadata_kinds} ({count}).",
        org_units_assigned=plural(
            "The data set was assigned to {count} more org unit.",
            "The data set was assigned to {count} more org units.",
        ),
        zeros_included="{setting} is on: dashboards show zeros.",
        output_period_types_added="Added to the output period types: {types:list}.",
        analytics_must_be_generated=(
            "Dashboards show it after the next generation of the analytics tables (Data "
            "Administration, Analytics tables)."
        ),
    ),
)
