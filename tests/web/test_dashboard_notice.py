"""What administrators are told above the pages: dashboards in DHIS2 that show what is false."""

import pytest

from tests.support.delivery import NIGHT, Delivery, evening
from tests.support.dhis2 import refresh_org_units
from tests.web.site import Site, person
from vlmis_core.accounts.roles import Role

IDS = ("zeros", "period-types")


def notices(site: Site, path: str, role: Role = Role.ADMINISTRATOR) -> dict[str, str]:
    """The notices by their id."""
    page = site.as_person(person(role)).get(f"/vlmis{path}").text
    parts = {name: page.partition(f'id="{name}">')[2].partition("</p>")[0] for name in IDS}
    return {name: text for name, text in parts.items() if text}


@pytest.mark.parametrize("path", ["/", "/maintenance/settings", "/dhis2/next-push"])
def test_administrators_see_what_the_last_refresh_saw_of_analytics(
    site: Site, delivery: Delivery, path: str
) -> None:
    dhis2 = delivery.dhis2
    dhis2.change_setting("keyIncludeZeroValuesInAnalytics", False)
    dhis2.output_period_types = ["Daily"]
    refresh_org_units(delivery.vlmis, delivery.client, evening(NIGHT))
    asked = len(dhis2.requests)

    found = notices(site, path)

    assert len(dhis2.requests) == asked
    assert "too much stock" in found["zeros"]
    assert "output period types Weekly, Monthly" in found["period-types"]
    dhis2.change_setting("keyIncludeZeroValuesInAnalytics", True)
    dhis2.output_period_types = ["Daily", "Weekly", "Monthly"]
    assert notices(site, path) == found
    refresh_org_units(delivery.vlmis, delivery.client, evening(NIGHT))
    assert notices(site, path) == {}


def test_who_is_no_administrator_sees_no_such_notice(site: Site, delivery: Delivery) -> None:
    delivery.dhis2.change_setting("keyIncludeZeroValuesInAnalytics", False)
    refresh_org_units(delivery.vlmis, delivery.client, evening(NIGHT))
    assert notices(site, "/", Role.STORE_KEEPER) == {}
