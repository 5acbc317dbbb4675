"""The order in which people should read why records are on hold: the most basic reason first."""

from vlmis_core.messages.catalogue.holds import MESSAGES

_RANKS = {definition.code: rank for rank, definition in enumerate(MESSAGES)}


def rank_of_reason(reason_code: str | None) -> int:
    """Return the place of a reason in that order; error codes of DHIS2 come last."""
    return _RANKS.get(reason_code or "", len(_RANKS))
