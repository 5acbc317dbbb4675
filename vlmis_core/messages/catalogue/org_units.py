"""The replica of DHIS2's org units."""

from vlmis_core.messages.definition import FixBy, MessageClass, define, plural

_READ_AGAIN = "Read the org units again: vlmis org-units refresh."

MESSAGES = (
    *define(
        MessageClass.REFUSED,
        FixBy.SYSTEM_OPERATOR,
        reading_is_unknown=(
            "There is no reading {reading:plain} of the org units, or a newer one replaced it.",
            _READ_AGAIN,
        ),
    ),
    *define(
        MessageClass.UNAVAILABLE,
        FixBy.SYSTEM_OPERATOR,
        reading_is_outdated=(
            "Reading {reading:plain} of the org units is older than the replica.",
            _READ_AGAIN,
        ),
        reading_was_replaced=(
            "A newer reading replaced reading {reading:plain} of the org units.",
            _READ_AGAIN,
        ),
    ),
    *define(
        MessageClass.REFUSED,
        FixBy.DHIS2_ADMINISTRATOR,
        removal_limit_exceeded=(
            plural(
                "{count} of {present} org units would be removed, more than 20 %; nothing was "
                "changed.",
                "{count} of {present} org units would be removed, more than 20 %; nothing was "
                "changed.",
            ),
            "Ask the DHIS2 administrator. If it is true, accept the removals: vlmis org-units "
            "refresh --accept-removals.",
        ),
    ),
    *define(
        MessageClass.NOTICE,
        FixBy.NOBODY,
        org_unit_changes=(
            "Org units: {added} added, {changed} changed, {moved} moved, {removed} removed, "
            "{returned} returned."
        ),
        stores_followed_org_units=(
            "Stores: {renamed} with a new name, {recoded} with a new code, {conflicts} conflicts."
        ),
    ),
)
