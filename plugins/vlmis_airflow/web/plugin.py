"""What Airflow's UI gets from us: the pages at ``/vlmis``, an entry in its bar, a tab of each run.

Every process of Airflow loads its plugins, the tasks too: the app is made when the API server asks
for it, not before.
"""

from functools import cached_property
from typing import Any

from airflow.plugins_manager import AirflowPlugin

URL_PREFIX = "/vlmis"


class VlmisPages(AirflowPlugin):
    """Reports, delivery to DHIS2, maintenance and recording, with one menu of their own."""

    name = "vlmis_pages"
    external_views = [  # noqa: RUF012 - Airflow's own form; it takes doubles out of this list.
        {
            "name": "VLMIS",
            "href": f"{URL_PREFIX}/",
            "url_route": "vlmis",
            "destination": "nav",
        },
        {
            "name": "VLMIS",
            "href": f"{URL_PREFIX}/runs?dag={{DAG_ID}}&run={{RUN_ID}}",
            "url_route": "vlmis_run",
            "destination": "dag_run",
        },
    ]

    @cached_property
    def fastapi_apps(self) -> list[dict[str, Any]]:  # type: ignore[override]
        """The app, made at the first call."""
        from vlmis_airflow.web.app import make_app

        return [{"app": make_app(), "url_prefix": URL_PREFIX, "name": "VLMIS pages"}]
