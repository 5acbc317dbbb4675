"""What the recordings leave out: passwords, tokens, cookies, and what had happened before."""

import base64
import gzip
import json
from collections.abc import Callable
from typing import Any

import httpx

from sandbox.stand_in.dhis2 import Dhis2
from sandbox.stand_in.testland import add_account_users

WRONG_PASSWORD = "not-the-password"

NO_CREDENTIALS = ("172", "173", "213", "214", "215", "237", "244", "245", "246", "260", "261",
                  "262", "264")  # fmt: skip
WITH_WRONG_PASSWORD = ("174", "206", "207", "208", "218", "220", "221", "222", "223", "224",
                       "225", "228", "229", "230", "231", "232", "233", "234")  # fmt: skip
TOKENS = {
    "248": "good", "249": "good", "250": "good", "251": "altered", "255": "expired",
    "257": "GET only", "259": "good",
}  # fmt: skip
"""Conversations that came in with a token, and which one."""

CREATED_TOKENS = {"247": "good", "254": "expired", "256": "GET only"}
CUT_GZIP = {"143": 219, "144": 120}
"""Cut-off gzip bodies: how many bytes were sent."""


class Script:
    """Credentials and stage directions for the recorded conversations."""

    def __init__(self, dhis2: Dhis2) -> None:
        self._dhis2 = dhis2
        self._tokens: dict[str, str] = {}
        self._token_uid = ""
        self._cookie = ""
        self._directions: dict[str, Callable[[dict[str, Any], httpx.Client], None]] = {
            "077": self._updated_to_23,
            "250": self._held_before,
            "253": self._two_older_tokens,
            "291": self._held_before_and_three_deleted,
            "535": self._may_edit_expired,
            "601": self._account_users,
            "618": self._created_and_wiped,
        }

    def before(self, name: str, recorded: dict[str, Any], client: httpx.Client) -> None:
        """Do what had happened on the recorded server before a conversation, unrecorded."""
        direction = self._directions.get(name[:3])
        if direction:
            direction(recorded, client)

    def after(self, name: str, answer: httpx.Response) -> None:
        """Keep what later conversations need: a token's key, a session's cookie."""
        if kind := CREATED_TOKENS.get(name[:3]):
            response = answer.json()["response"]
            self._tokens[kind] = response["key"]
            self._token_uid = response["uid"] if kind == "good" else self._token_uid
        if name.startswith("240"):
            self._cookie = answer.headers["set-cookie"].split(";")[0]

    def path(self, name: str, request: dict[str, Any]) -> str:
        """Return the path of a request: the token to delete is this server's."""
        if name.startswith("258"):
            return f"/api/apiTokens/{self._token_uid}"
        path: str = request["path"]
        return path

    def credentials(self, name: str, request: dict[str, Any]) -> dict[str, str]:
        """Return the headers with which a conversation came in."""
        number = name[:3]
        if number in TOKENS:
            kind = TOKENS[number]
            key = self._tokens["good"][:-1] + "x" if kind == "altered" else self._tokens[kind]
            return {"Authorization": f"ApiToken {key}"}
        if number == "216":
            return {"Authorization": "Basic not-base64!"}
        if number == "241":
            return {"Cookie": self._cookie}
        if number in NO_CREDENTIALS:
            return {}
        user = {"240": "amina.facility", "242": "amina.facility", "243": "vlmis.svc"}.get(
            number, request["user"]
        )
        password = self._password(user)
        password = WRONG_PASSWORD if number in WITH_WRONG_PASSWORD or number == "242" else password
        password = "" if number == "210" else password
        basic = base64.b64encode(f"{user}:{password}".encode()).decode()
        cookie = {"Cookie": self._cookie} if number in {"242", "243"} else {}
        return {"Authorization": f"Basic {basic}", **cookie}

    def _password(self, username: str) -> str:
        account = self._dhis2.accounts.object_of(username) or {}
        return str(account.get("password", WRONG_PASSWORD))

    def _post(self, client: httpx.Client, body: Any, **params: str) -> None:
        client.post(
            "/api/dataValueSets",
            params=params,
            json=body,
            auth=("vlmis.svc", self._password("vlmis.svc")),
        ).raise_for_status()
        client.cookies.clear()

    def _held_before(self, recorded: dict[str, Any], client: httpx.Client) -> None:
        self._post(client, json.loads(recorded["request"]["body"]))

    def _updated_to_23(self, recorded: dict[str, Any], client: httpx.Client) -> None:
        """The conversation before, not kept, had left 23 where the old importer took it."""
        if self._dhis2.is_old_importer:
            body = recorded["request"]["body"]
            values = [{**v, "value": "23"} for i, v in enumerate(body["dataValues"]) if i != 5]
            self._post(client, {**body, "dataValues": values})

    def _held_before_and_three_deleted(
        self, recorded: dict[str, Any], client: httpx.Client
    ) -> None:
        body = recorded["request"]["body"]
        self._post(client, body)
        self._post(client, {**body, "dataValues": body["dataValues"][:3]}, importStrategy="DELETE")

    def _created_and_wiped(self, recorded: dict[str, Any], client: httpx.Client) -> None:
        """The day had been imported and taken out in the database; 2.43 remembers the creation."""
        body = recorded["request"]["body"]
        zeros = [{**value, "value": "0"} for value in body["dataValues"]]
        self._post(client, {**body, "dataValues": zeros})
        store = self._dhis2.store
        period = body["dataValues"][0]["period"]
        if not self._dhis2.is_old_importer:
            store.remember_creations(period)
        store.remove([period])

    def _two_older_tokens(self, recorded: dict[str, Any], _client: httpx.Client) -> None:
        for each in recorded["response"]["body"]["apiToken"]:
            if each["id"] not in {token.uid for token in self._dhis2.accounts.tokens}:
                is_known = not each["attributes"] and each["expire"] > 1577836800000
                if not is_known:
                    self._dhis2.accounts.new_token("vlmis.svc", each["attributes"], each["expire"])

    def _may_edit_expired(self, _recorded: dict[str, Any], _client: httpx.Client) -> None:
        metadata = self._dhis2.metadata
        role = {"id": "UrlEditExpd", "name": "Edits expired", "authorities": ["F_EDIT_EXPIRED"]}
        metadata.load({"userRoles": [role]})
        user = metadata.of("users")["UsrService1"]
        user["userRoles"] = [*user["userRoles"], {"id": "UrlEditExpd"}]
        metadata.touch(user)

    def _account_users(self, _recorded: dict[str, Any], _client: httpx.Client) -> None:
        """Users of the last families came; the right to edit what expired was gone again."""
        add_account_users(self._dhis2)
        user = self._dhis2.metadata.of("users")["UsrService1"]
        user["userRoles"] = [each for each in user["userRoles"] if each["id"] != "UrlEditExpd"]
        self._dhis2.metadata.touch(user)


def request_body(name: str, recorded: dict[str, Any]) -> bytes | None:
    """Return the bytes of a request; compressed bodies were not recorded and are rebuilt."""
    body = recorded["request"].get("body")
    if body is None:
        return None
    if isinstance(body, str) and body.startswith("<"):
        return _compressed(name, recorded)
    text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
    return text.encode()


def _compressed(name: str, recorded: dict[str, Any]) -> bytes:
    rows = [row.split("|") for row in recorded["storedAfter"]["rows"]]
    values = [
        {"dataElement": r[0], "period": r[1], "orgUnit": r[2], "categoryOptionCombo": r[3],
         "value": r[5]}
        for r in rows
    ]  # fmt: skip
    whole = gzip.compress(json.dumps({"dataSet": "DsDaily0001", "dataValues": values}).encode())
    if name[:3] in CUT_GZIP:
        whole = gzip.compress(json.dumps(list(range(500))).encode())
        assert len(whole) > CUT_GZIP[name[:3]]
    return whole[: CUT_GZIP.get(name[:3], len(whole))]
