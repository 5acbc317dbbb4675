"""The Airflow of this deployment, for its own commands: which environment, and what to type.

Airflow itself takes what the environment does not say from ``~/airflow``, and makes that folder.
"""

import shlex
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from dotenv import dotenv_values

from vlmis_core.errors import PermanentError
from vlmis_core.messages import message
from vlmis_core.settings import PREFIX, Settings

KEPT_ENVIRONMENT = "airflow.env"
"""In ``VLMIS_HOME``: what the processes of its Airflow are given, as ``NAME='value'`` lines."""

AIRFLOW_DATABASE = "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"
"""A container is given this, or how to learn it (``…_CMD``, ``…_SECRET``)."""


def has_airflow(settings: Settings, inherited: Mapping[str, str]) -> bool:
    """Tell whether this deployment has an Airflow: below its home, or as its environment says."""
    return _kept_in(settings).exists() or _is_container(inherited)


def airflow_environment(settings: Settings, inherited: Mapping[str, str]) -> dict[str, str]:
    """Return the environment in which Airflow's commands meet the Airflow of this deployment.

    Raises:
        PermanentError: there is none.
    """
    kept = _kept_in(settings)
    if kept.exists():
        outside = {name: value for name, value in inherited.items() if not is_of_airflow(name)}
        # No value leads to another variable: a password may have a dollar sign.
        given = dotenv_values(kept, interpolate=False, encoding="utf-8")
        return outside | {name: value for name, value in given.items() if value is not None}
    if not _is_container(inherited):
        raise PermanentError(message("airflow_is_missing", home=str(settings.home)))
    return {"AIRFLOW_HOME": str(settings.home / "airflow")} | dict(inherited)


def is_of_airflow(name: str) -> bool:
    """Tell whether a variable is a setting of Airflow or of VLMIS, so that two homes never mix."""
    return name.startswith(("AIRFLOW", "_AIRFLOW", PREFIX))


def command_to_type(
    settings: Settings, inherited: Mapping[str, str], words: Sequence[str], *, from_outside: bool
) -> str:
    """Write a command of ``vlmis`` as it can be typed where the present one was typed.

    Args:
        settings: Of the deployment.
        inherited: The environment of the present command.
        words: What follows ``vlmis``.
        from_outside: Whether the present command was started in a container from outside of it.
    """
    if _kept_in(settings).exists() or not _is_container(inherited):
        # Neither the folder nor the search path of the shell is known.
        program = [str(Path(sys.executable).with_name("vlmis")), "--home", str(settings.home)]
    elif from_outside and settings.called_as:
        program = shlex.split(settings.called_as)
    else:
        program = ["vlmis"]
    return shlex.join([*program, *words])


def _kept_in(settings: Settings) -> Path:
    return settings.home / KEPT_ENVIRONMENT


def _is_container(inherited: Mapping[str, str]) -> bool:
    return any(name.startswith(AIRFLOW_DATABASE) for name in inherited)
