"""Keep the file that a person uploaded until it is imported: it is the one that was checked.

A person has at most one; it is removed with the import, when it is discarded, or after an hour.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from vlmis_core.accounts.person import Person
from vlmis_core.database import Database
from vlmis_core.errors import PermanentError
from vlmis_core.files.table_file import FileOptions
from vlmis_core.ledger.movements import Entry
from vlmis_core.messages import message
from vlmis_core.operations.import_file import (
    FileKind,
    Result,
    WantedImport,
    first_lines,
    import_file,
)

LARGEST_UPLOAD = 10 * 2**20
"""Bytes; about 100,000 movements as CSV. The commands take larger files."""
_KEPT = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """A file that a person uploaded, and how it is to be imported."""

    name: str
    content: bytes
    wanted: WantedImport

    @property
    def digest(self) -> str:
        """SHA-256 of the content, hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()

    @contextmanager
    def path(self) -> Iterator[Path]:
        """Write the content to a file for as long as it is read."""
        with TemporaryDirectory(prefix="vlmis-import-") as folder:
            file = Path(folder) / "file"
            file.write_bytes(self.content)
            yield file


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do, and the first lines of its file.

    Attributes:
        result: As the import would return it.
        columns: Those that are filled in the first lines.
        lines: Number and fields of the first lines.
    """

    result: Result
    columns: list[str]
    lines: list[tuple[int, list[str]]]


def keep_upload(database: Database, person: Person, file: UploadedFile, now: datetime) -> None:
    """Keep the file in the place of an earlier one of the person; remove what is too old.

    Raises:
        PermanentError: the file is too large.
    """
    if len(file.content) > LARGEST_UPLOAD:
        raise PermanentError(message("upload_is_too_large", limit=LARGEST_UPLOAD))
    wanted = file.wanted
    with database.transaction() as tx:
        tx.run("operations/delete_old_uploads", before=now - _KEPT)
        tx.run(
            "operations/upsert_upload",
            uploaded_by=person.username,
            kind=wanted.kind.value,
            name=file.name,
            content=file.content,
            digest=file.digest,
            encoding=wanted.options.encoding,
            ignored_columns=list(wanted.options.ignored_columns),
            first_day=wanted.first_day,
            creates_stores=wanted.creates_stores,
            uploaded_at=now,
        )


def find_upload(database: Database, person: Person, now: datetime) -> UploadedFile:
    """Find the file of the person.

    Raises:
        PermanentError: there is none, or it was uploaded too long ago.
    """
    with database.transaction() as tx:
        tx.run("operations/delete_old_uploads", before=now - _KEPT)
        found = tx.row("operations/select_upload", as_=_KeptFile, uploaded_by=person.username)
    if found is None:
        raise PermanentError(message("upload_is_not_kept"))
    return found.file


def discard_upload(database: Database, person: Person) -> None:
    """Remove the file of the person, if there is one."""
    with database.transaction() as tx:
        tx.run("operations/delete_upload", uploaded_by=person.username)


def preview_import(
    database: Database, file: UploadedFile, person: Person, entry: Entry, *, line_count: int
) -> Preview:
    """Import the file, and undo all of it.

    Raises:
        BadInputError: names every fault of the file.
        PermanentError: as the import.
    """
    with file.path() as path, database.one_transaction(keep=False) as whole:
        result = import_file(whole, path, file.wanted, person, entry)
        return Preview(result, *first_lines(path, file.wanted, line_count=line_count))


def import_upload(
    database: Database, person: Person, digest: str, entry: Entry
) -> tuple[UploadedFile, Result]:
    """Import the file of the person and remove it, both or neither.

    Raises:
        BadInputError: names every fault: something has changed since the preview.
        PermanentError: there is no file with this digest; as the import.
    """
    with database.one_transaction(keep=True) as whole:
        with whole.transaction() as tx:
            kept = tx.row(
                "operations/take_upload",
                as_=_KeptFile,
                uploaded_by=person.username,
                digest=digest,
            )
        if kept is None:
            raise PermanentError(message("upload_is_not_kept"))
        file = kept.file
        with file.path() as path:
            return file, import_file(whole, path, file.wanted, person, entry)


@dataclass(frozen=True, slots=True)
class _KeptFile:
    kind: str
    name: str
    content: bytes
    encoding: str | None
    ignored_columns: list[str]
    first_day: date | None
    creates_stores: bool

    @property
    def file(self) -> UploadedFile:
        options = FileOptions(self.encoding, tuple(self.ignored_columns))
        wanted = WantedImport(FileKind(self.kind), options, self.first_day, self.creates_stores)
        return UploadedFile(self.name, self.content, wanted)
