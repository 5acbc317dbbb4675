"""The app of the pages: every router, the answers to errors, and the check of every route."""

from importlib import import_module

from fastapi import FastAPI

from vlmis_airflow.web import static_files
from vlmis_airflow.web.access import refuse_open_routes
from vlmis_airflow.web.api.routes import add_api
from vlmis_airflow.web.error_pages import add_error_pages

PAGES = (
    "home",
    "runs",
    "components",
    "stores",
    "notices",
    "reports.stock_status",
    "reports.indicators",
    "reports.end_of_day",
    "reports.daily_operations",
    "reports.movements",
    "reports.stock_card",
    "reports.delivery_note",
    "reports.late_entries",
    "reports.expiring_lots",
    "reports.stock_days",
    "reports.stock_map",
    "delivery.next_push",
    "delivery.why_not",
    "delivery.trace_value",
    "delivery.refusals",
    "delivery.requeue",
    "delivery.withdraw",
    "delivery.requests",
    "delivery.differences",
    "delivery.dashboards",
    "maintenance.products",
    "maintenance.stores",
    "maintenance.stock_limits",
    "maintenance.users",
    "maintenance.settings",
    "maintenance.org_units",
    "maintenance.production",
    "maintenance.changes",
    "recording.new_entry",
    "recording.count_sheet",
    "recording.receipts",
    "recording.returns",
    "recording.entries",
    "recording.import_file",
)
"""Modules below ``vlmis_airflow.web.pages``; a new page is named here and in the menu."""


def make_app() -> FastAPI:
    """The app, to be mounted at ``/vlmis``.

    Raises:
        RuntimeError: a route lets everybody in.
    """
    app = FastAPI(title="VLMIS", docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(static_files.router)
    for name in PAGES:
        app.include_router(import_module(f"vlmis_airflow.web.pages.{name}").router)
    add_api(app)
    add_error_pages(app)
    refuse_open_routes(app)
    return app
