"""Rules about the server, the service user and the data set."""

from collections.abc import Iterator

from vlmis_core.delivery.model.hold_reasons import FixBy
from vlmis_core.dhis2_setup.model.content import DEFAULT_COMBO_NAME
from vlmis_core.dhis2_setup.model.differences import ATTEMPTS_FIT
from vlmis_core.dhis2_setup.model.facts import SetupFacts, SetupRule, Severity, as_at_the_push

_OLDEST, _NEWEST = 38, 44  # 2.38 … 2.44: what was read in source, or tried.
_TOKEN_DAYS = 14
_CLOCKS_MAY_DIFFER_SECONDS = 120
_DHIS2, _OPERATOR = FixBy.DHIS2_ADMINISTRATOR, FixBy.SYSTEM_OPERATOR
_WRONG, _WATCH = Severity


def is_below(path: str, org_units: frozenset[str]) -> bool:
    """Whether a path leads through one of some org units."""
    return not org_units.isdisjoint(path.split("/"))


def _minor(facts: SetupFacts) -> int:
    parts = facts.version.split("-")[0].split(".")
    return int(parts[1]) if len(parts) > 1 and parts[1].isdigit() else _NEWEST + 1


def _too_old(facts: SetupFacts) -> Iterator[str]:
    if _minor(facts) < _OLDEST:
        yield facts.version


def _untried(facts: SetupFacts) -> Iterator[str]:
    if _minor(facts) > _NEWEST:
        yield facts.version or "a version that is not told"


def _no_write(facts: SetupFacts) -> Iterator[str]:
    user, data_set = facts.user, facts.data_set
    if user.authorities.isdisjoint({"F_DATAVALUE_ADD", "ALL"}):
        yield f"{user.username} lacks the authority F_DATAVALUE_ADD"
    if data_set is not None and not data_set.can_write:
        yield f"{user.username} may not write {data_set.name}"


def _no_read(facts: SetupFacts) -> Iterator[str]:
    user, data_set = facts.user, facts.data_set
    if data_set is not None and not data_set.can_read:
        yield f"{user.username} may not read {data_set.name}"
    outside = _outside(facts, user.view_org_units)
    if outside:
        yield f"{user.username} may not view {len(outside)} of the stores' org units"


def _not_captured(facts: SetupFacts) -> Iterator[str]:
    yield from _outside(facts, facts.user.capture_org_units)


def _outside(facts: SetupFacts, org_units: frozenset[str]) -> list[str]:
    return [
        f"{store.code} → {unit.name}"
        for store in facts.stores
        if (unit := facts.org_units.get(store.org_unit_uid or ""))
        and not is_below(unit.path, org_units)
    ]


def _not_at_root(facts: SetupFacts) -> Iterator[str]:
    for act, units in (
        ("captures", facts.user.capture_org_units),
        ("views", facts.user.view_org_units),
    ):
        if facts.root_org_unit not in units and not _outside(facts, units):
            yield f"{facts.user.username} {act} below the root only"


def _superuser(facts: SetupFacts) -> Iterator[str]:
    if "ALL" in facts.user.authorities:
        yield facts.user.username


def _no_people(facts: SetupFacts) -> Iterator[str]:
    if facts.user.authorities.isdisjoint({"F_USER_VIEW", "ALL"}):
        yield facts.user.username


def _token_ends(facts: SetupFacts) -> Iterator[str]:
    days = facts.user.token_days_left
    if days is not None and days < _TOKEN_DAYS:
        yield f"A token of {facts.user.username} expires in {days} days"


def _no_data_set(facts: SetupFacts) -> Iterator[str]:
    if facts.data_set is None:
        yield facts.data_set_setting


def _not_daily(facts: SetupFacts) -> Iterator[str]:
    if facts.data_set is not None and facts.data_set.period_type != "Daily":
        yield f"{facts.data_set.name} is {facts.data_set.period_type}"


def _attributes(facts: SetupFacts) -> Iterator[str]:
    data_set = facts.data_set
    if data_set is not None and data_set.attribute_combo != DEFAULT_COMBO_NAME:
        yield f"{data_set.name} has the category combination {data_set.attribute_combo}"


def _input_periods(facts: SetupFacts) -> Iterator[str]:
    if facts.data_set is not None and facts.data_set.has_input_periods:
        yield facts.data_set.name


def _expires_early(facts: SetupFacts) -> Iterator[str]:
    if facts.data_set is not None and 0 != facts.data_set.expiry_days < ATTEMPTS_FIT:
        yield f"{facts.data_set.name}: expiry days {facts.data_set.expiry_days}"


