"""What a check of a set-up knows: DHIS2 as the service user sees it, and what we want from it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from vlmis_core.delivery.model.hold_reasons import PREFLIGHT_REASONS, FixBy
from vlmis_core.dhis2_setup.model.content import ProductNeed


class Severity(StrEnum):
    """How much a finding matters."""

    WRONG = "wrong"  # Figures do not arrive.
    WATCH = "watch"  # They arrive; somebody should look.


@dataclass(frozen=True, slots=True)
class UserFacts:
    """The service user."""

    username: str
    authorities: frozenset[str]
    capture_org_units: frozenset[str]
    view_org_units: frozenset[str]
    token_days_left: int | None
    """Until the first of its tokens expires; None without a token, or where it is not told."""


@dataclass(frozen=True, slots=True)
class DataSetFacts:
    """The data set; days as DHIS2 reckons them."""

    name: str
    period_type: str
    expiry_days: int
    open_future_periods: int
    has_input_periods: bool
    attribute_combo: str
    can_read: bool
    can_write: bool
    elements: frozenset[str]
    org_units: frozenset[str]


@dataclass(frozen=True, slots=True)
class ElementFacts:
    """A data element that a product reports into."""

    name: str
    value_type: str
    aggregation_type: str
    is_aggregate: bool
    is_zero_significant: bool
    combo_problem: str
    closing_combo: str | None


@dataclass(frozen=True, slots=True)
class OrgUnitFacts:
    """An org unit of DHIS2."""

    name: str
    path: str
    opening_date: date | None
    closed_date: date | None


@dataclass(frozen=True, slots=True)
class StoreFacts:
    """A store that is not closed."""

    code: str
    org_unit_uid: str | None


@dataclass(frozen=True, slots=True)
class SetupFacts:
    """Everything that the rules look at."""

    version: str
    has_new_importer: bool
    clock_ahead_seconds: float
    """How far the clock of DHIS2 is ahead of ours."""
    calendar_ahead_hours: float
    """How much earlier a day begins there: its time zone against the country's."""
    today: date
    root_org_unit: str
    user: UserFacts
    data_set: DataSetFacts | None
    """None: no such data set, or the user may not see it."""
    data_set_setting: str
    closed_options: tuple[str, ...]
    """Codes of category options with which the user may not write values."""
    shows_zeros: bool | None
    """The setting keyIncludeZeroValuesInAnalytics; None where it is not told."""
    elements: Mapping[str, ElementFacts]
    balance_expressions: tuple[str, ...]
    """Numerators of the indicators that take a last value."""
    org_units: Mapping[str, OrgUnitFacts]
    products: tuple[ProductNeed, ...]
    stores: tuple[StoreFacts, ...]


@dataclass(frozen=True, slots=True)
class SetupRule:
    """One rule; ``find`` names what breaks it, ``sentence`` has a gap for that."""

    code: str
    severity: Severity
    sentence: str
    why: str
    fix_by: FixBy
    find: Callable[[SetupFacts], Iterable[str]]


def as_at_the_push(
    code: str, why: str, find: Callable[[SetupFacts], Iterable[str]],
    severity: Severity = Severity.WRONG,
) -> SetupRule:  # fmt: skip
    """A rule that preflight knows too: the same sentence, the same fix_by."""
    reason = next(each for each in PREFLIGHT_REASONS if each.code == code)
    return SetupRule(code, severity, reason.sentence, why, reason.fix_by, find)
