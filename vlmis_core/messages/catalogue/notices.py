"""What people are told of by e-mail or chat."""

from vlmis_core.messages.definition import FixBy, MessageClass, define, plural

MESSAGES = (
    *define(
        MessageClass.NOTICE,
        FixBy.SYSTEM_OPERATOR,
        run_has_failed="The run {run} of {dag} failed in the task {task}: {reason:message}",
        day_was_not_frozen=(
            "The stock day {day} was not frozen. The task {task} failed: {reason:message}",
            "Later days wait until this day is frozen.",
        ),
        push_has_stopped=(
            "The push of {night} stopped. The task {task} failed: {reason:message}",
            "What did not reach DHIS2 is sent at the next push.",
        ),
        run_is_late="The run {run} of {dag} is late: it is not finished.",
        digest_of_day="Digest of {day}",
        task_failed_by_error_type="{type}. The log of the task has the details.",
    ),
    *define(
        MessageClass.INVALID_INPUT,
        FixBy.USER,
        not_an_email_address=("This is not an e-mail address.", "Write it like amina@example.org."),
        notice_is_not_for_role="None of your roles allows the notice “{kind:notice_kind}”.",
    ),
    *define(MessageClass.NOTICE, FixBy.NOBODY, choice_of_notices="your choice of notices"),
    *define(
        MessageClass.REFUSED,
        FixBy.SYSTEM_OPERATOR,
        notices_need_an_account=(
            "Notices are sent to people with an account; a break-glass login has none.",
            "Log in with your own account.",
        ),
        channel_is_unknown=(
            "VLMIS_NOTICE_CHANNELS has no channel {channel}.",
            "vlmis notices test without a name tests every channel.",
        ),
        notice_mail_is_not_set=("VLMIS_NOTICE_MAIL is not set.", "Set it; see .env.example."),
        no_channel_is_set=(
            "No channel is set: nobody is told of a failed run.",
            "Set VLMIS_NOTICE_CHANNELS; see .env.example.",
        ),
    ),
    *define(
        MessageClass.NOTICE,
        FixBy.NOBODY,
        test_of_channel="This is a test. Notices of failed and late runs arrive here.",
    ),
    *define(
        MessageClass.UNAVAILABLE,
        FixBy.SYSTEM_OPERATOR,
        notices_were_not_taken=(
            plural(
                "A channel did not accept {count} notice; it will be sent again.",
                "Channels did not accept {count} notices; they will be sent again.",
            ),
            "vlmis notices test shows which channels work.",
        ),
    ),
)
