"""Fields of forms that change something, and the way back to a page once it is done."""

from datetime import date
from typing import Annotated

from fastapi import Depends, Form, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BeforeValidator

from vlmis_airflow.web.access import NotSignedInError, signed_in_person
from vlmis_airflow.web.choices import Reporting, Word, empty_is_none
from vlmis_airflow.web.databases import delivery_database
from vlmis_airflow.web.rendering import query_text
from vlmis_core.accounts.person import Person
from vlmis_core.database import Database


def _stripped(value: object) -> object:
    return value.strip() if isinstance(value, str) else value


FormText = Annotated[Word, BeforeValidator(_stripped), Form()]
"""A text; empty when the field was left empty."""
FormDay = Annotated[date | None, BeforeValidator(empty_is_none), Form()]
Pipeline = Annotated[Database, Depends(delivery_database)]
_Known = Annotated[Person | None, Depends(signed_in_person)]


def acting(person: _Known, database: Reporting) -> Database:
    """The database for what this person changes: it is kept under their name."""
    if person is None:
        raise NotSignedInError
    return database.acting(person.username)


def acting_pipeline(person: _Known, database: Pipeline) -> Database:
    """The same for what the pipeline may change."""
    if person is None:
        raise NotSignedInError
    return database.acting(person.username)


Acting = Annotated[Database, Depends(acting)]
ActingPipeline = Annotated[Database, Depends(acting_pipeline)]


def go_to(request: Request, path: str, **params: object) -> Response:
    """Redirect after a form, so that loading the page again sends nothing again.

    ``done`` among ``params`` is the key of a sentence that the page knows, never a text itself.
    """
    base = request.scope.get("root_path", "")
    return RedirectResponse(f"{base}{path}{query_text(params)}", 303)
