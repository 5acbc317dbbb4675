"""The auth manager. Airflow imports this module for every command, so it imports little itself."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from airflow.api_fastapi.app import AUTH_MANAGER_FASTAPI_APP_PREFIX
from airflow.api_fastapi.auth.managers.base_auth_manager import BaseAuthManager
from airflow.api_fastapi.auth.managers.models.resource_details import AccessView, ConnectionDetails
from airflow.api_fastapi.common.types import MenuItem
from airflow.models.revoked_token import RevokedToken
from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool
from jwt import InvalidTokenError

from vlmis_airflow.auth import permissions
from vlmis_airflow.auth.user import Session, VlmisUser
from vlmis_core.accounts.roles import Action
from vlmis_core.clock import now
from vlmis_core.settings import load_settings


class VlmisAuthManager(BaseAuthManager[VlmisUser]):
    """People log in with their DHIS2 password; one matrix says what they may do."""

    def get_url_login(self, **kwargs: Any) -> str:
        """The login page of VLMIS, with the page to come back to."""
        url = f"{AUTH_MANAGER_FASTAPI_APP_PREFIX}/login"
        next_url = kwargs.get("next_url")
        return f"{url}?{urlencode({'next': next_url})}" if next_url else url

    def get_fastapi_app(self) -> FastAPI:
        """The login page and the tokens, mounted at ``/auth``."""
        from vlmis_airflow.auth.login_app import make_login_app

        return make_login_app()

    def get_fastapi_middlewares(self) -> list[Any]:
        """What leads people home, keeps other sites from their sessions, and large requests out."""
        from vlmis_airflow.auth.middleware import CrossSiteGuard, WayHome
        from vlmis_airflow.request_bounds import RequestBounds
        from vlmis_airflow.request_heads import bound_request_heads

        bound_request_heads()
        return [(WayHome, {}), (CrossSiteGuard, {}), (RequestBounds, {})]  # The last is outermost.

    def serialize_user(self, user: VlmisUser) -> dict[str, Any]:
        """What a token says: who, in which session, and since when."""
        session = user.session
        return {
            "sub": session.username,
            "sid": session.session_id,
            "began": int(session.began_at.timestamp()),
            "uid": session.dhis2_uid,
            "gen": session.generation,
        }

    def deserialize_user(self, token: dict[str, Any]) -> VlmisUser:
        """The session of a token; the person is read afterwards, see ``get_user_from_token``."""
        return VlmisUser(
            Session(
                username=str(token["sub"]),
                session_id=str(token["sid"]),
                began_at=datetime.fromtimestamp(int(token["began"]), UTC),
                issued_at=datetime.fromtimestamp(int(token["iat"]), UTC),
                dhis2_uid=str(token.get("uid", "")),
                generation=int(token.get("gen", 0)),
            )
        )

    async def get_user_from_token(self, token: str) -> VlmisUser:
        """The person behind a token, as the account is at this moment.

        Raises:
            InvalidTokenError: forged, revoked, or the session has ended.
        """
        user = await super().get_user_from_token(token)
        assert isinstance(user, VlmisUser)
        return await run_in_threadpool(self._admit, user)

    def generate_jwt(
        self, user: VlmisUser, *, expiration_time_in_seconds: int | None = None
    ) -> str:
        """A token that lives as long as VLMIS_SESSION_MINUTES says."""
        seconds = expiration_time_in_seconds or load_settings().session_minutes * 60
        return super().generate_jwt(user, expiration_time_in_seconds=seconds)

    def refresh_user(self, *, user: VlmisUser) -> VlmisUser | None:
        """Renew the cookie of an active person whom DHIS2 confirmed a short time ago."""
        from vlmis_airflow.auth.sessions import is_to_be_renewed

        life = load_settings().session_minutes * 60
        return user if is_to_be_renewed(user, life, now()) else None

    def revoke_token(self, token: str) -> None:
        """End the session of a token, with every token that it was renewed by."""
        from vlmis_airflow.auth.sessions import LONGEST_SESSION

        super().revoke_token(token)
        try:
            claims = self._get_token_validator().validated_claims(token)
        except InvalidTokenError:
            return
        if session_id := claims.get("sid"):
            RevokedToken.revoke(session_id, now() + LONGEST_SESSION)

    def is_authorized_configuration(self, *, user: VlmisUser, **_: Any) -> bool:
        """Airflow's configuration holds passwords."""
        return _may(user, Action.CONFIGURE_AIRFLOW)

    def is_authorized_connection(
        self, *, user: VlmisUser, details: ConnectionDetails | None = None, **_: Any
    ) -> bool:
        """See ``permissions.of_connection``."""
        return _may(user, permissions.of_connection(details.conn_id if details else None))

    def is_authorized_variable(self, *, user: VlmisUser, **_: Any) -> bool:
        """Variables may hold passwords."""
        return _may(user, Action.CONFIGURE_AIRFLOW)

    def is_authorized_pool(self, *, method: str, user: VlmisUser, **_: Any) -> bool:
        """See ``permissions.of_pools``."""
        return _may(user, permissions.of_pools(method))

    def is_authorized_dag(self, *, method: str, user: VlmisUser, **_: Any) -> bool:
        """DAGs, runs, tasks, logs, code, XComs, approvals."""
        return _may(user, permissions.of_runs(method))

    def is_authorized_asset(self, *, method: str, user: VlmisUser, **_: Any) -> bool:
        """Assets and their events."""
        return _may(user, permissions.of_runs(method))

    def is_authorized_asset_alias(self, *, method: str, user: VlmisUser, **_: Any) -> bool:
        """Aliases of assets."""
        return _may(user, permissions.of_runs(method))

    def is_authorized_view(self, *, access_view: AccessView, user: VlmisUser) -> bool:
        """See ``permissions.VIEWS``."""
        return _may(user, permissions.VIEWS.get(access_view))

    def is_authorized_custom_view(self, *, user: VlmisUser, **_: Any) -> bool:
        """There is none: our pages ask the matrix themselves."""
        return False

    def is_authorized_hitl_task(self, *, assigned_users: set[str], user: VlmisUser) -> bool:
        """An approval for which people were named: only they, and only who operates runs."""
        return user.get_id() in assigned_users and _may(user, Action.OPERATE_RUNS)

    def filter_authorized_menu_items(
        self, menu_items: list[MenuItem], *, user: VlmisUser
    ) -> list[MenuItem]:
        """See ``permissions.MENU``."""
        return [item for item in menu_items if _may(user, permissions.MENU.get(item))]

    @staticmethod
    def _admit(user: VlmisUser) -> VlmisUser:
        from vlmis_airflow.auth import deployment

        if RevokedToken.is_revoked(user.session.session_id):
            raise InvalidTokenError("the session was ended by a logout")
        return deployment.sessions().admit(user.session, now())


def _may(user: VlmisUser, action: Action | None) -> bool:
    return action is not None and user.person is not None and user.person.may(action)
