"""Fields that requests share: bounded, so that nothing reaches the database that it cannot hold."""

from datetime import date
from typing import Annotated, Any

from fastapi import Path
from pydantic import AfterValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

LONGEST_CODE, LONGEST_KEY, LARGEST_QUANTITY = 100, 200, 999_999_999
_EARLIEST, _LATEST = date(2000, 1, 1), date(2999, 12, 31)
_PRINTABLE = r"^[^\x00-\x1f\x7f]+$"


def _possible_day(day: date) -> date:
    if not _EARLIEST <= day <= _LATEST:
        raise PydanticCustomError("day_is_out_of_range", "", {"first": _EARLIEST, "last": _LATEST})
    return day


Day = Annotated[date, AfterValidator(_possible_day), Field(examples=["2026-03-05"])]
Code = Annotated[str, Field(max_length=LONGEST_CODE, pattern=_PRINTABLE)]
SourceKey = Annotated[
    str,
    Field(
        max_length=LONGEST_KEY,
        pattern=_PRINTABLE,
        description="Made by the sender, unique; the same key is taken once. Without '#'.",
    ),
]
Quantity = Annotated[
    int, Field(strict=True, ge=1, le=LARGEST_QUANTITY, description="Whole, in the product's unit.")
]
Counted = Annotated[
    int, Field(strict=True, ge=0, le=LARGEST_QUANTITY, description="Whole, in the product's unit.")
]
Key = Annotated[int, Field(strict=True, ge=1, le=2**63 - 1)]
Id = Annotated[int, Path(ge=1, le=2**63 - 1)]

CLOSED = ConfigDict(extra="forbid")
"""A field that is not known is a mistake of the sender, and is named."""


def closed(**example: Any) -> ConfigDict:
    """Return the same with an example for the document."""
    return CLOSED | ConfigDict(json_schema_extra={"examples": [example]})
