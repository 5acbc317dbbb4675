"""What every endpoint needs from a request."""

from typing import Any

from fastapi import Request

from sandbox.stand_in.accounts import User
from sandbox.stand_in.answers import RefusedRequestError
from sandbox.stand_in.dhis2 import Dhis2, RequestRecord
from sandbox.stand_in.fields import View


def dhis2_of(request: Request) -> Dhis2:
    """Return the server that a request is for."""
    found: Dhis2 = request.app.state.dhis2
    return found


def record_of(request: Request) -> RequestRecord:
    """Return what the server writes down about a request."""
    found: RequestRecord = request.scope["sandbox.record"]
    return found


def user_of(request: Request) -> User:
    """Return the user who came in."""
    found: User = request.scope["sandbox.user"]
    return found


def view_of(request: Request) -> View:
    """Return the metadata as the request's user sees it."""
    dhis2 = dhis2_of(request)
    return View(
        dhis2.metadata,
        dhis2.accounts,
        user_of(request),
        are_periods_named=dhis2.is_old_importer,
    )


def demand(user: User, authority: str) -> None:
    """Refuse with 403 unless the user has an authority."""
    if not user.has(authority):
        message = f"Access is denied, requires one Authority from [{authority}]"
        raise RefusedRequestError(403, message)


async def json_body(request: Request) -> Any:
    """Return the body as JSON; 400 if it is none."""
    try:
        return await request.json()
    except ValueError as error:
        raise RefusedRequestError(400, "Invalid JSON") from error
