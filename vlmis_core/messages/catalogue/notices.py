"""What people are told of by e-mail or chat."""

from vlmis_core.messages.definition import FixBy, MessageClass, define

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
        task_failed_by_error_type="{type}. The log of the task has the details.",
    ),
)
