"""The routers of the API: what all routes of a kind require and may answer."""

from fastapi import APIRouter, Depends

from vlmis_airflow.web.access import needs
from vlmis_airflow.web.api.callers import require_own_origin
from vlmis_airflow.web.api.described import READING, RECORDING
from vlmis_airflow.web.api.recording import RECORDED
from vlmis_core.accounts.roles import Action


def reading_router(tag: str = "reading", action: Action = Action.READ_REPORTS) -> APIRouter:
    """Make a router for requests that read."""
    return APIRouter(tags=[tag], responses=READING, dependencies=[Depends(needs(action))])


def maintaining_router(action: Action) -> APIRouter:
    """Make a router for requests that change master data, which no other site can send."""
    return APIRouter(
        tags=["stores and products"],
        responses=RECORDING,
        dependencies=[Depends(needs(action)), Depends(require_own_origin)],
    )


def recording_router(action: Action = Action.RECORD) -> APIRouter:
    """Make a router for requests that record, which no other site can send."""
    return APIRouter(
        tags=["recording"],
        responses=RECORDED,
        dependencies=[Depends(needs(action)), Depends(require_own_origin)],
    )
