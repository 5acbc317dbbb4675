"""What a check of the set-up looks at: DHIS2 as the service user sees it, stores and products."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from vlmis_core.dhis2.analytics_settings import AnalyticsSettings
from vlmis_core.dhis2_setup.model.content import ProductNeed
from vlmis_core.messages import Given, Message


class Severity(StrEnum):
    """How much a broken rule matters."""

    ERROR = "error"  # Data values do not arrive, or dashboards show them wrongly.
    WARNING = "warning"  # Somebody should look.


@dataclass(frozen=True, slots=True)
class UserFacts:
    """The service user."""

    username: str
    authorities: frozenset[str]
    capture_org_units: frozenset[str]
    view_org_units: frozenset[str]
    token_days_left: int | None
    """Until the first of its tokens expires; None: no token, or the server does not show it."""


@dataclass(frozen=True, slots=True)
class DataSetFacts:
    """The data set; days as DHIS2 counts them."""

    name: str
    period_type: str
    expiry_days: float
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
    combo_problems: tuple[Message, ...]


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
    name: str
    org_unit_uid: str | None


@dataclass(frozen=True, slots=True)
class HiddenStock:
    """What dashboards that leave zeros out show of a product in the country, at the least."""

    product: str
    day: date
    stock: int
    shown: int
    stock_outs: int


@dataclass(frozen=True, slots=True)
class DashboardProblem:
    """An indicator, or a part of the dashboard, that is missing in DHIS2 or differs there."""

    kind: str
    name: str
    difference: Message | None
    """None: it is missing."""


@dataclass(frozen=True, slots=True)
class SetupFacts:
    """Everything that the rules look at."""

    version: str
    has_new_importer: bool
    clock_ahead_seconds: float
    """How far the clock of DHIS2 is ahead of this server's."""
    calendar_ahead_minutes: int
    """How much earlier a day begins there: its time zone against the country's."""
    today: date
    root_org_unit: str
    user: UserFacts
    data_set: DataSetFacts | None
    """None: no such data set, or the user may not see it."""
    data_set_setting: str
    closed_options: tuple[str, ...]
    """Codes of category options with which the user may not write values."""
    analytics: AnalyticsSettings
    hidden_stock: tuple[HiddenStock, ...]
    dashboard: tuple[DashboardProblem, ...]
    elements: Mapping[str, ElementFacts]
    org_units: Mapping[str, OrgUnitFacts]
    set_aside: Mapping[str, Message]
    """Org units that DHIS2 lists and no tree could be made of, and why."""
    products: tuple[ProductNeed, ...]
    stores: tuple[StoreFacts, ...]


@dataclass(frozen=True, slots=True)
class SetupRule:
    """One rule: ``find`` yields, for each breach, the values of the message that has its code."""

    code: str
    severity: Severity
    find: Callable[[SetupFacts], Iterable[Mapping[str, Given]]]
