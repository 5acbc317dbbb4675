"""Airflow's permissions, as actions of the one matrix. What no table here names is refused."""

from airflow.api_fastapi.auth.managers.models.resource_details import AccessView
from airflow.api_fastapi.common.types import MenuItem

from vlmis_airflow.connections import OF_THE_DEPLOYMENT
from vlmis_core.accounts.roles import Action

VIEWS = {
    AccessView.CLUSTER_ACTIVITY: Action.READ_RUNS,
    AccessView.IMPORT_ERRORS: Action.READ_RUNS,
    AccessView.JOBS: Action.READ_RUNS,
    AccessView.TRIGGERS: Action.READ_RUNS,
    AccessView.PROVIDERS: Action.READ_RUNS,
    AccessView.DOCS: Action.READ_RUNS,
    AccessView.WEBSITE: Action.READ_REPORTS,
    # The bar's own entry of the pages is listed here.
    AccessView.PLUGINS: Action.READ_REPORTS,
}

MENU = {
    MenuItem.REQUIRED_ACTIONS: Action.READ_RUNS,
    MenuItem.ASSETS: Action.READ_RUNS,
    MenuItem.AUDIT_LOG: Action.READ_RUNS,
    MenuItem.DAGS: Action.READ_RUNS,
    MenuItem.DEADLINES: Action.READ_RUNS,
    MenuItem.DOCS: Action.READ_RUNS,
    MenuItem.JOBS: Action.READ_RUNS,
    MenuItem.XCOMS: Action.READ_RUNS,
    MenuItem.POOLS: Action.CONFIGURE_AIRFLOW,
    MenuItem.CONFIG: Action.CONFIGURE_AIRFLOW,
    MenuItem.CONNECTIONS: Action.CONFIGURE_AIRFLOW,
    MenuItem.PLUGINS: Action.CONFIGURE_AIRFLOW,
    MenuItem.PROVIDERS: Action.CONFIGURE_AIRFLOW,
    MenuItem.VARIABLES: Action.CONFIGURE_AIRFLOW,
}


def of_runs(method: str) -> Action:
    """DAGs with all that belongs to them, and assets."""
    return Action.READ_RUNS if method == "GET" else Action.OPERATE_RUNS


def of_connection(connection_id: str | None) -> Action | None:
    """Connections hold passwords; those of the deployment are nobody's here.

    Who may look at one may have it tested, and who has it tested with another host is given its
    password.
    """
    return None if connection_id in OF_THE_DEPLOYMENT else Action.CONFIGURE_AIRFLOW


def of_pools(method: str) -> Action:
    """Pools: how full they are explains a waiting task."""
    return Action.READ_RUNS if method == "GET" else Action.CONFIGURE_AIRFLOW
