"""The processes of the stack under supervisord, an existing process manager (docs/adr/0007)."""

import http.client
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from xmlrpc.client import Fault, ServerProxy

from sandbox.stack.home import StackHome

_HEAD = """\
[supervisord]
logfile={logs}/supervisord.log
logfile_maxbytes=5MB
logfile_backups=1
pidfile={run}/supervisord.pid
childlogdir={logs}
directory={checkout}

[inet_http_server]
port=127.0.0.1:{port}
username=stack
password={password}

[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
"""

_PROGRAM = """
[program:{name}]
command={command}
autorestart=true
startsecs=2
startretries=3
stopwaitsecs=20
stopasgroup=true
killasgroup=true
redirect_stderr=true
stdout_logfile={logs}/{name}.log
stdout_logfile_maxbytes=20MB
stdout_logfile_backups=3
"""


class ProcessError(Exception):
    """A process of the stack does not run; the message ends with the tail of its log."""


@dataclass(frozen=True)
class Supervisor:
    """supervisord of one home. It outlives the command that started it."""

    home: StackHome
    checkout: Path

    def start(self, programs: Mapping[str, str], environment: Mapping[str, str]) -> None:
        """Start supervisord with ``programs`` (name → command), which inherit ``environment``."""
        configuration = self.home.run / "supervisord.conf"
        configuration.touch(mode=0o600)
        configuration.write_text(self._configuration(programs), encoding="utf-8")
        subprocess.run(
            [sys.executable, "-m", "supervisor.supervisord", "-c", str(configuration)],
            env=dict(environment),
            cwd=self.checkout,
            check=True,
            timeout=60,
        )

    def is_running(self) -> bool:
        """Return whether this home's supervisord answers."""
        try:
            self._rpc().supervisor.getState()
        except (OSError, Fault, http.client.HTTPException):
            return False
        except Exception as error:  # Another server listens on this port.
            if type(error).__name__ == "ProtocolError":
                return False
            raise
        return True

    def states(self) -> dict[str, str]:
        """The state of every program, as supervisord names it (RUNNING, BACKOFF, FATAL, …)."""
        found = self._rpc().supervisor.getAllProcessInfo()
        assert isinstance(found, list)
        return {str(process["name"]): str(process["statename"]) for process in found}

    def require_running(self) -> None:
        """Raise a ProcessError with the tail of the log when a program gave up."""
        for name, state in self.states().items():
            if state in ("FATAL", "EXITED"):
                log = self.home.logs / f"{name}.log"
                tail = "\n".join(log.read_text(errors="replace").splitlines()[-25:])
                raise ProcessError(f"{name} does not run ({state}); the end of {log}:\n{tail}")

    def stop(self) -> None:
        """Stop every process, then supervisord itself; returns when all are gone."""
        if not self.is_running():
            return
        self._rpc().supervisor.shutdown()
        deadline = time.monotonic() + 60
        while (self.home.run / "supervisord.pid").exists() or self.is_running():
            if time.monotonic() > deadline:
                raise ProcessError("supervisord did not stop within 60 s; see supervisord.log.")
            time.sleep(0.2)

    def _rpc(self) -> ServerProxy:
        port, password = self.home.ports()["supervisor"], self.home.key("supervisor.json")
        return ServerProxy(f"http://stack:{password}@127.0.0.1:{port}/RPC2")

    def _configuration(self, programs: Mapping[str, str]) -> str:
        head = _HEAD.format(
            logs=self.home.logs,
            run=self.home.run,
            checkout=self.checkout,
            port=self.home.ports()["supervisor"],
            password=self.home.key("supervisor.json"),
        )
        return head + "".join(
            _PROGRAM.format(name=name, command=command, logs=self.home.logs)
            for name, command in programs.items()
        )
