"""What DHIS2 holds otherwise than it was posted: changed there, lost, moved by a merge."""

from vlmis_core.messages.definition import FixBy, MessageClass, define, plural

MESSAGES = (
    *define(
        MessageClass.NOTICE,
        FixBy.SYSTEM_OPERATOR,
        posted_values_were_changed=(
            plural(
                "{count} posted data value of {store}, {first_day} to {last_day}, was changed in "
                "DHIS2 by {people:list}.",
                "{count} posted data values of {store}, {first_day} to {last_day}, were changed in "
                "DHIS2 by {people:list}.",
            ),
            "To send the frozen ones again: {command}",
        ),
        posted_values_are_missing=(
            plural(
                "{count} posted data value of {store}, {first_day} to {last_day}, is no longer in "
                "DHIS2.",
                "{count} posted data values of {store}, {first_day} to {last_day}, are no longer "
                "in DHIS2.",
            ),
            "To send the frozen ones again: {command}",
        ),
        posted_values_were_merged=(
            plural(
                "{count} posted data value of {store}, {first_day} to {last_day}, was replaced at "
                "{org_unit} by one of {origin}, which DHIS2 no longer has: the two org units were "
                "probably merged.",
                "{count} posted data values of {store}, {first_day} to {last_day}, were replaced "
                "at {org_unit} by those of {origin}, which DHIS2 no longer has: the two org units "
                "were probably merged.",
            ),
            "To send the frozen ones again: {command}",
        ),
        foreign_values_were_merged=(
            plural(
                "{count} data value that {store} had posted for {origin}, {first_day} to "
                "{last_day}, is at {org_unit}, where no record accounts for it: the two org units "
                "were probably merged.",
                "{count} data values that {store} had posted for {origin}, {first_day} to "
                "{last_day}, are at {org_unit}, where no record accounts for them: the two org "
                "units were probably merged.",
            ),
            "To delete them there: {command}",
        ),
        posted_org_unit_is_gone=(
            plural(
                "{count} posted record of {store}, {first_day} to {last_day}, is no longer in "
                "DHIS2: the org unit {org_unit} was removed or merged.",
                "{count} posted records of {store}, {first_day} to {last_day}, are no longer in "
                "DHIS2: the org unit {org_unit} was removed or merged.",
            ),
            "Give the store the org unit that it reports as now: {command}. Where there is none, "
            "close the store and withdraw its records (docs/runbooks/org_unit_merge.md).",
        ),
        more_posted_differences=(
            plural(
                "{count} more difference between DHIS2 and what was posted.",
                "{count} more differences between DHIS2 and what was posted.",
            ),
            "vlmis push differences lists all.",
        ),
    ),
    *define(
        MessageClass.NOTICE,
        FixBy.DHIS2_ADMINISTRATOR,
        foreign_values_were_entered=(
            plural(
                "{count} data value at {org_unit}, {first_day} to {last_day}, entered by "
                "{people:list}, belongs to no record of {store}.",
                "{count} data values at {org_unit}, {first_day} to {last_day}, entered by "
                "{people:list}, belong to no record of {store}.",
            ),
            "Delete them in DHIS2 if they are wrong.",
        ),
    ),
)
