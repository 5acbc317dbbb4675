"""The schema as a whole."""

from sqlalchemy import create_engine

from tests.support.postgres import TestDatabase
from vlmis_core.database.migrate import migrate


def test_migrating_again_changes_nothing(vlmis: TestDatabase) -> None:
    engine = create_engine(vlmis.url_of("postgres"))
    before = migrate(engine, time_zone="UTC")
    assert migrate(engine, time_zone="UTC") == before


def test_every_column_of_every_table_and_view_has_a_comment(vlmis: TestDatabase) -> None:
    without = vlmis.rows(
        """
        select format('%I.%I.%I', n.nspname, c.relname, a.attname)
        from pg_class c
        join pg_namespace n on n.oid = c.relnamespace and n.nspname in ('vlmis', 'analyst')
        join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        where c.relkind in ('r', 'p', 'v') and c.relname <> 'alembic_version'
            and c.relname <> 'day_movement' and col_description(c.oid, a.attnum) is null
        """
    )
    assert without == []
