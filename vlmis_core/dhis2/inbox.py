"""Messages into the inbox of DHIS2: who they go to, and sending one."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from vlmis_core.dhis2.client import Dhis2Client, new_request_id
from vlmis_core.errors import Dhis2AnswerError, Dhis2UnavailableError
from vlmis_core.messages import message

_GROUP = "group:"
_CREATED = 201


@dataclass(frozen=True, slots=True)
class Recipients:
    """Uids of those whom a message goes to, and the names that DHIS2 does not know."""

    users: tuple[str, ...]
    groups: tuple[str, ...]
    unknown: tuple[str, ...]


def find_recipients(dhis2: Dhis2Client, names: Sequence[str]) -> Recipients:
    """Look up ``names``: ``group:<uid of a user group>``, or a username. Any user may look up."""
    groups = tuple(name.removeprefix(_GROUP) for name in names if name.startswith(_GROUP))
    users: list[str] = []
    unknown: list[str] = []
    for name in names:
        if name.startswith(_GROUP):
            continue
        found = dhis2.get("userLookup", query=name).get("users") or []
        uids = [user["id"] for user in found if user.get("username") == name]
        (users if uids else unknown).extend(uids or [name])
    return Recipients(tuple(users), groups, tuple(unknown))


def send_message(dhis2: Dhis2Client, to: Recipients, *, subject: str, text: str) -> None:
    """Send one message.

    Raises:
        Dhis2AccessError: DHIS2 refused the user.
        Dhis2AnswerError: DHIS2 took no message (it knows none of the recipients).
        Dhis2UnavailableError: no answer: nobody knows whether it was sent.
    """
    body = {
        "subject": subject,
        "text": text,
        "users": [{"id": uid} for uid in to.users],
        "userGroups": [{"id": uid} for uid in to.groups],
    }
    answer = dhis2.post(
        "messageConversations",
        json.dumps(body).encode("ascii"),
        request_id=new_request_id(),
        params={},
    )
    if answer.status is None or answer.status >= 500:
        raise Dhis2UnavailableError(
            message("message_has_no_answer", address=dhis2.base_url, status=answer.status)
        )
    if answer.status != _CREATED:
        raise Dhis2AnswerError(
            message(
                "dhis2_refused_message",
                address=dhis2.base_url,
                status=answer.status,
                answer=answer.body[:200],
            )
        )
