"""The production guard: sends only from this installation to this DHIS2, as a person allowed.

A restored copy or a cloned machine has the same database, but another identifier of the database
cluster or another id in the home directory; another DHIS2 has another address or root org unit.
"""

import logging
import uuid
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path

from vlmis_core.database import Database, Transaction
from vlmis_core.dhis2.client import Dhis2Client, base_url_of
from vlmis_core.dhis2.org_units import read_root_uid
from vlmis_core.errors import NotProductionError
from vlmis_core.messages import Message, message
from vlmis_core.org_units.refresh_org_units import find_root_uid
from vlmis_core.settings import Settings

_LOG = logging.getLogger(__name__)
_ID_FILE = "installation-id"


@dataclass(frozen=True, slots=True)
class Identity:
    """Which DHIS2 server, and which installation of VLMIS."""

    base_url: str
    root_org_unit_uid: str
    system_identifier: str
    installation_id: str | None

    @property
    def message(self) -> Message:
        """Describe both for people."""
        return message(
            "installation_and_server",
            address=self.base_url,
            root=self.root_org_unit_uid,
            cluster=self.system_identifier,
            installation=self.installation_id,
        )


@dataclass(frozen=True, slots=True)
class ProductionSwitch:
    """One decision of a person that records are sent, or no longer; the newest decides."""

    switched_at: datetime
    switched_by: str
    is_on: bool
    base_url: str
    root_org_unit_uid: str
    system_identifier: str
    installation_id: str | None
    push_from: date
    """First stock day to send; older days are sent only by requeue."""

    @property
    def identity(self) -> Identity:
        """The server and the installation for which the decision was made."""
        return Identity(
            self.base_url, self.root_org_unit_uid, self.system_identifier, self.installation_id
        )


@dataclass(frozen=True, slots=True)
class ProductionState:
    """Whether records are sent from here, as far as that is known without asking DHIS2."""

    switch: ProductionSwitch | None
    """How production was last switched; None: never."""
    off_because: Message | None
    """Why nothing is sent; None: records are sent."""

    @property
    def is_on(self) -> bool:
        """Tell whether records are sent."""
        return self.off_because is None


def read_production_state(
    database: Database, settings: Settings, *, base_url: str | None = None
) -> ProductionState:
    """Tell whether records are sent from here, and why not; DHIS2 is not asked.

    Args:
        database: The VLMIS database, as the pipeline.
        settings: Of the deployment.
        base_url: The server that would be sent to; by default that of the settings.
    """
    with database.transaction() as tx:
        return production_state(tx, settings, base_url=base_url)


def production_state(
    tx: Transaction, settings: Settings, *, base_url: str | None = None
) -> ProductionState:
    """Do as ``read_production_state`` does, within a transaction."""
    switch = newest_switch(tx)
    address = base_url or (settings.dhis2_url and base_url_of(settings.dhis2_url))
    return ProductionState(switch, _why_off(tx, switch, settings, address))


def _why_off(
    tx: Transaction, switch: ProductionSwitch | None, settings: Settings, address: str | None
) -> Message | None:
    if not settings.production:
        return message("production_setting_is_off")
    if switch is None:
        return message("production_is_not_allowed")
    if not switch.is_on:
        person, at = switch.switched_by, switch.switched_at
        return message("production_was_switched_off", person=person, at=at)
    cluster = tx.value("delivery/select_system_identifier", as_=str)
    if cluster != switch.system_identifier:
        return message("database_is_a_copy", allowed=switch.system_identifier, present=cluster)
    installation = _installation_id(settings.home)
    if installation != switch.installation_id:
        return message(
            "installation_is_another", allowed=switch.installation_id, present=installation
        )
    if address not in (None, switch.base_url):
        return message("dhis2_is_another", allowed=switch.base_url, present=address)
    return None


