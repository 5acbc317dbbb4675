"""Rules about the data elements of products and the org units of stores."""

from collections.abc import Callable, Iterator

from vlmis_core.delivery.model.hold_reasons import FixBy
from vlmis_core.dhis2_setup.model.content import ProductNeed, last_value_of
from vlmis_core.dhis2_setup.model.facts import (
    ElementFacts,
    OrgUnitFacts,
    SetupFacts,
    SetupRule,
    Severity,
    as_at_the_push,
)

_NUMBERS = ("INTEGER", "NUMBER")
_HELD_PRODUCT, _HELD_STORE = (
    "records of these products are held",
    "records of these stores are held",
)
_DHIS2 = FixBy.DHIS2_ADMINISTRATOR
_WRONG, _WATCH = Severity


def _elements(facts: SetupFacts) -> Iterator[tuple[ProductNeed, str, ElementFacts]]:
    for product in facts.products:
        uid = product.hmis_code
        if facts.data_set is not None and uid is not None and uid in facts.elements:
            yield product, uid, facts.elements[uid]


def _each_element(
    is_broken: Callable[[SetupFacts, str, ElementFacts], bool],
) -> Callable[[SetupFacts], Iterator[str]]:
    def find(facts: SetupFacts) -> Iterator[str]:
        for product, uid, element in _elements(facts):
            if is_broken(facts, uid, element):
                yield f"{product.code} → {element.name}"

    return find


def _each_org_unit(
    is_broken: Callable[[SetupFacts, str, OrgUnitFacts], bool],
) -> Callable[[SetupFacts], Iterator[str]]:
    def find(facts: SetupFacts) -> Iterator[str]:
        for store in facts.stores:
            uid = store.org_unit_uid or ""
            unit = facts.org_units.get(uid)
            if unit is not None and is_broken(facts, uid, unit):
                yield f"{store.code} → {unit.name}"

    return find


def _uncoded(facts: SetupFacts) -> Iterator[str]:
    yield from (product.code for product in facts.products if product.hmis_code is None)


def _unknown_code(facts: SetupFacts) -> Iterator[str]:
    for product in facts.products:
        if facts.data_set is not None and product.hmis_code not in {None, *facts.elements}:
            yield f"{product.code} → {product.hmis_code}"


def _is_outside_data_set(facts: SetupFacts, uid: str, _element: ElementFacts) -> bool:
    return facts.data_set is not None and uid not in facts.data_set.elements


def _takes_no_figures(_facts: SetupFacts, _uid: str, element: ElementFacts) -> bool:
    return element.value_type not in _NUMBERS or not element.is_aggregate


def _takes_decimals(_facts: SetupFacts, _uid: str, element: ElementFacts) -> bool:
    return element.value_type == "NUMBER" and element.is_aggregate


def _drops_zeros(facts: SetupFacts, _uid: str, element: ElementFacts) -> bool:
    return not element.is_zero_significant and not facts.has_new_importer


def _leaves_zeros_out(facts: SetupFacts, _uid: str, element: ElementFacts) -> bool:
    return not element.is_zero_significant and facts.has_new_importer


def _sums_no_flows(_facts: SetupFacts, _uid: str, element: ElementFacts) -> bool:
    return element.aggregation_type != "SUM"


def _sums_balances(facts: SetupFacts, uid: str, element: ElementFacts) -> bool:
    if element.aggregation_type != "SUM" or element.closing_combo is None:
        return False
    expression = last_value_of(uid, element.closing_combo)
    return not any(expression in each for each in facts.balance_expressions)


def _lacks_categories(facts: SetupFacts) -> Iterator[str]:
    for product, _, element in _elements(facts):
        if element.combo_problem:
            yield f"{product.code} → {element.name}: {element.combo_problem}"


def _hides_zeros(facts: SetupFacts) -> Iterator[str]:
    if facts.shows_zeros is False:
        yield "keyIncludeZeroValuesInAnalytics"


def _unattached(facts: SetupFacts) -> Iterator[str]:
    yield from (store.code for store in facts.stores if store.org_unit_uid is None)


def _lost(facts: SetupFacts) -> Iterator[str]:
    for store in facts.stores:
        if store.org_unit_uid and store.org_unit_uid not in facts.org_units:
            yield f"{store.code} → {store.org_unit_uid}"


def _is_unassigned(facts: SetupFacts, uid: str, _unit: OrgUnitFacts) -> bool:
    return facts.data_set is not None and uid not in facts.data_set.org_units


def _is_closed(facts: SetupFacts, _uid: str, unit: OrgUnitFacts) -> bool:
    opens, closes = unit.opening_date, unit.closed_date
    return bool((opens and opens > facts.today) or (closes and closes < facts.today))


STOCK_RULES = (
    as_at_the_push("product_has_no_hmis_code", "they are never reported", _uncoded, _WATCH),
    as_at_the_push("hmis_code_is_not_in_dhis2", _HELD_PRODUCT, _unknown_code),
    as_at_the_push(
        "data_element_is_not_in_data_set", _HELD_PRODUCT, _each_element(_is_outside_data_set)
    ),
    as_at_the_push(
        "data_element_takes_no_integers", _HELD_PRODUCT, _each_element(_takes_no_figures)
    ),
    SetupRule(
        "data_element_takes_decimals", _WATCH, "{}: it is of type NUMBER. Make it INTEGER.",
        "somebody may enter half a dose", _DHIS2, _each_element(_takes_decimals),
    ),
    as_at_the_push("zeros_are_not_significant", _HELD_PRODUCT, _each_element(_drops_zeros)),
    SetupRule(
        "zeros_are_left_out_of_analytics", _WATCH,
        "{}: its zeros are stored, and left out of analytics. Set zeroIsSignificant.",
        "stock-outs are missing on dashboards", _DHIS2, _each_element(_leaves_zeros_out),
    ),
    as_at_the_push("categories_are_missing", _HELD_PRODUCT, _lacks_categories),
    SetupRule(
        "flows_are_not_summed", _WATCH, "{}: set its aggregation type to SUM.",
        "what was received or used in a month is wrong on dashboards", _DHIS2,
        _each_element(_sums_no_flows),
    ),
    SetupRule(
        "balances_are_summed", _WATCH,
        "{}: make an indicator of its closing balance with .aggregationType(LAST), "
        "as vlmis dhis2 setup does.",
        "a closing balance summed over days means nothing", _DHIS2,
        _each_element(_sums_balances),
    ),
    SetupRule(
        "zeros_are_hidden", _WATCH,
        "The system setting {} is off. Switch it on (System Settings, Analytics), "
        "then generate the analytics tables.",
        "every stock-out is invisible on national dashboards", _DHIS2, _hides_zeros,
    ),
    as_at_the_push("store_has_no_org_unit", _HELD_STORE, _unattached, _WATCH),
    as_at_the_push("org_unit_is_not_in_dhis2", _HELD_STORE, _lost),
    as_at_the_push("org_unit_is_not_assigned", _HELD_STORE, _each_org_unit(_is_unassigned)),
    as_at_the_push(
        "org_unit_was_not_open",
        "days on which it is not open are held",
        _each_org_unit(_is_closed),
    ),
)  # fmt: skip
