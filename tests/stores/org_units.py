"""Org units for tests, as a refresh would have left them."""

from tests.support.postgres import TestDatabase


def uid(letter: str) -> str:
    """A DHIS2 uid made of one letter."""
    return letter * 11


def add_org_unit(
    vlmis: TestDatabase,
    letter: str,
    *,
    code: str | None = None,
    path: str = "",
    is_removed: bool = False,
) -> str:
    """An org unit named ``Unit X``; ``path`` holds the letters from the root down to its parent."""
    vlmis.execute(
        "insert into vlmis.org_unit (org_unit_uid, code, name, parent_uid, path, level,"
        " first_seen_at, changed_at, removed_at) values (:uid, :code, :name, :parent, :path,"
        " :level, now(), now(), case when :is_removed then now() end)",
        uid=uid(letter),
        code=code,
        name=f"Unit {letter.upper()}",
        parent=uid(path[-1]) if path else None,
        path="".join(f"/{uid(part)}" for part in path + letter),
        level=len(path) + 1,
        is_removed=is_removed,
    )
    return uid(letter)
