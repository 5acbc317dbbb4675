"""CSV and spreadsheet files."""

from vlmis_core.messages.definition import FixBy, MessageClass, define, plural

MESSAGES = (
    *define(
        MessageClass.INVALID_INPUT,
        FixBy.USER,
        file_cannot_be_read="The file cannot be read: {detail}.",
        file_is_not_utf8=("This is not UTF-8 text.", "Save the file as CSV UTF-8."),
        file_line_cannot_be_read="The line cannot be read: {detail}.",
        column_is_missing="The column {column} is missing.",
        column_is_unknown="There is no column {column}; the columns are {columns:list}.",
        column_is_repeated="The column {column} is there more than once.",
        line_has_other_field_count=plural(
            "The line has {count} field, the header has {header}.",
            "The line has {count} fields, the header has {header}.",
        ),
    ),
)
