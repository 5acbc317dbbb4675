"""People for the tests of accounts and logins."""

from collections.abc import Iterator

import pytest

from tests.support.people import People, people_of
from tests.support.postgres import TestDatabase


@pytest.fixture
def people(vlmis: TestDatabase) -> Iterator[People]:
    """The demo's users in a running stand-in, and nobody with an account here yet."""
    with people_of(vlmis) as made:
        yield made
