"""Which revision of the schema this version of the program needs."""

from pathlib import Path

from alembic.script import ScriptDirectory


def newest_revision() -> str:
    """The newest numbered migration that comes with the program."""
    newest = ScriptDirectory(str(Path(__file__).parent / "migrations")).get_current_head()
    assert newest is not None
    return newest
