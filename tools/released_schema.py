"""The list of released SQL files, which are never changed: `make release-schema` extends it.

``sql/released.sha256`` has a line for each file of the baseline and each migration that was part of
a release, in the format of sha256sum. It is empty until the first release.
"""

from hashlib import sha256
from pathlib import Path

SQL = Path(__file__).resolve().parents[1] / "sql"
LIST = "released.sha256"


def released_files(sql: Path) -> dict[str, str]:
    """Return the digest of each released file, by its path below ``sql``."""
    lines = (sql / LIST).read_text(encoding="utf-8").splitlines()
    return {path: digest for digest, path in (line.split("  ", 1) for line in lines)}


def present_files(sql: Path) -> dict[str, str]:
    """Return the digest of each file of the baseline and of each migration as it is now."""
    return {
        str(path.relative_to(sql)): sha256(path.read_bytes()).hexdigest()
        for folder in ("schema", "migrations")
        for path in sorted((sql / folder).glob("*.sql"))
    }


def changed_files(sql: Path) -> list[str]:
    """Return the released files that were changed, or removed, since their release."""
    present = present_files(sql)
    return [path for path, digest in released_files(sql).items() if present.get(path) != digest]


def release_schema(sql: Path) -> int:
    """List every present file as released; return how many are new in the list.

    Raises:
        ValueError: a file that was released before is not what it was.
    """
    if changed := changed_files(sql):
        raise ValueError(f"Released files are never changed; restore {', '.join(changed)}")
    released, present = released_files(sql), present_files(sql)
    lines = [f"{digest}  {path}\n" for path, digest in present.items()]
    (sql / LIST).write_text("".join(lines), encoding="utf-8")
    return len(present) - len(released)


if __name__ == "__main__":
    print(f"{release_schema(SQL)} files added to sql/{LIST}")
