"""The whole system on this machine: PostgreSQL, Airflow, the DHIS2 stand-in."""
