"""The query parameters of an import, read and printed as DHIS2 does."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

STRATEGIES = [
    "CREATE", "UPDATE", "CREATE_AND_UPDATE", "DELETE", "SYNC",
    "NEW_AND_UPDATES", "NEW", "UPDATES", "DELETES",
]  # fmt: skip

_DEFAULTS: dict[str, Any] = {
    "dryRun": False,
    "async": False,
    "importStrategy": "CREATE_AND_UPDATE",
    "mergeMode": "REPLACE",
    "reportMode": "FULL",
    "skipExistingCheck": False,
    "sharing": False,
    "skipNotifications": False,
    "skipAudit": False,
    "datasetAllowsPeriods": False,
    "strictPeriods": False,
    "strictDataElements": False,
    "strictCategoryOptionCombos": False,
    "strictAttributeOptionCombos": False,
    "strictOrganisationUnits": False,
    "strictDataSetApproval": False,
    "strictDataSetLocking": False,
    "strictDataSetInputPeriods": False,
    "requireCategoryOptionCombo": False,
    "requireAttributeOptionCombo": False,
    "skipPatternValidation": False,
    "ignoreEmptyCollection": False,
    "force": False,
    "firstRowIsHeader": True,
    "skipLastUpdated": False,
    "mergeDataValues": False,
    "skipCache": False,
}


class BadParameterError(Exception):
    """A query parameter has a value that DHIS2 cannot read."""


@dataclass
class ImportOptions:
    """What the query asked for, plus what the body may add (``dry_run``)."""

    printed: dict[str, Any] = field(default_factory=dict)
    dry_run: bool = False

    @classmethod
    def read(cls, query: Mapping[str, str], *, with_atomic: bool) -> "ImportOptions":
        """Read the query; unknown parameters are ignored.

        Raises:
            BadParameterError: with DHIS2's sentence, for an unknown strategy or boolean.
        """
        printed: dict[str, Any] = {"idSchemes": {}}
        if with_atomic:
            printed["atomic"] = False
        printed |= _DEFAULTS
        for name, text in query.items():
            known = "importStrategy" if name == "strategy" else name
            if known == "importStrategy":
                printed[known] = _strategy(text)
            elif isinstance(printed.get(known), bool):
                printed[known] = _boolean(known, text)
        return cls(printed, dry_run=printed["dryRun"])

    def asks(self, name: str) -> bool:
        """Return whether a boolean parameter is on."""
        return bool(self.printed.get(name))

    @property
    def strategy(self) -> str:
        """Return the strategy under its first name."""
        aliases = {
            "NEW_AND_UPDATES": "CREATE_AND_UPDATE", "NEW": "CREATE", "UPDATES": "UPDATE",
            "DELETES": "DELETE",
        }  # fmt: skip
        printed: str = self.printed["importStrategy"]
        return aliases.get(printed, printed)


def _strategy(text: str) -> str:
    if text.upper() not in STRATEGIES:
        valid = f"Valid values are: [{', '.join(STRATEGIES)}]"
        message = f"Value '{text}' is not valid for parameter importStrategy. {valid}"
        raise BadParameterError(message)
    return text.upper()


def _boolean(name: str, text: str) -> bool:
    words = {"true": True, "false": False, "on": True, "off": False, "1": True, "0": False}
    if text.lower() not in words:
        message = f"Value '{text}' is not valid for parameter {name}. It should be of type boolean"
        raise BadParameterError(message)
    return words[text.lower()]
