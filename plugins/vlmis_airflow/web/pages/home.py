"""Home: one address for everybody, with the blocks that the roles of a person call for."""

from typing import Annotated

from fastapi import Depends, Request, Response

from vlmis_airflow.web.access import SignedIn
from vlmis_airflow.web.choices import Now, Pipeline, Reporting
from vlmis_airflow.web.home_blocks import (
    RUN_DAYS,
    ReadDags,
    Visit,
    administrator_block,
    engineer_block,
    keeper_block,
    ledger_is_live,
    overview_block,
)
from vlmis_airflow.web.kept_forms import Kept, address_again
from vlmis_airflow.web.page_router import page_router
from vlmis_airflow.web.rendering import render
from vlmis_core.settings import load_settings

router = page_router(None, shows_production=True)


def dag_reader() -> ReadDags:
    """What reads the runs of Airflow. A dependency: tests replace it."""
    from vlmis_airflow.dag_runs import read_dag_histories

    return read_dag_histories


@router.get("/")
def home(
    request: Request,
    person: SignedIn,
    recorder: Reporting,
    pipeline: Pipeline,
    read_dags: Annotated[ReadDags, Depends(dag_reader)],
    now: Now,
    kept: Kept,
) -> Response:
    """Show what waits for the person: own stores, the deployment, the stores they answer for."""
    visit = Visit(person, load_settings(), now)
    is_live = ledger_is_live(recorder)
    return render(
        request,
        "home/home.html",
        is_live=is_live,
        keeper=is_live and keeper_block(recorder, visit),
        administrator=administrator_block(recorder, pipeline, visit),
        engineer=engineer_block(pipeline, read_dags, visit, is_live=is_live),
        overview=is_live and overview_block(recorder, visit),
        run_days=RUN_DAYS,
        kept=kept and address_again(kept.path),
    )
