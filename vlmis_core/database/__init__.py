"""The PostgreSQL adapter: the only package that knows SQL.

`Database` opens transactions; a `Transaction` runs the statements of ``sql/queries`` by name.
"""

from vlmis_core.database.database import Database, Transaction

__all__ = ["Database", "Transaction"]
