"""The SQL files are run in the order that sql/order.toml declares."""

import re
from collections import Counter

from vlmis_core.database.migrate import declared_order
from vlmis_core.database.queries import sql_directory

SQL = sql_directory()
ONCE, REPEATED = ("schema",), ("functions", "checks", "indicators", "views")


def files_in(*folders: str) -> Counter[str]:
    paths = [path for folder in folders for path in (SQL / folder).rglob("*.sql")]
    return Counter(str(path.relative_to(SQL)) for path in paths)


def test_every_file_of_the_baseline_is_declared_once() -> None:
    assert Counter(declared_order()["baseline"]) == files_in(*ONCE)


def test_every_repeatable_file_is_declared_once() -> None:
    last = ["keep_ids.sql", "revoke_from_public.sql"]
    assert Counter(declared_order()["repeatable"]) == files_in(*REPEATED) + Counter(last)
    assert declared_order()["repeatable"][-2:] == last


def test_no_folder_holds_files_that_nobody_runs() -> None:
    folders = {path.parent.relative_to(SQL).parts[:1] for path in SQL.rglob("*.sql")}
    known = {*ONCE, *REPEATED, "migrations", "queries", "questions"}
    assert {parts[0] for parts in folders if parts} <= known


def test_a_schema_file_says_why_and_a_migration_also_what_it_locks() -> None:
    why, lock = (
        re.compile(r"^-- Why: +\S", re.MULTILINE),
        re.compile(r"^-- Lock: +\S", re.MULTILINE),
    )
    texts = {
        path: (SQL / path).read_text(encoding="utf-8") for path in files_in(*ONCE, "migrations")
    }
    silent = [
        path
        for path, text in texts.items()
        if not why.search(text) or (path.startswith("migrations/") and not lock.search(text))
    ]
    assert silent == []
