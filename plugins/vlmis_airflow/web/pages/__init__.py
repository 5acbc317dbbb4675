"""One module a page; each has a ``router`` that ``vlmis_airflow.web.app`` includes."""
