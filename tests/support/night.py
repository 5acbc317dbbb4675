"""A night of a running stack, with the worst that DHIS2 can do, and a program that records."""

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import requests
from pydantic import SecretStr
from requests.auth import HTTPBasicAuth
from sqlalchemy import text

from sandbox.stack.airflow import wait_until
from sandbox.stand_in.country import (
    DEMO_USERS,
    SERVICE_USER,
    DemoUser,
    data_element_uid,
    org_unit_uid,
    service_token,
)
from tests.support.leaks import Secrets, command_lines
from tests.support.running_stack import RunningStack
from tests.support.tiny_ledger import PRODUCT
from vlmis_core.accounts.change_account import Assignment
from vlmis_core.accounts.create_account import create_account
from vlmis_core.accounts.roles import Role
from vlmis_core.database import embedded
from vlmis_core.delivery.production import switch_production_on
from vlmis_core.deployment import open_client
from vlmis_core.dhis2.client import Dhis2Client

KEEPER = next(user for user in DEMO_USERS if user.username == "yao.keeper")
OWN, OTHER = "FAC1", "FAC2"
RUN_SECONDS = 120
TIMEOUT_SECONDS = 30
PLANTED_CONNECTION = "Planted-Connection-Password-4711"
WRONG_PASSWORD = "Planted-Wrong-Password-4711"


@dataclass
class Night:
    """What people and programs do with a running stack, and every command line seen meanwhile."""

    running: RunningStack
    seen_command_lines: set[bytes] = field(default_factory=set)
    session_tokens: list[str] = field(default_factory=list)
    given: list[str] = field(default_factory=list)
    """Personal access tokens that DHIS2 gave out."""

    def run(self, dag_id: str) -> str:
        """Run a DAG by hand; returns the state in which it ended."""
        airflow = self.running.airflow
        airflow.pause(dag_id, is_paused=False)
        run_id = airflow.trigger(dag_id)

        def ended() -> str | None:
            self.seen_command_lines |= command_lines(self.running.stack.home)
            state = str(airflow.run(dag_id, run_id)["state"])
            return state if state in ("success", "failed") else None

        return str(wait_until(ended, what=f"the end of {dag_id}", seconds=RUN_SECONDS))

    def attach(self) -> None:
        """Give a store its org unit and the product its HMIS Code, so that a value can go."""
        with self.running.admin.engine.begin() as connection:
            connection.execute(
                text("update vlmis.store set org_unit_uid = :uid where code = :code"),
                {"uid": org_unit_uid(KEEPER.org_unit_code), "code": OWN},
            )
            connection.execute(
                text("update vlmis.product set hmis_code = :uid where code = :code"),
                {"uid": data_element_uid("AS17005"), "code": PRODUCT},
            )

    def allow_sending(self, push_from: date) -> None:
        """Switch production on, as a person does."""
        home = self.running.stack.home.path
        now = datetime.now(UTC)
        switch_production_on(
            self.running.recorder, self._client, by="test", push_from=push_from, home=home, now=now
        )

    def fault(self, kind: str, **choices: Any) -> None:
        """Let something go wrong at DHIS2."""
        answer = self._ask("POST", f"{self.dhis2}/sandbox/faults", json={"kind": kind, **choices})
        answer.raise_for_status()

    def clear_faults(self) -> None:
        """Nothing goes wrong any more."""
        self._ask("DELETE", f"{self.dhis2}/sandbox/faults").raise_for_status()

    def faults_waiting(self) -> int:
        """How many of them have not bitten yet."""
        return len(self._ask("GET", f"{self.dhis2}/sandbox/faults").json()["waiting"])

    def give_account(self, user: DemoUser, *stores: str) -> None:
        """Create the account of a keeper."""
        recorder, now = self.running.recorder, datetime.now(UTC)
        wanted = Assignment([Role.STORE_KEEPER], stores)
        create_account(recorder, self._client, user.username, assignment=wanted, by="test", now=now)

    def new_token_of_dhis2(self, user: DemoUser) -> str:
        """A personal access token, as DHIS2 gives it to a user."""
        auth = HTTPBasicAuth(user.username, user.password)
        body = {"attributes": [], "expire": int(datetime.now(UTC).timestamp() + 86_400) * 1000}
        headers = {"X-Requested-With": "XMLHttpRequest"}
        answer = self._ask(
            "POST", f"{self.dhis2}/api/apiTokens", auth=auth, json=body, headers=headers
        )
        return str(answer.json()["response"]["key"])

    def log_in(self, user: DemoUser, password: str | None = None) -> requests.Response:
        """Ask for a token of a session, as a program does."""
        body = {"username": user.username, "password": password or user.password}
        answer = self._ask("POST", f"{self.airflow_url}/auth/token", json=body)
        if answer.ok:
            self.session_tokens.append(answer.json()["access_token"])
        return answer

    def log_out(self, token: str) -> requests.Response:
        """End the session by the form of the page."""
        with requests.Session() as browser:
            browser.trust_env = False
            browser.headers["Authorization"] = f"Bearer {token}"
            address = f"{self.airflow_url}/auth/logout"
            page = browser.get(address, timeout=TIMEOUT_SECONDS)
            hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.text)
            return browser.post(
                address, data=dict(hidden), timeout=TIMEOUT_SECONDS, allow_redirects=False
            )

    def call(self, token: str, method: str, path: str, **request: Any) -> requests.Response:
        """Ask for a path of the stack with a session's token."""
        headers = {"Authorization": f"Bearer {token}"}
        address = f"{self.airflow_url}{path}"
        return self._ask(method, address, headers=headers, allow_redirects=False, **request)

    def secrets(self) -> Secrets:
        """Everything that may stand nowhere: of the deployment, of DHIS2, of people."""
        home = self.running.stack.home
        passwords = embedded.load_passwords(home.path)
        kept = {f"database password of {role}": each for role, each in passwords.items()}
        kept |= {f"key {name}": home.key(name) for name in ("api_secret.json", "jwt_secret.json")}
        kept |= {
            "fernet key": home.fernet_key(),
            "supervisor's password": home.key("supervisor.json"),
            "token of the service user": service_token(),
            "planted connection": PLANTED_CONNECTION,
            "wrong password": WRONG_PASSWORD,
        }
        kept |= {f"session {number}": each for number, each in enumerate(self.session_tokens)}
        kept |= {f"given {number}": each for number, each in enumerate(self.given)}
        logins = {user.username: user.password for user in (SERVICE_USER, KEEPER)}
        return Secrets(kept, logins)

    @property
    def dhis2(self) -> str:
        """Where the stand-in is."""
        return self.running.stack.dhis2_url

    @property
    def airflow_url(self) -> str:
        """Where the API server is."""
        return self.running.stack.airflow_url

    @property
    def _client(self) -> Dhis2Client:
        settings = self.running.stack.deployed
        assert isinstance(settings.dhis2_password, SecretStr)
        return open_client(settings)

    def _ask(self, method: str, address: str, **request: Any) -> requests.Response:
        with requests.Session() as session:
            session.trust_env = False
            return session.request(method, address, timeout=TIMEOUT_SECONDS, **request)
