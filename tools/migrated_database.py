"""A migrated database of this version of the program, for what is generated from it."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, create_engine

from vlmis_core.database import embedded
from vlmis_core.database.migrate import migrate


@contextmanager
def migrated_home() -> Iterator[tuple[Path, URL]]:
    """Start a server and migrate its database; yield its home and the URL of its administrator.

    All of it is gone afterwards.
    """
    with tempfile.TemporaryDirectory(prefix="vlmis-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        home.chmod(0o755)
        try:
            admin = embedded.start(home)
            engine = create_engine(admin)
            migrate(engine, time_zone="UTC")
            engine.dispose()
            yield home, admin
        finally:
            embedded.stop(home)


@contextmanager
def migrated_database() -> Iterator[Connection]:
    """Connect to a migrated database; all of it is gone afterwards."""
    with migrated_home() as (_, admin):
        engine = create_engine(admin)
        with engine.connect() as connection:
            yield connection
        engine.dispose()
