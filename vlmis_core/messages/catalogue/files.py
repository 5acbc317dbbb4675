"""CSV and spreadsheet files."""

from vlmis_core.messages.definition import FixBy, MessageClass, define, plural

MESSAGES = (
    *define(
        MessageClass.INVALID_INPUT,
        FixBy.USER,
        file_cannot_be_read="The file cannot be read: {detail}.",
        file_has_other_encoding=(
            "This is not text in the encoding {encoding}.",
            "Save the file as CSV UTF-8, or name its encoding: --encoding.",
        ),
        encoding_is_unknown="There is no encoding {encoding}.",
        quote_is_open=(
            "A quotation mark that opens here is never closed.",
            "Close it, or remove it.",
        ),
        quote_is_misplaced=(
            "A quotation mark is inside a field.",
            "Put quotation marks around the whole field, and double each one inside it.",
        ),
        field_is_too_long="A field is longer than {limit} characters.",
        file_has_too_many_faults=(
            "{count} lines cannot be read; what follows was not looked at.",
            "Check that the file is of the kind that was chosen.",
        ),
        sheet_is_too_large=("The spreadsheet is too large.", "Save it as CSV UTF-8."),
        column_is_missing="The column {column} is missing.",
        column_is_unknown=(
            "There is no column {column}. Is {nearest} meant?",
            "Correct the name, or leave the column out: --ignore-column.",
        ),
        column_is_repeated="The column {column} is there more than once.",
        line_has_other_field_count=plural(
            "The line has {count} field, the header has {header}.",
            "The line has {count} fields, the header has {header}.",
        ),
    ),
    *define(
        MessageClass.NOTICE,
        FixBy.NOBODY,
        file_is_only_checked="The file is only checked: nothing is saved.",
    ),
)
