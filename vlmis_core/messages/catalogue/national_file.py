"""The monthly national file."""

from vlmis_core.messages.definition import (
    FixBy,
    MessageClass,
    MessageDefinition,
    Text,
    define,
    plural,
)


def _fault(code: str, text: Text, action: Text | None = None) -> MessageDefinition:
    """Define what is wrong with a line of the national file."""
    return define(code, MessageClass.INVALID_INPUT, text, fix_by=FixBy.USER, action=action)


MESSAGES = (
    define(
        "national_movements_made",
        MessageClass.NOTICE,
        "Movements made from {file}",
        fix_by=FixBy.USER,
    ),
    define(
        "national_stores_made",
        MessageClass.NOTICE,
        "Stores of the national file",
        fix_by=FixBy.USER,
    ),
    define("month_imported", MessageClass.NOTICE, "{month} imported.", fix_by=FixBy.NOBODY),
    define(
        "months_imported",
        MessageClass.NOTICE,
        plural(
            "{count} month imported, {before} imported before.",
            "{count} months imported, {before} imported before.",
        ),
        fix_by=FixBy.NOBODY,
    ),
    _fault(
        "month_was_imported",
        "This month was imported before, with other content.",
        "Correct the ledger by counts or reversals.",
    ),
    _fault("month_is_before_imported", "This month is before {month}, which is imported already."),
    _fault(
        "month_is_before_the_ledger",
        "This month is before the first day of the ledger, {first_day}.",
        "Remove its lines from the file.",
    ),
    _fault("month_is_not_over", "This month is not over on {today}."),
    _fault("month_is_invalid", "This is not a month of a year."),
    _fault(
        "store_of_file_is_unknown",
        "There is no store {store}.",
        "--create-stores creates the missing stores.",
    ),
    _fault(
        "store_has_other_supplier",
        "{store} is supplied by {supplier}; the file says by {expected}.",
    ),
    _fault(
        "product_of_file_is_unknown",
        "There is no product {product}.",
        "--products FILE creates the missing products.",
    ),
    _fault(
        "line_does_not_add_up",
        "Initial + received − distributed + adjustment is {computed}, the file says {end}.",
    ),
    _fault("site_is_in_two_districts", "An earlier line has the site in {region}, {district}."),
    _fault("site_month_is_repeated", "Line {line:plain} has the same site, product and month."),
)
