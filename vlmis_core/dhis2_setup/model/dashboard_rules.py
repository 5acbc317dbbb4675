"""Rules about what dashboards show: settings of analytics, indicators, the dashboard itself."""

from vlmis_core.dhis2.analytics_settings import SHOWS_ZEROS
from vlmis_core.dhis2_setup.model.access_rules import Breaches
from vlmis_core.dhis2_setup.model.facts import SetupFacts, SetupRule, Severity

_ERROR, _WARNING = Severity


def _hides_zeros(facts: SetupFacts) -> Breaches:
    if facts.analytics.shows_zeros is False:
        yield {"setting": SHOWS_ZEROS}


def _shows_too_much(facts: SetupFacts) -> Breaches:
    if facts.analytics.shows_zeros is False:
        for each in facts.hidden_stock:
            yield {
                "product": each.product,
                "day": each.day,
                "stock": each.stock,
                "shown": each.shown,
                "count": each.stock_outs,
            }


def _shows_no_flows(facts: SetupFacts) -> Breaches:
    if missing := facts.analytics.missing_period_types:
        yield {"types": list(missing)}


def _is_missing(facts: SetupFacts) -> Breaches:
    for each in facts.dashboard:
        if each.difference is None:
            yield {"kind": each.kind, "name": each.name}


def _differs(facts: SetupFacts) -> Breaches:
    for each in facts.dashboard:
        if each.difference is not None:
            yield {"kind": each.kind, "name": each.name, "difference": each.difference}


DASHBOARD_RULES = (
    SetupRule("zeros_are_hidden", _ERROR, _hides_zeros),
    SetupRule("stock_is_shown_too_high", _ERROR, _shows_too_much),
    SetupRule("output_period_types_are_missing", _ERROR, _shows_no_flows),
    SetupRule("dashboard_part_is_missing", _WARNING, _is_missing),
    SetupRule("dashboard_part_differs", _WARNING, _differs),
)
