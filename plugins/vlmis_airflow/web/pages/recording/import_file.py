"""Import a file: upload it, see what would happen or what is wrong, then import that very file."""

from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

from fastapi import Depends, Request, Response
from starlette.datastructures import FormData, UploadFile

from vlmis_airflow.language import translator_of
from vlmis_airflow.web.access import NotAllowedError, SignedIn
from vlmis_airflow.web.choices import Now, Reporting
from vlmis_airflow.web.downloads import csv_file, file_name
from vlmis_airflow.web.forms import Acting, ActingPipeline, MadeNow, go_to
from vlmis_airflow.web.page_router import page_router
from vlmis_airflow.web.pages.recording.typed_form import read_day
from vlmis_airflow.web.refused_forms import form_of
from vlmis_airflow.web.rendering import render
from vlmis_core.accounts.person import Person
from vlmis_core.accounts.roles import Action
from vlmis_core.database import Database
from vlmis_core.database.upsert import UpsertResult
from vlmis_core.errors import BadInputError, PermanentError
from vlmis_core.files.fault_lines import FaultLine, fault_lines
from vlmis_core.files.table_file import FileOptions
from vlmis_core.ledger.movements import Entry, Recorded
from vlmis_core.messages import Message, Translator, _, message
from vlmis_core.national_file.import_national_monthly import NationalImport
from vlmis_core.operations.import_file import KINDS, FileKind, Result, WantedImport
from vlmis_core.operations.uploaded_files import (
    LARGEST_UPLOAD,
    UploadedFile,
    discard_upload,
    find_upload,
    import_upload,
    keep_upload,
    preview_import,
)
from vlmis_core.settings import load_settings

PATH = "/record/import"
PREVIEW = f"{PATH}/preview"
LINES_SHOWN, FAULTS_SHOWN = 10, 200
ENCODINGS = ("cp1252", "iso-8859-15", "cp850", "mac-roman")
"""Offered besides UTF-8 and what a mark names: those of machines in French or English."""
_LONGEST_NAME = 200


router = page_router(Action.RECORD, PATH)

_FIELDS = {
    "no_file_is_chosen": "file",
    "file_kind_is_unknown": "kind",
    "upload_is_too_large": "file",
}
"""The field of the form by the code of a refusal."""


async def sent_form(request: Request) -> FormData:
    """The fields as they were sent."""
    return await request.form()


async def sent_file(form: Annotated[FormData, Depends(sent_form)]) -> tuple[str, bytes]:
    """Name and content of the file of the form.

    Raises:
        PermanentError: no file was chosen.
    """
    file = form.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        raise PermanentError(message("no_file_is_chosen"))
    return file.filename[-_LONGEST_NAME:], await file.read()


SentForm = Annotated[FormData, Depends(sent_form)]
SentFile = Annotated[tuple[str, bytes], Depends(sent_file)]


@dataclass(frozen=True, slots=True)
class Databases:
    """The databases of an import, which keep changes under the person's name."""

    recorder: Acting
    pipeline: ActingPipeline

    def of(self, kind: FileKind) -> Database:
        """Only initial stock freezes a day: day zero."""
        return self.pipeline if kind is FileKind.INITIAL_STOCK else self.recorder


@router.get("")
def choose_file(request: Request, person: SignedIn) -> Response:
    """The form, and the columns of each kind that the person may import."""
    kinds = {kind: KINDS[kind] for kind in FileKind if person.may(KINDS[kind].action)}
    return render(
        request,
        "recording/import.html",
        kinds=kinds,
        encodings=ENCODINGS,
        largest=LARGEST_UPLOAD // 2**20,
        first_day=load_settings().first_day,
    )


@router.post("", dependencies=[form_of(fields=_FIELDS)])
def upload(
    request: Request,
    person: SignedIn,
    database: Reporting,
    now: Now,
    form: SentForm,
    sent: SentFile,
) -> Response:
    """Keep the file, and go on to its preview."""
    name, content = sent
    wanted = _wanted(form)
    _require_right(person, wanted.kind)
    keep_upload(database, person, UploadedFile(name, content, wanted), now)
    return go_to(request, PREVIEW)


@router.get("/preview")
def preview(
    request: Request,
    person: SignedIn,
    reporting: Reporting,
    databases: Annotated[Databases, Depends()],
    entry: MadeNow,
) -> Response:
    """What the import would do, tried out and undone; or every fault beside its line."""
    file = find_upload(reporting, person, entry.recorded_at)
    _require_right(person, file.wanted.kind)
    tr = translator_of(request)
    database = databases.of(file.wanted.kind)
    try:
        found = preview_import(database, file, person, entry, line_count=LINES_SHOWN)
    except BadInputError as error:
        faults = fault_lines(error, tr)
        return render(
            request,
            "recording/import_faults.html",
            file=file,
            faults=faults[:FAULTS_SHOWN],
            fault_count=len(faults),
        )
    return render(
        request,
        "recording/import_preview.html",
        file=file,
        preview=found,
        summary=_summary(file, found.result, entry, tr),
    )


