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
                "{count} of {present} org units would be removed or set aside, more than 20 %; "
                "nothing was changed.",
                "{count} of {present} org units would be removed or set aside, more than 20 %; "
                "nothing was changed.",
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
            "{returned} returned, {set_aside} set aside."
        ),
        org_units_are_usable="Every org unit that DHIS2 lists is used.",
    ),
    *define(
        MessageClass.FINDING,
        FixBy.STORE_ADMINISTRATOR,
        removed_org_unit_has_posted_records=(
            plural(
                "DHIS2 no longer has {org_unit} ({org_unit_uid}). {count} record of store {store} "
                "({name}) was posted there ({first_day} to {last_day}); waiting: {waiting}.",
                "DHIS2 no longer has {org_unit} ({org_unit_uid}). {count} records of store {store} "
                "({name}) were posted there ({first_day} to {last_day}); waiting: {waiting}.",
            ),
            "If it was merged or made again, give the store its new org unit (vlmis stores "
            "reattach {store} ORG_UNIT --reason REASON), then send the records again: vlmis "
            "requeue --store {store} --from {first_day} --to {last_day} --reason REASON.",
        ),
    ),
    *define(
        MessageClass.FINDING,
        FixBy.DHIS2_ADMINISTRATOR,
        org_units_are_set_aside=(
            plural(
                "{count} org unit of DHIS2 is set aside: {reasons:list:message}",
                "{count} org units of DHIS2 are set aside: {reasons:list:message}",
            ),
            "Correct them in DHIS2. All of them: vlmis org-units diff.",
        ),
        org_unit_has_no_uid=(
            "DHIS2 lists an org unit without a uid: {entry}",
            "Correct the org unit in DHIS2.",
        ),
        org_unit_uid_is_malformed=(
            "{org_unit} ({org_unit_uid}): the uid is not one of DHIS2: a letter, then ten letters "
            "and digits.",
            "Correct the org unit in DHIS2.",
        ),
        org_unit_cannot_be_read=(
            "{org_unit} ({org_unit_uid}): its {property} cannot be read: {value}.",
            "Correct the org unit in DHIS2.",
        ),
        org_unit_is_listed_twice=(
            "{org_unit} ({org_unit_uid}) is listed twice, with different content.",
            "Remove one of the two in DHIS2.",
        ),
        org_unit_parent_is_missing=(
            "{org_unit} ({org_unit_uid}): DHIS2 does not list its parent {parent}.",
            "Give it a parent in DHIS2.",
        ),
        org_unit_is_a_second_root=(
            "{org_unit} ({org_unit_uid}) has no parent, but the root is {root}.",
            "Move it below the root in DHIS2.",
        ),
        org_unit_is_in_a_cycle=(
            "{org_unit} ({org_unit_uid}) is below itself ({org_units:list}).",
            "Give it the right parent in DHIS2.",
        ),
        org_unit_is_below_set_aside=(
            "{org_unit} ({org_unit_uid}) is below {above}, which is set aside.",
            "Correct {above} in DHIS2.",
        ),
        stores_followed_org_units=(
            "Stores: {renamed} with a new name, {recoded} with a new code, {conflicts} conflicts."
        ),
    ),
)
