"""Find the project's SQL files, in a checkout and in an installed package alike."""

from functools import cache
from pathlib import Path

from sqlalchemy import TextClause, text

_PACKAGE = Path(__file__).resolve().parents[1]


@cache
def sql_directory() -> Path:
    """The folder of all SQL: inside the installed package, else beside it in the checkout."""
    installed = _PACKAGE / "sql"
    return installed if installed.is_dir() else _PACKAGE.parent / "sql"


def sql_text(name: str) -> str:
    """Read one file below ``sql/`` (name with folder, without ``.sql``)."""
    return (sql_directory() / f"{name}.sql").read_text(encoding="utf-8")


@cache
def load_query(name: str) -> TextClause:
    """Load ``sql/queries/<name>.sql`` with its ``:named`` parameters."""
    return text(sql_text(f"queries/{name}"))
