"""How an object that exists differs from the one that is needed, as far as figures depend on it.

Names, descriptions and the like are the country's own and never a difference.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from vlmis_core.dhis2.option_combos import FoundCombos, OptionCombo, find_option_combos
from vlmis_core.dhis2_setup.model.content import (
    DEFAULT_COMBO_NAME,
    SERVICE_AUTHORITIES,
    MetaObject,
    SetupNeeds,
    element_uid,
)

ATTEMPTS_FIT = 6
"""Expiry days below which fewer than five nights are left to a frozen day."""

_DATA_READ, _DATA_WRITE = 2, 3  # Positions in a sharing string.
_WORDS = {
    "categoryOptions": "category option",
    "categories": "category",
    "categoryCombos": "category combination",
    "categoryOptionCombos": "category option combination",
    "dataElements": "data element",
    "dataSets": "data set",
    "indicators": "indicator",
    "indicatorTypes": "indicator type",
    "userRoles": "user role",
    "userGroups": "user group",
    "users": "user",
}


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


def described(kind: str, each: MetaObject) -> str:
    """An object in words: what it is, and by what people know it."""
    known_by = each.get("username") or each.get("code") or each.get("name") or ""
    return f"{_WORDS.get(kind, kind)} {known_by} ({each['id']})"


def counted(kind: str, number: int) -> str:
    """So many objects of a type, in words: ``9 category options``."""
    word = _WORDS.get(kind, kind)
    plural = f"{word[:-1]}ies" if word.endswith("y") else f"{word}s"
    return f"{number} {word if number == 1 else plural}"


def find(
    kind: str, existing: MetaObject, wanted: MetaObject, service: Service, needs: SetupNeeds
) -> Iterator[str]:
    """Every difference that matters, as a sentence with what to do."""
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
) -> Iterator[str]:
    if not may(_DATA_WRITE, existing, service):
        yield "the service user may not write values with it. Share it: data capture and view."


def _of_category(
    existing: MetaObject, wanted: MetaObject, _service: Service, _needs: SetupNeeds
) -> Iterator[str]:
    if lacking := uids_of(wanted, "categoryOptions") - uids_of(existing, "categoryOptions"):
        yield f"lacks {len(lacking)} of the nine category options. Add them."


def _of_combo(
    existing: MetaObject, wanted: MetaObject, _service: Service, _needs: SetupNeeds
) -> Iterator[str]:
    if uids_of(existing, "categories") != uids_of(wanted, "categories"):
        yield "is made of other categories than that of stock movements. Give ours another code."


def _of_element(
    existing: MetaObject, _wanted: MetaObject, _service: Service, needs: SetupNeeds
) -> Iterator[str]:
    if existing.get("domainType") != "AGGREGATE":
        yield "is no aggregate data element. Enter the uid of one that is."
    if existing.get("valueType") != "INTEGER":
        yield f"is of type {existing.get('valueType')}; stock figures need INTEGER."
    if existing.get("zeroIsSignificant") is not True:
        yield "does not store zeros (zeroIsSignificant), and with them every stock-out."
    combo = existing.get("categoryCombo") or {}
    if problem := option_combos_of(combo, needs.category_codes).problem:
        yield f"{problem}. Give it the category combination of stock movements."


def _of_data_set(
    existing: MetaObject, wanted: MetaObject, service: Service, needs: SetupNeeds
) -> Iterator[str]:
    if existing.get("periodType") != "Daily":
        yield f"is {existing.get('periodType')}; figures are daily."
    if 0 != int(existing.get("expiryDays") or 0) < ATTEMPTS_FIT:
        yield f"closes a day {existing['expiryDays']:g} days after its end; five attempts need 6."
    if (existing.get("categoryCombo") or {}).get("name", DEFAULT_COMBO_NAME) != DEFAULT_COMBO_NAME:
        yield "has a category combination of its own. Give it the default one."
    if existing.get("dataInputPeriods"):
        yield "has data input periods. Take them out: stock figures are due every day."
    if not (may(_DATA_READ, existing, service) and may(_DATA_WRITE, existing, service)):
        yield "the service user may not write its values. Share it: data capture and view."
    products = {p.hmis_code or element_uid(p.code): p.code for p in needs.products}
    wished = [each["dataElement"]["id"] for each in wanted["dataSetElements"]]
    present = {e["dataElement"]["id"] for e in existing.get("dataSetElements") or []}
    if lacking := [products.get(uid, uid) for uid in wished if uid not in present]:
        yield f"lacks data elements. Add those of {', '.join(lacking)}."


def _of_role(
    existing: MetaObject, _wanted: MetaObject, _service: Service, _needs: SetupNeeds
) -> Iterator[str]:
    if lacking := set(SERVICE_AUTHORITIES) - set(existing.get("authorities") or []):
        yield f"lacks {', '.join(sorted(lacking))}. Add it."


def _of_user(
    existing: MetaObject, _wanted: MetaObject, service: Service, _needs: SetupNeeds
) -> Iterator[str]:
    held = {a for role in existing.get("userRoles") or [] for a in role.get("authorities") or []}
    if "ALL" not in held and (lacking := set(SERVICE_AUTHORITIES) - held):
        yield f"may not {', '.join(sorted(lacking))}. Give it the role of the service user."
    for name, act in (("organisationUnits", "capture"), ("dataViewOrganisationUnits", "view")):
        if service.root_org_unit not in uids_of(existing, name):
            yield f"does not {act} at the root org unit {service.root_org_unit}. Add it."
    if existing.get("disabled"):
        yield "is disabled. Enable it."


def _of_group(
    existing: MetaObject, wanted: MetaObject, _service: Service, _needs: SetupNeeds
) -> Iterator[str]:
    if not uids_of(wanted, "users") <= uids_of(existing, "users"):
        yield "the service user is no member. Add it."


def _of_indicator(
    existing: MetaObject, wanted: MetaObject, _service: Service, _needs: SetupNeeds
) -> Iterator[str]:
    if existing.get("numerator") != wanted["numerator"]:
        yield f"does not take the last closing balance: {wanted['numerator']}."


_FINDERS: dict[str, Callable[[MetaObject, MetaObject, Service, SetupNeeds], Iterator[str]]] = {
    "categoryOptions": _of_option,
    "categories": _of_category,
    "categoryCombos": _of_combo,
    "dataElements": _of_element,
    "dataSets": _of_data_set,
    "userRoles": _of_role,
    "users": _of_user,
    "userGroups": _of_group,
    "indicators": _of_indicator,
}
