"""What DHIS2 answers, or why no answer came."""

from vlmis_core.messages.definition import FixBy, MessageClass, MessageDefinition, define, plural

_DHIS2, _UNAVAILABLE = MessageClass.DHIS2, MessageClass.UNAVAILABLE
_ADMINISTRATOR, _OPERATOR, _NOBODY = (
    FixBy.DHIS2_ADMINISTRATOR,
    FixBy.SYSTEM_OPERATOR,
    FixBy.NOBODY,
)
_NOTHING_CHANGED = "Nothing was changed. Try again."

MESSAGES: tuple[MessageDefinition, ...] = (
    define(
        "no_answer_in_time",
        _UNAVAILABLE,
        "no answer in time",
        fix_by=_NOBODY,
    ),
    define("no_connection", _UNAVAILABLE, "no connection, or it was cut", fix_by=_NOBODY),
    define(
        "certificate_not_accepted",
        _UNAVAILABLE,
        "the TLS certificate was not accepted: {reason}",
        fix_by=_OPERATOR,
    ),
    define(
        "answer_not_readable",
        _UNAVAILABLE,
        "the answer could not be read ({reason})",
        fix_by=_NOBODY,
    ),
    define("answer_is_redirect", _UNAVAILABLE, "a redirect to {address}", fix_by=_OPERATOR),
    define(
        "dhis2_unreachable",
        _UNAVAILABLE,
        "{address}: {problem:message}.",
        fix_by=_NOBODY,
        action="Is the address right, and is DHIS2 running?",
    ),
    define(
        "dhis2_not_ready",
        _UNAVAILABLE,
        "{address}: HTTP {status}, {problem}.",
        fix_by=_OPERATOR,
        action="DHIS2, or a proxy in front of it, is not ready. Try again.",
    ),
    define(
        "answer_is_not_from_dhis2",
        _UNAVAILABLE,
        "{address}: the answer is not the JSON that DHIS2 writes ({kind}: {start}).",
        fix_by=_OPERATOR,
        action="Check the address, and whether a proxy answers instead of DHIS2.",
    ),
    define(
        "answer_is_empty",
        _DHIS2,
        "{address}: an empty answer, which DHIS2 gives to a user without the right to read.",
        fix_by=_ADMINISTRATOR,
        action="Give the service user the right to read.",
    ),
    define(
        "dhis2_refused_user",
        _DHIS2,
        "{address}: DHIS2 refused the user: HTTP {status}: {answer}. Nothing more was sent.",
        fix_by=_ADMINISTRATOR,
        action="Correct the password, token or authorities of the DHIS2 user, then run again.",
    ),
    define(
        "dhis2_refused_user_list",
        _DHIS2,
        "{problem:message}",
        fix_by=_ADMINISTRATOR,
        action="To read users, the service user needs the authority F_USER_VIEW.",
    ),
    define(
        "dhis2_refused_request",
        _DHIS2,
        "{address}: HTTP {status}: {answer}",
        fix_by=_ADMINISTRATOR,
    ),
    define(
        "login_has_no_answer",
        _UNAVAILABLE,
        "{problem:message}",
        fix_by=_OPERATOR,
    ),
    define(
        "login_address_is_not_encrypted",
        MessageClass.REFUSED,
        "VLMIS_DHIS2_URL: {address} is not https, so passwords would be readable on the network.",
        fix_by=_OPERATOR,
        action=(
            "Give DHIS2 a certificate. On a private network between two containers, set "
            "VLMIS_LOGIN_WITHOUT_TLS=true."
        ),
    ),
    define(
        "dhis2_credentials_are_not_set",
        MessageClass.REFUSED,
        "There are no credentials for DHIS2.",
        fix_by=_OPERATOR,
        action="Set VLMIS_DHIS2_TOKEN, or VLMIS_DHIS2_USERNAME and VLMIS_DHIS2_PASSWORD.",
    ),
    define(
        "answer_has_no_list",
        _DHIS2,
        "{address}: the answer has no list of {what}.",
        fix_by=_OPERATOR,
    ),
    define(
        "data_value_not_readable",
        _DHIS2,
        "{address}: a data value of {day} cannot be read ({reason}).",
        fix_by=_OPERATOR,
    ),
    define(
        "message_has_no_answer",
        _UNAVAILABLE,
        "{address}: no answer to a message: HTTP {status}.",
        fix_by=_NOBODY,
    ),
    define(
        "dhis2_refused_message",
        _DHIS2,
        "{address} took no message: HTTP {status}: {answer}",
        fix_by=_ADMINISTRATOR,
    ),
    define(
        "calendar_is_not_supported",
        _DHIS2,
        "{address}: the calendar {calendar} is not supported.",
        fix_by=_ADMINISTRATOR,
        action="Set the calendar of DHIS2 to ISO 8601.",
    ),
    define(
        "no_such_data_set",
        _DHIS2,
        "{address}: no data set has the {attribute} “{name}”, or the user may not see it.",
        fix_by=_ADMINISTRATOR,
        action="Make the data set, or share it with the service user.",
    ),
    define(
        "org_unit_list_is_cut_off",
        _UNAVAILABLE,
        "{address}: {arrived} org units arrived, but DHIS2 counts {expected}. The list was cut "
        "off, or the tree changed meanwhile.",
        fix_by=_NOBODY,
        action=_NOTHING_CHANGED,
    ),
    define(
        "org_unit_count_is_missing",
        _DHIS2,
        "{address}: DHIS2 does not tell how many org units it has.",
        fix_by=_OPERATOR,
    ),
    define(
        "org_unit_tree_has_one_root",
        _DHIS2,
        "The org-unit tree must have one root, but {roots} were found ({org_units:list}).",
        fix_by=_ADMINISTRATOR,
        action="Nothing was changed. Move the other roots below the first.",
    ),
    define(
        "org_unit_is_listed_twice",
        _UNAVAILABLE,
        "The list of org units names one twice.",
        fix_by=_NOBODY,
        action=_NOTHING_CHANGED,
    ),
    define(
        "org_unit_parents_are_missing",
        _UNAVAILABLE,
        plural(
            "The parent of {count} org unit is missing ({org_units:list}): the list is not "
            "complete.",
            "The parents of {count} org units are missing ({org_units:list}): the list is not "
            "complete.",
        ),
        fix_by=_NOBODY,
        action=_NOTHING_CHANGED,
    ),
    define(
        "org_unit_paths_are_wrong",
        _UNAVAILABLE,
        plural(
            "{count} org unit is not below its parent ({org_units:list}): the tree changed while "
            "it was read.",
            "{count} org units are not below their parents ({org_units:list}): the tree changed "
            "while it was read.",
        ),
        fix_by=_NOBODY,
        action=_NOTHING_CHANGED,
    ),
    define(
        "org_unit_not_readable",
        _DHIS2,
        "An org unit cannot be read ({reason}): {entry}",
        fix_by=_ADMINISTRATOR,
        action="Nothing was changed. Correct the org unit in DHIS2.",
    ),
    define(
        "dhis2_shows_no_users",
        _DHIS2,
        plural(
            "{address}: DHIS2 shows none of {count} users that it showed before.",
            "{address}: DHIS2 shows none of {count} users that it showed before.",
        ),
        fix_by=_ADMINISTRATOR,
        action="Nothing was changed. Give the service user the authority F_USER_VIEW.",
    ),
)
