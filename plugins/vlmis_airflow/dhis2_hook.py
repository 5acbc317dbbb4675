"""Airflow's connection type ``dhis2``: the HTTP provider's hook, and two ways to sign in."""

from typing import Any

from airflow.providers.http.hooks.http import HttpHook
from airflow.sdk import Connection
from requests import Session
from requests.auth import AuthBase, HTTPBasicAuth

from vlmis_airflow.connections import DHIS2_CONNECTION
from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.dhis2.session import ApiTokenAuth

DEFAULT_TIMEOUT_SECONDS = 120


class Dhis2Hook(HttpHook):
    """Opens DHIS2 as a connection says: base URL, username and password, or an access token."""

    conn_name_attr = "dhis2_conn_id"
    default_conn_name = DHIS2_CONNECTION
    conn_type = "dhis2"
    hook_name = "DHIS2"

    def __init__(self, dhis2_conn_id: str = default_conn_name) -> None:
        """Name the connection; it is looked up when it is needed."""
        super().__init__(http_conn_id=dhis2_conn_id)

    def get_conn(
        self, headers: dict[Any, Any] | None = None, extra_options: dict[str, Any] | None = None
    ) -> Session:
        """Open a session that carries the credentials."""
        session = super().get_conn(headers, extra_options)
        session.headers.pop("auth", None)  # The provider sends extras that it does not know.
        return session

    def client(self) -> Dhis2Client:
        """The client that the services take."""
        session = self.get_conn()
        timeout = self.merged_extra.get("timeout") or DEFAULT_TIMEOUT_SECONDS
        return Dhis2Client(session, self.base_url, timeout_seconds=float(timeout))

    def _extract_auth(self, connection: Connection) -> AuthBase | None:
        if connection.extra_dejson.get("auth") == "token":
            return ApiTokenAuth(connection.password or "")
        # As bytes: requests would write a str in Latin-1, and DHIS2 reads UTF-8.
        username, password = connection.login or "", connection.password or ""
        return HTTPBasicAuth(username.encode(), password.encode())
