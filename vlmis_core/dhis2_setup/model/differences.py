"""How an object that exists differs from the one that data values need.

Names, descriptions and the like belong to the country and are never a difference.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from vlmis_core.dhis2.expiry_days import day_count
from vlmis_core.dhis2.option_combos import FoundCombos, OptionCombo, find_option_combos
from vlmis_core.dhis2_setup.model.content import (
    DEFAULT_COMBO_NAME,
    SERVICE_AUTHORITIES,
    MetaObject,
    SetupNeeds,
    element_uid,
)
from vlmis_core.messages import Message, message

ATTEMPTS_FIT = 6
"""Expiry days below which fewer than five nights are left to a frozen day."""

_DATA_READ, _DATA_WRITE = 2, 3  # Positions in a sharing string.


@dataclass(frozen=True, slots=True)
class Service:
    """The service user as found, or as it will be made."""

    uid: str
    root_org_unit: str
    found: Mapping[str, Sequence[MetaObject]]

    @property
    def groups(self) -> set[str]:
        """Uids of the groups that it is in already."""
        groups = self.found.get("userGroups", [])
        return {each["id"] for each in groups if self.uid in uids_of(each, "users")}


def find_differences(
    kind: str, existing: MetaObject, wanted: MetaObject, service: Service, needs: SetupNeeds
) -> Iterator[Message]:
    """Yield every difference that matters, with what to do."""
    if kind in _FINDERS:
        yield from _FINDERS[kind](existing, wanted, service, needs)


def option_combos_of(combo: MetaObject, category_codes: Sequence[str]) -> FoundCombos:
    """The nine option combos within a category combo."""
    return find_option_combos(_combos(combo), category_codes)


def options_without_combo(combo: MetaObject, category_codes: Sequence[str]) -> set[str]:
    """Codes of the options for which DHIS2 has generated no combo yet."""
    return set(category_codes) - {code for each in _combos(combo) for code in each.option_codes}


def _combos(combo: MetaObject) -> list[OptionCombo]:
    return [
        OptionCombo(each["id"], tuple(str(o.get("code")) for o in each["categoryOptions"]))
        for each in combo.get("categoryOptionCombos") or []
    ]


def uids_of(each: MetaObject, name: str) -> set[str]:
    """The uids that a property of an object lists."""
    return {one["id"] for one in each.get(name) or []}


def may(right: int, each: MetaObject, service: Service) -> bool:
    """Whether sharing gives the service user a right on the data of an object."""
    sharing = each.get("sharing") or {}
    users, groups = sharing.get("users") or {}, sharing.get("userGroups") or {}
    texts = [sharing.get("public") or ""]
    texts += [users[service.uid]["access"]] if service.uid in users else []
    texts += [groups[uid]["access"] for uid in service.groups if uid in groups]
    return any(text[right : right + 1] in ("r", "w") for text in texts)


def _of_option(
    existing: MetaObject, _wanted: MetaObject, service: Service, _needs: SetupNeeds
) -> Iterator[Message]:
    if not may(_DATA_WRITE, existing, service):
        yield message("category_option_is_not_shared")


def _of_category(
    existing: MetaObject, wanted: MetaObject, _service: Service, _needs: SetupNeeds
) -> Iterator[Message]:
    if lacking := uids_of(wanted, "categoryOptions") - uids_of(existing, "categoryOptions"):
        yield message("category_lacks_options", count=len(lacking))


def _of_combo(
    existing: MetaObject, wanted: MetaObject, _service: Service, _needs: SetupNeeds
) -> Iterator[Message]:
    if uids_of(existing, "categories") != uids_of(wanted, "categories"):
        yield message("category_combination_has_other_categories")


def _of_element(
    existing: MetaObject, _wanted: MetaObject, _service: Service, needs: SetupNeeds
) -> Iterator[Message]:
    if existing.get("domainType") != "AGGREGATE":
        yield message("data_element_is_not_aggregate")
    if existing.get("valueType") != "INTEGER":
        yield message("data_element_is_not_integer", value_type=existing.get("valueType"))
    if existing.get("zeroIsSignificant") is not True:
        yield message("data_element_drops_zeros")
    combo = existing.get("categoryCombo") or {}
    if problems := option_combos_of(combo, needs.category_codes).problems:
        yield message("data_element_lacks_categories", problems=problems)


def _of_data_set(
    existing: MetaObject, wanted: MetaObject, service: Service, needs: SetupNeeds
) -> Iterator[Message]:
    if existing.get("periodType") != "Daily":
        yield message("data_set_is_not_of_days", period_type=existing.get("periodType"))
    if 0 != (days := day_count(existing.get("expiryDays") or 0)) < ATTEMPTS_FIT:
        yield message("data_set_closes_days_early", count=days)
    if (existing.get("categoryCombo") or {}).get("name", DEFAULT_COMBO_NAME) != DEFAULT_COMBO_NAME:
        yield message("data_set_has_own_combination")
    if existing.get("dataInputPeriods"):
        yield message("data_set_lists_input_periods")
    if not (may(_DATA_READ, existing, service) and may(_DATA_WRITE, existing, service)):
        yield message("data_set_is_not_shared")
    products = {p.hmis_code or element_uid(p.code): p.code for p in needs.products}
    wished = [each["dataElement"]["id"] for each in wanted["dataSetElements"]]
    present = {e["dataElement"]["id"] for e in existing.get("dataSetElements") or []}
    if lacking := [products.get(uid, uid) for uid in wished if uid not in present]:
        yield message("data_set_lacks_data_elements", products=lacking)


def _of_role(
    existing: MetaObject, _wanted: MetaObject, _service: Service, _needs: SetupNeeds
) -> Iterator[Message]:
    if lacking := set(SERVICE_AUTHORITIES) - set(existing.get("authorities") or []):
        yield message("user_role_lacks_authorities", authorities=sorted(lacking))


def _of_user(
    existing: MetaObject, _wanted: MetaObject, service: Service, _needs: SetupNeeds
) -> Iterator[Message]:
    held = {a for role in existing.get("userRoles") or [] for a in role.get("authorities") or []}
    if "ALL" not in held and (lacking := set(SERVICE_AUTHORITIES) - held):
        yield message("service_user_lacks_authorities", authorities=sorted(lacking))
    root = service.root_org_unit
    if root not in uids_of(existing, "organisationUnits"):
        yield message("service_user_captures_elsewhere", org_unit_uid=root)
    if root not in uids_of(existing, "dataViewOrganisationUnits"):
        yield message("service_user_views_elsewhere", org_unit_uid=root)
    if existing.get("disabled"):
        yield message("service_user_is_disabled")


def _of_group(
    existing: MetaObject, wanted: MetaObject, _service: Service, _needs: SetupNeeds
) -> Iterator[Message]:
    if not uids_of(wanted, "users") <= uids_of(existing, "users"):
        yield message("service_user_is_no_member")


def _of_indicator(
    existing: MetaObject, wanted: MetaObject, _service: Service, _needs: SetupNeeds
) -> Iterator[Message]:
    if any(existing.get(part) != wanted[part] for part in ("numerator", "denominator")):
        yield message(
            "indicator_has_another_formula",
            numerator=wanted["numerator"],
            denominator=wanted["denominator"],
        )


def _of_visualization(
    existing: MetaObject, wanted: MetaObject, _service: Service, _needs: SetupNeeds
) -> Iterator[Message]:
    if lacking := _shown(wanted) - _shown(existing):
        yield message("visualization_lacks_data", count=len(lacking))


def _of_dashboard(
    existing: MetaObject, wanted: MetaObject, _service: Service, _needs: SetupNeeds
) -> Iterator[Message]:
    if lacking := _items(wanted) - _items(existing):
        yield message("dashboard_lacks_items", count=len(lacking))


def _shown(each: MetaObject) -> set[str]:
    """The uids of the indicators and data sets that a visualization, or a map's layers, show."""
    layers = [each, *(each.get("mapViews") or [])]
    items = [item for layer in layers for item in layer.get("dataDimensionItems") or []]
    rates = [item["reportingRate"]["dataSet"]["id"] for item in items if item.get("reportingRate")]
    return {item["indicator"]["id"] for item in items if item.get("indicator")} | set(rates)


def _items(each: MetaObject) -> set[str]:
    """The uids of the visualizations and maps on a dashboard."""
    items = each.get("dashboardItems") or []
    kinds = ("visualization", "map")
    return {item[kind]["id"] for item in items for kind in kinds if item.get(kind)}


_FINDERS: dict[str, Callable[[MetaObject, MetaObject, Service, SetupNeeds], Iterator[Message]]] = {
    "categoryOptions": _of_option,
    "categories": _of_category,
    "categoryCombos": _of_combo,
    "dataElements": _of_element,
    "dataSets": _of_data_set,
    "userRoles": _of_role,
    "users": _of_user,
    "userGroups": _of_group,
    "indicators": _of_indicator,
    "visualizations": _of_visualization,
    "maps": _of_visualization,
    "dashboards": _of_dashboard,
}
