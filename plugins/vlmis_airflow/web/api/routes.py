"""All routes of the API, and the document that describes them."""

from typing import Any

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.routing import APIRoute

from vlmis_airflow.web.access import needs
from vlmis_airflow.web.api import (
    counts,
    delivery,
    movements,
    receipts,
    reports,
    returns,
    stock_limits,
    stores,
    transfers,
)
from vlmis_airflow.web.api.described import openapi_document
from vlmis_airflow.web.api.parameters import refuse_unknown_parameters

PREFIX = "/api/v1"
_ROUTERS = (
    movements.recording,
    movements.reading,
    transfers.recording,
    receipts.confirming,
    receipts.reading,
    returns.recording,
    returns.acknowledging,
    returns.reading,
    counts.recording,
    counts.reading,
    reports.reading,
    stores.reading,
    stock_limits.reading,
    stock_limits.maintaining,
    delivery.reading,
)

described = APIRouter(include_in_schema=False)


@described.get("/openapi.json", dependencies=[Depends(needs(None))])
def document(request: Request) -> dict[str, Any]:
    """The OpenAPI document of this API."""
    api_routes = [
        route
        for route in request.app.routes
        if isinstance(route, APIRoute) and route.path.startswith(PREFIX)
    ]
    return openapi_document(api_routes, server=request.scope.get("root_path", ""))


def add_api(app: FastAPI) -> None:
    """Let the app answer programs, too."""
    for router in (*_ROUTERS, described):
        app.include_router(router, prefix=PREFIX, dependencies=[Depends(refuse_unknown_parameters)])
