"""Stock map: the facilities as points, coloured by the worst status of their stock."""

from fastapi import Request, Response
from fastapi.responses import JSONResponse

from vlmis_airflow.web.choices import ChosenFilter, ChosenStore, Products, Reporting
from vlmis_airflow.web.page_router import page_router
from vlmis_airflow.web.paging import LINES, PageNumber, Paging, skipped
from vlmis_airflow.web.rendering import render
from vlmis_core.accounts.roles import Action
from vlmis_core.reports.stock_map import report_stock_map

router = page_router(Action.READ_REPORTS, "/reports")


@router.get("/map")
def stock_map(
    request: Request,
    database: Reporting,
    products: Products,
    store: ChosenStore,
    chosen: ChosenFilter,
    page: PageNumber = 1,
) -> Response:
    """Show the map, and the same facilities as a list, the worst status first."""
    found = report_stock_map(database, chosen)
    points = found.points if found else []
    return render(
        request,
        "reports/stock_map.html",
        chosen=chosen,
        store=store,
        products=products,
        map=found,
        points=points[skipped(page) : skipped(page) + LINES],
        paging=Paging(page, len(points)),
    )


@router.get("/map/points")
def map_points(database: Reporting, chosen: ChosenFilter) -> Response:
    """Give the points to the script that draws them: latitude, longitude, status, name, code."""
    found = report_stock_map(database, chosen)
    points = found.points if found else []
    return JSONResponse(
        [
            [point.latitude, point.longitude, point.status, point.store_name, point.store_code]
            for point in points
        ],
        headers={"Cache-Control": "no-store"},
    )
