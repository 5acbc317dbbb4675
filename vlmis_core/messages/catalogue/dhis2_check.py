"""What ``vlmis dhis2 check`` finds in the metadata of DHIS2.

A problem that keeps records on hold has the code of the hold.
"""

from vlmis_core.messages.definition import FixBy, MessageClass, define, plural

MESSAGES = (
    *define(
        MessageClass.FINDING,
        FixBy.DHIS2_ADMINISTRATOR,
        version_is_too_old=(
            "DHIS2 {version} is older than 2.38. The answers of such a version were never tried.",
            "Upgrade DHIS2.",
        ),
        user_does_not_capture_at_the_root=(
            "The DHIS2 user {username} does not capture at the root org unit. Records of a new "
            "facility outside its org units will be on hold.",
            "Give the service user the root org unit for data capture.",
        ),
        user_does_not_view_at_the_root=(
            "The DHIS2 user {username} does not view at the root org unit. Records of a new "
            "facility outside its org units will be on hold.",
            "Give the service user the root org unit for data view.",
        ),
        user_is_superuser=(
            "The DHIS2 user {username} is a superuser. Whoever gets its password or token "
            "controls DHIS2.",
            "Give the service user only the authorities F_DATAVALUE_ADD and F_USER_VIEW.",
        ),
        user_may_not_look_up_people=(
            "The DHIS2 user {username} lacks the authority F_USER_VIEW. Accounts cannot be made "
            "or kept current from DHIS2.",
            "Give it the authority.",
        ),
        data_set_is_missing=(
            "DHIS2 has no data set {data_set}, or does not show it to the service user. Nothing "
            "can be sent.",
            "Make or share the data set, or correct VLMIS_DATA_SET.",
        ),
        data_set_has_input_periods=(
            "The data set {data_set} has data input periods. Days that are not listed are "
            "refused, and DHIS2 2.43.1 refuses those that are listed.",
            "Remove the input periods: stock data values are due every day.",
        ),
        five_attempts_do_not_fit=(
            plural(
                "The data set {data_set} closes a day {count} day after its end, before five "
                "nights have tried it.",
                "The data set {data_set} closes a day {count} days after its end, before five "
                "nights have tried it.",
            ),
            "Set the expiry days to 7 or more, or to 0 for never.",
        ),
        expiry_leaves_no_slack=(
            "The data set {data_set} closes a day 6 days after its end. A freeze that is a day "
            "late costs an attempt.",
            "Set the expiry days to 7 or more, or to 0 for never.",
        ),
        today_is_closed=(
            "The data set {data_set} has no open future periods. A day that is frozen early may "
            "still be today for DHIS2.",
            "Set the open future periods to 1.",
        ),
        clock_is_ahead=(
            plural(
                "The clock of DHIS2 is {count} second ahead of this server's. Days expire by its "
                "clock.",
                "The clock of DHIS2 is {count} seconds ahead of this server's. Days expire by its "
                "clock.",
            ),
            "Let both follow a time server.",
        ),
        clock_is_behind=(
            plural(
                "The clock of DHIS2 is {count} second behind this server's. Days expire by its "
                "clock.",
                "The clock of DHIS2 is {count} seconds behind this server's. Days expire by its "
                "clock.",
            ),
            "Let both follow a time server.",
        ),
        data_element_takes_decimals=(
            "{product}: the data element {data_element} has the type NUMBER. Somebody may enter "
            "half a dose.",
            "Make its type INTEGER.",
        ),
        zeros_are_left_out_of_analytics=(
            "{product}: the zeros of the data element {data_element} are stored, and left out of "
            "analytics. Stock-outs are missing on dashboards.",
            "Set zeroIsSignificant.",
        ),
        flows_are_not_summed=(
            "{product}: the data element {data_element} has the aggregation type "
            "{aggregation_type}. What was received or used in a month is wrong on dashboards.",
            "Set its aggregation type to SUM.",
        ),
        zeros_are_hidden=(
            "The system setting {setting} is off. Dashboards take an older balance where a store "
            "has nothing left: they show too much stock, and hide stock-outs.",
            "Switch it on with vlmis dhis2 setup --apply --include-zeros, or in System Settings, "
            "Analytics. Then generate the analytics tables. It concerns all data of the server.",
        ),
        stock_is_shown_too_high=(
            plural(
                "{product}: on {day} the country had {stock} in stock; dashboards show {shown} or "
                "more, and hide {count} store without stock.",
                "{product}: on {day} the country had {stock} in stock; dashboards show {shown} or "
                "more, and hide {count} stores without stock.",
            ),
            "Switch on that analytics include zeros, then generate the analytics tables.",
        ),
        output_period_types_are_missing=(
            "DHIS2 has no output period types {types:list}. Dashboards show no consumption, "
            "wastage or stock-outs for them.",
            "Add them with vlmis dhis2 setup --apply --output-period-types. Then generate the "
            "analytics tables.",
        ),
        dashboard_part_is_missing=(
            "DHIS2 has no {kind:metadata_kind} {name}.",
            "Make it with vlmis dhis2 setup.",
        ),
        dashboard_part_differs=(
            "The {kind:metadata_kind} {name} is not as this system makes it. {difference:message}",
            "Correct it in DHIS2.",
        ),
    ),
    *define(
        MessageClass.FINDING,
        FixBy.SYSTEM_OPERATOR,
        version_is_untried=(
            "DHIS2 {version} is newer than 2.44. The importer of 2.43 is assumed.",
            "Try vlmis push --dry-run.",
        ),
        token_expires_soon=(
            plural(
                "A token of {username} expires in {count} day. After that nothing is sent.",
                "A token of {username} expires in {count} days. After that nothing is sent.",
            ),
            "Make a new one and set VLMIS_DHIS2_TOKEN.",
        ),
        days_begin_earlier=plural(
            "A day begins in DHIS2 {count} minute earlier than in VLMIS_TIME_ZONE. Days expire by "
            "its calendar; the push takes that into account.",
            "A day begins in DHIS2 {count} minutes earlier than in VLMIS_TIME_ZONE. Days expire "
            "by its calendar; the push takes that into account.",
        ),
        days_begin_later=plural(
            "A day begins in DHIS2 {count} minute later than in VLMIS_TIME_ZONE. Days expire by "
            "its calendar; the push takes that into account.",
            "A day begins in DHIS2 {count} minutes later than in VLMIS_TIME_ZONE. Days expire by "
            "its calendar; the push takes that into account.",
        ),
    ),
)
