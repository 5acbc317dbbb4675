"""Find the ids of stores by their codes."""

from collections.abc import Collection

from vlmis_core.database import Database


def ids_of_stores(database: Database, codes: Collection[str]) -> dict[str, int]:
    """The id of each code that a store has; other codes are absent."""
    with database.transaction() as tx:
        rows = tx.rows("places/select_store_ids", codes=list(codes))
    return {row.code: row.store_id for row in rows}
