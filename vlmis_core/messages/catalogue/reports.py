"""Reports and their ranges of days."""

from vlmis_core.messages.definition import FixBy, MessageClass, define, plural

MESSAGES = (
    *define(
        MessageClass.REFUSED,
        FixBy.USER,
        range_ends_before_it_begins=(
            "The range ends on {last_day}, before it begins on {first_day}."
        ),
        range_is_too_long=(
            plural(
                "The range has {count} day; {most} are allowed.",
                "The range has {count} days; {most} are allowed.",
            ),
            "Shorten it.",
        ),
        range_begins_before_the_ledger=("The ledger begins on {first_day}.", "Choose a later day."),
        reported_day_is_frozen=(
            "{day} is frozen.",
            "See the End-of-Day report (vlmis report eod).",
        ),
        chart_needs_a_product=(
            "A chart needs a product: quantities of different units cannot be added."
        ),
        stock_card_needs_a_pair="A stock card needs a store and a product.",
        stock_card_is_unknown=(
            "There is no store {store} or no product {product}.",
            "vlmis stores tree and vlmis products list show them.",
        ),
        stock_card_has_no_stock="Store {store} never held product {product}.",
    ),
    *define(
        MessageClass.NOT_READY,
        FixBy.NOBODY,
        reported_day_is_not_frozen=(
            "{day} is not frozen yet; the newest frozen day is {newest}.",
            "Daily operations (vlmis report operations) show what was recorded since.",
        ),
        stock_status_is_not_computed=(
            "The stock status of {day} is not computed; the newest day that has one is {newest}.",
            "Choose another day.",
        ),
        month_has_no_indicators=(
            "{month} has no indicators yet.",
            "A month has indicators once all its days are frozen and computed; choose another "
            "month.",
        ),
        no_month_has_indicators=(
            "No month has indicators yet.",
            "The DAG stock_indicators computes them when the last day of a month is frozen.",
        ),
        no_stock_status_is_computed=(
            "No day has its stock status yet.",
            "The DAG stock_indicators computes it after the first day is frozen.",
        ),
    ),
)
