"""The push: planning, sending, reading back, sending again."""

from vlmis_core.messages.definition import FixBy, MessageClass, MessageDefinition, define

MESSAGES: tuple[MessageDefinition, ...] = (
    define(
        "production_is_not_allowed",
        MessageClass.REFUSED,
        "VLMIS_PRODUCTION is on, but nobody has allowed sending to this DHIS2.",
        fix_by=FixBy.SYSTEM_OPERATOR,
        action="Allow it with vlmis push production on.",
    ),
    define(
        "installation_and_server",
        MessageClass.NOTICE,
        "DHIS2 {address} (root {root}) from database cluster {cluster}, installation "
        "{installation}",
        fix_by=FixBy.NOBODY,
    ),
    define(
        "production_is_elsewhere",
        MessageClass.REFUSED,
        "Sending was allowed for {allowed:message}, but this is {present:message}. Is this a copy?",
        fix_by=FixBy.SYSTEM_OPERATOR,
        action="If it shall send from now on: vlmis push production on.",
    ),
    define(
        "production_was_never_allowed",
        MessageClass.REFUSED,
        "Sending was never allowed, so the first stock day is not known.",
        fix_by=FixBy.SYSTEM_OPERATOR,
        action="Allow it with vlmis push production on --from DAY.",
    ),
    define(
        "no_such_run",
        MessageClass.NOT_FOUND,
        "There is no push run {run}.",
        fix_by=FixBy.USER,
    ),
    define(
        "no_such_batch",
        MessageClass.NOT_FOUND,
        "The run {run} has no batch {number}.",
        fix_by=FixBy.SYSTEM_OPERATOR,
        action="Plan the push again.",
    ),
    define(
        "snapshot_is_gone",
        MessageClass.NOT_FOUND,
        "The snapshot {snapshot:plain} of DHIS2 is no longer kept.",
        fix_by=FixBy.SYSTEM_OPERATOR,
        action="Take a new one.",
    ),
    define(
        "night_is_in_the_future",
        MessageClass.INVALID_INPUT,
        "The night {night} is in the future; today is {today}.",
        fix_by=FixBy.USER,
    ),
    define(
        "another_run_is_sending",
        MessageClass.UNAVAILABLE,
        "Another run is sending to the data set {data_set} at this moment.",
        fix_by=FixBy.NOBODY,
        action="Wait until it has ended.",
    ),
    define(
        "run_was_stopped",
        MessageClass.UNAVAILABLE,
        "This run was stopped, nothing more was sent: {reason}",
        fix_by=FixBy.SYSTEM_OPERATOR,
    ),
    define(
        "run_was_stopped_for_good",
        MessageClass.DHIS2,
        "This run was stopped, nothing more was sent: {reason}",
        fix_by=FixBy.DHIS2_ADMINISTRATOR,
    ),
    define(
        "dhis2_stopped_answering",
        MessageClass.UNAVAILABLE,
        "{address} does not answer ({reason}; then {problem:message}). No attempt was counted.",
        fix_by=FixBy.NOBODY,
        action="Nothing is lost: what was not accepted is sent again.",
    ),
    define(
        "dhis2_gives_no_outcome",
        MessageClass.UNAVAILABLE,
        "{address} answers, but never with an outcome: {reason}. No attempt was counted.",
        fix_by=FixBy.DHIS2_ADMINISTRATOR,
        action="Look into the log of DHIS2. Everything is sent again.",
    ),
    define(
        "deletion_has_no_outcome",
        MessageClass.UNAVAILABLE,
        "{address} gave no clear answer to the deletion of stale values of {day}: {reason}.",
        fix_by=FixBy.NOBODY,
        action="What it still holds is deleted at the next try.",
    ),
    define(
        "production_is_off",
        MessageClass.NOTICE,
        "This is not production (VLMIS_PRODUCTION is off): nothing was sent.",
        fix_by=FixBy.SYSTEM_OPERATOR,
    ),
    define(
        "sending_is_allowed",
        MessageClass.NOTICE,
        "Sending is allowed for {installation:message}, stock days from {push_from}.",
        fix_by=FixBy.NOBODY,
    ),
    define(
        "production_setting_is_missing",
        MessageClass.NOTICE,
        "Set VLMIS_PRODUCTION=true as well: both are needed.",
        fix_by=FixBy.SYSTEM_OPERATOR,
    ),
    define(
        "sending_is_no_longer_allowed",
        MessageClass.NOTICE,
        "Sending is no longer allowed: nothing is sent.",
        fix_by=FixBy.NOBODY,
    ),
    define(
        "sending_was_not_allowed",
        MessageClass.NOTICE,
        "Sending was not allowed before: nothing is sent.",
        fix_by=FixBy.NOBODY,
    ),
    define(
        "push_would_send",
        MessageClass.NOTICE,
        "Sends: {installation:message}",
        fix_by=FixBy.NOBODY,
    ),
    define(
        "push_would_not_send",
        MessageClass.NOTICE,
        "Does not send (VLMIS_PRODUCTION is off): {installation:message}",
        fix_by=FixBy.SYSTEM_OPERATOR,
    ),
    define(
        "dry_run_of_batch",
        MessageClass.NOTICE,
        "{batch}: {accepted} records would be accepted, {refused} refused, {unknown} unknown",
        fix_by=FixBy.NOBODY,
    ),
    define(
        "dry_run_has_no_records",
        MessageClass.NOTICE,
        "0 records would be sent.",
        fix_by=FixBy.NOBODY,
    ),
    define(
        "dry_run_stored_nothing",
        MessageClass.NOTICE,
        "Nothing was stored.",
        fix_by=FixBy.NOBODY,
    ),
    define(
        "stale_values_were_deleted",
        MessageClass.NOTICE,
        "Stale values: {deleted} records deleted, {absent} were gone already, {kept} are kept, "
        "{waiting} wait.",
        fix_by=FixBy.NOBODY,
    ),
)