@router.get("/faults")
def download_faults(
    request: Request,
    person: SignedIn,
    reporting: Reporting,
    databases: Annotated[Databases, Depends()],
    entry: MadeNow,
) -> Response:
    """Every fault of the kept file as CSV."""
    file = find_upload(reporting, person, entry.recorded_at)
    _require_right(person, file.wanted.kind)
    faults: list[FaultLine] = []
    try:
        preview_import(databases.of(file.wanted.kind), file, person, entry, line_count=0)
    except BadInputError as error:
        faults = fault_lines(error, translator_of(request))
    return csv_file(faults, FaultLine, file_name("faults", Path(file.name).stem))


@router.post("/run")
def run(
    request: Request,
    person: SignedIn,
    reporting: Reporting,
    databases: Annotated[Databases, Depends()],
    entry: MadeNow,
    form: SentForm,
) -> Response:
    """Import the file that the preview showed; whatever has changed since, all of it or nothing."""
    kind = find_upload(reporting, person, entry.recorded_at).wanted.kind
    _require_right(person, kind)
    try:
        file, result = import_upload(databases.of(kind), person, str(form.get("digest", "")), entry)
    except BadInputError:
        return go_to(request, PREVIEW)
    summary = _summary(file, result, entry, translator_of(request))
    return render(request, "recording/import_done.html", file=file, summary=summary)


@router.post("/discard")
def discard(request: Request, person: SignedIn, database: Reporting) -> Response:
    """Remove the kept file."""
    discard_upload(database, person)
    return go_to(request, PATH)


def _wanted(form: FormData) -> WantedImport:
    """Read how the file is to be imported.

    Raises:
        PermanentError: the form does not say what the file holds.
    """
    kind = str(form.get("kind", ""))
    if kind not in list(FileKind):
        raise PermanentError(message("file_kind_is_unknown"))
    ignored = [name.strip() for name in str(form.get("ignored_columns", "")).split(",")]
    options = FileOptions(
        str(form.get("encoding", "")) or None, tuple(name for name in ignored if name)
    )
    first_day: date | None = read_day(str(form.get("first_day", "")))
    return WantedImport(FileKind(kind), options, first_day, bool(form.get("creates_stores")))


def _summary(file: UploadedFile, result: Result, entry: Entry, tr: Translator) -> list[str]:
    """Tell what an import does, a text for each part."""
    match result:
        case NationalImport():
            count, before = len(result.months), len(result.months_before)
            moves = [
                message(
                    "site_moved",
                    site=move.site_code,
                    supplier=move.supplier,
                    month=f"{move.month:%Y-%m}",
                    before=move.supplier_before,
                )
                for move in result.moves
            ]
            months = message("months_imported", count=count, before=before)
            recorded = _recorded("movements_recorded", result.recorded)
            return [tr.text(part) for part in (months, recorded, *moves)]
        case Recorded():
            is_count = file.wanted.kind is FileKind.COUNTS
            code = "counts_recorded" if is_count else "movements_recorded"
            return [tr.text(_recorded(code, result))]
        case UpsertResult():
            return [tr.gettext(_UPSERTED[file.wanted.kind], **asdict(result))]
    first_day = file.wanted.first_day or entry.today
    return [tr.text(message("ledger_went_live", first_day=first_day, count=result))]


def _recorded(code: str, recorded: Recorded) -> Message:
    return message(
        code, count=recorded.recorded, late=recorded.late, before=recorded.already_recorded
    )


_PRODUCTS = _("Products: {created} created, {changed} changed, {unchanged} unchanged.")
_UPSERTED = {
    FileKind.STORES: _("Stores: {created} created, {changed} changed, {unchanged} unchanged."),
    FileKind.PRODUCTS: _PRODUCTS,
    FileKind.NATIONAL_PRODUCTS: _PRODUCTS,
    FileKind.STOCK_LIMITS: _(
        "Stock limits: {created} created, {changed} changed, {unchanged} unchanged."
    ),
}


def _require_right(person: Person, kind: FileKind) -> None:
    """Let pass who may import this kind; own stores are checked with the lines.

    Raises:
        NotAllowedError: none of the person's roles may.
    """
    action = KINDS[kind].action
    if not person.may(action):
        raise NotAllowedError(message("role_does_not_allow", permission=action))
