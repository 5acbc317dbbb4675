"""Products and their HMIS Codes."""

from vlmis_core.messages.definition import (
    FixBy,
    MessageClass,
    MessageDefinition,
    Text,
    define,
    plural,
)


def _fault(code: str, text: Text, action: str | None = None) -> MessageDefinition:
    """Define what is wrong with a line or a field about a product."""
    return define(
        code,
        MessageClass.INVALID_INPUT,
        text,
        fix_by=FixBy.STORE_ADMINISTRATOR,
        action=action,
    )


def _refusal(code: str, text: Text, action: str | None = None) -> MessageDefinition:
    return define(code, MessageClass.REFUSED, text, fix_by=FixBy.STORE_ADMINISTRATOR, action=action)


MESSAGES = (
    _fault("product_code_is_taken", "Another product has this code."),
    _fault(
        "product_unit_is_fixed",
        "The stock of the product is recorded in {unit}.",
        "Create another product for another unit.",
    ),
    _fault("hmis_code_is_taken", "Product {product} reports into this data element already."),
    _refusal(
        "product_cannot_be_retired",
        "Product {product} cannot be retired on {day}: {obstacles:list:message}.",
    ),
    _refusal("product_is_retired_since", "it is retired since {day}"),
    _refusal(
        "product_is_held_by_stores",
        plural(
            "{count} store holds some; use it up or count it first",
            "{count} stores hold some; use it up or count it first",
        ),
    ),
    _refusal(
        "product_awaits_returns",
        plural(
            "{count} declared return of it is not acknowledged",
            "{count} declared returns of it are not acknowledged",
        ),
    ),
)
