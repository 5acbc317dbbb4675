"""The router of every page: who may open it, and that its forms come from the page itself."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from vlmis_airflow.web.access import needs
from vlmis_airflow.web.choices import Pipeline, Today
from vlmis_airflow.web.csrf import require_own_form
from vlmis_airflow.web.kept_forms import keep_form_of_ended_session
from vlmis_core.accounts.roles import Action
from vlmis_core.delivery.production import ProductionState, read_production_state
from vlmis_core.org_units.seen_analytics import find_analytics_settings
from vlmis_core.settings import load_settings

_DHIS2 = "/dhis2"


def page_router(
    action: Action | None,
    prefix: str = "",
    *,
    shows_production: bool = False,
    keeps_forms: bool = False,
) -> APIRouter:
    """Make a router for pages of who may do ``action``; None: of everybody who is signed in.

    Pages about DHIS2, and those that ask for it, show when production is off and, to
    administrators, when dashboards in DHIS2 are wrong. ``keeps_forms``: what is sent after the
    session has ended is kept until its sender has logged in again.
    """
    dependencies = [Depends(needs(action)), Depends(require_own_form)]
    dependencies.append(Depends(day_of_page))
    if keeps_forms:
        dependencies.insert(0, Depends(keep_form_of_ended_session))
    if shows_production or prefix == _DHIS2:
        dependencies.append(Depends(production_of_page))
    return APIRouter(prefix=prefix, dependencies=dependencies)


def day_of_page(request: Request, today: Today) -> None:
    """Note the country's day, by which a page marks the lots that have expired."""
    request.state.today = today


def production_of_page(request: Request, database: Pipeline) -> ProductionState:
    """Read whether records are sent from here, for the page and for the notice above it."""
    state = read_production_state(database, load_settings())
    request.state.analytics = find_analytics_settings(database)
    request.state.production = state
    return state


Production = Annotated[ProductionState, Depends(production_of_page)]
