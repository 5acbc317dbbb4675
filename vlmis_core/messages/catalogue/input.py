"""What a file, a form or a request holds, and what is wrong with one of its fields."""

from vlmis_core.messages.definition import (
    FixBy,
    MessageClass,
    MessageDefinition,
    Text,
    define,
    plural,
)


def _fault(code: str, text: Text, action: Text | None = None) -> MessageDefinition:
    """Define what is wrong with one field, which is named before the text."""
    return define(code, MessageClass.INVALID_INPUT, text, fix_by=FixBy.USER, action=action)


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
    _fault("field_is_missing", "This field is required."),
    _fault("code_is_repeated", "This code is on line {line:plain} already."),
    _fault("field_is_unknown", "There is no field of this name."),
    _fault(
        "parameter_is_unknown",
        "There is no parameter of this name.",
        "The nearest name is “{nearest}”.",
    ),
    _fault("address_takes_no_parameters", "This address takes no parameters."),
    _fault("field_cannot_be_read", "This value cannot be read."),
    _fault("not_json", "The body of the request is not JSON."),
    _fault("not_a_date", "This is not a date.", "Write it as in 2026-03-05."),
    _fault(
        "not_a_whole_number",
        "This is not a whole number.",
        "Write at most nine digits, without a decimal separator.",
    ),
    _fault("not_true_or_false", "This is neither true nor false."),
    _fault("not_a_text", "This is not a text."),
    _fault("not_a_list", "This is not a list."),
    _fault("not_an_object", "This is not an object with named fields."),
    _fault("not_one_of_the_choices", "This must be one of: {choices:list}."),
    _fault("number_is_too_small", "The smallest number allowed is {limit}."),
    _fault("number_is_too_large", "The largest number allowed is {limit}."),
    _fault("day_is_out_of_range", "The day must be between {first} and {last}."),
    _fault(
        "text_is_too_long",
        plural("At most {count} character is allowed.", "At most {count} characters are allowed."),
    ),
    _fault(
        "text_is_too_short",
        plural("At least {count} character is needed.", "At least {count} characters are needed."),
    ),
    _fault("text_has_forbidden_characters", "This has a character that is not allowed here."),
    _fault(
        "list_is_too_short",
        plural("At least {count} line is needed.", "At least {count} lines are needed."),
    ),
)
