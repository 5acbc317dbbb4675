"""The push: planning, sending, reading back, sending again."""

from vlmis_core.messages.definition import FixBy, MessageClass, define

MESSAGES = (
    *define(
        MessageClass.REFUSED,
        FixBy.SYSTEM_OPERATOR,
        production_is_not_allowed=(
            "VLMIS_PRODUCTION is on, but nobody has allowed sending to this DHIS2.",
            "Allow it with vlmis push production on.",
        ),
        production_is_elsewhere=(
            "Sending was allowed for {allowed:message}, but this is {present:message}. Is this a "
            "copy?",
            "If it shall send from now on: vlmis push production on.",
        ),
        production_was_never_allowed=(
            "Sending was never allowed, so the first stock day is not known.",
            "Allow it with vlmis push production on --from DAY.",
        ),
    ),
    *define(
        MessageClass.NOTICE,
        FixBy.NOBODY,
        installation_and_server=(
            "DHIS2 {address} (root {root}) from database cluster {cluster}, installation "
            "{installation}"
        ),
        sending_is_allowed=(
            "Sending is allowed for {installation:message}, stock days from {push_from}."
        ),
        sending_is_no_longer_allowed="Sending is no longer allowed: nothing is sent.",
        sending_was_not_allowed="Sending was not allowed before: nothing is sent.",
        push_would_send="Sends: {installation:message}",
        dry_run_of_batch=(
            "{batch}: {accepted} records would be accepted, {refused} refused, {unknown} unknown"
        ),
        dry_run_has_no_records="0 records would be sent.",
        dry_run_stored_nothing="Nothing was stored.",
        stale_values_were_deleted=(
            "Stale values: {deleted} records deleted, {absent} were gone already, {kept} are kept, "
            "{waiting} wait."
        ),
    ),
    *define(
        MessageClass.NOT_FOUND,
        FixBy.USER,
        no_such_run="There is no push run {run}.",
    ),
    *define(
        MessageClass.NOT_FOUND,
        FixBy.SYSTEM_OPERATOR,
        no_such_batch=("The run {run} has no batch {number}.", "Plan the push again."),
        snapshot_is_gone=(
            "The snapshot {snapshot:plain} of DHIS2 is no longer kept.",
            "Take a new one.",
        ),
    ),
    *define(
        MessageClass.INVALID_INPUT,
        FixBy.USER,
    ),
    *define(
        MessageClass.UNAVAILABLE,
        FixBy.NOBODY,
        another_run_is_sending=(
            "Another run is sending to the data set {data_set} at this moment.",
            "Wait until it has ended.",
        ),
        dhis2_stopped_answering=(
            "{address} does not answer ({reason:message}; then {problem:message}). No attempt was "
            "counted.",
            "Nothing is lost: what was not accepted is sent again.",
        ),
        deletion_has_no_outcome=(
            "{address} gave no clear answer to the deletion of stale values of {day}: "
            "{reason:message}.",
            "What it still holds is deleted at the next try.",
        ),
    ),
    *define(
        MessageClass.UNAVAILABLE,
        FixBy.SYSTEM_OPERATOR,
        run_was_stopped="This run was stopped, nothing more was sent: {reason:message}",
    ),
    *define(
        MessageClass.DHIS2,
        FixBy.DHIS2_ADMINISTRATOR,
        run_was_stopped_for_good="This run was stopped, nothing more was sent: {reason:message}",
    ),
    *define(
        MessageClass.UNAVAILABLE,
        FixBy.DHIS2_ADMINISTRATOR,
        dhis2_gives_no_outcome=(
            "{address} answers, but never with an outcome: {reason:message}. No attempt was "
            "counted.",
            "Look into the log of DHIS2. Everything is sent again.",
        ),
    ),
    *define(
        MessageClass.NOTICE,
        FixBy.SYSTEM_OPERATOR,
        production_is_off="This is not production (VLMIS_PRODUCTION is off): nothing was sent.",
        production_setting_is_missing="Set VLMIS_PRODUCTION=true as well: both are needed.",
        push_would_not_send="Does not send (VLMIS_PRODUCTION is off): {installation:message}",
    ),
)
