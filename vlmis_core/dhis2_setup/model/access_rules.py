"""Rules about the server, the service user and the data set."""

from collections.abc import Iterator
from typing import TypeAlias

from vlmis_core.dhis2_setup.model.content import DEFAULT_COMBO_NAME
from vlmis_core.dhis2_setup.model.differences import ATTEMPTS_FIT
from vlmis_core.dhis2_setup.model.facts import OrgUnitFacts, SetupFacts, SetupRule, Severity
from vlmis_core.messages import Given

_OLDEST, _NEWEST = 38, 44  # 2.38 … 2.44: what was read in source, or tried.
_TOKEN_DAYS = 14
_CLOCKS_MAY_DIFFER_SECONDS = 120
_ERROR, _WARNING = Severity

Breaches: TypeAlias = Iterator[dict[str, Given]]
"""The values of one message for each breach of a rule."""


def is_below(path: str, org_units: frozenset[str]) -> bool:
    """Tell whether a path leads through one of some org units."""
    return not org_units.isdisjoint(path.split("/"))


def _minor(facts: SetupFacts) -> int:
    parts = facts.version.split("-")[0].split(".")
    return int(parts[1]) if len(parts) > 1 and parts[1].isdigit() else _NEWEST + 1


def _too_old(facts: SetupFacts) -> Breaches:
    if _minor(facts) < _OLDEST:
        yield {"version": facts.version}


def _untried(facts: SetupFacts) -> Breaches:
    if _minor(facts) > _NEWEST:
        yield {"version": facts.version or None}


def _no_write(facts: SetupFacts) -> Breaches:
    user, data_set = facts.user, facts.data_set
    lacks_authority = user.authorities.isdisjoint({"F_DATAVALUE_ADD", "ALL"})
    if lacks_authority or (data_set is not None and not data_set.can_write):
        name = data_set.name if data_set else facts.data_set_setting
        yield {"username": user.username, "data_set": name}


def _no_read(facts: SetupFacts) -> Breaches:
    user, data_set = facts.user, facts.data_set
    is_refused = data_set is not None and not data_set.can_read
    if is_refused or any(_outside(facts, user.view_org_units)):
        name = data_set.name if data_set else facts.data_set_setting
        yield {"username": user.username, "data_set": name}


def _not_captured(facts: SetupFacts) -> Breaches:
    for store, unit in _outside(facts, facts.user.capture_org_units):
        yield {"store": store, "org_unit": unit.name}


def _outside(facts: SetupFacts, org_units: frozenset[str]) -> Iterator[tuple[str, OrgUnitFacts]]:
    for store in facts.stores:
        unit = facts.org_units.get(store.org_unit_uid or "")
        if unit and not is_below(unit.path, org_units):
            yield store.code, unit


def _below_the_root(facts: SetupFacts, org_units: frozenset[str]) -> Breaches:
    if facts.root_org_unit not in org_units and not any(_outside(facts, org_units)):
        yield {"username": facts.user.username}


def _captures_below_the_root(facts: SetupFacts) -> Breaches:
    return _below_the_root(facts, facts.user.capture_org_units)


def _views_below_the_root(facts: SetupFacts) -> Breaches:
    return _below_the_root(facts, facts.user.view_org_units)


def _superuser(facts: SetupFacts) -> Breaches:
    if "ALL" in facts.user.authorities:
        yield {"username": facts.user.username}


def _no_people(facts: SetupFacts) -> Breaches:
    if facts.user.authorities.isdisjoint({"F_USER_VIEW", "ALL"}):
        yield {"username": facts.user.username}


def _token_ends(facts: SetupFacts) -> Breaches:
    days = facts.user.token_days_left
    if days is not None and days < _TOKEN_DAYS:
        yield {"username": facts.user.username, "count": days}


def _no_data_set(facts: SetupFacts) -> Breaches:
    if facts.data_set is None:
        yield {"data_set": facts.data_set_setting}


