"""Rules about the data elements of products and the org units of stores."""

from collections.abc import Callable, Iterator

from vlmis_core.dhis2_setup.model.access_rules import Breaches
from vlmis_core.dhis2_setup.model.content import ProductNeed
from vlmis_core.dhis2_setup.model.facts import (
    ElementFacts,
    OrgUnitFacts,
    SetupFacts,
    SetupRule,
    Severity,
)
from vlmis_core.messages import Given

_NUMBERS = ("INTEGER", "NUMBER")
_ERROR, _WARNING = Severity


def _elements(facts: SetupFacts) -> Iterator[tuple[ProductNeed, str, ElementFacts]]:
    for product in facts.products:
        uid = product.hmis_code
        if facts.data_set is not None and uid is not None and uid in facts.elements:
            yield product, uid, facts.elements[uid]


def _each_element(
    is_broken: Callable[[SetupFacts, str, ElementFacts], bool], *shown: str
) -> Callable[[SetupFacts], Breaches]:
    """Make a rule of a condition on one data element; ``shown`` are values of it in the message."""

    def find(facts: SetupFacts) -> Breaches:
        for product, uid, element in _elements(facts):
            if is_broken(facts, uid, element):
                more: dict[str, Given] = {name: getattr(element, name) for name in shown}
                yield {"product": product.code, "data_element": element.name, **more}

    return find


def _each_org_unit(
    is_broken: Callable[[SetupFacts, str, OrgUnitFacts], bool],
) -> Callable[[SetupFacts], Breaches]:
    """Make a rule of a condition on the org unit of one store."""

    def find(facts: SetupFacts) -> Breaches:
        for store in facts.stores:
            uid = store.org_unit_uid or ""
            unit = facts.org_units.get(uid)
            if unit is not None and is_broken(facts, uid, unit):
                yield {"store": store.code, "org_unit": unit.name}

    return find


def _uncoded(facts: SetupFacts) -> Breaches:
    for product in facts.products:
        if product.hmis_code is None:
            yield {"product": product.code, "product_name": product.name}


def _unknown_code(facts: SetupFacts) -> Breaches:
    for product in facts.products:
        if facts.data_set is not None and product.hmis_code not in {None, *facts.elements}:
            yield {"product": product.code, "hmis_code": product.hmis_code}


def _is_outside_data_set(facts: SetupFacts, uid: str, _element: ElementFacts) -> bool:
    return facts.data_set is not None and uid not in facts.data_set.elements


def _takes_no_integers(_facts: SetupFacts, _uid: str, element: ElementFacts) -> bool:
    return element.value_type not in _NUMBERS or not element.is_aggregate


def _takes_decimals(_facts: SetupFacts, _uid: str, element: ElementFacts) -> bool:
    return element.value_type == "NUMBER" and element.is_aggregate


def _drops_zeros(facts: SetupFacts, _uid: str, element: ElementFacts) -> bool:
    return not element.is_zero_significant and not facts.has_new_importer


def _leaves_zeros_out(facts: SetupFacts, _uid: str, element: ElementFacts) -> bool:
    return not element.is_zero_significant and facts.has_new_importer


def _sums_no_flows(_facts: SetupFacts, _uid: str, element: ElementFacts) -> bool:
    return element.aggregation_type != "SUM"


def _lacks_categories(facts: SetupFacts) -> Breaches:
    for product, _, element in _elements(facts):
        if element.combo_problems:
            yield {
                "product": product.code,
                "data_element": element.name,
                "problems": element.combo_problems,
            }


def _unattached(facts: SetupFacts) -> Breaches:
    for store in facts.stores:
        if store.org_unit_uid is None:
            yield {"store": store.code, "store_name": store.name}


def _lost(facts: SetupFacts) -> Breaches:
    known = {None, *facts.org_units, *facts.set_aside}
    for store in facts.stores:
        if store.org_unit_uid not in known:
            # The name of an attached store is that of its org unit.
            yield {
                "store": store.code,
                "org_unit": store.name,
                "org_unit_uid": store.org_unit_uid,
            }


def _set_aside(facts: SetupFacts) -> Breaches:
    for store in facts.stores:
        if reason := facts.set_aside.get(store.org_unit_uid or ""):
            yield {"store": store.code, "reason": reason}


def _is_unassigned(facts: SetupFacts, uid: str, _unit: OrgUnitFacts) -> bool:
    return facts.data_set is not None and uid not in facts.data_set.org_units


def _not_open(facts: SetupFacts) -> Breaches:
    for values in _each_org_unit(_is_closed)(facts):
        yield {**values, "day": facts.today}


def _is_closed(facts: SetupFacts, _uid: str, unit: OrgUnitFacts) -> bool:
    opens, closes = unit.opening_date, unit.closed_date
    return bool((opens and opens > facts.today) or (closes and closes < facts.today))


STOCK_RULES = (
    SetupRule("product_has_no_hmis_code", _WARNING, _uncoded),
    SetupRule("hmis_code_is_not_in_dhis2", _ERROR, _unknown_code),
    SetupRule("data_element_is_not_in_data_set", _ERROR, _each_element(_is_outside_data_set)),
    SetupRule(
        "data_element_takes_no_integers", _ERROR, _each_element(_takes_no_integers, "value_type")
    ),
    SetupRule("data_element_takes_decimals", _WARNING, _each_element(_takes_decimals)),
    SetupRule("zeros_are_not_significant", _ERROR, _each_element(_drops_zeros)),
    SetupRule("zeros_are_left_out_of_analytics", _WARNING, _each_element(_leaves_zeros_out)),
    SetupRule("categories_are_missing", _ERROR, _lacks_categories),
    SetupRule("flows_are_not_summed", _WARNING, _each_element(_sums_no_flows, "aggregation_type")),
    SetupRule("store_has_no_org_unit", _WARNING, _unattached),
    SetupRule("org_unit_is_not_in_dhis2", _ERROR, _lost),
    SetupRule("org_unit_is_set_aside", _ERROR, _set_aside),
    SetupRule("org_unit_is_not_assigned", _ERROR, _each_org_unit(_is_unassigned)),
    SetupRule("org_unit_was_not_open", _ERROR, _not_open),
)
