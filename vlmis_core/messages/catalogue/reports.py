"""Reports and their ranges of days."""

from vlmis_core.messages.definition import (
    FixBy,
    MessageClass,
    MessageDefinition,
    Text,
    define,
    plural,
)


def _refusal(code: str, text: Text, action: str | None = None) -> MessageDefinition:
    return define(code, MessageClass.REFUSED, text, fix_by=FixBy.USER, action=action)


MESSAGES = (
    _refusal(
        "range_ends_before_it_begins",
        "The range ends on {last_day}, before it begins on {first_day}.",
    ),
    _refusal(
        "range_is_too_long",
        plural(
            "The range has {count} day; {most} are allowed.",
            "The range has {count} days; {most} are allowed.",
        ),
        "Shorten it.",
    ),
    _refusal(
        "range_begins_before_the_ledger",
        "The ledger begins on {first_day}.",
        "Choose a later day.",
    ),
    define(
        "reported_day_is_not_frozen",
        MessageClass.NOT_READY,
        "{day} is not frozen yet; the newest frozen day is {newest}.",
        fix_by=FixBy.NOBODY,
        action="Daily operations (vlmis report operations) show what was recorded since.",
    ),
    _refusal(
        "reported_day_is_frozen",
        "{day} is frozen.",
        "See the End-of-Day report (vlmis report eod).",
    ),
    _refusal(
        "chart_needs_a_product",
        "A chart needs a product: quantities of different units cannot be added.",
    ),
    _refusal("stock_card_needs_a_pair", "A stock card needs a store and a product."),
    _refusal(
        "stock_card_is_unknown",
        "There is no store {store} or no product {product}.",
        "vlmis stores tree and vlmis products list show them.",
    ),
    _refusal("stock_card_has_no_stock", "Store {store} never held product {product}."),
)
