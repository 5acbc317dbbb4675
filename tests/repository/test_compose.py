"""docker-compose.yaml keeps to the compose specification, and to what the stack was proved with."""

import asyncio
import json
import os
import re
import subprocess
from collections.abc import Callable
from io import StringIO
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from cryptography.fernet import Fernet
from dotenv import dotenv_values
from pydantic import SecretStr
from sqlalchemy import make_url
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from sandbox.stack.home import StackHome
from sandbox.stack.stack import Stack
from vlmis_core.settings import PREFIX, Settings, load_settings

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docker-compose.yaml").read_text(encoding="utf-8")
# Published without a version; tests/data/compose/README.md names the commit.
SCHEMA = json.loads(
    (ROOT / "tests" / "data" / "compose" / "compose-spec.json").read_text(encoding="utf-8")
)
COMPONENTS = ("airflow-api-server", "airflow-dag-processor", "airflow-scheduler")
# The stack's own: addresses and folders of this machine, and what a demonstration wants quicker.
ONLY_LOCAL = {
    "AIRFLOW__CORE__DAGS_FOLDER",
    "AIRFLOW__CORE__PLUGINS_FOLDER",
    "AIRFLOW__DATABASE__SQL_ALCHEMY_MAX_OVERFLOW",
    "AIRFLOW__API__HOST",
    "AIRFLOW__API__PORT",
    "AIRFLOW__API__BASE_URL",
    "AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL",
    "AIRFLOW__DAG_PROCESSOR__PARSING_PROCESSES",
    "AIRFLOW__LOGGING__COLORED_CONSOLE_LOG",
}


@pytest.fixture
def compose() -> dict[str, Any]:
    return yaml.safe_load(TEXT)


