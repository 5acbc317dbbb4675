"""One DHIS2 server, without its HTTP: everything it holds and can be asked."""

import random
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from sandbox.stand_in import importer_242, importer_243
from sandbox.stand_in.accounts import Accounts, User
from sandbox.stand_in.analytics import AnalyticsTables
from sandbox.stand_in.clock import ServerClock
from sandbox.stand_in.data_store import DataStore
from sandbox.stand_in.data_values import DataValues
from sandbox.stand_in.faults import Fault, Faults
from sandbox.stand_in.import_body import Payload, UnreadableError, read_242, read_243
from sandbox.stand_in.import_facts import ImportScene
from sandbox.stand_in.import_faults import Import, import_with_fault
from sandbox.stand_in.import_options import ImportOptions
from sandbox.stand_in.import_summary import ImportSummary
from sandbox.stand_in.lock_exceptions import LockExceptions
from sandbox.stand_in.metadata import Metadata
from sandbox.stand_in.races import Races
from sandbox.stand_in.registrations import Registrations

VERSION_242 = "2.42.5.2"
VERSION_243 = "2.43.1"

DEFAULT_SETTINGS: dict[str, Any] = {
    "keyLockMultipleFailedLogins": False,
    "keyIncludeZeroValuesInAnalytics": False,
}

OUTPUT_PERIOD_TYPES = {
    name: {
        "name": name, "displayName": shown, "isoDuration": duration, "isoFormat": form,
        "frequencyOrder": order,
    }
    for name, shown, duration, form, order in (
        ("Daily", "Daily", "P1D", "yyyyMMdd", 1),
        ("Weekly", "Weekly", "P7D", "yyyyWn", 7),
        ("BiWeekly", "Bi-weekly", "P14D", "yyyyBiWn", 14),
        ("Monthly", "Monthly", "P1M", "yyyyMM", 30),
        ("BiMonthly", "Bi-monthly", "P2M", "yyyyMMB", 61),
        ("Quarterly", "Quarterly", "P3M", "yyyyQn", 91),
        ("SixMonthly", "Six-monthly", "P6M", "yyyySn", 182),
        ("Yearly", "Yearly", "P1Y", "yyyy", 365),
    )
}  # fmt: skip
"""The period types that analytics tables may have columns for, as 2.43 lists them."""


@dataclass
class RequestRecord:
    """One request as the server saw it."""

    number: int
    at: datetime
    method: str
    path: str
    query: str
    username: str | None
    request_id: str | None
    user_agent: str | None
    body_bytes: int
    status: int | None
    fault: str | None
    values: int | None = None


@dataclass
class Message:
    """A message conversation."""

    uid: str
    subject: str
    text: str
    sender: str
    recipients: list[str]
    groups: list[str]
    sent_at: str


@dataclass
class Dhis2:
    """The whole server. ``now`` sets its clock; ``version`` may be changed while it runs."""

    version: str = VERSION_242
    now: datetime | None = None
    time_zone: str = "UTC"
    seed: int = 0
    faults: Faults = field(default_factory=Faults)
    requests: list[RequestRecord] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.clock = ServerClock(self.now, time_zone=self.time_zone)
        self.metadata = Metadata(self.clock, self.chance)
        self.accounts = Accounts(self.metadata, self.clock, self.chance)
        self.store = DataValues()
        self.data_store = DataStore()
        self.races = Races()
        self.lock_exceptions = LockExceptions()
        self.registrations = Registrations()
        self.settings = dict(DEFAULT_SETTINGS)
        self.output_period_types: list[str] = []  # A new 2.43 has none.
        self.analytics_tables: AnalyticsTables | None = None

    @property
    def is_old_importer(self) -> bool:
        """Return whether this version has the importer of 2.42 and before."""
        return self._minor_version <= 42

    @property
    def has_login_endpoint(self) -> bool:
        """Return whether a password can be given to ``/api/auth/login`` (2.41 and later)."""
        return self._minor_version >= 41

    @property
    def _minor_version(self) -> int:
        return int(self.version.split(".")[1].split("-")[0])

    def read_body(self, raw: bytes) -> Payload | ImportSummary:
        """Read the body of an import as this version does; the old one answers a summary.

        Raises:
            UnreadableError: if the version answers without an import summary.
        """
        if not self.is_old_importer:
            return read_243(raw)
        try:
            return read_242(raw)
        except UnreadableError as error:
            return ImportSummary(
                status="ERROR",
                description=f"The import process failed: {error.message}",
                data_set_complete=None,
            )

    def import_values(
        self, payload: Payload, options: ImportOptions, user: User, fault: Fault | None = None
    ) -> ImportSummary:
        """Import a data value set as this version does, and as a fault makes it.

        Raises:
            UnreadableError: if the version, or the fault, answers without an import summary.
        """
        is_old = self.is_old_importer
        if is_old and payload.header.get("dryRun") is True:
            options.dry_run = True
        scene = ImportScene(
            self.metadata,
            self.store,
            user,
            now=self.clock.now(),
            local_time=self.clock.local(),
            lock_exceptions=self.lock_exceptions,
        )
        importer = importer_242 if is_old else importer_243
        carry_out: Import = partial(importer.import_values, scene)
        if fault is None:
            return carry_out(payload, options)
        return import_with_fault(fault, payload, options, carry_out, self.store, is_old=is_old)

    def change_setting(self, name: str, value: Any) -> None:
        """Change a system setting; the lock-out follows its own."""
        self.settings[name] = value
        self.accounts.locks_after_failures = self.settings["keyLockMultipleFailedLogins"] is True
