"""What a file, a form or a request holds, and what is wrong with one of its fields."""

from vlmis_core.messages.definition import FixBy, MessageClass, define, plural

MESSAGES = (
    *define(
        MessageClass.INVALID_INPUT,
        FixBy.USER,
        input_refused=(
            plural(
                "{what}: nothing was saved, {count} error.",
                "{what}: nothing was saved, {count} errors.",
            ),
            plural("Correct it and try again.", "Correct them and try again."),
        ),
        fault_in_line="line {line:plain}, {field} “{value}”: {fault}",
        fault_in_field="{field} “{value}”: {fault}",
        more_errors=plural("… and {count} more error.", "… and {count} more errors."),
        field_is_missing="This field is required.",
        code_is_repeated="This code is on line {line:plain} already.",
        field_is_unknown="There is no field of this name.",
        parameter_is_unknown=(
            "There is no parameter of this name.",
            "The nearest name is “{nearest}”.",
        ),
        address_takes_no_parameters="This address takes no parameters.",
        field_cannot_be_read="This value cannot be read.",
        not_json="The body of the request is not JSON.",
        not_a_date=("This is not a date.", "Write it as in 2026-03-05."),
        not_a_whole_number=(
            "This is not a whole number.",
            "Write at most nine digits, without a decimal separator.",
        ),
        not_true_or_false="This is neither true nor false.",
        not_a_text="This is not a text.",
        not_a_list="This is not a list.",
        not_an_object="This is not an object with named fields.",
        not_one_of_the_choices="This must be one of: {choices:list}.",
        number_is_too_small="The smallest number allowed is {limit}.",
        number_is_too_large="The largest number allowed is {limit}.",
        day_is_out_of_range="The day must be between {first} and {last}.",
        text_is_too_long=plural(
            "At most {count} character is allowed.",
            "At most {count} characters are allowed.",
        ),
        text_is_too_short=plural(
            "At least {count} character is needed.",
            "At least {count} characters are needed.",
        ),
        text_has_forbidden_characters="This has a character that is not allowed here.",
        list_is_too_short=plural(
            "At least {count} line is needed.",
            "At least {count} lines are needed.",
        ),
    ),
)
