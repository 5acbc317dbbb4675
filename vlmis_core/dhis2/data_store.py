"""DHIS2's data store: values that applications keep there, by namespace and key."""

import json
from collections.abc import Mapping
from http import HTTPStatus

from vlmis_core.dhis2.client import Dhis2Client, new_request_id
from vlmis_core.errors import Dhis2AnswerError, Dhis2UnavailableError
from vlmis_core.messages import message


def create_entry(dhis2: Dhis2Client, namespace: str, key: str, value: Mapping[str, object]) -> bool:
    """Keep a value under a new key; return False where the key exists, which keeps its value.

    Raises:
        Dhis2AccessError: DHIS2 refused the user.
        Dhis2AnswerError: DHIS2 took no value.
        Dhis2UnavailableError: no answer: nobody knows whether it was kept.
    """
    path = f"dataStore/{namespace}/{key}"
    body = json.dumps(value).encode("ascii")
    answer = dhis2.post(path, body, request_id=new_request_id(), params={})
    if answer.status in (HTTPStatus.CREATED, HTTPStatus.CONFLICT):
        return answer.status == HTTPStatus.CREATED
    address = f"{dhis2.base_url}/api/{path}"
    if answer.status is None or answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        problem = answer.problem or message("no_connection")
        raise Dhis2UnavailableError(message("dhis2_unreachable", address=address, problem=problem))
    raise Dhis2AnswerError(
        message(
            "dhis2_refused_request", address=address, status=answer.status, answer=answer.body[:200]
        )
    )


def read_entries(dhis2: Dhis2Client, namespace: str) -> dict[str, dict[str, object]]:
    """Read every value of a namespace, by key; nothing where the namespace has none.

    Raises:
        Dhis2AccessError: DHIS2 refused the user.
        Dhis2UnavailableError: no answer that can be read.
    """
    try:
        keys = dhis2.get_list(f"dataStore/{namespace}")
    except Dhis2AnswerError as error:
        if error.message.values.get("status") != HTTPStatus.NOT_FOUND:
            raise
        return {}
    return {str(key): dhis2.get(f"dataStore/{namespace}/{key}") for key in keys}


def read_entry(dhis2: Dhis2Client, namespace: str, key: str) -> dict[str, object]:
    """Read one value.

    Raises:
        Dhis2AnswerError: there is none.
        Dhis2UnavailableError: no answer that can be read.
    """
    return dhis2.get(f"dataStore/{namespace}/{key}")
