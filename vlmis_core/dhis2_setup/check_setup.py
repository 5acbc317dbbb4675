"""Check with the service user's own login whether DHIS2 takes the data values and shows them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo, available_timezones

from vlmis_core.database import Database
from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.dhis2.metadata import (
    DataElement,
    DataSet,
    Server,
    read_closed_options,
    read_data_elements,
    read_data_set,
    read_server,
    read_user,
)
from vlmis_core.dhis2.org_units import read_org_unit_tree
from vlmis_core.dhis2.read_analytics_settings import read_analytics_settings
from vlmis_core.dhis2_setup.metadata import read_found, read_token_ends
from vlmis_core.dhis2_setup.model import plan as setup_plan
from vlmis_core.dhis2_setup.model.content import ProductNeed
from vlmis_core.dhis2_setup.model.dashboard import PARTS
from vlmis_core.dhis2_setup.model.facts import (
    DashboardProblem,
    DataSetFacts,
    ElementFacts,
    HiddenStock,
    OrgUnitFacts,
    SetupFacts,
    StoreFacts,
    UserFacts,
)
from vlmis_core.dhis2_setup.model.rules import SetupProblem, find_problems
from vlmis_core.dhis2_setup.plan_setup import SetupChoices, read_needs
from vlmis_core.errors import Dhis2AnswerError
from vlmis_core.org_units.refresh_org_units import find_root_uid
from vlmis_core.products.select_products import select_products
from vlmis_core.stores.find_stores import list_stores


@dataclass(frozen=True, slots=True)
class CheckChoices:
    """What the settings decide: data set, nine codes, country's zone, whether a token logs in."""

    data_set: str
    category_codes: tuple[str, ...]
    zone: ZoneInfo
    uses_token: bool


def check_setup(
    database: Database, dhis2: Dhis2Client, choices: CheckChoices, *, now: datetime
) -> list[SetupProblem]:
    """Read what the rules look at, and return the broken ones; changes nothing.

    Raises:
        Dhis2UnavailableError, Dhis2AccessError: DHIS2 is not reached, or refuses the user.
    """
    return find_problems(_facts(database, dhis2, choices, now))


def _facts(
    database: Database, dhis2: Dhis2Client, choices: CheckChoices, now: datetime
) -> SetupFacts:
    server = read_server(dhis2)
    there = _zone_of(server)
    data_set = _data_set(dhis2, choices.data_set)
    products = tuple(
        ProductNeed(product.code, product.name, product.hmis_code)
        for product in select_products(database)
        if product.retired_on is None
    )
    tree = read_org_unit_tree(dhis2, known_root=find_root_uid(database))
    return SetupFacts(
        version=server.version,
        has_new_importer=server.has_new_importer,
        clock_ahead_seconds=(server.local_time.replace(tzinfo=there) - now).total_seconds(),
        calendar_ahead_minutes=_minutes_ahead(there, choices.zone, now),
        today=server.local_time.date(),
        root_org_unit=tree.root_uid,
        user=_user(dhis2, choices, now),
        data_set=None if data_set is None else _data_set_facts(data_set),
        data_set_setting=choices.data_set,
        closed_options=read_closed_options(dhis2, choices.category_codes),
        analytics=read_analytics_settings(dhis2),
        hidden_stock=select_hidden_stock(database),
        dashboard=tuple(_dashboard(database, dhis2, choices, tree.root_uid)),
        elements=_elements(dhis2, data_set, products, choices),
        org_units={
            unit.uid: OrgUnitFacts(unit.name, unit.path, unit.opening_date, unit.closed_date)
            for unit in tree.units
        },
        set_aside={unit.uid: unit.message for unit in tree.set_aside if unit.uid},
        products=products,
        stores=tuple(
            StoreFacts(store.code, store.name, store.org_unit_uid)
            for store in list_stores(database)
            if store.closed_on is None
        ),
    )


def select_hidden_stock(database: Database) -> tuple[HiddenStock, ...]:
    """Return what dashboards show too much of while they leave zeros out, at the least."""
    with database.transaction() as tx:
        return tuple(tx.rows("dhis2_setup/select_hidden_stock", as_=HiddenStock))


def _dashboard(
    database: Database, dhis2: Dhis2Client, choices: CheckChoices, root_org_unit: str
) -> Iterator[DashboardProblem]:
    """Yield what a set-up would make or name, of indicators and dashboard."""
    wanted = SetupChoices(choices.data_set, choices.category_codes, service_user="")
    needs = read_needs(database, wanted, root_org_unit)
    plan = setup_plan.plan_setup(needs, read_found(dhis2, needs, sees_people=False))
    for kind in PARTS:
        for each in plan.missing.get(kind, []):
            yield DashboardProblem(kind, setup_plan.known_by(each), None)
    for found in plan.differences:
        if found.what.kind in PARTS:
            yield DashboardProblem(found.what.kind, found.what.name, found.message)


def _zone_of(server: Server) -> ZoneInfo:
    return ZoneInfo(server.time_zone if server.time_zone in available_timezones() else "UTC")


def _minutes_ahead(there: ZoneInfo, here: ZoneInfo, now: datetime) -> int:
    moment = now.replace(tzinfo=None)
    ahead = moment.replace(tzinfo=here) - moment.replace(tzinfo=there)
    return round(ahead.total_seconds() / 60)


def _user(dhis2: Dhis2Client, choices: CheckChoices, now: datetime) -> UserFacts:
    user = read_user(dhis2)
    ends = [end for end in read_token_ends(dhis2) if end > now] if choices.uses_token else []
    return UserFacts(
        username=user.username,
        authorities=user.authorities,
        capture_org_units=frozenset(user.capture_org_units),
        # Without org units of their own for viewing, users view where they capture.
        view_org_units=frozenset(user.view_org_units or user.capture_org_units),
        token_days_left=(ends[0] - now).days if ends else None,
    )


def _data_set(dhis2: Dhis2Client, code_or_uid: str) -> DataSet | None:
    try:
        return read_data_set(dhis2, code_or_uid)
    except Dhis2AnswerError:
        return None


def _data_set_facts(data_set: DataSet) -> DataSetFacts:
    return DataSetFacts(
        name=data_set.name,
        period_type=data_set.period_type,
        expiry_days=data_set.expiry_days,
        open_future_periods=data_set.open_future_periods,
        has_input_periods=data_set.has_input_periods,
        attribute_combo=data_set.attribute_combo,
        can_read=data_set.can_read,
        can_write=data_set.can_write,
        elements=frozenset(data_set.combo_by_element),
        org_units=frozenset(data_set.org_unit_uids),
    )


def _elements(
    dhis2: Dhis2Client,
    data_set: DataSet | None,
    products: tuple[ProductNeed, ...],
    choices: CheckChoices,
) -> dict[str, ElementFacts]:
    if data_set is None:
        return {}
    uids = {product.hmis_code for product in products if product.hmis_code}
    found = read_data_elements(dhis2, uids, data_set, choices.category_codes)
    return {element.uid: _element_facts(element) for element in found}


def _element_facts(element: DataElement) -> ElementFacts:
    return ElementFacts(
        name=element.name,
        value_type=element.value_type,
        aggregation_type=element.aggregation_type,
        is_aggregate=element.is_aggregate,
        is_zero_significant=element.is_zero_significant,
        combo_problems=element.combos.problems,
    )
