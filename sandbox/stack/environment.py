"""The environment of the stack's processes: VLMIS settings and Airflow's settings."""

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from sandbox.stack.home import StackHome
from vlmis_core.database import embedded
from vlmis_core.database.addresses import admin_url
from vlmis_core.operations.airflow_command import is_of_airflow
from vlmis_core.settings import PREFIX, Settings

CHECKOUT = Path(__file__).resolve().parents[2]
METADATA_URL = "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"


def environment(
    home: StackHome, settings: Settings, inherited: Mapping[str, str]
) -> dict[str, str]:
    """All variables of the stack's processes; starts the embedded server when there is one.

    Of the caller's environment everything stays but Airflow's and our own settings, which come
    from ``settings``, so that two homes never mix.
    """
    outside = {name: value for name, value in inherited.items() if not is_of_airflow(name)}
    return outside | own_variables(home, settings, inherited)


def own_variables(
    home: StackHome, settings: Settings, inherited: Mapping[str, str]
) -> dict[str, str]:
    """The variables that the stack gives to its processes, without what it passes on."""
    outside = {name: value for name, value in inherited.items() if not is_of_airflow(name)}
    metadata = _metadata_url(home, settings, inherited)
    return (
        _folders(home)
        | _local_network(outside)
        | vlmis_variables(settings)
        | _airflow_variables(home, metadata)
    )


def vlmis_variables(settings: Settings) -> dict[str, str]:
    """The ``VLMIS_*`` variables that give these settings again."""
    # By the fields: what a settings object has worked out meanwhile (its zone) is none.
    values = {name: getattr(settings, name) for name in Settings.model_fields}
    return {
        PREFIX + name.upper(): _as_text(value)
        for name, value in values.items()
        if value is not None
    }


def _as_text(value: Any) -> str:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if isinstance(value, dict):
        return json.dumps({key: _as_text(inner) for key, inner in value.items()})
    if isinstance(value, tuple):
        return json.dumps(value)
    return str(value)


def _folders(home: StackHome) -> dict[str, str]:
    cache = str(home.path / "cache")
    return {
        "HOME": cache,  # Whatever a library keeps for "the user" stays inside the deployment.
        "XDG_CACHE_HOME": cache,
        "XDG_CONFIG_HOME": cache,
        "XDG_DATA_HOME": cache,
        "TMPDIR": str(home.run),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "PYTHONUNBUFFERED": "1",
        "PYTHONWARNINGS": "ignore",
    }


def _local_network(outside: Mapping[str, str]) -> dict[str, str]:
    # The processes talk to each other on this machine, also where a proxy leads outside.
    reached_directly = filter(None, (outside.get("NO_PROXY"), "localhost,127.0.0.1"))
    value = ",".join(reached_directly)
    return {"NO_PROXY": value, "no_proxy": value}


def _metadata_url(home: StackHome, settings: Settings, inherited: Mapping[str, str]) -> str:
    if METADATA_URL in inherited and settings.database_url is not None:
        return inherited[METADATA_URL]
    if settings.database_url is not None:
        raise RuntimeError(
            f"VLMIS_DATABASE_URL is set, and {METADATA_URL} is not: Airflow needs a database of "
            "its own on that server, such as postgresql+psycopg2://airflow:…@host/airflow."
        )
    server = admin_url(settings)
    return server.set(
        drivername="postgresql+psycopg2",
        username="airflow",
        password=embedded.load_passwords(home.path)["airflow"],
        database="airflow",
    ).render_as_string(hide_password=False)


def _airflow_variables(home: StackHome, metadata_url: str) -> dict[str, str]:
    port = home.ports()["airflow"]
    slots = min(max(4, 2 * (os.cpu_count() or 1)), 16)
    by_section: dict[str, dict[str, object]] = {
        "core": {
            "dags_folder": CHECKOUT / "dags",
            "plugins_folder": CHECKOUT / "plugins",
            "executor": "LocalExecutor",
            "parallelism": slots,  # Fitted to the machine; the default forks 32 workers at once.
            "load_examples": False,
            "dags_are_paused_at_creation": True,
            "fernet_key": home.fernet_key(),
            "execution_api_server_url": f"http://127.0.0.1:{port}/execution/",
            "default_task_retry_delay": 20,
            "test_connection": "Disabled",  # A test sends the password to the host that was typed.
            "auth_manager": "vlmis_airflow.auth.manager.VlmisAuthManager",
        },
        "secrets": {"backend": "vlmis_airflow.connections.DeploymentConnections"},
        "database": {"sql_alchemy_conn": metadata_url, "sql_alchemy_max_overflow": 5},
        "api": {
            "host": "127.0.0.1",
            "port": port,
            "base_url": f"http://localhost:{port}",
            "secret_key": home.key("api_secret.json"),
        },
        "api_auth": {"jwt_secret": home.key("jwt_secret.json")},
        # With the default of 5 s, half of all short tasks idle that long after their end.
        "workers": {"min_heartbeat_interval": 1, "max_failed_heartbeats": 15},
        "scheduler": {
            "task_instance_heartbeat_timeout": 60,
            "orphaned_tasks_check_interval": 60,
            "enable_health_check": False,
        },
        "dag_processor": {"refresh_interval": 30, "parsing_processes": 1},
        "logging": {"colored_console_log": False},
    }
    return {"AIRFLOW_HOME": str(home.airflow)} | {
        f"AIRFLOW__{section.upper()}__{option.upper()}": str(value)
        for section, options in by_section.items()
        for option, value in options.items()
    }
