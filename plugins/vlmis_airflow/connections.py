"""The Airflow connections of the deployment: made of its settings, shown and changed nowhere."""

import json

from airflow.secrets.base_secrets import BaseSecretsBackend
from sqlalchemy import URL

from vlmis_core.database.addresses import role_url
from vlmis_core.database.roles import PIPELINE
from vlmis_core.settings import Settings, load_settings

VLMIS_CONNECTION = "vlmis_db"
DHIS2_CONNECTION = "dhis2_default"

OF_THE_DEPLOYMENT = frozenset({VLMIS_CONNECTION, DHIS2_CONNECTION})


class DeploymentConnections(BaseSecretsBackend):
    """Gives Airflow the connections of the deployment; the VLMIS settings are their one source."""

    def get_conn_value(self, conn_id: str, team_name: str | None = None) -> str | None:
        """Return a connection as JSON; None for one that is not the deployment's.

        Raises:
            SettingsError: the settings are wrong, or have no password for the pipeline's role.
        """
        if conn_id == VLMIS_CONNECTION:
            return postgres_connection(role_url(load_settings(), PIPELINE))
        if conn_id == DHIS2_CONNECTION:
            return dhis2_connection(load_settings())
        return None


def postgres_connection(url: URL) -> str:
    """Write the connection that leads to ``url``, also through a Unix socket."""
    socket_folder = url.query.get("host")
    return json.dumps(
        {
            "conn_type": "postgres",
            "host": url.host or "",
            "port": url.port,
            "login": url.username,
            "password": str(url.password),
            "schema": url.database,
            "extra": {"sqlalchemy_query": {"host": socket_folder} if socket_folder else {}},
        }
    )


def dhis2_connection(settings: Settings) -> str:
    """Write the connection to DHIS2 as its service user; a token wins over a password."""
    secret = settings.dhis2_token or settings.dhis2_password
    return json.dumps(
        {
            "conn_type": "dhis2",
            "host": settings.dhis2_url or "",
            "login": settings.dhis2_username,
            "password": secret.get_secret_value() if secret else None,
            "extra": {
                "auth": "token" if settings.dhis2_token else "password",
                "timeout": settings.dhis2_timeout_seconds,
            },
        }
    )