@pytest.fixture
def services(compose: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = compose["services"]
    return found


def test_the_file_follows_the_compose_specification(compose: dict[str, Any]) -> None:
    jsonschema.validate(compose, SCHEMA, cls=jsonschema.Draft7Validator)


@pytest.mark.parametrize(
    ("key", "value"),
    [("heathcheck", {}), ("restart", 1), ("depends_on", {"migrate": {"condition": "healthy"}})],
)
def test_the_specification_refuses_a_misspelt_service(
    compose: dict[str, Any], key: str, value: object
) -> None:
    compose["services"]["migrate"][key] = value
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(compose, SCHEMA, cls=jsonschema.Draft7Validator)


def test_every_image_has_a_tag_and_every_port_is_for_this_machine_only(
    services: dict[str, Any],
) -> None:
    for name, service in services.items():
        assert re.fullmatch(r"[a-z0-9/._-]+:\S+", service["image"]), name
        for port in service.get("ports", []):
            assert re.fullmatch(r"127\.0\.0\.1:.+:\d+", port), name


def test_every_service_that_stays_up_says_whether_it_is_healthy(services: dict[str, Any]) -> None:
    for name in services.keys() - {"migrate"}:
        check = services[name]["healthcheck"]
        assert check["test"][0] in ("CMD", "CMD-SHELL"), name
        assert check.keys() == {"test", "interval", "timeout", "retries", "start_period"}, name


def test_whatever_is_referred_to_is_declared(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        for network in service.get("networks", []):
            assert network in compose["networks"], name
        for needed in service.get("depends_on", {}):
            assert needed in compose["services"], name
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            exists = (ROOT / source).is_file() if source.startswith("./") else False
            assert exists or source in compose["volumes"], (name, source)


def test_every_component_waits_for_the_migrations_which_wait_for_postgresql(services) -> None:
    assert {name for name in services if name.startswith("airflow-")} == set(COMPONENTS)
    for name in COMPONENTS:
        condition = services[name]["depends_on"]["migrate"]["condition"]
        assert condition == "service_completed_successfully", name
    assert services["migrate"]["depends_on"]["postgres"]["condition"] == "service_healthy"
    api_server = services["airflow-scheduler"]["depends_on"]["airflow-api-server"]
    assert api_server["condition"] == "service_healthy"  # Without it a task dies within seconds.


def test_a_real_dhis2_and_backups_come_only_with_their_profiles(services: dict[str, Any]) -> None:
    with_profile = {name for name, service in services.items() if service.get("profiles")}
    assert with_profile == {"dhis2", "dhis2-postgres", "backup"}
    assert all(services[name]["profiles"] == [name.split("-")[0]] for name in with_profile)


def test_every_variable_of_the_file_is_in_the_example_and_none_is_a_secret() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    named = set(re.findall(r"\$\{([A-Z0-9_]+)", TEXT))
    documented = set(re.findall(r"^#? ?([A-Z0-9_]+)=", example, re.MULTILINE))
    assert named <= documented
    assert [name for name in named if name.endswith(("PASSWORD", "SECRET", "KEY", "TOKEN"))] == []


@pytest.fixture(scope="module")
def made_secrets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("secrets")
    make_secrets(folder, "d2pat_token\n")
    return folder


def make_secrets(folder: Path, typed: str) -> None:
    subprocess.run(
        [ROOT / "docker" / "make_secrets.sh", folder], input=typed, text=True, check=True
    )


def test_every_secret_is_made_and_declared_and_no_other(
    compose: dict[str, Any], made_secrets: Path
) -> None:
    made = {path.name for path in made_secrets.iterdir()}
    assert made == compose["secrets"].keys()
    given = {
        of(secret)[0] for each in compose["services"].values() for secret in each.get("secrets", [])
    }
    assert given == made
    assert made_secrets.stat().st_mode & 0o077 == 0


def of(secret: str | dict[str, str]) -> tuple[str, str]:
    """File of a secret, and the name that the container has for it."""
    if isinstance(secret, str):
        return secret, secret
    return secret["source"], secret["target"]


def test_the_secrets_are_those_of_the_password_files(made_secrets: Path) -> None:
    def read(name: str) -> str:
        return (made_secrets / name).read_text(encoding="utf-8")

    roles = {
        "passwords_of_owner": ["owner"],
        "passwords_of_tasks": ["pipeline"],
        "passwords_of_pages": ["recorder", "pipeline", "auth"],
        "passwords_of_commands": ["recorder", "pipeline", "analyst", "auth"],
    }
    for name, of_roles in roles.items():
        wanted = {f"vlmis_{role}": read(f"{role}_password") for role in of_roles}
        assert json.loads(read(name)) == wanted
    assert make_url(read("admin_database_url")).password == read("postgres_password")
    reader = make_url(read("backup_database_url"))
    assert (reader.username, reader.password) == ("vlmis_backup", read("backup_password"))
    assert make_url(read("airflow_database_url")).password == read("airflow_database_password")
    assert read("dhis2_token") == "d2pat_token"
    assert read("dhis2_password") == ""
    Fernet(read("airflow_fernet_key"))


def test_secrets_that_are_there_are_kept(made_secrets: Path) -> None:
    before = {path.name: path.read_bytes() for path in made_secrets.iterdir()}
    assert all(path.stat().st_mode & 0o200 for path in made_secrets.iterdir())  # Not root's alone.
    make_secrets(made_secrets, "")
    assert {path.name: path.read_bytes() for path in made_secrets.iterdir()} == before


def test_the_owner_of_the_database_is_for_the_migrations_alone(services: dict[str, Any]) -> None:
    of_owner = {"owner_password", "postgres_password", "admin_database_url", "passwords_of_owner"}
    for name, service in services.items():
        sources = {of(secret)[0] for secret in service.get("secrets", [])}
        assert not (sources & of_owner) or name in ("postgres", "migrate"), name


def test_each_container_has_the_passwords_of_its_own_roles(services: dict[str, Any]) -> None:
    given = {
        name: source
        for name, service in services.items()
        for source, target in map(of, service.get("secrets", []))
        if target == "vlmis_database_passwords"
    }
    assert given == {
        "migrate": "passwords_of_owner",
        "airflow-scheduler": "passwords_of_tasks",
        "airflow-api-server": "passwords_of_pages",
        "vlmis": "passwords_of_commands",
    }


def test_every_setting_reaches_the_containers_and_nothing_else(services: dict[str, Any]) -> None:
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    of_the_image = {"VLMIS_HOME"}
    secret = {
        "VLMIS_DATABASE_PASSWORDS",
        "VLMIS_DHIS2_TOKEN",
        "VLMIS_DHIS2_PASSWORD",
        "VLMIS_NOTICE_CHANNELS",
        "VLMIS_NOTICE_MAIL",
    }
    for name in (*COMPONENTS, "migrate", "vlmis", "backup"):
        given = {key for key in services[name]["environment"] if key.startswith(PREFIX)}
        assert given == known - of_the_image - secret, name
        assert services[name]["environment"]["VLMIS_SHARED_LOGIN"] == "true", name


def test_a_default_is_written_in_the_settings_and_nowhere_else(services: dict[str, Any]) -> None:
    environment = services["airflow-scheduler"]["environment"]
    of_settings = {name: value for name, value in environment.items() if name.startswith(PREFIX)}
    assert [name for name, value in of_settings.items() if value and ":-" in value] == []


def test_the_example_says_the_same_to_a_shell_and_to_compose(tmp_path: Path) -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    everything = tmp_path / "everything.env"
    everything.write_text(re.sub(r"^# ([A-Z0-9_]+=)", r"\1", example, flags=re.MULTILINE))
    listed = subprocess.run(
        ["bash", "-euc", "set -a; . ./everything.env; set +a; env -0"],
        cwd=tmp_path,
        env={},
        capture_output=True,
        text=True,
        check=True,
    )
    sourced = dict(line.split("=", 1) for line in listed.stdout.split("\0") if line)
    read = dotenv_values(everything)
    assert len(read) > len(Settings.model_fields)
    assert {name: sourced[name] for name in read} == read


def test_the_settings_of_the_example_can_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    everything = re.sub(r"^# ([A-Z0-9_]+=)", r"\1", example, flags=re.MULTILINE)
    for name, value in dotenv_values(stream=StringIO(everything)).items():
        if name.startswith(PREFIX):
            monkeypatch.setenv(name, value or "")
    settings = load_settings(with_remembered=False)
    assert settings.message_recipients == ("group:UgpVlmisAdm", "amina")
    assert settings.dhis2_token is None  # Without a value: not set.


def test_airflow_is_set_as_in_the_stack_that_was_proved(
    services: dict[str, Any], tmp_path: Path
) -> None:
    settings = Settings(
        home=tmp_path,
        database_url=SecretStr("postgresql://a@b/vlmis"),
        database_passwords={"vlmis_pipeline": SecretStr("x")},
    )
    inherited = {"AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": "postgresql+psycopg2://a@b/airflow"}
    stack = Stack(StackHome(tmp_path), settings, inherited=dict(os.environ) | inherited)
    local = {name for name in stack.environment() if name.startswith("AIRFLOW__")}
    given = set(services["airflow-scheduler"]["environment"])
    in_files = {name.removesuffix("_CMD") for name in given if name.endswith("_CMD")}
    assert local - ONLY_LOCAL <= given | in_files
    for name in ("MIN_HEARTBEAT_INTERVAL", "MAX_FAILED_HEARTBEATS"):
        option = f"AIRFLOW__WORKERS__{name}"
        assert services["airflow-scheduler"]["environment"][option] == stack.environment()[option]


GATEWAY, CLIENT, FORGED = "172.30.85.1", "203.0.113.7", "198.51.100.9"


@pytest.mark.parametrize(
    ("came_from", "forwarded_for", "address"),
    [
        (GATEWAY, CLIENT, CLIENT),
        (GATEWAY, f"{FORGED}, {CLIENT}", CLIENT),
        (GATEWAY, f"{GATEWAY}, {FORGED}, {CLIENT}", CLIENT),
        ("172.30.85.7", FORGED, "172.30.85.7"),
        (CLIENT, FORGED, CLIENT),
    ],
)
def test_nobody_forges_the_address_that_the_login_counts(
    compose: dict[str, Any], came_from: str, forwarded_for: str, address: str
) -> None:
    def default(text: str) -> str:
        return re.sub(r"\$\{[A-Z_]+:-([^}]*)\}", r"\1", text)

    (network,) = compose["networks"]["default"]["ipam"]["config"]
    trusted = default(
        compose["services"]["airflow-api-server"]["environment"]["FORWARDED_ALLOW_IPS"]
    )
    assert ip_address(default(network["gateway"])) in ip_network(default(network["subnet"]))
    assert trusted == default(network["gateway"])

    seen: list[str] = []

    async def application(scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope["client"][0])

    scope = {
        "type": "http",
        "client": (came_from, 1),
        "headers": [(b"x-forwarded-for", forwarded_for.encode())],
    }
    server: Any = ProxyHeadersMiddleware(application, trusted)
    asyncio.run(server(scope, None, None))
    assert seen == [address]


def test_every_database_of_the_container_is_closed_to_strangers() -> None:
    script = (ROOT / "docker" / "create_databases.sh").read_text(encoding="utf-8")

    closed = re.findall(r"^revoke all on database (\w+) from public;", script, re.MULTILINE)
    assert set(closed) == {"vlmis", "airflow", "postgres", "template1"}


@pytest.fixture
def backup_loop(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run the loop once, at a time of day, with a `vlmis` that works or fails."""
    programs, folder = tmp_path / "bin", tmp_path / "backups"
    programs.mkdir()
    folder.mkdir()
    works = 'mkdir "$2" && touch "$2/manifest.json"'
    scripts = {
        "sleep": "kill $PPID",
        "date": '[ "$1" = +%F ] && echo 2026-03-05 || echo $TIME',
        "vlmis": f"[ $FAILS ] && mkdir $2 && exit 1; {works}",
    }
    for name, script in scripts.items():
        (programs / name).write_text(f"#!/bin/bash\n{script}\n")
        (programs / name).chmod(0o755)

    def run(
        time: str, *present: str, fails: str = "", **settings: str
    ) -> subprocess.CompletedProcess[str]:
        for name in present:
            (folder / name).mkdir()
            (folder / name / "manifest.json").touch()
        variables = {"TIME": time, "FAILS": fails, "BACKUP_FOLDER": str(folder)}
        variables |= {"BACKUP_TIME": "03:00", "BACKUP_KEEP": "2", "VLMIS_TIME_ZONE": "UTC"}
        variables |= settings
        return subprocess.run(
            ["bash", str(ROOT / "docker" / "backup_daily.sh")],
            env=dict(os.environ) | variables | {"PATH": f"{programs}:{os.environ['PATH']}"},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    return run


def backups_in(folder: Path) -> list[str]:
    return sorted(str(path.parent.name) for path in folder.glob("*/manifest.json"))


@pytest.fixture
def backup_daily(
    backup_loop: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> Callable[..., list[str]]:
    """Run the loop once; what is left."""

    def run(time: str, *present: str, fails: str = "") -> list[str]:
        backup_loop(time, *present, fails=fails)
        return backups_in(tmp_path / "backups")

    return run


def test_a_backup_is_taken_each_day_from_its_time_on_and_the_newest_are_kept(
    backup_daily: Callable[..., list[str]],
) -> None:
    assert backup_daily("00:10") == ["2026-03-05"]  # None yet: at once.
    assert backup_daily("04:00") == ["2026-03-05"]  # Today's is there.


def test_the_oldest_backups_are_forgotten_once_there_is_a_newer_one(
    backup_daily: Callable[..., list[str]],
) -> None:
    assert backup_daily("02:59", "2026-03-02", "2026-03-03") == ["2026-03-02", "2026-03-03"]
    assert backup_daily("03:00", "2026-03-04", fails="yes") == [
        "2026-03-02",
        "2026-03-03",
        "2026-03-04",
    ]
    assert backup_daily("03:15") == ["2026-03-04", "2026-03-05"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("BACKUP_TIME", time) for time in ("", "3:00", "24:00", "03:60", "3am", "03:00:00")),
        *(("BACKUP_KEEP", count) for count in ("", "0", "-1", "+1", "many")),
    ],
)
def test_a_time_or_number_of_backups_that_cannot_be_meant_is_refused_before_anything_is_deleted(
    backup_loop: Callable[..., subprocess.CompletedProcess[str]],
    tmp_path: Path,
    name: str,
    value: str,
) -> None:
    interrupted = tmp_path / "backups" / "2026-03-05"
    interrupted.mkdir()
    present = ["2026-03-01", "2026-03-02", "2026-03-03"]
    done = backup_loop("04:00", *present, **{name: value})
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"{name} is '{value}'. Write ")
    assert len(done.stderr.splitlines()) == 1
    assert backups_in(tmp_path / "backups") == present
    assert interrupted.is_dir()


@pytest.mark.parametrize("time", ["00:00", "09:59", "19:30", "23:59"])
def test_every_minute_of_the_day_may_be_the_time_of_the_backup(
    backup_loop: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path, time: str
) -> None:
    backup_loop(time, "2026-03-04", BACKUP_TIME=time, BACKUP_KEEP="1")
    assert backups_in(tmp_path / "backups") == ["2026-03-05"]
