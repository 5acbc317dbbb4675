"""Fields of forms that change something, and the way back to a page once it is done."""

from dataclasses import asdict
from datetime import date
from typing import Annotated

from fastapi import Depends, Form, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BeforeValidator

from vlmis_airflow.web.access import SignedIn
from vlmis_airflow.web.choices import Now, Pipeline, Reporting, Word, empty_is_none
from vlmis_airflow.web.rendering import query_text
from vlmis_core.database import Database
from vlmis_core.delivery.record_choice import RecordChoice
from vlmis_core.ledger.movements import Entry
from vlmis_core.ledger.unlikely_quantities import likely_of
from vlmis_core.settings import load_settings


def _stripped(value: object) -> object:
    return value.strip() if isinstance(value, str) else value


FormText = Annotated[Word, BeforeValidator(_stripped), Form()]
"""A text; empty when the field was left empty."""
FormDay = Annotated[date | None, BeforeValidator(empty_is_none), Form()]
FormCount = Annotated[int | None, BeforeValidator(empty_is_none), Form(le=1_000_000)]
FirstFormDay = Annotated[date | None, BeforeValidator(empty_is_none), Form(alias="from")]
LastFormDay = Annotated[date | None, BeforeValidator(empty_is_none), Form(alias="to")]
Reason = Annotated[str, Form(max_length=1000)]
Confirmed = Annotated[bool, Form()]
"""Whether the person has seen what the form will do."""


def acting(person: SignedIn, database: Reporting) -> Database:
    """Return the database that keeps the person's changes under their name."""
    return database.acting(person.username)


def acting_pipeline(person: SignedIn, database: Pipeline) -> Database:
    """Return the database that keeps under the person's name what the pipeline may change."""
    return database.acting(person.username)


def made_now(person: SignedIn, now: Now) -> Entry:
    """Tell who records, and when."""
    settings = load_settings()
    return Entry.made(person.username, now, settings.zone, likely_of(settings))


Acting = Annotated[Database, Depends(acting)]
ActingPipeline = Annotated[Database, Depends(acting_pipeline)]
MadeNow = Annotated[Entry, Depends(made_now)]


def record_fields(choice: RecordChoice) -> dict[str, object]:
    """Return the fields of a form that chose records, to send them again once confirmed."""
    asked = asdict(choice)
    names = {
        "store_code": "store",
        "product_code": "product",
        "first_day": "from",
        "last_day": "to",
    }
    return {
        names.get(name, name): "true" if value is True else value
        for name, value in asked.items()
        if value not in (None, False)
    }


def go_to(request: Request, path: str, **params: object) -> Response:
    """Redirect after a form, so that loading the page again sends nothing again.

    ``done`` among ``params`` is the key of a text that the page knows, never a text itself.
    """
    base = request.scope.get("root_path", "")
    return RedirectResponse(f"{base}{path}{query_text(params)}", 303)
