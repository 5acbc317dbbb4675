"""List where stores and org units do not agree and a person must decide."""

from collections.abc import Mapping

from vlmis_core.database import Database, Transaction
from vlmis_core.messages import Message
from vlmis_core.messages.message import Json


def list_store_conflicts(database: Database) -> list[Message]:
    """List the conflicts by kind and code: what is wrong, and what to do.

    The view ``vlmis.store_conflict`` has one part for each kind.
    """
    with database.transaction() as tx:
        return read_store_conflicts(tx)


def read_store_conflicts(tx: Transaction) -> list[Message]:
    """Read the conflicts in the caller's transaction."""
    return tx.rows("stores/select_store_conflicts", as_=_conflict)


def _conflict(code: str, values: Mapping[str, Json]) -> Message:
    return Message.from_json({"code": code, "values": values})
