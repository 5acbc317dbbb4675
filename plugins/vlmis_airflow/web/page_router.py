"""The router of every page: who may open it, and that its forms come from the page itself."""

from fastapi import APIRouter, Depends

from vlmis_airflow.web.access import needs
from vlmis_airflow.web.csrf import require_own_form
from vlmis_core.accounts.roles import Action


def page_router(action: Action | None, prefix: str = "") -> APIRouter:
    """Make a router for pages of who may do ``action``; None: of everybody who is signed in."""
    return APIRouter(
        prefix=prefix, dependencies=[Depends(needs(action)), Depends(require_own_form)]
    )
