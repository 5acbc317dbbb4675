"""Let Python's garbage collector rest while records pass through in bulk."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_OBJECTS_BEFORE_A_COLLECTION = 200_000
"""A part of a batch makes some 30,000; by default, the young ones are walked after every 700."""


@contextmanager
def rare_collection() -> Iterator[None]:
    """Collect seldom inside the block: records hold no cycles, and walking them costs a tenth.

    Not never: what the HTTP client leaves behind is still found in a long batch.
    """
    usual = gc.get_threshold()
    gc.set_threshold(_OBJECTS_BEFORE_A_COLLECTION, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)
