"""The production guard: this installation, and this DHIS2, and a person who said so.

A restored copy or a cloned machine carries the database along, but not the cluster's identifier or
the id in the home directory; another DHIS2 has another address or another root org unit.
"""

import logging
import uuid
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from vlmis_core.database import Database
from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.dhis2.org_units import read_root_uid
from vlmis_core.errors import NotProductionError

_LOG = logging.getLogger(__name__)
_ID_FILE = "installation-id"


@dataclass(frozen=True, slots=True)
class Identity:
    """Which DHIS2, and which installation of ours."""

    base_url: str
    root_org_unit_uid: str
    system_identifier: str
    installation_id: str | None


def check_production(
    database: Database, dhis2: Dhis2Client, *, production: bool, home: Path | None
) -> bool:
    """Whether this installation may send to this DHIS2 now.

    Args:
        database: The VLMIS database, as the pipeline.
        dhis2: The server that would be sent to; asked for its root org unit.
        production: The setting. False: not production, nothing is asked, nothing may be sent.
        home: Where the installation's id is kept; None where there is no home directory.

    Raises:
        NotProductionError: the setting is on, but no person switched production on for exactly
            this DHIS2 and this installation.
    """
    if not production:
        _LOG.info("This is not production (VLMIS_PRODUCTION is off): nothing is sent.")
        return False
    with database.transaction() as tx:
        switch = tx.row("delivery/select_production_switch")
    if switch is None or not switch.is_on:
        raise NotProductionError(
            "VLMIS_PRODUCTION is on, but nobody has switched sending on for this DHIS2: "
            "vlmis push production on."
        )
    present = identity_of(database, dhis2, home=home)
    allowed = Identity(
        switch.base_url,
        switch.root_org_unit_uid,
        switch.system_identifier,
        switch.installation_id,
    )
    if present != allowed:
        raise NotProductionError(
            f"sending was switched on for {_described(allowed)}, but this is "
            f"{_described(present)}. Is this a copy? If it shall send from now on: "
            "vlmis push production on."
        )
    return True


@dataclass(frozen=True, slots=True)
class SwitchOrder:
    """A person's decision that figures are sent: whose, and from which stock day on."""

    by: str
    push_from: date
    """Older days are sent only by requeue."""


def switch_production(
    database: Database,
    dhis2: Dhis2Client,
    order: SwitchOrder,
    *,
    home: Path | None,
    now: datetime,
) -> Identity:
    """Allow this installation to send to this DHIS2; the newest order holds.

    Keeps the installation's id in ``home``, and makes one when it is missing. The way back is
    `switch_off_production`, which needs no DHIS2.

    Raises:
        Dhis2UnavailableError: DHIS2 does not say which one it is; nothing was changed.
    """
    if home is not None and not (home / _ID_FILE).exists():
        home.mkdir(parents=True, exist_ok=True)
        (home / _ID_FILE).write_text(uuid.uuid4().hex + "\n", encoding="ascii")
    identity = identity_of(database, dhis2, home=home)
    with database.transaction() as tx:
        tx.run(
            "delivery/insert_production_switch",
            switched_at=now,
            switched_by=order.by,
            is_on=True,
            base_url=identity.base_url,
            root_org_unit_uid=identity.root_org_unit_uid,
            system_identifier=identity.system_identifier,
            installation_id=identity.installation_id,
            push_from=order.push_from,
        )
    return identity


def identity_of(database: Database, dhis2: Dhis2Client, *, home: Path | None) -> Identity:
    """Who would send to whom, as seen now."""
    with database.transaction() as tx:
        system_identifier = str(tx.value("delivery/select_identity"))
    id_file = home / _ID_FILE if home is not None else None
    return Identity(
        base_url=dhis2.base_url,
        root_org_unit_uid=read_root_uid(dhis2),
        system_identifier=system_identifier,
        installation_id=(
            id_file.read_text(encoding="ascii").strip()
            if id_file is not None and id_file.exists()
            else None
        ),
    )


def _described(identity: Identity) -> str:
    return (
        f"DHIS2 {identity.base_url} (root {identity.root_org_unit_uid}) from database cluster "
        f"{identity.system_identifier}, installation {identity.installation_id or 'without id'}"
    )


def switch_off_production(database: Database, *, by: str, now: datetime) -> bool:
    """Take back the newest permission to send; DHIS2 is not asked. Returns whether there was one.

    Switched off again, nothing changes.
    """
    with database.transaction() as tx:
        return (
            tx.value("delivery/switch_off_production", switched_at=now, switched_by=by) is not None
        )


@dataclass(frozen=True, slots=True)
class ProductionSwitch:
    """One switching; the newest holds."""

    switched_at: datetime
    switched_by: str
    is_on: bool
    base_url: str
    root_org_unit_uid: str
    push_from: date


def list_production_switches(database: Database, *, line_count: int) -> list[ProductionSwitch]:
    """The newest switchings, newest first."""
    with database.transaction() as tx:
        rows = tx.rows("delivery/select_production_switches", line_count=line_count)
    return [ProductionSwitch(**row._mapping) for row in rows]
