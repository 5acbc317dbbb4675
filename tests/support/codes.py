"""Expect errors by the codes of their messages, not by their texts."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from vlmis_core.errors import BadInputError, TransientError, VlmisError
from vlmis_core.messages import Message, MessageClass, Value


@contextmanager
def raises_code(*codes: str, **values: object) -> Iterator[None]:
    """Expect an error with one code, or a refused input whose faults have these codes.

    ``values`` are some of the values of the first of them. A retry helps where the class of the
    message says so, and nowhere else.
    """
    with pytest.raises(VlmisError) as caught:
        yield
    error = caught.value
    found = [fault.message for fault in error.faults] if isinstance(error, BadInputError) else []
    found = found or [error.message]
    assert [each.code for each in found] == list(codes)
    assert {name: with_codes(found[0].values[name]) for name in values} == values
    is_transient = found[0].message_class is MessageClass.UNAVAILABLE
    assert isinstance(error, TransientError) == is_transient


@contextmanager
def raises_faults(*faults: tuple[int, str, str]) -> Iterator[None]:
    """Expect a refused input with faults of these lines, fields and codes."""
    with pytest.raises(BadInputError) as caught:
        yield
    found = [(fault.line, fault.field, fault.message.code) for fault in caught.value.faults]
    assert found == list(faults)


def with_codes(value: Value) -> object:
    """A value of a message, with codes in place of the messages inside it."""
    if isinstance(value, tuple):
        return [with_codes(each) for each in value]
    return value.code if isinstance(value, Message) else value
