"""The codes that an error carries: what tests compare instead of texts."""

from vlmis_core.errors import BadInputError, VlmisError
from vlmis_core.messages import Message, Value


def fault_codes(error: VlmisError) -> list[str]:
    """The codes of the faults of a file or request, in their order."""
    assert isinstance(error, BadInputError)
    return [fault.message.code for fault in error.faults]


def nested_codes(value: Value) -> list[str]:
    """The codes of the messages inside a value of a message."""
    assert isinstance(value, tuple)
    return [each.code for each in value if isinstance(each, Message)]


def obstacle_codes(error: VlmisError) -> list[str]:
    """The codes of the ``obstacles`` of an error."""
    assert isinstance(error.message, Message)
    return nested_codes(error.message.values["obstacles"])
