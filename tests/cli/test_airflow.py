"""`vlmis airflow`, and the commands of Airflow that are printed: each works as it is printed."""

import os
import sqlite3
import subprocess
from pathlib import Path

import pytest

from sandbox.stack.home import StackHome
from tests.conftest import CHECKOUT
from tests.support.shell import PROGRAM, Shell
from vlmis_core.operations.airflow_command import KEPT_ENVIRONMENT

CALLED_AS = "docker compose --project-name vlmis exec vlmis vlmis"
DAYS = ("eod", "backfill-command", "2026-03-06", "2026-03-07")


class Deployment:
    """An Airflow with its own metadata database, in which the DAG eod_freeze was read."""

    def __init__(self, folder: Path) -> None:
        self.metadata = folder / "airflow.db"
        self.of_airflow = {
            "AIRFLOW_HOME": str(folder / "airflow"),
            "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{self.metadata}",
            "AIRFLOW__CORE__DAGS_FOLDER": str(CHECKOUT / "dags"),
            "AIRFLOW__CORE__PLUGINS_FOLDER": str(CHECKOUT / "plugins"),
            "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        }
        self.of_vlmis = {
            "VLMIS_HOME": str(folder / "home"),
            "VLMIS_FIRST_DAY": "2026-03-01",
            # Not asked: only Airflow's own database is.
            "VLMIS_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
        }

    def backfills(self) -> list[tuple]:
        """Every backfill: its DAG, its first and its last instant."""
        with sqlite3.connect(self.metadata) as connection:
            return connection.execute(
                "select dag_id, substr(from_date, 1, 16), substr(to_date, 1, 16) from backfill"
            ).fetchall()

    def forget_backfills(self) -> None:
        """Let the next test begin without one."""
        with sqlite3.connect(self.metadata) as connection:
            for table in ("backfill_dag_run", "task_instance", "dag_run", "backfill"):
                connection.execute(f"delete from {table}")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Deployment:
    made = Deployment(tmp_path_factory.mktemp("deployment"))
    shell = Shell(tmp_path_factory.mktemp("container"), made.of_airflow | made.of_vlmis)
    shell.vlmis("airflow", "db", "migrate")
    shell.vlmis("airflow", "dags", "reserialize")
    assert shell.files_of_the_user() == []
    return made


@pytest.fixture
def deployment(prepared: Deployment) -> Deployment:
    prepared.forget_backfills()
    return prepared


BACKFILL = [("eod_freeze", "2026-03-07 23:59", "2026-03-08 23:59")]


def test_the_command_printed_for_an_embedded_deployment_works_in_any_folder(
    deployment: Deployment, tmp_path: Path
) -> None:
    home = StackHome(tmp_path / "home")
    kept = deployment.of_airflow | deployment.of_vlmis | {"VLMIS_HOME": str(home.path)}
    home.remember_settings(deployment.of_vlmis | {"VLMIS_HOME": str(home.path)})
    home.keep_airflow_environment(kept)
    assert (home.path / KEPT_ENVIRONMENT).stat().st_mode & 0o077 == 0
    printed = Shell(tmp_path, {"VLMIS_HOME": str(home.path)}).vlmis(*DAYS)
    (tmp_path / "another").mkdir()
    another = Shell(tmp_path / "another")  # Knows of no deployment.
    another.type(printed)
    assert deployment.backfills() == BACKFILL
    assert another.files_of_the_user() == []


def test_the_command_printed_inside_a_container_works_there(
    deployment: Deployment, tmp_path: Path
) -> None:
    path = f"{Path(PROGRAM).parent}{os.pathsep}{os.environ['PATH']}"
    variables = deployment.of_airflow | deployment.of_vlmis | {"PATH": path}
    shell = Shell(tmp_path, variables | {"VLMIS_CALLED_AS": CALLED_AS})
    printed = shell.vlmis(*DAYS)
    assert printed.startswith("vlmis airflow backfill create --dag-id eod_freeze ")
    shell.type(printed)
    assert deployment.backfills() == BACKFILL
    assert shell.files_of_the_user() == []


CONTAINER = """\
#!{python}
import os, sys
words, called_as = sys.argv[1:], {called_as!r}.split()[1:-1]
assert words[:len(called_as)] == called_as, words
os.execvpe({program!r}, words[len(called_as):], {variables!r})
"""


@pytest.mark.parametrize(
    "called_as", [CALLED_AS, "kubectl exec deploy/airflow-scheduler -c scheduler -- vlmis"]
)
def test_the_command_printed_through_docker_or_kubectl_works_outside(
    deployment: Deployment, tmp_path: Path, called_as: str
) -> None:
    inside = Shell(
        tmp_path, deployment.of_airflow | deployment.of_vlmis | {"VLMIS_CALLED_AS": called_as}
    )
    stand_in = tmp_path / "bin" / called_as.split()[0]
    stand_in.parent.mkdir()
    stand_in.write_text(
        CONTAINER.format(
            python=Path(PROGRAM).with_name("python"),
            called_as=called_as,
            program=PROGRAM,
            variables=inside.variables,
        )
    )
    stand_in.chmod(0o755)
    (tmp_path / "outside").mkdir()
    outside = Shell(
        tmp_path / "outside", {"PATH": f"{stand_in.parent}{os.pathsep}{os.environ['PATH']}"}
    )
    outside.type(inside.started_from_outside(*DAYS))
    assert deployment.backfills() == BACKFILL
    assert outside.files_of_the_user() == inside.files_of_the_user() == []


def test_where_there_is_no_airflow_none_is_made(tmp_path: Path) -> None:
    shell = Shell(tmp_path, {"VLMIS_HOME": str(tmp_path / "home")})
    printed = shell.vlmis(*DAYS)
    done = subprocess.run(
        [PROGRAM, "airflow", "db", "migrate"],
        env=shell.variables,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, "make up" in done.stderr) == (1, True)
    assert printed.startswith(PROGRAM)
    assert shell.files_of_the_user() == []
    assert not (tmp_path / "home").exists()
