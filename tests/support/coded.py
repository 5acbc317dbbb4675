"""Expect errors by the codes of their messages, not by their texts."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from vlmis_core.errors import BadInputError, VlmisError
from vlmis_core.messages import Message


@contextmanager
def raises_code(*codes: str, **values: object) -> Iterator[None]:
    """Expect an error with one code, or a refused input whose faults have these codes.

    ``values`` are some of the values of the first of them.
    """
    with pytest.raises(VlmisError) as caught:
        yield
    error = caught.value
    found = [fault.message for fault in error.faults] if isinstance(error, BadInputError) else []
    if isinstance(error.message, Message) and not found:
        found = [error.message]
    assert [each.code for each in found] == list(codes)
    assert {name: found[0].values[name] for name in values} == values
