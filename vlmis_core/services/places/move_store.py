"""Give a store another supplying parent."""

from vlmis_core.database import Database
from vlmis_core.services.places.master_data import Put
from vlmis_core.services.places.put_stores import StoreLine, put_stores
from vlmis_core.services.places.select_stores import find_store


def move_store(database: Database, code: str, *, supplier_code: str) -> Put:
    """Let ``supplier_code`` supply the store from the next day that is begun on.

    Frozen days keep the supplier they had.

    Raises:
        PermanentError: no such store.
        BadInputError: the supplier is unknown, closed or supplied by the store itself.
    """
    with database.transaction() as tx:
        find_store(tx, code)
        line = StoreLine(1, code, "", supplier_code, None)
        return put_stores(tx, [line], what=f"store {code}")
