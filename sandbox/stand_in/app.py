"""Make the web application: every endpoint behind the middleware."""

from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp

from sandbox.stand_in.answers import NO_CACHE, RefusedRequestError, error_answer
from sandbox.stand_in.dhis2 import Dhis2
from sandbox.stand_in.middleware import RequestMiddleware
from sandbox.stand_in.routes import (
    analytics,
    control,
    data_store,
    data_values,
    lock_exceptions,
    metadata,
    metadata_import,
    people,
    registrations,
    system,
)


def application(dhis2: Dhis2) -> ASGIApp:
    """Return the ASGI application that serves a DHIS2."""
    web = FastAPI(title="DHIS2 stand-in", openapi_url=None)
    web.state.dhis2 = dhis2
    web.include_router(control.router)
    web.include_router(system.router)
    web.include_router(people.router)
    web.include_router(people.pages)
    web.include_router(data_values.router)
    web.include_router(data_store.router)
    web.include_router(lock_exceptions.router)
    web.include_router(analytics.router)
    web.include_router(registrations.router)
    web.include_router(metadata_import.router)
    web.include_router(metadata.router)  # Last: it takes every /api/{type} that is left.
    web.add_exception_handler(RefusedRequestError, _refused)
    web.add_exception_handler(HTTPException, _http_error)
    return RequestMiddleware(dhis2, web)


async def _refused(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RefusedRequestError)
    return error_answer(error.status, error.message, error.error_code, headers=NO_CACHE)


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 405:
        message = f"Request method '{request.method}' is not supported"
        return error_answer(405, message, headers=NO_CACHE)
    return error_answer(error.status_code, str(error.detail), headers=NO_CACHE)
