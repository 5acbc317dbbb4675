"""The Airflow connections of the deployment: set in its environment, shown and changed nowhere."""

VLMIS_CONNECTION = "vlmis_db"
DHIS2_CONNECTION = "dhis2_default"

OF_THE_DEPLOYMENT = frozenset({VLMIS_CONNECTION, DHIS2_CONNECTION})
