"""Find the project's SQL files, in a checkout and in an installed package alike.

A file of ``sql/queries/<domain>`` holds the statements of one step, each under a line
``-- name: verb_noun``; a file without such a line is one statement, named like the file. A
statement is asked for by domain and name (``ledger/select_horizon``), whatever its file.
"""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from sqlalchemy import TextClause, text

_PACKAGE = Path(__file__).resolve().parents[1]
_NAME = re.compile(r"^-- name: (\w+)\n", re.MULTILINE)


@cache
def sql_directory() -> Path:
    """Return the folder of all SQL: in the installed package, else beside it in the checkout."""
    installed = _PACKAGE / "sql"
    return installed if installed.is_dir() else _PACKAGE.parent / "sql"


def sql_text(name: str) -> str:
    """Read one file below ``sql/`` (name with folder, without ``.sql``)."""
    return (sql_directory() / f"{name}.sql").read_text(encoding="utf-8")


@cache
def statements_of(domain: str) -> Mapping[str, str]:
    """Read every statement of ``sql/queries/<domain>``, by name.

    Raises:
        ValueError: two statements of the domain have one name.
    """
    found: dict[str, str] = {}
    for path in sorted((sql_directory() / "queries" / domain).glob("*.sql")):
        for name, statement in named_statements(path.read_text(encoding="utf-8"), path.stem):
            if name in found:
                raise ValueError(f"{path}: {domain}/{name} is the name of two statements")
            found[name] = statement
    return found


def named_statements(content: str, stem: str) -> list[tuple[str, str]]:
    """Split the content of a file into (name, statement without its semicolon)."""
    parts = _NAME.split(content)
    if len(parts) == 1:
        return [(stem, content.strip().removesuffix(";"))]
    return [
        (name, statement.strip().removesuffix(";"))
        for name, statement in zip(parts[1::2], parts[2::2], strict=True)
    ]


def statement_text(name: str) -> str:
    """Return the statement ``<domain>/<name>``.

    Raises:
        KeyError: there is none.
    """
    domain, _, statement = name.rpartition("/")
    return statements_of(domain)[statement]


@cache
def load_query(name: str) -> TextClause:
    """Prepare the statement ``<domain>/<name>`` with its ``:named`` parameters."""
    return text(statement_text(name))
