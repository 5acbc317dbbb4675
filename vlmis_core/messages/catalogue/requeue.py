"""Sending records again, remapped records, requests of the push, days about to close."""

from vlmis_core.messages.definition import FixBy, MessageClass, define, plural

MESSAGES = (
    *define(
        MessageClass.INVALID_INPUT,
        FixBy.USER,
        requeue_is_too_wide_to_delete=(
            "Stale values are deleted only for a product or a store with both days, or for "
            "remapped records.",
            "Add --product or --store with --from and --to, or --remapped; vlmis push remapped "
            "lists the records.",
        ),
        posted_or_remapped="Use --posted or --remapped, not both.",
        not_a_recording="The file is not a recorded conversation ({problem}).",
        recording_has_no_data_values="The request of the recording holds no list of data values.",
    ),
    *define(
        MessageClass.REFUSED,
        FixBy.USER,
        no_record_to_requeue=(
            "No record of this choice can be sent again.",
            "See vlmis why-not for failed records and vlmis push remapped for remapped ones. Add "
            "--posted for records that are in DHIS2, and both days for days before the first that "
            "is sent.",
        ),
    ),
    *define(
        MessageClass.NOTICE,
        FixBy.NOBODY,
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
        day_closes_soon=plural(
            "DHIS2 closes {day} in {count} hour ({closes_at:instant}); {records} records are not "
            "there, pushes left: {pushes}.",
            "DHIS2 closes {day} in {count} hours ({closes_at:instant}); {records} records are not "
            "there, pushes left: {pushes}.",
        ),
        expiry_days_are_too_few=plural(
            "DHIS2 closes a day {count} day after its end; five attempts fit only with {needed} "
            "expiry days or more, and one more for each day that the freeze is late.",
            "DHIS2 closes a day {count} days after its end; five attempts fit only with {needed} "
            "expiry days or more, and one more for each day that the freeze is late.",
        ),
    ),
    *define(
        MessageClass.NOT_FOUND,
        FixBy.USER,
        push_request_not_found="There is no request {request_id:plain}.",
    ),
)
