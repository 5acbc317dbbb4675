"""What this package adds to Airflow: the connection type ``dhis2`` and its form."""

from typing import Any


def get_provider_info() -> dict[str, Any]:
    """Describe the package as Airflow's ``provider_info.schema.json`` asks."""
    return {
        "package-name": "vlmis-dhis2",
        "name": "VLMIS",
        "description": "Connection type DHIS2.",
        "connection-types": [
            {
                "connection-type": "dhis2",
                "hook-class-name": "vlmis_airflow.dhis2_hook.Dhis2Hook",
                "hook-name": "DHIS2",
                "ui-field-behaviour": {
                    "hidden-fields": ["schema", "port"],
                    "relabeling": {
                        "host": "Base URL",
                        "login": "Username",
                        "password": "Password or personal access token",
                    },
                    "placeholders": {
                        "host": "https://dhis2.example.org",
                        "login": "left empty with a token",
                    },
                },
                "conn-fields": {
                    "auth": {
                        "label": "Sign in with",
                        "description": "A password, or a personal access token (ApiToken).",
                        "schema": {
                            "type": "string",
                            "enum": ["password", "token"],
                            "default": "password",
                        },
                    },
                    "timeout": {
                        "label": "Time-out in seconds",
                        "description": "How long to wait for DHIS2 to answer one request.",
                        "schema": {"type": "integer", "minimum": 1, "default": 120},
                    },
                },
            }
        ],
    }
