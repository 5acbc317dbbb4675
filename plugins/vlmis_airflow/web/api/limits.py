"""How much one request may carry and one answer may hold."""

from typing import Annotated, TypeVar

from pydantic import BeforeValidator, Field

from vlmis_core.errors import PermanentError
from vlmis_core.messages import message
from vlmis_core.settings import load_settings

LARGEST_PAGE, USUAL_PAGE = 1_000, 100
MOST_ERRORS = 1_000
"""Wrong fields that an answer names."""

T = TypeVar("T")


def _bounded(lines: object) -> object:
    """Refuse more lines than a request may have, before one of them is looked at.

    Raises:
        PermanentError: there are more.
    """
    most = load_settings().lines_per_request
    if isinstance(lines, list) and len(lines) > most:
        raise PermanentError(message("request_has_too_many_lines", count=len(lines), limit=most))
    return lines


Lines = Annotated[list[T], BeforeValidator(_bounded), Field(min_length=1)]
"""The lines of a request: some, and at most as many as the setting says."""
