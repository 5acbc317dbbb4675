"""What every command needs: the settings, and the database as the role that fits."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from vlmis_core.database import Database
from vlmis_core.database.addresses import role_url
from vlmis_core.settings import Settings, load_settings


@contextmanager
def database_as(role: str, settings: Settings | None = None) -> Iterator[Database]:
    """Open the database of this deployment as ``role`` for the length of a command."""
    url = role_url(settings or load_settings(), role)
    database = Database(url.render_as_string(hide_password=False), actor=getpass.getuser())
    try:
        yield database
    finally:
        database.dispose()


def now() -> datetime:
    """The server's clock; services never read it themselves."""
    return datetime.now(UTC)
