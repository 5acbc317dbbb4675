"""The pages over HTTP, on a real database, looked at by a person of any role."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI

from tests.support.country import Country
from tests.support.delivery import NEW, Delivery, delivering
from tests.support.postgres import TestDatabase
from tests.web.site import Site


@pytest.fixture(scope="module")
def app() -> FastAPI:
    """The app of the pages, below /vlmis as Airflow mounts it."""
    from vlmis_airflow.web.app import make_app

    return make_app()


@pytest.fixture
def site(app: FastAPI, vlmis: TestDatabase) -> Site:
    """The pages of a database; who looks at them is said at each visit."""
    return Site(app, vlmis)


@pytest.fixture
def country(vlmis: TestDatabase) -> Country:
    """Three frozen days, an open one, a late entry, a count; C supplies R, R supplies S and T."""
    made = Country(vlmis, stock={"C": 100_000, "R": 300, "S": 5}, today="2026-03-05")
    made.record(
        """
        2026-03-01 distribution_out C 4000 > R
        2026-03-01 distribution_out R 20 > S
        2026-03-01 dispensing       S 7
        2026-03-02 distribution_out R 30 > T
        2026-03-02 arrival          C 50 product=OPV
        2026-03-03 dispensing       S 4
        """
    )
    made.count("2026-03-03", "S", 13)
    made.freeze("2026-03-01", "2026-03-02")
    made.record("2026-03-01 wastage R 3 reason=broken")
    made.freeze("2026-03-03")
    made.record(
        """
        2026-03-05 dispensing S 2
        2026-03-04 wastage    T 1 reason=vvm
        """
    )
    return made


@pytest.fixture
def delivery(vlmis: TestDatabase) -> Iterator[Delivery]:
    """Three sites with one frozen day, beside a DHIS2 stand-in that takes it."""
    with delivering(vlmis, NEW, sites=3) as made:
        yield made
