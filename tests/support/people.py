"""Accounts beside a DHIS2 stand-in: one branch of stores, and the demo's users."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import SecretStr

from sandbox.stand_in.country import DEMO_USERS, DemoUser, national_country
from sandbox.stand_in.dhis2 import VERSION_242, Dhis2
from sandbox.stand_in.server import running
from tests.support.dhis2 import client_of, refresh_org_units
from tests.support.postgres import TestDatabase
from vlmis_core.accounts.change_account import assign_account
from vlmis_core.accounts.create_account import create_account
from vlmis_core.accounts.find_person import find_person
from vlmis_core.accounts.log_in import AdmittedUser, Attempt, log_in
from vlmis_core.accounts.person import Person
from vlmis_core.accounts.refresh_accounts import RefreshedAccounts, refresh_accounts
from vlmis_core.accounts.roles import Role
from vlmis_core.database import Database
from vlmis_core.database.roles import AUTH, OWNER
from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.dhis2.login import check_login
from vlmis_core.national_file.codes import central_code, district_code

NOW = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)
CENTRAL, SITE = central_code(), "C4001"
DISTRICT = district_code("INDENIE-DJUABLIN", "ABENGOUROU")
KEEPER = next(user for user in DEMO_USERS if user.username == "yao.keeper")
DISTRICT_KEEPER = next(user for user in DEMO_USERS if user.username == "adjoua.keeper")
ADMINISTRATOR = next(user for user in DEMO_USERS if user.username == "awa.admin")
VIEWER = next(user for user in DEMO_USERS if user.username == "mariam.viewer")
ANALYST_USER = next(user for user in DEMO_USERS if user.username == "koffi.analyst")
ENGINEER = next(user for user in DEMO_USERS if user.username == "sita.engineer")
ADDRESS = "192.0.2.7"


SECOND_FACTOR = {"twoFactorType": "TOTP_ENABLED"}
"""The field of a DHIS2 user who has an authenticator application."""


class People:
    """A database with org units and three branches of stores, and the DHIS2 that it came from."""

    def __init__(self, vlmis: TestDatabase, dhis2: Dhis2, base_url: str) -> None:
        self.vlmis, self.dhis2, self.base_url = vlmis, dhis2, base_url
        self.now = NOW
        self.refresh_org_units()
        for code in (CENTRAL, DISTRICT, SITE):
            self._attach(code)
        self._attach_below(DISTRICT)

    @property
    def client(self) -> Dhis2Client:
        """The service user's client."""
        return client_of(self.base_url)

    @property
    def owner(self) -> Database:
        """As the role that owns every table, and gives out break-glass codes."""
        return self.vlmis.as_role(OWNER)

    @property
    def auth(self) -> Database:
        """As the role of the login."""
        return self.vlmis.as_role(AUTH)

    def later(self, **by: float) -> None:
        """Let time pass."""
        self.now += timedelta(**by)

    def refresh_org_units(self) -> None:
        """As the evening does."""
        refresh_org_units(self.vlmis, self.client, self.now)

    def refresh_accounts(self) -> RefreshedAccounts:
        """Compare the accounts with the users of DHIS2."""
        return refresh_accounts(self.vlmis.pipeline, self.client, now=self.now)

    def add(self, user: DemoUser, *roles: Role, stores: tuple[str, ...] = ()) -> None:
        """Create an account and give it roles and stores."""
        create_account(self.vlmis.recorder, self.client, user.username, by="test", now=self.now)
        if roles:
            self.assign(user, *roles, stores=stores)

    def assign(self, user: DemoUser, *roles: Role, stores: tuple[str, ...] = ()) -> None:
        """Give an account roles and stores."""
        assign_account(
            self.vlmis.recorder,
            user.username,
            roles=roles,
            store_codes=stores,
            by="test",
        )

    def person(self, user: DemoUser) -> Person:
        """Who the account is now."""
        known = find_person(self.auth, user.username)
        assert known is not None
        return known.person

    def log_in(
        self,
        user: DemoUser,
        password: str | None = None,
        address: str = ADDRESS,
        code: str | None = None,
    ) -> AdmittedUser:
        """Log in with the right password, or with another."""
        return self.log_in_as(user.username, password or user.password, address, code)

    def log_in_as(
        self, username: str, password: str, address: str = ADDRESS, code: str | None = None
    ) -> AdmittedUser:
        """Log in with whatever somebody typed."""
        typed_code = SecretStr(code) if code else None
        attempt = Attempt(username, SecretStr(password), address, typed_code)
        return log_in(self.auth, self.ask, attempt, now=self.now)

    def ask(self, username: str, password: SecretStr, code: SecretStr | None) -> str | None:
        """DHIS2, as the login asks it."""
        return check_login(self.base_url, username, password, code)

    def asked(self) -> list[str | None]:
        """Who logged in at DHIS2: the usernames that it let in, None for each it refused."""
        return [each.username for each in self.dhis2.requests if each.path == "/api/auth/login"]

    def change_user(self, user: DemoUser, **fields: Any) -> None:
        """Change a user in DHIS2."""
        account = self.dhis2.accounts.object_of(user.username)
        assert account is not None
        self.dhis2.metadata.load({"users": [account | fields]})

    def uid_of(self, user: DemoUser) -> str:
        """The uid of a user in DHIS2."""
        account = self.dhis2.accounts.object_of(user.username)
        assert account is not None
        return str(account["id"])

    def replace_user(self, user: DemoUser) -> None:
        """Delete a user in DHIS2, and create another one with the same name and password."""
        account = self.dhis2.accounts.object_of(user.username)
        assert account is not None
        self.remove_user(user)
        self.dhis2.metadata.load({"users": [account | {"id": "UsrAnother1"}]})

    def code_of(self, user: DemoUser) -> str:
        """The code of a user's second factor at this moment."""
        return self.dhis2.accounts.code_of(user.username)

    def remove_user(self, user: DemoUser) -> None:
        """Delete a user in DHIS2."""
        account = self.dhis2.accounts.object_of(user.username)
        assert account is not None
        self.dhis2.metadata.remove("users", account["id"])

    def org_unit_of(self, code: str) -> str:
        """The uid of the org unit with a code."""
        return str(
            self.vlmis.value("select org_unit_uid from vlmis.org_unit where code = :c", c=code)
        )

    def store_id(self, code: str) -> int:
        """The id of a store."""
        return self.vlmis.store_id(code)

    def _attach(self, code: str) -> None:
        self.vlmis.execute(
            "insert into vlmis.store (code, name, org_unit_uid, supplier_store_id)"
            " select code, name, org_unit_uid,"
            " (select store_id from vlmis.store where supplier_store_id is null)"
            " from vlmis.org_unit where code = :code",
            code=code,
        )

    def _attach_below(self, code: str) -> None:
        self.vlmis.execute(
            "insert into vlmis.store (code, name, org_unit_uid, supplier_store_id)"
            " select child.code, child.name, child.org_unit_uid, store.store_id"
            " from vlmis.store join vlmis.org_unit child on child.parent_uid = store.org_unit_uid"
            " where store.code = :code and not exists"
            " (select from vlmis.store taken where taken.code = child.code)",
            code=code,
        )


@contextmanager
def people_of(vlmis: TestDatabase) -> Iterator[People]:
    """The demo's users in a running stand-in, and nobody with an account here yet."""
    dhis2 = Dhis2(version=VERSION_242, now=NOW)
    national_country(dhis2)
    with running(dhis2) as base_url:
        yield People(vlmis, dhis2, base_url)
