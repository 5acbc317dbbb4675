"""The replica of DHIS2's org units."""

from vlmis_core.messages.definition import FixBy, MessageClass, define, plural

_READ_AGAIN = "Read the org units again: vlmis org-units refresh."

MESSAGES = (
    define(
        "reading_is_unknown",
        MessageClass.REFUSED,
        "There is no reading {reading:plain} of the org units, or a newer one replaced it.",
        fix_by=FixBy.SYSTEM_OPERATOR,
        action=_READ_AGAIN,
    ),
    define(
        "reading_is_outdated",
        MessageClass.UNAVAILABLE,
        "Reading {reading:plain} of the org units is older than the replica.",
        fix_by=FixBy.SYSTEM_OPERATOR,
        action=_READ_AGAIN,
    ),
    define(
        "reading_was_replaced",
        MessageClass.UNAVAILABLE,
        "A newer reading replaced reading {reading:plain} of the org units.",
        fix_by=FixBy.SYSTEM_OPERATOR,
        action=_READ_AGAIN,
    ),
    define(
        "removal_limit_exceeded",
        MessageClass.REFUSED,
        plural(
            "{count} of {present} org units would be removed, more than 20 %; nothing was changed.",
            "{count} of {present} org units would be removed, more than 20 %; nothing was changed.",
        ),
        fix_by=FixBy.DHIS2_ADMINISTRATOR,
        action=(
            "Ask the DHIS2 administrator. If it is true, accept the removals: "
            "vlmis org-units refresh --accept-removals."
        ),
    ),
    define(
        "org_unit_changes",
        MessageClass.NOTICE,
        "Org units: {added} added, {changed} changed, {moved} moved, {removed} removed, "
        "{returned} returned.",
        fix_by=FixBy.NOBODY,
    ),
)