def check_production(database: Database, dhis2: Dhis2Client, settings: Settings) -> bool:
    """Check whether this installation may send to this DHIS2 now.

    Args:
        database: The VLMIS database, as the pipeline.
        dhis2: The server that would be sent to; asked for its root org unit.
        settings: Of the deployment. Where it is not production, nothing is asked or may be sent.

    Raises:
        NotProductionError: the setting is on, but no person switched production on for exactly
            this DHIS2 and this installation.
    """
    state = read_production_state(database, settings, base_url=dhis2.base_url)
    if not settings.production:
        _LOG.info("This is not production (VLMIS_PRODUCTION is off): nothing is sent.")
        return False
    if state.off_because is not None:
        raise NotProductionError(state.off_because)
    assert state.switch is not None
    allowed = state.switch.root_org_unit_uid
    # Another root that somebody makes in DHIS2 does not make it another DHIS2.
    present = read_root_uid(dhis2, known_root=allowed)
    if present != allowed:
        raise NotProductionError(
            message("dhis2_has_another_root", allowed=allowed, present=present)
        )
    return True


def require_production(database: Database, dhis2: Dhis2Client, settings: Settings) -> None:
    """Refuse to send to this DHIS2 unless this installation may; all that sends or deletes asks.

    Raises:
        NotProductionError: the setting is off, or ``check_production`` raises it.
    """
    if not check_production(database, dhis2, settings):
        raise NotProductionError(message("production_setting_is_off"))


def switch_production_on(
    database: Database,
    dhis2: Dhis2Client,
    *,
    by: str,
    push_from: date,
    home: Path,
    now: datetime,
) -> ProductionSwitch:
    """Allow this installation to send to this DHIS2; return the decision.

    Keeps the installation's id in ``home``, and makes one when it is missing. The first stock day
    to send is kept from when production was switched before: ``change_first_day`` changes it.

    Args:
        database: The VLMIS database, as the recorder: the role under which people log in.
        dhis2: The server that may be sent to.
        by: Who decides so.
        push_from: First stock day to send, where production was never switched before.
        home: Where the installation's id is kept.
        now: When.

    Raises:
        Dhis2UnavailableError: DHIS2 does not tell which server it is; nothing was changed.
    """
    if not (home / _ID_FILE).exists():
        home.mkdir(parents=True, exist_ok=True)
        (home / _ID_FILE).write_text(uuid.uuid4().hex + "\n", encoding="ascii")
    identity = read_identity(database, dhis2, home=home)
    with database.transaction() as tx:
        before = newest_switch(tx)
        made = ProductionSwitch(
            switched_at=now,
            switched_by=by,
            is_on=True,
            push_from=before.push_from if before else push_from,
            **asdict(identity),
        )
        tx.run("delivery/insert_production_switch", **asdict(made))
    return made


def switch_production_off(database: Database, *, by: str, now: datetime) -> bool:
    """Withdraw the permission to send, without asking DHIS2; returns whether there was one.

    ``database`` is entered as the recorder.
    """
    with database.transaction() as tx:
        return (
            tx.value("delivery/switch_off_production", switched_at=now, switched_by=by) is not None
        )


def read_identity(database: Database, dhis2: Dhis2Client, *, home: Path) -> Identity:
    """Read which installation this is, and which server it would send to.

    Where DHIS2 has several roots, the one of the replica is meant.
    """
    with database.transaction() as tx:
        system_identifier = tx.value("delivery/select_system_identifier", as_=str)
    known_root = find_root_uid(database)
    return Identity(
        base_url=dhis2.base_url,
        root_org_unit_uid=read_root_uid(dhis2, known_root=known_root),
        system_identifier=system_identifier,
        installation_id=_installation_id(home),
    )


def _installation_id(home: Path) -> str | None:
    id_file = home / _ID_FILE
    return id_file.read_text(encoding="ascii").strip() if id_file.exists() else None


def list_production_switches(database: Database, *, line_count: int) -> list[ProductionSwitch]:
    """List the newest decisions, newest first."""
    with database.transaction() as tx:
        return tx.rows(
            "delivery/select_production_switches", as_=ProductionSwitch, line_count=line_count
        )


def newest_switch(tx: Transaction) -> ProductionSwitch | None:
    """Read the decision that counts; None: nobody has decided yet."""
    return tx.row("delivery/select_production_switches", as_=ProductionSwitch, line_count=1)


def first_stock_day(tx: Transaction, settings: Settings) -> date:
    """Read the first stock day to send: as kept, else as the settings name it.

    Raises:
        NotProductionError: production was never switched on, and the settings name no day.
    """
    switch = newest_switch(tx)
    first = switch.push_from if switch else settings.push_from
    if first is None:
        raise NotProductionError(message("production_was_never_allowed"))
    return first
