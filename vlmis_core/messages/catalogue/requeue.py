"""Sending records again, remapped records, requests of the push, days about to close."""

from vlmis_core.messages.definition import FixBy, MessageClass, define, plural

MESSAGES = (
    define(
        "requeue_is_too_wide_to_delete",
        MessageClass.INVALID_INPUT,
        "Stale values are deleted only for a product or a store with both days, or for remapped "
        "records.",
        fix_by=FixBy.USER,
        action="Add --product or --store with --from and --to, or --remapped; vlmis push remapped "
        "lists the records.",
    ),
    define(
        "no_record_to_requeue",
        MessageClass.REFUSED,
        "No record of this choice can be sent again.",
        fix_by=FixBy.USER,
        action="See vlmis why-not for failed records and vlmis push remapped for remapped ones. "
        "Add --posted for records that are in DHIS2, and both days for days before the first that "
        "is sent.",
    ),
    define(
        "posted_or_remapped",
        MessageClass.INVALID_INPUT,
        "Use --posted or --remapped, not both.",
        fix_by=FixBy.USER,
    ),
    define(
        "records_were_requeued",
        MessageClass.NOTICE,
        plural(
            "{count} record is sent again at the next push.",
            "{count} records are sent again at the next push.",
        ),
        fix_by=FixBy.NOBODY,
    ),
    define(
        "remapped_records_were_requeued",
        MessageClass.NOTICE,
        plural(
            "{count} of them under a new HMIS Code or org unit.",
            "{count} of them under a new HMIS Code or org unit.",
        ),
        fix_by=FixBy.NOBODY,
    ),
    define(
        "stale_values_will_be_deleted",
        MessageClass.NOTICE,
        plural(
            "The stale values of {count} record are deleted in DHIS2 once its new ones are posted; "
            "vlmis push remapped shows what waits.",
            "The stale values of {count} records are deleted in DHIS2 once their new ones are "
            "posted; vlmis push remapped shows what waits.",
        ),
        fix_by=FixBy.NOBODY,
    ),
    define(
        "day_closes_soon",
        MessageClass.NOTICE,
        plural(
            "DHIS2 closes {day} in {count} hour ({closes_at:instant}); {records} records are not "
            "there, pushes left: {pushes}.",
            "DHIS2 closes {day} in {count} hours ({closes_at:instant}); {records} records are not "
            "there, pushes left: {pushes}.",
        ),
        fix_by=FixBy.DHIS2_ADMINISTRATOR,
    ),
    define(
        "expiry_days_are_too_few",
        MessageClass.NOTICE,
        plural(
            "DHIS2 closes a day {count} day after its end; five attempts fit only with {needed} "
            "expiry days or more, and one more for each day that the freeze is late.",
            "DHIS2 closes a day {count} days after its end; five attempts fit only with {needed} "
            "expiry days or more, and one more for each day that the freeze is late.",
        ),
        fix_by=FixBy.DHIS2_ADMINISTRATOR,
    ),
    define(
        "push_request_not_found",
        MessageClass.NOT_FOUND,
        "There is no request {request_id:plain}.",
        fix_by=FixBy.USER,
    ),
    define(
        "not_a_recording",
        MessageClass.INVALID_INPUT,
        "The file is not a recorded conversation ({problem}).",
        fix_by=FixBy.USER,
    ),
    define(
        "recording_has_no_data_values",
        MessageClass.INVALID_INPUT,
        "The request of the recording holds no list of data values.",
        fix_by=FixBy.USER,
    ),
)
