"""Start a migration: `make migration NAME=add_lot_to_pair`.

It gets the next number, the SQL file with the header to fill in, and the step of Alembic that runs
the file.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VERSIONS = Path("vlmis_core", "database", "migrations", "versions")
LONGEST = 32
"""Characters that Alembic keeps of a revision."""

SQL_FILE = """-- {sentence}.
-- Why:
-- Lock:
set local lock_timeout = '5s';
"""
STEP = """\"\"\"{sentence} (sql/migrations/{revision}.sql).\"\"\"

from vlmis_core.database.migrate import run_migration_file

revision = "{revision}"
down_revision = "{newest}"


def upgrade() -> None:
    \"\"\"Run the SQL file of the same name.\"\"\"
    run_migration_file("{revision}")
"""


def new_migration(root: Path, name: str) -> tuple[Path, Path]:
    """Write the SQL file and the step of the migration ``name``; return their paths.

    Raises:
        ValueError: the name is not of the form verb_object, or too long.
    """
    if not re.fullmatch(r"[a-z]+(_[a-z0-9]+)+", name):
        raise ValueError("Give the migration a name: make migration NAME=verb_object")
    newest = max(path.stem for path in (root / VERSIONS).glob("[0-9]*.py"))
    revision = f"{int(newest[:4]) + 1:04}_{name}"
    if len(revision) > LONGEST:
        raise ValueError(f"{revision} is longer than {LONGEST} characters: find a shorter name")
    sentence = name.replace("_", " ").capitalize()
    sql_file = root / "sql" / "migrations" / f"{revision}.sql"
    step = root / VERSIONS / f"{revision}.py"
    sql_file.parent.mkdir(exist_ok=True)
    sql_file.write_text(SQL_FILE.format(sentence=sentence), encoding="utf-8")
    step.write_text(
        STEP.format(sentence=sentence, revision=revision, newest=newest), encoding="utf-8"
    )
    return sql_file, step


if __name__ == "__main__":
    try:
        for written in new_migration(ROOT, " ".join(sys.argv[1:])):
            print(written.relative_to(ROOT))
    except ValueError as error:
        sys.exit(str(error))
