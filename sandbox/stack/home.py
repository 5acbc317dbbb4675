"""What a deployment remembers below ``VLMIS_HOME``: its ports, its keys, where its files lie."""

import fcntl
import json
import os
import secrets
import socket
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from tempfile import gettempdir

from dotenv import set_key

from vlmis_core.operations.airflow_command import KEPT_ENVIRONMENT
from vlmis_core.settings import REMEMBERED

PREFERRED_PORTS = {"airflow": 8080, "dhis2": 8085, "supervisor": 9001}


class StackHome:
    """The folder of one deployment. Two homes run side by side: nothing is shared."""

    def __init__(self, path: Path) -> None:
        """Take a folder; it is made when it is missing."""
        self.path = path.resolve()
        self._claims = ExitStack()
        for folder in ("airflow", "logs", "run", "keys", "cache"):
            (self.path / folder).mkdir(parents=True, exist_ok=True)
        (self.path / "keys").chmod(0o700)

    @property
    def airflow(self) -> Path:
        """Airflow's own home: its configuration and the logs of tasks."""
        return self.path / "airflow"

    @property
    def logs(self) -> Path:
        """One log per process."""
        return self.path / "logs"

    @property
    def run(self) -> Path:
        """What lives only as long as the processes."""
        return self.path / "run"

    def ports(self) -> dict[str, int]:
        """The ports of this home, chosen free at the first call and remembered."""
        path = self.path / "ports.json"
        if not path.exists():
            with ExitStack() as claims:
                self._remember(path, _free_ports(claims))
        remembered: dict[str, int] = json.loads(path.read_text(encoding="utf-8"))
        return remembered

    def claim_ports(self) -> None:
        """Keep the ports that are still free, and choose all of them again when one is taken.

        They are held against other homes as long as this object lives: the processes bind them only
        seconds after they were chosen.
        """
        path = self.path / "ports.json"
        self._claims.close()
        if path.exists() and not all(_claim(port, self._claims) for port in self.ports().values()):
            path.unlink()
            self._claims.close()
        if not path.exists():
            self._remember(path, _free_ports(self._claims))

    def key(self, name: str, make: Callable[[], str] = lambda: secrets.token_urlsafe(32)) -> str:
        """A secret of this home, made at the first call and kept (mode 0600)."""
        path = self.path / "keys" / name
        if not path.exists():
            self._remember(path, make())
        kept: str = json.loads(path.read_text(encoding="utf-8"))
        return kept

    def fernet_key(self) -> str:
        """The key with which Airflow encrypts connections in its database."""
        return self.key("fernet.json", lambda: urlsafe_b64encode(secrets.token_bytes(32)).decode())

    def remember_settings(self, variables: Mapping[str, str]) -> None:
        """Keep the settings of the running stack, so that the command ``vlmis`` finds them."""
        self._keep_variables(REMEMBERED, variables)

    def keep_airflow_environment(self, variables: Mapping[str, str]) -> None:
        """Keep what Airflow is given, so that ``vlmis airflow`` finds this home's Airflow."""
        self._keep_variables(KEPT_ENVIRONMENT, variables)

    def _keep_variables(self, name: str, variables: Mapping[str, str]) -> None:
        path = self.path / name
        path.touch(mode=0o600)
        for name, value in variables.items():
            set_key(path, name, value, quote_mode="always")

    @staticmethod
    def _remember(path: Path, content: object) -> None:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(content, file)


def _free_ports(claims: ExitStack) -> dict[str, int]:
    return {
        name: next(port for port in range(preferred, preferred + 200) if _claim(port, claims))
        for name, preferred in PREFERRED_PORTS.items()
    }


def _claim(port: int, claims: ExitStack) -> bool:
    """Take a free port for this home until ``claims`` ends; False when another one has it."""
    try:
        lock = (Path(gettempdir()) / f"vlmis-port-{port}.lock").open("a")
    except OSError:  # Another user's.
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # Of the open file: no child inherits it.
    except BlockingIOError:
        lock.close()
        return False
    if not _is_free(port):
        lock.close()
        return False
    claims.enter_context(lock)
    return True


def _is_free(port: int) -> bool:
    with socket.socket() as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
