"""A migrated database of this version of the program, for what is generated from it."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, create_engine

from vlmis_core.database import embedded
from vlmis_core.database.migrate import migrate


@contextmanager
def migrated_database() -> Iterator[Connection]:
    """Start a server, migrate its database and connect to it; all of it is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="vlmis-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        home.chmod(0o755)
        try:
            engine = create_engine(embedded.start(home))
            migrate(engine, time_zone="UTC")
            with engine.connect() as connection:
                yield connection
            engine.dispose()
        finally:
            embedded.stop(home)
