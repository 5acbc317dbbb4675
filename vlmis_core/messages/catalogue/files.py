"""CSV and spreadsheet files."""

from vlmis_core.messages.definition import (
    FixBy,
    MessageClass,
    MessageDefinition,
    Text,
    define,
    plural,
)


def _fault(code: str, text: Text, action: Text | None = None) -> MessageDefinition:
    """Define what is wrong with a file, its header or one of its lines."""
    return define(code, MessageClass.INVALID_INPUT, text, fix_by=FixBy.USER, action=action)


MESSAGES = (
    _fault("file_cannot_be_read", "The file cannot be read: {detail}."),
    _fault("file_is_not_utf8", "This is not UTF-8 text.", "Save the file as CSV UTF-8."),
    _fault("file_line_cannot_be_read", "The line cannot be read: {detail}."),
    _fault("column_is_missing", "The column {column} is missing."),
    _fault(
        "column_is_unknown",
        "There is no column {column}; the columns are {columns:list}.",
    ),
    _fault("column_is_repeated", "The column {column} is there more than once."),
    _fault(
        "line_has_other_field_count",
        plural(
            "The line has {count} field, the header has {header}.",
            "The line has {count} fields, the header has {header}.",
        ),
    ),
)
