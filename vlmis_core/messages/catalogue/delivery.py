"""The push: planning, sending, reading back, its summary, days about to close, sending again."""

from vlmis_core.messages.definition import FixBy, MessageClass, define, plural

MESSAGES = (
    *define(
        MessageClass.REFUSED,
        FixBy.SYSTEM_OPERATOR,
        production_setting_is_off=(
            "VLMIS_PRODUCTION is off in this deployment.",
            "Set VLMIS_PRODUCTION=true where records are to be sent.",
        ),
        production_is_not_allowed=(
            "Nobody has allowed sending to this DHIS2.",
            "Allow it with vlmis push production on.",
        ),
        production_is_not_on_for_request=(
            "Production is not switched on for {address} in this database.",
            "Allow it with vlmis push production on.",
        ),
        production_was_switched_off=(
            "{person} switched production off, {at:instant}.",
            "To send again: vlmis push production on.",
        ),
        database_is_a_copy=(
            "Sending was allowed in database cluster {allowed}, and this is database cluster "
            "{present}: a restored copy, or a database that was moved.",
            "If this one is to send from now on: vlmis push production on.",
        ),
        installation_is_another=(
            "Sending was allowed for installation {allowed}, and this is installation {present}. "
            "Is this a copy?",
            "If this one is to send from now on: vlmis push production on.",
        ),
        dhis2_is_another=(
            "Sending was allowed to DHIS2 {allowed}, and this deployment names {present}.",
            "If records are to go there from now on: vlmis push production on.",
        ),
        dhis2_has_another_root=(
            "Sending was allowed to a DHIS2 with root org unit {allowed}, and this one has "
            "{present}.",
            "If records are to go there from now on: vlmis push production on.",
        ),
        production_was_never_allowed=(
            "Sending was never allowed, so the first stock day is not known.",
            "Allow it with vlmis push production on --from DAY.",
        ),
    ),
    *define(
        MessageClass.REFUSED,
        FixBy.USER,
        first_day_is_kept=(
            "Stock days are sent from {present}; switching production on does not change that.",
            "Leave the day out, or change it first: vlmis push production first-day {wanted}.",
        ),
        first_day_is_not_chosen=(
            "No first stock day to send was chosen yet.",
            "It is chosen when production is switched on: vlmis push production on --from DAY.",
        ),
        first_day_is_the_same="Stock days are sent from {present} already.",
        first_day_was_changed_meanwhile=(
            "Stock days are sent from {present} meanwhile, not from {seen}.",
            "Look again at what the change would mean.",
        ),
        change_was_not_confirmed="Nothing was changed.",
    ),
    *define(
        MessageClass.NOTICE,
        FixBy.NOBODY,
        first_day_is_now="Stock days are sent from {day}.",
        first_day_would_be_earlier=plural(
            "Stock days would be sent from {day} instead of {present}: {count} record of frozen "
            "days before {present} that was never sent goes to DHIS2 with the next push.",
            "Stock days would be sent from {day} instead of {present}: {count} records of frozen "
            "days before {present} that were never sent go to DHIS2 with the next push.",
        ),
        first_day_would_be_later=plural(
            "Stock days would be sent from {day} instead of {present}: {count} record of frozen "
            "days before {day} that was never sent is not sent any more, unless it is requeued.",
            "Stock days would be sent from {day} instead of {present}: {count} records of frozen "
            "days before {day} that were never sent are not sent any more, unless they are "
            "requeued.",
        ),
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
        sender_was_interrupted=(
            "The sender was interrupted before the answer was written down.",
            "What the request stored is read back; what is not there is sent again.",
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
    *define(
        MessageClass.INVALID_INPUT,
        FixBy.USER,
        requeue_is_too_wide_to_delete=(
            "Stale values are deleted only for a product or a store with both days, or for "
            "remapped records.",
            "Add --product or --store with --from and --to, or --remapped; vlmis push remapped "
            "lists the records.",
        ),
        posted_or_remapped="Use only one of --posted, --remapped and --differences.",
        not_a_recording="The file is not a recorded conversation ({problem}).",
        recording_has_no_data_values="The request of the recording holds no list of data values.",
    ),
    *define(
        MessageClass.REFUSED,
        FixBy.USER,
        only_people_requeue="Only people may have records sent again: vlmis requeue.",
        no_record_to_requeue=(
            "No record of this choice can be sent again.",
            "See vlmis why-not for failed records and vlmis push remapped for remapped ones. Add "
            "--posted for records that are in DHIS2, --withdrawn for withdrawn ones, and both days "
            "for days before the first that is sent.",
        ),
        no_record_to_withdraw=(
            "No record of this choice can be withdrawn.",
            "Only what waits, is on hold, was refused or has failed can be; see vlmis why-not.",
        ),
        withdrawal_names_nothing=(
            "A withdrawal must name its records.",
            "Give a store, a product or a day.",
        ),
        nothing_was_confirmed=(
            "Nothing was changed, because nobody confirmed it.",
            "Answer y, or add --yes.",
        ),
    ),
    *define(
        MessageClass.NOTICE,
        FixBy.NOBODY,
        records_will_be_requeued=plural(
            "{count} record will be sent again (stores: {stores}; stock days {first_day} to "
            "{last_day}).",
            "{count} records will be sent again (stores: {stores}; stock days {first_day} to "
            "{last_day}).",
        ),
        stale_values_would_be_deleted=(
            "After that, their stale values at old targets will be deleted in DHIS2."
        ),
        records_will_be_withdrawn=(
            plural(
                "{count} record will be withdrawn (stores: {stores}; stock days {first_day} to "
                "{last_day}).",
                "{count} records will be withdrawn (stores: {stores}; stock days {first_day} to "
                "{last_day}).",
            ),
            "They are sent no more unless somebody sends them again.",
        ),
        records_were_withdrawn=(
            plural("{count} record was withdrawn.", "{count} records were withdrawn."),
            "vlmis requeue --withdrawn sends them again.",
        ),
        records_were_requeued=plural(
            "{count} record is sent again at the next push.",
            "{count} records are sent again at the next push.",
        ),
        remapped_records_were_requeued=plural(
            "{count} of them under a new HMIS Code or org unit.",
            "{count} of them under a new HMIS Code or org unit.",
        ),
        stale_values_will_be_deleted=plural(
            "The stale values of {count} record are deleted in DHIS2 once its new ones are "
            "posted; vlmis push remapped shows what waits.",
            "The stale values of {count} records are deleted in DHIS2 once their new ones are "
            "posted; vlmis push remapped shows what waits.",
        ),
    ),
    *define(
        MessageClass.NOTICE,
        FixBy.DHIS2_ADMINISTRATOR,
        day_closes_soon=(
            plural(
                "DHIS2 closes {day} in {count} hour ({closes_at:instant}); {records} records are "
                "not there, pushes left: {pushes}.",
                "DHIS2 closes {day} in {count} hours ({closes_at:instant}); {records} records are "
                "not there, pushes left: {pushes}.",
            ),
            "vlmis why-not shows who can fix what.",
        ),
        expiry_days_are_too_few=(
            plural(
                "DHIS2 closes a day {count} day after its end; five attempts fit only with "
                "{needed} expiry days or more, and one more for each day that the freeze is late.",
                "DHIS2 closes a day {count} days after its end; five attempts fit only with "
                "{needed} expiry days or more, and one more for each day that the freeze is late.",
            ),
            "Raise the expiry days of the data set.",
        ),
    ),
    *define(
        MessageClass.NOT_FOUND,
        FixBy.USER,
        push_request_not_found="There is no request {request_id:plain}.",
    ),
    *define(
        MessageClass.NOTICE,
        FixBy.NOBODY,
        push_summary=plural(
            "Night {night}: {count} record posted and read back equal ({values} values), {refused} "
            "refused, {exhausted} failed, {unsettled} without proof; {requests} requests, "
            "{differing} values differ in DHIS2.",
            "Night {night}: {count} records posted and read back equal ({values} values), "
            "{refused} refused, {exhausted} failed, {unsettled} without proof; {requests} "
            "requests, {differing} values differ in DHIS2.",
        ),
        holds_of_reason=plural(
            "On hold: {count} record, issues: {holds}. {reason:hold} ({fix_by:fix_by}). For "
            "example: {example:message}",
            "On hold: {count} records, issues: {holds}. {reason:hold} ({fix_by:fix_by}). For "
            "example: {example:message}",
        ),
        records_contradict_preflight=plural(
            "DHIS2 disagrees with preflight about {count} record ({rules:list:hold}): {example}",
            "DHIS2 disagrees with preflight about {count} records ({rules:list:hold}): {example}",
        ),
        holds_contradict_preflight=plural(
            "DHIS2 disagrees with preflight about {count} hold ({rules:list:hold}): {example}",
            "DHIS2 disagrees with preflight about {count} holds ({rules:list:hold}): {example}",
        ),
    ),
)
