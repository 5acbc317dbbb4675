"""How much one request may carry and one answer may hold."""

from typing import Annotated, Any

from fastapi import Query

from vlmis_core.settings import load_settings

LARGEST_PAGE, USUAL_PAGE = 1_000, 100
_BYTES_PER_LINE = 4_096
"""More than the longest line can have, with every character escaped."""

PageSize = Annotated[int, Query(ge=1, le=LARGEST_PAGE, description="Lines of this answer.")]


def most_lines() -> int:
    """Lines of one request, a setting."""
    return load_settings().lines_per_request


def most_bytes() -> int:
    """Bytes of one request."""
    return (most_lines() + 4) * _BYTES_PER_LINE


def demand_bounded(lines: list[Any]) -> None:
    """Refuse more lines than a request may have.

    Raises:
        TooLargeError: there are more.
    """
    from vlmis_airflow.web.api.problems import TooLargeError

    most = most_lines()
    if len(lines) > most:
        raise TooLargeError(
            f"{len(lines)} lines; a request may have {most}: send them in several requests."
        )
