"""Which revision of the schema this version of the program needs."""

from pathlib import Path

from alembic.script import ScriptDirectory


def newest_revision() -> str:
    """The newest numbered migration that comes with the program."""
    newest = _migrations().get_current_head()
    assert newest is not None
    return newest


def is_known_revision(revision: str) -> bool:
    """Tell whether this program can bring a schema of a revision to the newest one."""
    return revision in {script.revision for script in _migrations().walk_revisions()}


def _migrations() -> ScriptDirectory:
    return ScriptDirectory(str(Path(__file__).parent / "migrations"))
