"""What every import of a file offers: another encoding, a check, and its faults as a file."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from vlmis_core.cli.language import reader
from vlmis_core.cli.tables import write_csv
from vlmis_core.cli.terminal import echo
from vlmis_core.database import Database
from vlmis_core.database.roles import RECORDER
from vlmis_core.database.upsert import UpsertResult
from vlmis_core.deployment import database_as
from vlmis_core.errors import BadInputError
from vlmis_core.files.fault_lines import FaultLine, fault_lines
from vlmis_core.files.table_file import FileOptions
from vlmis_core.messages import message

File = Annotated[Path, typer.Argument(exists=True, dir_okay=False)]
Encoding = Annotated[
    str | None,
    typer.Option(help="Encoding of a file that is neither UTF-8 nor marked: cp1252, for instance."),
]
IgnoredColumns = Annotated[
    list[str] | None, typer.Option("--ignore-column", help="A column to pass over; repeatable.")
]
Check = Annotated[bool, typer.Option("--check", help="Check the file and save nothing.")]
Errors = Annotated[Path | None, typer.Option(help="Write every fault to this CSV file.")]


def file_options(encoding: str | None, ignored_columns: list[str] | None) -> FileOptions:
    """What the sender knows of the file, from the options of the command."""
    return FileOptions(encoding, tuple(ignored_columns or ()))


@contextmanager
def importing(
    database: Database, *, check: bool = False, errors: Path | None = None
) -> Iterator[Database]:
    """Import in one transaction, kept only when all of the block ends well and ``check`` is off.

    Raises:
        BadInputError: as the import; its faults are in the file ``errors``.
    """
    if check:
        echo(reader().text(message("file_is_only_checked")), err=True)
    try:
        with database.one_transaction(keep=not check) as whole:
            yield whole
    except BadInputError as error:
        if errors is not None:
            write_csv(errors, FaultLine, fault_lines(error, reader()))
        raise


def import_master_data(
    service: Callable[[Database, Path, FileOptions], UpsertResult],
    file: Path,
    options: FileOptions,
    *,
    check: bool,
    errors: Path | None,
) -> UpsertResult:
    """Import a file of stores, products or limits by its service, all or nothing.

    Raises:
        BadInputError: as the service; its faults are in the file ``errors``.
    """
    with (
        database_as(RECORDER) as database,
        importing(database, check=check, errors=errors) as whole,
    ):
        return service(whole, file, options)
