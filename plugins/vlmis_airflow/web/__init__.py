"""The pages for people, mounted at ``/vlmis`` by Airflow's API server; docs/web.md says how."""
