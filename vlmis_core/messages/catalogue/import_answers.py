"""What an answer of DHIS2 to a push or a deletion means; its own words stay as it wrote them."""

from vlmis_core.messages.definition import FixBy, MessageClass, define, plural

MESSAGES = (
    *define(
        MessageClass.NOTICE,
        FixBy.DHIS2_ADMINISTRATOR,
        no_answer_came="no answer came",
        answer_has_http_status="HTTP {status:plain}",
        answer_is_not_json="HTTP {status:plain}, but the body is not whole JSON ({kind})",
        answer_field_not_readable="HTTP {status:plain}, but {field} is {found}",
        import_counts=(
            "{imported} imported, {updated} updated, {ignored} ignored, {deleted} deleted"
        ),
        answer_is_to_dry_run="the answer is to a dry run",
        answer_is_to_no_dry_run="the answer is to no dry run",
        answer_is_to_other_strategy="the answer is to the import strategy {strategy}",
        import_deleted_values=plural(
            "{count} value was deleted, and none was sent for deletion",
            "{count} values were deleted, and none was sent for deletion",
        ),
        import_status_not_known="the import status “{status}” is not known",
        refusal_names_no_sent_value="a refusal names no value that was sent",
        counts_do_not_add_up=(
            "the counts ({counts:message}) do not add up to {sent} values, {refused} of them "
            "refused"
        ),
        success_names_refusals="SUCCESS, but values are named as refused",
        acceptance_is_doubtful=(
            "DHIS2 refused a well-formed day, or stores such a value otherwise than sent"
        ),
        dhis2_answered="DHIS2 answered: {answer}",
        dhis2_error_has_no_reason="DHIS2 answered ERROR without a reason",
        error_does_not_refuse_all=(
            "ERROR, but the counts ({counts:message}) do not refuse everything"
        ),
        nothing_was_stored="nothing was stored: {answer}",
        deletion_does_not_add_up=(
            "DHIS2 answered {answer} ({counts:message}) to {sent} values that were to be deleted"
        ),
        values_were_not_deleted="DHIS2 took the request, but still has the data values",
        old_org_unit_is_not_visible=(
            "the service user may not view the old org unit: give it the right, or delete the "
            "data values by hand"
        ),
        old_data_element_left_data_set=(
            "the data element {data_element_uid} is no longer in the data set, so DHIS2 neither "
            "shows nor deletes its data values: put it back for a night"
        ),
    ),
    *define(
        MessageClass.NOTICE,
        FixBy.NOBODY,
        claimer_is_not_posted=(
            "{claimer} is being sent to the same target; the deletion waits until it is posted"
        ),
        claimer_is_posted=(
            "{claimer} is posted at the same target now; the data values there are its own"
        ),
        old_org_unit_is_gone=(
            "DHIS2 no longer has the org unit {org_unit_uid}, so there is nothing to delete"
        ),
        values_were_changed="{values:list:message}",
        value_was_changed=(
            "{person} stored {found} as {category:category} ({stored_at}; sent was {sent:plain})"
        ),
        value_was_changed_by_somebody=(
            "somebody stored {found} as {category:category} ({stored_at}; sent was {sent:plain})"
        ),
    ),
)
