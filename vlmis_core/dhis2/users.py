"""Users of DHIS2, read with the service user's right ``F_USER_VIEW``."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.errors import Dhis2AccessError, Dhis2AnswerError
from vlmis_core.messages import message

_FIELDS = (
    "id,username,firstName,surname,displayName,email,phoneNumber,disabled,organisationUnits[id]"
)
_UIDS_PER_REQUEST = 200
"""Keeps the address below the 7,000 characters that every server takes."""


@dataclass(frozen=True, slots=True)
class Dhis2User:
    """A user as DHIS2 describes one; ``org_unit_uids`` are where DHIS2 places the person."""

    uid: str
    username: str
    display_name: str
    email: str | None
    phone: str | None
    is_disabled: bool
    org_unit_uids: tuple[str, ...]

    @property
    def state(self) -> str:
        """The word that an account keeps of it."""
        return "disabled" if self.is_disabled else "enabled"


def read_user(dhis2: Dhis2Client, username: str) -> Dhis2User | None:
    """The user of exactly this name; None: DHIS2 has none.

    Raises:
        Dhis2UnavailableError: no answer.
        Dhis2AccessError: the service user may not look at users.
    """
    return next(
        (user for user in _read(dhis2, f"username:eq:{username}") if user.username == username),
        None,
    )


def read_user_by_uid(dhis2: Dhis2Client, uid: str) -> Dhis2User | None:
    """The user of this uid, whatever the name; None: DHIS2 has none.

    Raises:
        The same as ``read_user``.
    """
    return next((user for user in _read(dhis2, f"id:eq:{uid}") if user.uid == uid), None)


def read_users(dhis2: Dhis2Client, uids: Sequence[str]) -> list[Dhis2User]:
    """The users of these uids; those that DHIS2 does not have are left out.

    Raises:
        Dhis2UnavailableError: no answer.
        Dhis2AccessError: the service user may not look at users.
        Dhis2AnswerError: DHIS2 shows none of them.
    """
    found = [
        user
        for some in _slices(uids, _UIDS_PER_REQUEST)
        for user in _read(dhis2, f"id:in:[{','.join(some)}]")
    ]
    if uids and not found:
        raise Dhis2AnswerError(
            message("dhis2_shows_no_users", address=dhis2.base_url, count=len(uids))
        )
    return found


def _read(dhis2: Dhis2Client, condition: str) -> list[Dhis2User]:
    try:
        found = dhis2.get("users", filter=condition, fields=_FIELDS, paging="false")
    except Dhis2AccessError as error:
        raise Dhis2AccessError(message("dhis2_refused_user_list", problem=error.message)) from error
    listed = found.get("users")
    if not isinstance(listed, list):
        raise Dhis2AnswerError(message("answer_has_no_list", address=dhis2.base_url, what="users"))
    return [_user(entry) for entry in listed]


def _user(entry: dict[str, Any]) -> Dhis2User:
    name = f"{entry.get('firstName') or ''} {entry.get('surname') or ''}".strip()
    return Dhis2User(
        uid=str(entry["id"]),
        username=str(entry["username"]),
        display_name=name or str(entry.get("displayName") or entry["username"]),
        email=entry.get("email") or None,
        phone=entry.get("phoneNumber") or None,
        is_disabled=entry.get("disabled") is True,
        org_unit_uids=tuple(sorted(unit["id"] for unit in entry.get("organisationUnits") or [])),
    )


def _slices(items: Sequence[str], size: int) -> list[Sequence[str]]:
    return [items[start : start + size] for start in range(0, len(items), size)]