def _expires_tightly(facts: SetupFacts) -> Iterator[str]:
    if facts.data_set is not None and facts.data_set.expiry_days == ATTEMPTS_FIT:
        yield facts.data_set.name


def _no_future(facts: SetupFacts) -> Iterator[str]:
    if facts.data_set is not None and facts.data_set.open_future_periods < 1:
        yield facts.data_set.name


def _clock(facts: SetupFacts) -> Iterator[str]:
    if abs(facts.clock_ahead_seconds) > _CLOCKS_MAY_DIFFER_SECONDS:
        sense = "ahead of" if facts.clock_ahead_seconds > 0 else "behind"
        yield f"{abs(facts.clock_ahead_seconds):.0f} seconds {sense} ours"


def _calendar(facts: SetupFacts) -> Iterator[str]:
    if facts.calendar_ahead_hours:
        sense = "earlier" if facts.calendar_ahead_hours > 0 else "later"
        yield f"{abs(facts.calendar_ahead_hours):g} hours {sense}"


def _closed_options(facts: SetupFacts) -> Iterator[str]:
    yield from facts.closed_options


ACCESS_RULES = (
    SetupRule(
        "version_is_too_old", _WRONG, "DHIS2 {} is older than 2.38. Upgrade it.",
        "its answers were never read", _DHIS2, _too_old,
    ),
    SetupRule(
        "version_is_untried", _WATCH, "DHIS2 {} is newer than 2.44. Try vlmis push --dry-run.",
        "it is taken for the new importer", _OPERATOR, _untried,
    ),
    as_at_the_push("user_may_not_write", "every record is held", _no_write),
    as_at_the_push("user_may_not_read_back", "nothing can be proved to have arrived", _no_read),
    SetupRule(
        "category_option_is_closed", _WRONG,
        "{}: the service user may not write with these category options. Share them.",
        "DHIS2 refuses their figures, and from 2.43 on all others with them", _DHIS2,
        _closed_options,
    ),
    as_at_the_push("org_unit_is_outside_hierarchy", "records of these stores are held",
                   _not_captured),
    SetupRule(
        "user_is_not_at_the_root", _WATCH, "{}. Give the service user the root org unit for both.",
        "the records of a new facility elsewhere will be held", _DHIS2, _not_at_root,
    ),
    SetupRule(
        "user_is_superuser", _WATCH, "{} is a superuser. Give it the two authorities it needs.",
        "whoever gets its password or token owns DHIS2", _DHIS2, _superuser,
    ),
    SetupRule(
        "user_may_not_look_up_people", _WATCH, "{} lacks the authority F_USER_VIEW.",
        "accounts cannot be made or kept current from DHIS2", _DHIS2, _no_people,
    ),
    SetupRule(
        "token_expires_soon", _WATCH, "{}. Make a new one and set VLMIS_DHIS2_TOKEN.",
        "from then on nothing is sent", _OPERATOR, _token_ends,
    ),
    SetupRule(
        "data_set_is_missing", _WRONG,
        "DHIS2 has no data set {}, or does not show it to the service user. "
        "Make or share it, or correct VLMIS_DATA_SET.",
        "nothing can be sent", _DHIS2, _no_data_set,
    ),
    as_at_the_push("data_set_is_not_daily", "every record is held", _not_daily),
    as_at_the_push("data_set_has_attributes", "every record is held", _attributes),
    SetupRule(
        "data_set_has_input_periods", _WRONG,
        "{} has data input periods. Take them out: stock figures are due every day.",
        "days that are not listed are refused, and 2.43.1 refuses those that are", _DHIS2,
        _input_periods,
    ),
    SetupRule(
        "five_attempts_do_not_fit", _WRONG, "{}. Set 7 or more, or 0 for never.",
        "a day is closed before five nights have tried it", _DHIS2, _expires_early,
    ),
    SetupRule(
        "expiry_leaves_no_slack", _WATCH, "{}: expiry days 6. Set 7 or more, or 0 for never.",
        "a freeze that is a day late costs an attempt", _DHIS2, _expires_tightly,
    ),
    SetupRule(
        "today_is_closed", _WATCH, "{}: open future periods 0. Set 1.",
        "a day that is frozen early may still be today for DHIS2", _DHIS2, _no_future,
    ),
    SetupRule(
        "clocks_differ", _WATCH, "The clock of DHIS2 is {}. Let both follow a time server.",
        "days expire by its clock", _DHIS2, _clock,
    ),
    SetupRule(
        "calendars_differ", _WATCH, "A day begins in DHIS2 {} than in VLMIS_TIME_ZONE.",
        "days expire by its calendar; the push reckons with it", _OPERATOR, _calendar,
    ),
)  # fmt: skip
