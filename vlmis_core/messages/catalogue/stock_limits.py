"""Minimum and maximum stock."""

from vlmis_core.messages.definition import FixBy, MessageClass, define, plural

MESSAGES = (
    *define(
        MessageClass.INVALID_INPUT,
        FixBy.STORE_ADMINISTRATOR,
        limit_needs_level_or_store="Limits belong to a level or to a store; name one of them.",
        limit_has_level_and_store=(
            "Limits belong to a level or to a store, not to both.",
            "Write two lines.",
        ),
        limit_of_level_is_in_months=(
            "The limits of a level are in months.",
            "Use minimum_months and maximum_months.",
        ),
        limit_of_store_is_in_units=(
            "The limits of a store are in units of the product.",
            "Use minimum and maximum.",
        ),
        level_is_not_in_the_tree=plural(
            "There is no level {level}: the supply tree has {count} level.",
            "There is no level {level}: the supply tree has {count} levels.",
        ),
        not_a_number_of_months=(
            "This is not a number of months from 0.01 to {limit}.",
            "Write it as in 1.5, with at most two decimals.",
        ),
        minimum_is_above_maximum="The minimum is above the maximum.",
        limit_is_repeated="Line {line:plain} has limits for the same product there.",
    ),
    *define(
        MessageClass.NOT_FOUND,
        FixBy.STORE_ADMINISTRATOR,
        level_has_no_limits="Level {level} has no limits for product {product}.",
        store_has_no_limits="Store {store} has no limits of its own for product {product}.",
    ),
    *define(
        MessageClass.NOTICE,
        FixBy.USER,
        # What was sent; it begins the text of input_refused.
        stock_limits="Stock limits",
    ),
)
