"""The manifest of a backup: what it holds, with the digest of every file.

It is written last, under its name at once, so that a folder without one is no backup.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Self

from vlmis_core.errors import PermanentError
from vlmis_core.freeze.anchors import Anchor
from vlmis_core.messages import message

FORMAT = 1
MANIFEST = "manifest.json"
PRODUCT_DUMP = "vlmis.dump"
AIRFLOW_DUMP = "airflow.dump"
SETTINGS = "settings.env"
_REQUIRED = {PRODUCT_DUMP, SETTINGS}
_NAMES = _REQUIRED | {AIRFLOW_DUMP}
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class BackupFile:
    """A file of a backup: its size in bytes, and its SHA-256, hexadecimal."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds."""

    made_at: datetime
    version: str
    """Of the program that made it."""
    schema_revision: str
    postgresql: int
    """Major version of the server."""
    newest_frozen: Anchor | None
    """The newest frozen day and its digest, which chains all days before it; None: none is."""
    files: tuple[BackupFile, ...]

    @property
    def has_airflow(self) -> bool:
        """Tell whether Airflow's database is part of the backup."""
        return any(file.name == AIRFLOW_DUMP for file in self.files)

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(file.size for file in self.files)

    def write(self, folder: Path) -> None:
        """Write the manifest into ``folder``: there is the whole of it, or none."""
        newest = self.newest_frozen
        content = {
            "format": FORMAT,
            "made_at": self.made_at.astimezone(UTC).isoformat(),
            "version": self.version,
            "schema_revision": self.schema_revision,
            "postgresql": self.postgresql,
            "newest_frozen": {"day": newest.day.isoformat(), "digest": newest.digest}
            if newest
            else None,
            "files": [asdict(file) for file in self.files],
        }
        part = folder / f"{MANIFEST}.part"
        part.touch(mode=0o600)
        with part.open("w", encoding="utf-8") as file:
            json.dump(content, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        part.rename(folder / MANIFEST)
        _sync_folder(folder)

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read the manifest of a backup.

        Raises:
            PermanentError: there is none, or it cannot be read.
        """
        path = folder / MANIFEST
        if not path.is_file():
            raise PermanentError(message("backup_has_no_manifest", folder=str(folder)))
        try:
            return cls._of(json.loads(path.read_text(encoding="utf-8")))
        except (ValueError, KeyError, TypeError) as error:
            raise PermanentError(
                message("backup_manifest_is_unreadable", path=str(path), detail=repr(error))
            ) from error

    @classmethod
    def _of(cls, content: Mapping[str, Any]) -> Self:
        if content["format"] != FORMAT:
            raise ValueError(f"format {content['format']}")
        newest = content["newest_frozen"]
        files = tuple(BackupFile(**file) for file in content["files"])
        if not _REQUIRED <= {file.name for file in files} <= _NAMES:
            raise ValueError(f"files {[file.name for file in files]}")
        return cls(
            made_at=datetime.fromisoformat(content["made_at"]),
            version=content["version"],
            schema_revision=content["schema_revision"],
            postgresql=content["postgresql"],
            newest_frozen=None
            if newest is None
            else Anchor(date.fromisoformat(newest["day"]), str(newest["digest"])),
            files=files,
        )


def describe_file(path: Path) -> BackupFile:
    """Read a file that is written, from the disk it is on, and describe it."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
        digest = _sha256(path)
    return BackupFile(path.name, path.stat().st_size, digest)


def verify_backup(folder: Path) -> Manifest:
    """Check that a backup is complete and every file is as it was written; nothing is changed.

    Raises:
        PermanentError: there is no manifest, or a file is missing, cut short or changed.
    """
    manifest = Manifest.read(folder)
    for file in manifest.files:
        path = folder / file.name
        if not path.is_file():
            raise PermanentError(message("backup_file_is_missing", path=str(path)))
        if (size := path.stat().st_size) != file.size:
            raise PermanentError(
                message("backup_file_is_incomplete", path=str(path), size=size, expected=file.size)
            )
        if _sha256(path) != file.sha256:
            raise PermanentError(message("backup_file_was_changed", path=str(path)))
    return manifest


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
