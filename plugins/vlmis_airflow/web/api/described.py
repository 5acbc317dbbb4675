"""The OpenAPI document of the API, with every answer that a route may give."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from fastapi.openapi.utils import get_openapi
from starlette.routing import BaseRoute

from vlmis_airflow.web.api.problems import MEDIA_TYPE, Problem

TAGS = [
    {"name": "recording", "description": "What happened to stock. All of a request, or nothing."},
    {"name": "reading", "description": "Ledger, open days, frozen End-of-Day quantities."},
    {
        "name": "stores and products",
        "description": "The codes that requests name; limits of stock.",
    },
    {"name": "delivery", "description": "What reached DHIS2, and why the rest did not."},
]

_MEANINGS = {
    HTTPStatus.BAD_REQUEST: "The body cannot be read at all.",
    HTTPStatus.UNAUTHORIZED: "No token, or one that has ended or was revoked.",
    HTTPStatus.FORBIDDEN: "The role or the stores of the account do not allow it.",
    HTTPStatus.NOT_FOUND: "What the address names does not exist.",
    HTTPStatus.CONFLICT: "Recorded before under this key with other content, or not possible yet.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "More lines or bytes than one request may have.",
    HTTPStatus.UNPROCESSABLE_ENTITY: "Nothing was saved; `errors` names every wrong field.",
    HTTPStatus.SERVICE_UNAVAILABLE: "Not possible now; send it again after `Retry-After`.",
}
_EXAMPLE = {
    "type": "about:blank",
    "title": "Nothing was saved",
    "status": 422,
    "code": "input_refused",
    "detail": "Request: nothing was saved, 1 error. Correct it and try again.",
    "errors": [
        {
            "line": 2,
            "field": "quantity",
            "value": "-5",
            "code": "number_is_too_small",
            "reason": "The smallest number allowed is 1.",
        }
    ],
}


def answers(*statuses: HTTPStatus) -> dict[int | str, dict[str, Any]]:
    """The problems of a route, as its decorator takes them."""
    return {
        status.value: {
            "description": _MEANINGS[status],
            "content": {
                MEDIA_TYPE: {
                    "schema": {"$ref": "#/components/schemas/Problem"},
                    "example": _EXAMPLE | {"status": status.value},
                }
            },
        }
        for status in statuses
    }


READING = answers(
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.CONFLICT,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNPROCESSABLE_ENTITY,
    HTTPStatus.SERVICE_UNAVAILABLE,
)
RECORDING = answers(*_MEANINGS)


def openapi_document(routes: Sequence[BaseRoute], *, server: str) -> dict[str, Any]:
    """The document; addresses are below ``server``."""
    document = get_openapi(
        title="VLMIS",
        version="1",
        summary="Record and read vaccine stock.",
        description=(
            "Quantities are whole, in the product's unit. Days are the country's calendar days. "
            "All of a request is saved, or nothing. It may be sent again: the same `source_key` "
            "with the same content is saved once. A parameter or field that is not described here "
            "is refused, never ignored. Every refusal has a `code`, the same in every language; "
            "its texts are in English or, by `Accept-Language`, in French."
        ),
        routes=routes,
        tags=TAGS,
        servers=[{"url": server or "/"}],
    )
    parts = document.setdefault("components", {})
    schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    parts.setdefault("schemas", {}).update(schema.pop("$defs"), Problem=schema)
    parts["securitySchemes"] = {"bearer": {"type": "http", "scheme": "bearer"}}
    document["security"] = [{"bearer": []}]
    return document
