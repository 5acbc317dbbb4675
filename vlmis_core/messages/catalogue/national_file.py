"""The monthly national file."""

from vlmis_core.messages.definition import FixBy, MessageClass, define, plural

MESSAGES = (
    *define(
        MessageClass.NOTICE,
        FixBy.USER,
        national_movements_made="Movements made from {file}",
        national_stores_made="Stores of the national file",
    ),
    *define(
        MessageClass.NOTICE,
        FixBy.NOBODY,
        month_imported="{month} imported.",
        site_moved="{site} is supplied by {supplier} from {month} on; before that by {before}.",
        months_imported=plural(
            "{count} month imported, {before} imported before.",
            "{count} months imported, {before} imported before.",
        ),
    ),
    *define(
        MessageClass.INVALID_INPUT,
        FixBy.USER,
        month_was_imported=(
            "This month was imported before, with other content.",
            "Correct the ledger by counts or reversals.",
        ),
        month_is_before_imported="This month is before {month}, which is imported already.",
        month_is_before_the_ledger=(
            "This month is before the first day of the ledger, {first_day}.",
            "Remove its lines from the file.",
        ),
        month_is_not_over="This month is not over on {today}.",
        month_is_invalid="This is not a month of a year.",
        store_of_file_is_unknown=(
            "There is no store {store}.",
            "--create-stores creates the missing stores.",
        ),
        store_has_other_supplier=(
            "{store} is supplied by {supplier}; the file says by {expected}.",
            "If the file is right: vlmis stores move {store} --supplier {expected}.",
        ),
        product_of_file_is_unknown=(
            "There is no product {product}.",
            "--products FILE creates the missing products.",
        ),
        line_does_not_add_up=(
            "Initial + received − distributed + adjustment is {computed}, the file says {end}."
        ),
        site_is_in_two_districts=(
            "Line {line:plain} has the site in {region}, {district} in the same month, {month}.",
            "A site may change its district from one month to the next, not within a month.",
        ),
        site_month_is_repeated="Line {line:plain} has the same site, product and month.",
    ),
)
