"""docker-compose.yaml keeps to the compose specification, and to what the stack was proved with."""

import asyncio
import json
import os
import re
import subprocess
from io import StringIO
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from dotenv import dotenv_values
from pydantic import SecretStr
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
    components = [name for name in services if name.startswith("airflow-")]
    assert sorted(components) == [
        "airflow-api-server",
        "airflow-dag-processor",
        "airflow-scheduler",
    ]
    for name in components:
        condition = services[name]["depends_on"]["migrate"]["condition"]
        assert condition == "service_completed_successfully", name
    assert services["migrate"]["depends_on"]["postgres"]["condition"] == "service_healthy"
    api_server = services["airflow-scheduler"]["depends_on"]["airflow-api-server"]
    assert api_server["condition"] == "service_healthy"  # Without it a task dies within seconds.


def test_a_real_dhis2_comes_only_with_its_profile(services: dict[str, Any]) -> None:
    with_profile = {name for name, service in services.items() if service.get("profiles")}
    assert with_profile == {"dhis2", "dhis2-postgres"}
    assert all(services[name]["profiles"] == ["dhis2"] for name in with_profile)


def test_no_secret_stands_in_the_file_and_each_is_in_the_example() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    named = set(re.findall(r"\$\{([A-Z0-9_]+)", TEXT))
    documented = set(re.findall(r"^#? ?([A-Z0-9_]+)=", example, re.MULTILINE))
    assert named <= documented
    demanded = set(re.findall(r"\$\{([A-Z0-9_]+):\?", TEXT))
    secret = {name for name in named if name.endswith(("PASSWORD", "SECRET", "KEY", "TOKEN"))}
    assert secret - {"VLMIS_DHIS2_TOKEN"} <= demanded  # A token, or else the password.


def test_every_setting_reaches_the_containers_and_nothing_else(services: dict[str, Any]) -> None:
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    of_the_image = {"VLMIS_HOME"}
    for name in ("migrate", "airflow-scheduler", "airflow-dag-processor", "airflow-api-server"):
        given = {key for key in services[name]["environment"] if key.startswith(PREFIX)}
        assert given == known - of_the_image, name


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


def test_connections_and_passwords_are_json(services: dict[str, Any]) -> None:
    environment = services["airflow-scheduler"]["environment"]
    for name in ("AIRFLOW_CONN_VLMIS_DB", "AIRFLOW_CONN_DHIS2_DEFAULT", "VLMIS_DATABASE_PASSWORDS"):
        assert json.loads(environment[name]), name


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
    assert local - ONLY_LOCAL <= given
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
