"""What the DAGs tell Airflow that they have made."""

from airflow.sdk import Asset

EOD_REPORT = Asset(name="eod_report", uri="vlmis://analyst/eod_report", group="vlmis")
"""The End-of-Day report; an event's partition is the stock day (ISO date) that was frozen."""
