"""Read with the service user's own login what decides whether a set-up is sound."""

from collections.abc import Sequence
from datetime import UTC, datetime

from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.errors import Dhis2AccessError, Dhis2AnswerError

SHOWS_ZEROS = "keyIncludeZeroValuesInAnalytics"


def read_closed_options(dhis2: Dhis2Client, category_codes: Sequence[str]) -> tuple[str, ...]:
    """Codes of the category options that the user sees, and with which it may not write values."""
    found = dhis2.get(
        "categoryOptions",
        filter=f"code:in:[{','.join(category_codes)}]",
        fields="id,code,access[data[write]]",
        paging="false",
    )
    return tuple(
        sorted(
            str(option.get("code"))
            for option in found.get("categoryOptions") or []
            if ((option.get("access") or {}).get("data") or {}).get("write") is False
        )
    )


def read_shows_zeros(dhis2: Dhis2Client) -> bool | None:
    """Whether analytics keep zeros; None where the server does not tell."""
    try:
        value = dhis2.get("systemSettings", key=SHOWS_ZEROS).get(SHOWS_ZEROS)
    except (Dhis2AccessError, Dhis2AnswerError):
        return None
    return value if isinstance(value, bool) else None


def read_token_ends(dhis2: Dhis2Client) -> list[datetime]:
    """When the user's tokens expire, soonest first; which of them is in use is not told."""
    try:
        found = dhis2.get("apiTokens", fields="*").get("apiToken")
    except (Dhis2AccessError, Dhis2AnswerError):
        return []
    listed = found if isinstance(found, list) else []
    return sorted(
        datetime.fromtimestamp(token["expire"] / 1000, UTC)
        for token in listed
        if isinstance(token.get("expire"), int)
    )
