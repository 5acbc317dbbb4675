"""What DHIS2 answers, or why no answer came."""

from vlmis_core.messages.definition import FixBy, MessageClass, define, plural

_NOTHING_CHANGED = "Nothing was changed. Try again."

MESSAGES = (
    *define(
        MessageClass.UNAVAILABLE,
        FixBy.NOBODY,
        no_answer_in_time="no answer in time",
        no_connection="no connection, or it was cut",
        answer_not_readable="the answer could not be read ({reason})",
        dhis2_unreachable=(
            "{address}: {problem:message}.",
            "Is the address right, and is DHIS2 running?",
        ),
        message_has_no_answer="{address}: no answer to a message: HTTP {status}.",
        org_unit_list_is_cut_off=(
            "{address}: {arrived} org units arrived, but DHIS2 counts {expected}. The list was "
            "cut off, or the tree changed meanwhile.",
            _NOTHING_CHANGED,
        ),
    ),
    *define(
        MessageClass.UNAVAILABLE,
        FixBy.SYSTEM_OPERATOR,
        certificate_not_accepted="the TLS certificate was not accepted: {reason}",
        answer_is_redirect="a redirect to {address}",
        dhis2_not_ready=(
            "{address}: HTTP {status}, {problem}.",
            "DHIS2, or a proxy in front of it, is not ready. Try again.",
        ),
        answer_is_not_from_dhis2=(
            "{address}: the answer is not the JSON that DHIS2 writes ({kind}: {start}).",
            "Check the address, and whether a proxy answers instead of DHIS2.",
        ),
        login_has_no_answer="{problem:message}",
    ),
    *define(
        MessageClass.DHIS2,
        FixBy.DHIS2_ADMINISTRATOR,
        answer_is_empty=(
            "{address}: an empty answer, which DHIS2 gives to a user without the right to read.",
            "Give the service user the right to read.",
        ),
        dhis2_refused_user=(
            "{address}: DHIS2 refused the user: HTTP {status}: {answer}. Nothing more was sent.",
            "Correct the password, token or authorities of the DHIS2 user, then run again.",
        ),
        dhis2_refused_user_list=(
            "{problem:message}",
            "To read users, the service user needs the authority F_USER_VIEW.",
        ),
        dhis2_refused_request="{address}: HTTP {status}: {answer}",
        dhis2_refused_message="{address} took no message: HTTP {status}: {answer}",
        calendar_is_not_supported=(
            "{address}: the calendar {calendar} is not supported.",
            "Set the calendar of DHIS2 to ISO 8601.",
        ),
        no_such_data_set=(
            "{address}: no data set has the {attribute} “{name}”, or the user may not see it.",
            "Make the data set, or share it with the service user.",
        ),
        org_unit_tree_has_no_root=(
            plural(
                "DHIS2 lists {count} org unit, and it cannot be the root of a tree.",
                "DHIS2 lists {count} org units, and none of them can be the root of a tree.",
            ),
            "Nothing was changed. Remove the parent of the root org unit in DHIS2.",
        ),
        org_unit_roots_are_alike=(
            "Several org units have no parent and equally many below them ({org_units:list}); the "
            "root is one of them.",
            "Nothing was changed. Move the others below the root in DHIS2.",
        ),
        org_unit_root_is_not_known=(
            plural(
                "{count} org unit of DHIS2 is a root ({org_units:list}), and it is not known "
                "whether that is the right one.",
                "{count} org units of DHIS2 are roots ({org_units:list}), and it is not known "
                "which one is right.",
            ),
            "Read the org units: vlmis org-units refresh.",
        ),
        dhis2_shows_no_users=(
            plural(
                "{address}: DHIS2 shows none of {count} users that it showed before.",
                "{address}: DHIS2 shows none of {count} users that it showed before.",
            ),
            "Nothing was changed. Give the service user the authority F_USER_VIEW.",
        ),
    ),
    *define(
        MessageClass.REFUSED,
        FixBy.SYSTEM_OPERATOR,
        login_address_is_not_encrypted=(
            "VLMIS_DHIS2_URL: {address} is not https, so passwords would be readable on the "
            "network.",
            "Give DHIS2 a certificate. On a private network between two containers, set "
            "VLMIS_LOGIN_WITHOUT_TLS=true.",
        ),
        dhis2_credentials_are_not_set=(
            "There are no credentials for DHIS2.",
            "Set VLMIS_DHIS2_TOKEN, or VLMIS_DHIS2_USERNAME and VLMIS_DHIS2_PASSWORD.",
        ),
    ),
    *define(
        MessageClass.DHIS2,
        FixBy.SYSTEM_OPERATOR,
        answer_has_no_list="{address}: the answer has no list of {what}.",
        data_value_not_readable="{address}: a data value of {day} cannot be read ({reason}).",
        org_unit_count_is_missing="{address}: DHIS2 does not tell how many org units it has.",
    ),
)
