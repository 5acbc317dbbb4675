"""Products and their HMIS Codes."""

from vlmis_core.messages.definition import FixBy, MessageClass, define, plural

MESSAGES = (
    *define(
        MessageClass.INVALID_INPUT,
        FixBy.STORE_ADMINISTRATOR,
        product_code_is_taken="Another product has this code.",
        product_unit_is_fixed=(
            "Quantities of the product are recorded in {unit}; another unit would make them wrong.",
            "Create another product for another unit.",
        ),
        hmis_code_is_taken="Product {product} reports into this data element already.",
    ),
    *define(
        MessageClass.REFUSED,
        FixBy.STORE_ADMINISTRATOR,
        product_cannot_be_retired=(
            "Product {product} cannot be retired on {day}: {obstacles:list:message}."
        ),
        product_is_retired_since="it is retired since {day}",
        product_is_held_by_stores=plural(
            "{count} store holds some; use it up or count it first",
            "{count} stores hold some; use it up or count it first",
        ),
        product_awaits_returns=plural(
            "{count} declared return of it is not acknowledged",
            "{count} declared returns of it are not acknowledged",
        ),
    ),
    *define(
        MessageClass.REFUSED,
        FixBy.STORE_ADMINISTRATOR,
        product_is_tracked=(
            "{product} is tracked by lot from {tracked_from} on; this cannot be changed."
        ),
        tracking_begins_later=(
            "{product} cannot be tracked by lot from {day} on: that day is frozen, or entries "
            "without lots exist for it or a later day.",
            "The earliest day is {earliest}.",
        ),
        tracking_needs_a_day=(
            "The ledger has no first day yet; tracking needs a day.",
            "Name the day from which {product} is to be tracked by lot; from the first day on, the "
            "initial stock has its lots.",
        ),
    ),
    *define(
        MessageClass.NOTICE,
        FixBy.USER,
        # What was sent; it begins the text of input_refused.
        new_product="New product",
        named_product="Product {product}",
    ),
)
