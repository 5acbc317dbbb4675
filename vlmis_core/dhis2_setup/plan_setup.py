"""Find what DHIS2 lacks to take the data values of this installation; change nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

from vlmis_core.database import Database
from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.dhis2.metadata import read_user
from vlmis_core.dhis2.org_units import read_org_unit_tree
from vlmis_core.dhis2.read_analytics_settings import read_analytics_settings
from vlmis_core.dhis2_setup.metadata import read_found
from vlmis_core.dhis2_setup.model import plan as setup_plan
from vlmis_core.dhis2_setup.model.content import ProductNeed, SetupNeeds
from vlmis_core.dhis2_setup.model.plan import SetupPlan
from vlmis_core.org_units.refresh_org_units import find_root_uid
from vlmis_core.products.select_products import select_products
from vlmis_core.stores.find_stores import list_stores


@dataclass(frozen=True, slots=True)
class SetupChoices:
    """What the settings and the caller decide.

    Attributes:
        data_set: Code or uid of the data set.
        category_codes: Codes of the nine category options, in our order.
        service_user: Username under which the push shall write.
        include_zeros: Whether zeros shall be in the analytics of the whole server.
        add_output_period_types: Whether the period types of the dashboard shall be added.
    """

    data_set: str
    category_codes: Sequence[str]
    service_user: str
    include_zeros: bool = False
    add_output_period_types: bool = False


def plan_setup(database: Database, dhis2: Dhis2Client, choices: SetupChoices) -> SetupPlan:
    """Compare products and stores with what DHIS2 has, as the user of ``dhis2`` sees it.

    Raises:
        Dhis2AccessError: DHIS2 refused the user.
        PermanentError: the code of a product or category cannot be looked up in DHIS2.
    """
    asking = read_user(dhis2)
    # As a refresh finds it: a new server is set up before the first one.
    tree = read_org_unit_tree(dhis2, known_root=find_root_uid(database))
    needs = read_needs(database, choices, tree.root_uid)
    sees_people = not asking.authorities.isdisjoint({"ALL", "F_USER_VIEW"})
    plan = setup_plan.plan_setup(needs, read_found(dhis2, needs, sees_people=sees_people))
    plan.analytics = read_analytics_settings(dhis2)
    return plan


def read_needs(database: Database, choices: SetupChoices, root_org_unit: str) -> SetupNeeds:
    """What products in use and open stores of this installation ask of DHIS2."""
    return SetupNeeds(
        data_set=choices.data_set,
        category_codes=choices.category_codes,
        products=[
            ProductNeed(product.code, product.name, product.hmis_code)
            for product in select_products(database)
            if product.retired_on is None
        ],
        org_units={
            store.org_unit_uid
            for store in list_stores(database)
            if store.org_unit_uid and store.closed_on is None
        },
        root_org_unit=root_org_unit,
        service_user=choices.service_user,
    )
