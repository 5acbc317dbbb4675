"""The answer to an import, and the web message around it."""

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from sandbox.stand_in.import_options import ImportOptions

_MESSAGES = {
    "SUCCESS": "Import was successful.",
    "ERROR": "An error occurred, please check import summary.",
}
_WARNING_242 = "One more conflicts encountered, please check import summary."
_WARNING_243 = "Import completed with warnings, please check import summary."


@dataclass
class Conflict:
    """One refusal; ``indexes`` is None where DHIS2 leaves the property out."""

    error_code: str
    message: str
    objects: dict[str, str] = field(default_factory=dict)
    property: str | None = None
    object: str | None = None
    indexes: list[int] | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the conflict as DHIS2 prints it: without what is null."""
        everything = {
            "object": self.object,
            "objects": self.objects,
            "value": self.message,
            "errorCode": self.error_code,
            "property": self.property,
            "indexes": self.indexes,
        }
        return {name: value for name, value in everything.items() if value is not None}


@dataclass
class ImportSummary:
    """What an importer did, in DHIS2's own terms."""

    status: str = "SUCCESS"
    imported: int = 0
    updated: int = 0
    ignored: int = 0
    deleted: int = 0
    conflicts: list[Conflict] = field(default_factory=list)
    rejected_indexes: list[int] | None = field(default_factory=list)
    description: str | None = None
    data_set_complete: str | None = "false"

    def as_json(self, options: ImportOptions) -> dict[str, Any]:
        """Return the summary as DHIS2 prints it."""
        summary: dict[str, Any] = {"status": self.status, "importOptions": options.printed}
        if self.description is not None:
            summary["description"] = self.description
        summary["importCount"] = {
            "imported": self.imported,
            "updated": self.updated,
            "ignored": self.ignored,
            "deleted": self.deleted,
        }
        summary["conflicts"] = [conflict.as_json() for conflict in self.conflicts]
        if self.rejected_indexes is not None:
            summary["rejectedIndexes"] = self.rejected_indexes
        if self.data_set_complete is not None:
            summary["dataSetComplete"] = self.data_set_complete
        summary["responseType"] = "ImportSummary"
        return summary


def http_status(summary: ImportSummary, *, is_old_importer: bool) -> int:
    """Return the HTTP status: a warning is 409 from the old importer and 200 from the new."""
    if summary.status == "SUCCESS":
        return 200
    return 200 if summary.status == "WARNING" and not is_old_importer else 409


def web_message(
    summary: ImportSummary, options: ImportOptions, *, is_old_importer: bool
) -> dict[str, Any]:
    """Return the whole answer to an import."""
    status = http_status(summary, is_old_importer=is_old_importer)
    warning = _WARNING_242 if is_old_importer else _WARNING_243
    return {
        "httpStatus": HTTPStatus(status).phrase,
        "httpStatusCode": status,
        "status": "OK" if summary.status == "SUCCESS" else summary.status,
        "message": _MESSAGES.get(summary.status, warning),
        "response": summary.as_json(options),
    }
