"""A night's push against the stand-in of both importers."""

import pytest

from tests.support.delivery import NEW, OLD, delivering
from tests.support.postgres import TestDatabase

both_importers = pytest.mark.parametrize("version", [OLD, NEW])


@both_importers
def test_everything_accepted_is_posted_after_the_read_back(
    vlmis: TestDatabase, version: str
) -> None:
    with delivering(vlmis, version) as delivery:
        delivery.send(delivery.plan())
        assert delivery.states() == {"pending": delivery.records}
        found = delivery.read_back()
        assert (found.posted, found.values_equal) == (delivery.records, 9 * delivery.records)
        assert delivery.states() == {"posted": delivery.records}
        assert delivery.stored_as_frozen() == delivery.records