def _not_daily(facts: SetupFacts) -> Breaches:
    data_set = facts.data_set
    if data_set is not None and data_set.period_type != "Daily":
        yield {"data_set": data_set.name, "period_type": data_set.period_type}


def _attributes(facts: SetupFacts) -> Breaches:
    data_set = facts.data_set
    if data_set is not None and data_set.attribute_combo != DEFAULT_COMBO_NAME:
        yield {"data_set": data_set.name, "category_combination": data_set.attribute_combo}


def _input_periods(facts: SetupFacts) -> Breaches:
    if facts.data_set is not None and facts.data_set.has_input_periods:
        yield {"data_set": facts.data_set.name}


def _expires_early(facts: SetupFacts) -> Breaches:
    if facts.data_set is not None and 0 != facts.data_set.expiry_days < ATTEMPTS_FIT:
        yield {"data_set": facts.data_set.name, "count": facts.data_set.expiry_days}


def _expires_tightly(facts: SetupFacts) -> Breaches:
    if facts.data_set is not None and facts.data_set.expiry_days == ATTEMPTS_FIT:
        yield {"data_set": facts.data_set.name}


def _no_future(facts: SetupFacts) -> Breaches:
    if facts.data_set is not None and facts.data_set.open_future_periods < 1:
        yield {"data_set": facts.data_set.name}


def _clock_ahead(facts: SetupFacts) -> Breaches:
    if facts.clock_ahead_seconds > _CLOCKS_MAY_DIFFER_SECONDS:
        yield {"count": round(facts.clock_ahead_seconds)}


def _clock_behind(facts: SetupFacts) -> Breaches:
    if -facts.clock_ahead_seconds > _CLOCKS_MAY_DIFFER_SECONDS:
        yield {"count": round(-facts.clock_ahead_seconds)}


def _days_earlier(facts: SetupFacts) -> Breaches:
    if facts.calendar_ahead_minutes > 0:
        yield {"count": facts.calendar_ahead_minutes}


def _days_later(facts: SetupFacts) -> Breaches:
    if facts.calendar_ahead_minutes < 0:
        yield {"count": -facts.calendar_ahead_minutes}


def _closed_options(facts: SetupFacts) -> Breaches:
    for code in facts.closed_options:
        yield {"category_option": code}


ACCESS_RULES = (
    SetupRule("version_is_too_old", _ERROR, _too_old),
    SetupRule("version_is_untried", _WARNING, _untried),
    SetupRule("user_may_not_write", _ERROR, _no_write),
    SetupRule("user_may_not_read_back", _ERROR, _no_read),
    SetupRule("category_option_is_closed", _ERROR, _closed_options),
    SetupRule("org_unit_is_outside_hierarchy", _ERROR, _not_captured),
    SetupRule("user_does_not_capture_at_the_root", _WARNING, _captures_below_the_root),
    SetupRule("user_does_not_view_at_the_root", _WARNING, _views_below_the_root),
    SetupRule("user_is_superuser", _WARNING, _superuser),
    SetupRule("user_may_not_look_up_people", _WARNING, _no_people),
    SetupRule("token_expires_soon", _WARNING, _token_ends),
    SetupRule("data_set_is_missing", _ERROR, _no_data_set),
    SetupRule("data_set_is_not_daily", _ERROR, _not_daily),
    SetupRule("data_set_has_attributes", _ERROR, _attributes),
    SetupRule("data_set_has_input_periods", _ERROR, _input_periods),
    SetupRule("five_attempts_do_not_fit", _ERROR, _expires_early),
    SetupRule("expiry_leaves_no_slack", _WARNING, _expires_tightly),
    SetupRule("today_is_closed", _WARNING, _no_future),
    SetupRule("clock_is_ahead", _WARNING, _clock_ahead),
    SetupRule("clock_is_behind", _WARNING, _clock_behind),
    SetupRule("days_begin_earlier", _WARNING, _days_earlier),
    SetupRule("days_begin_later", _WARNING, _days_later),
)
