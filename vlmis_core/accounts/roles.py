"""The roles that an account can hold, and the one matrix of what each may do."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Role(StrEnum):
    """The role of an account; an account can have several."""

    ADMINISTRATOR = "administrator"
    STORE_KEEPER = "store_keeper"
    VIEW_ONLY = "view_only"
    ANALYST = "analyst"
    DATA_ENGINEER = "data_engineer"


class Action(StrEnum):
    """What a page, a route of the API or a part of Airflow requires permission for."""

    READ_REPORTS = "read_reports"
    READ_DELIVERY = "read_delivery"
    REQUEUE = "requeue"
    RECORD = "record"
    ACKNOWLEDGE = "acknowledge"
    MAINTAIN_PRODUCTS = "maintain_products"
    MAINTAIN_STORES = "maintain_stores"
    MAINTAIN_STOCK_LIMITS = "maintain_stock_limits"
    MAINTAIN_USERS = "maintain_users"
    CHANGE_SETTINGS = "change_settings"
    READ_RUNS = "read_runs"
    OPERATE_RUNS = "operate_runs"
    CONFIGURE_AIRFLOW = "configure_airflow"


MATRIX: Mapping[Role, frozenset[Action]] = MappingProxyType(
    {
        Role.ADMINISTRATOR: frozenset(
            {
                Action.READ_REPORTS,
                Action.READ_DELIVERY,
                Action.REQUEUE,
                Action.RECORD,
                Action.ACKNOWLEDGE,
                Action.MAINTAIN_PRODUCTS,
                Action.MAINTAIN_STORES,
                Action.MAINTAIN_STOCK_LIMITS,
                Action.MAINTAIN_USERS,
                Action.CHANGE_SETTINGS,
                Action.READ_RUNS,
            }
        ),
        Role.STORE_KEEPER: frozenset({Action.READ_REPORTS, Action.RECORD, Action.ACKNOWLEDGE}),
        Role.VIEW_ONLY: frozenset({Action.READ_REPORTS}),
        Role.ANALYST: frozenset({Action.READ_REPORTS, Action.READ_DELIVERY, Action.READ_RUNS}),
        Role.DATA_ENGINEER: frozenset(
            {
                Action.READ_REPORTS,
                Action.READ_DELIVERY,
                Action.REQUEUE,
                Action.READ_RUNS,
                Action.OPERATE_RUNS,
                Action.CONFIGURE_AIRFLOW,
            }
        ),
    }
)
"""The only place that says who may do what; ``docs/access.md`` is generated from it."""

STORE_ROLES = frozenset({Role.STORE_KEEPER, Role.VIEW_ONLY})
"""Bounded by the stores of the account; the other roles reach the whole country."""

OWN_STORE_ACTIONS = frozenset({Action.RECORD, Action.ACKNOWLEDGE})
"""What a store role allows at the stores of the account only, not at those below them."""

MEANING: Mapping[Action, str] = MappingProxyType(
    {
        Action.READ_REPORTS: "stock card, End of Day, daily operations, late entries",
        Action.READ_DELIVERY: "what reached DHIS2, what did not, and why",
        Action.REQUEUE: "send failed or posted records again, withdraw those that can never arrive",
        Action.RECORD: "arrivals, distributions, returns, counts, dispensing, wastage, reversals",
        Action.ACKNOWLEDGE: "confirm what arrived: of a distribution, of a child store's return",
        Action.MAINTAIN_PRODUCTS: "products and their HMIS Codes",
        Action.MAINTAIN_STORES: "stores, their org units and supplying parents",
        Action.MAINTAIN_STOCK_LIMITS: "minimum and maximum stock of levels and stores",
        Action.MAINTAIN_USERS: "accounts, their roles and stores",
        Action.CHANGE_SETTINGS: "org-unit refresh, production switch",
        Action.READ_RUNS: "DAGs, runs, tasks and their logs",
        Action.OPERATE_RUNS: "trigger, clear, pause, approve, backfill",
        Action.CONFIGURE_AIRFLOW: "connections, variables, pools, configuration",
    }
)
