"""Changes: who changed products, stores, stock limits, accounts and the replica of org units."""

from typing import Annotated

from fastapi import Query, Request, Response
from pydantic import BeforeValidator

from vlmis_airflow.web.choices import Reporting, Words, empty_is_none
from vlmis_airflow.web.page_router import page_router
from vlmis_airflow.web.paging import LINES, PageNumber, Paging, skipped
from vlmis_airflow.web.rendering import render
from vlmis_core.accounts.roles import Action
from vlmis_core.operations.master_data_changes import Entity, count_changes, list_changes

router = page_router(Action.CHANGE_SETTINGS, "/maintenance")

ChosenEntity = Annotated[Entity | None, BeforeValidator(empty_is_none), Query()]


@router.get("/changes")
def changes(
    request: Request,
    database: Reporting,
    entity: ChosenEntity = None,
    key: Words = None,
    page: PageNumber = 1,
) -> Response:
    """Newest first; of one kind, or of one product, store or account."""
    return render(
        request,
        "maintenance/changes.html",
        entities=list(Entity),
        entity=entity,
        key=key,
        lines=list_changes(
            database, entity=entity, entity_key=key, line_count=LINES, skipped=skipped(page)
        ),
        paging=Paging(page, count_changes(database, entity=entity, entity_key=key)),
    )
