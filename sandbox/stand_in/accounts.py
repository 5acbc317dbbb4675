"""Who may come in: users, their rights, passwords, lock-outs, tokens and sessions."""

import base64
import binascii
import hashlib
import hmac
import random
import string
import zlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sandbox.stand_in.clock import ServerClock
from sandbox.stand_in.metadata import Metadata
from sandbox.stand_in.schema import MetaObject
from sandbox.stand_in.uids import new_uid

FAILURES_BEFORE_LOCK = 4
LOCK_DURATION = timedelta(minutes=15)
TOKEN_LIFE = timedelta(days=30)
CHECKSUM_LENGTH = 10
NO_SECOND_FACTOR = "NOT_ENABLED"
CODE_LIFE_SECONDS = 30
CODE_DIGITS = 6
DEMO_SECRET = "JBSWY3DPEHPK3PXP"
"""The secret of a second factor that was switched on without one of its own."""
CODE_IS_MISSING_OR_WRONG = "INCORRECT_TWO_FACTOR_CODE_TOTP"


class RefusedError(Exception):
    """The credentials do not open the server.

    ``challenge`` is the WWW-Authenticate header, if the answer has one.
    """

    def __init__(self, message: str, *, status: int = 401, challenge: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        self.challenge = challenge


@dataclass
class Token:
    """A personal access token; ``expires_at`` in milliseconds since 1970, as DHIS2 keeps it."""

    uid: str
    key: str
    username: str
    expires_at: int
    attributes: list[dict[str, Any]]
    created: str


@dataclass(frozen=True)
class User:
    """A user as the rest of the server sees one."""

    uid: str
    username: str
    authorities: frozenset[str]
    org_units: frozenset[str]
    view_org_units: frozenset[str]
    groups: frozenset[str]

    @property
    def is_superuser(self) -> bool:
        """Return whether the user may do everything."""
        return "ALL" in self.authorities

    def has(self, authority: str) -> bool:
        """Return whether the user has an authority."""
        return self.is_superuser or authority in self.authorities


@dataclass
class _Failures:
    count: int = 0
    last_at: datetime | None = None


@dataclass
class Accounts:
    """Passwords, tokens, sessions and lock-outs of the server's users."""

    metadata: Metadata
    clock: ServerClock
    chance: random.Random
    locks_after_failures: bool = False
    tokens: list[Token] = field(default_factory=list)
    sessions: dict[str, str] = field(default_factory=dict)
    _failures: dict[str, _Failures] = field(default_factory=dict)

    def user(self, username: str) -> User | None:
        """Return a user by exact name."""
        known: dict[str, User] = self.metadata.fact("users", self._work_out_users)
        return known.get(username)

    def object_of(self, username: str) -> MetaObject | None:
        """Return the metadata object of a user."""
        user = self.user(username)
        return self.metadata.of("users")[user.uid] if user else None

    def by_password(self, username: str, password: str, *, bad: str = "Unauthorized") -> User:
        """Check a password that came without a code (Basic authentication cannot carry one).

        Raises:
            RefusedError: with the sentence that DHIS2 answers; a user with a second factor is
                refused as for a wrong password.
        """
        user = self._by_right_password(username, password, bad)
        if self._has_second_factor(username):
            self._note_failure(username)
            raise RefusedError(bad)
        self._failures.pop(username, None)
        return user

    def by_password_and_code(self, username: str, password: str, code: str) -> User:
        """Check what the login page of DHIS2 sends; the code counts only for a second factor.

        Raises:
            RefusedError: with the sentence or the status that DHIS2 answers. That the code is
                missing or wrong is said only after a right password; it counts as a failure,
                because the recordings do not show that it does not.
        """
        user = self._by_right_password(username, password, "Bad credentials")
        if self._has_second_factor(username) and code != self.code_of(username):
            self._note_failure(username)
            raise RefusedError(CODE_IS_MISSING_OR_WRONG)
        self._failures.pop(username, None)
        return user

    def code_of(self, username: str) -> str:
        """Return the code that the user's authenticator application shows now (RFC 6238)."""
        account = self.object_of(username) or {}
        key = base64.b32decode(account.get("secret", DEMO_SECRET))
        step = int(self.clock.now().timestamp()) // CODE_LIFE_SECONDS
        digest = hmac.new(key, step.to_bytes(8, "big"), hashlib.sha1).digest()
        start = digest[-1] & 0xF
        number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
        return f"{number % 10**CODE_DIGITS:0{CODE_DIGITS}}"

    def _has_second_factor(self, username: str) -> bool:
        account = self.object_of(username) or {}
        return bool(account.get("twoFactorType", NO_SECOND_FACTOR) != NO_SECOND_FACTOR)

    def _by_right_password(self, username: str, password: str, bad: str) -> User:
        """Check a password as DHIS2 does: whether the account is disabled or locked comes first.

        Whatever is refused is a failure, from which the 15 minutes of a lock are counted again.
        """
        user, account = self.user(username), self.object_of(username)
        if account and account.get("disabled"):
            self._note_failure(username)
            raise RefusedError("Account disabled")
        if self.is_locked(username):
            self._note_failure(username)
            raise RefusedError("Account locked")
        if user is None or account is None or not password or account.get("password") != password:
            self._note_failure(username)
            raise RefusedError(bad)
        return user

    def by_basic(self, encoded: str) -> User:
        """Check the part of a Basic header after the word Basic."""
        try:
            username, _, password = base64.b64decode(encoded, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError) as error:
            raise RefusedError("Unauthorized") from error
        return self.by_password(username, password)

    def is_basic_of(self, encoded: str, username: str) -> bool:
        """Return whether a Basic header names a user, whatever its password."""
        try:
            named = base64.b64decode(encoded, validate=True).decode().partition(":")[0]
        except (binascii.Error, UnicodeDecodeError):
            return False
        return named == username

    def by_token(self, key: str, method: str) -> User:
        """Check a personal access token for a request method."""

        def refused(message: str, status: int = 401) -> RefusedError:
            return RefusedError(message, status=status, challenge="ApiToken")

        if not _has_right_checksum(key):
            raise refused("Checksum validation failed", status=400)
        token = next((each for each in self.tokens if each.key == key), None)
        user = self.user(token.username) if token else None
        if token is None or user is None:
            raise refused("The API token does not exists")
        if self._has_second_factor(user.username):
            raise refused("The API token is disabled, locked or 2FA is enabled")
        if token.expires_at < self.clock.now().timestamp() * 1000:
            raise refused("Failed to authenticate API token, token has expired.")
        for each in token.attributes:
            if each.get("type") == "MethodAllowedList" and method not in each["allowedMethods"]:
                raise refused(
                    "Failed to authenticate API token, request http method is not allowed."
                )
        return user

    def new_token(
        self,
        username: str,
        attributes: list[dict[str, Any]] | None = None,
        expire: int | None = None,
        key: str | None = None,
    ) -> Token:
        """Create a token; it lives 30 days unless ``expire`` (milliseconds) says otherwise."""
        ends = int((self.clock.now() + TOKEN_LIFE).timestamp() * 1000)
        body = "".join(self.chance.choices(string.ascii_letters + string.digits, k=40))
        token = Token(
            uid=new_uid(self.chance),
            key=key or token_key(body),
            username=username,
            expires_at=ends if expire is None else expire,
            attributes=attributes or [],
            created=self.clock.local_text(),
        )
        self.tokens.append(token)
        return token

    def new_session(self, username: str) -> str:
        """Open a session and return its cookie."""
        cookie = "".join(self.chance.choices("0123456789ABCDEF", k=32))
        self.sessions[cookie] = username
        return cookie

    def is_locked(self, username: str) -> bool:
        """Return whether failed logins have locked an account (only if the setting is on)."""
        failures = self._failures.get(username)
        if not self.locks_after_failures or failures is None or failures.last_at is None:
            return False
        is_recent = self.clock.now() - failures.last_at < LOCK_DURATION
        return failures.count >= FAILURES_BEFORE_LOCK and is_recent

    def _note_failure(self, username: str) -> None:
        if not self.locks_after_failures:
            return
        failures = self._failures.setdefault(username, _Failures())
        now = self.clock.now()
        if failures.last_at and now - failures.last_at >= LOCK_DURATION:
            failures.count = 0
        failures.count += 1
        failures.last_at = now

    def _work_out_users(self) -> dict[str, User]:
        groups: dict[str, set[str]] = {}
        for group in self.metadata.of("userGroups").values():
            for member in group.get("users", []):
                groups.setdefault(member["id"], set()).add(group["id"])
        roles = self.metadata.of("userRoles")
        return {
            each["username"]: User(
                uid=uid,
                username=each["username"],
                authorities=frozenset(
                    authority
                    for role in each.get("userRoles", [])
                    for authority in roles.get(role["id"], {}).get("authorities", [])
                ),
                org_units=_ids(each.get("organisationUnits")),
                view_org_units=_ids(
                    each.get("dataViewOrganisationUnits") or each.get("organisationUnits")
                ),
                groups=frozenset(groups.get(uid, ())) | _ids(each.get("userGroups")),
            )
            for uid, each in self.metadata.of("users").items()
        }


def _ids(references: list[MetaObject] | None) -> frozenset[str]:
    return frozenset(each["id"] for each in references or [])


def token_key(body: str) -> str:
    """Return a token of version 2: ``d2p_``, 40 characters, a checksum of ten digits."""
    return f"d2p_{body}{zlib.crc32(body.encode()):010}"


def _has_right_checksum(key: str) -> bool:
    body = key[len("d2p_") : -CHECKSUM_LENGTH]
    return key == token_key(body)
