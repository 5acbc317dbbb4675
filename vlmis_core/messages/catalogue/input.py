"""What a file, a form or a request holds, and what is wrong with one of its fields."""

from vlmis_core.messages.definition import FixBy, MessageClass, define, plural

MESSAGES = (
    define(
        "input_refused",
        MessageClass.INVALID_INPUT,
        plural(
            "{what}: nothing was saved, {count} error.",
            "{what}: nothing was saved, {count} errors.",
        ),
        fix_by=FixBy.USER,
        action=plural("Correct it and try again.", "Correct them and try again."),
    ),
    define(
        "fault_in_line",
        MessageClass.INVALID_INPUT,
        "line {line:plain}, {field} “{value}”: {fault}",
        fix_by=FixBy.USER,
    ),
    define(
        "fault_in_field",
        MessageClass.INVALID_INPUT,
        "{field} “{value}”: {fault}",
        fix_by=FixBy.USER,
    ),
    define(
        "more_errors",
        MessageClass.INVALID_INPUT,
        plural("… and {count} more error.", "… and {count} more errors."),
        fix_by=FixBy.USER,
    ),
)
