"""Read the settings that decide what DHIS2 puts into its analytics."""

from vlmis_core.dhis2.analytics_settings import OUTPUT_PERIOD_TYPES, SHOWS_ZEROS, AnalyticsSettings
from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.dhis2.metadata import read_server
from vlmis_core.errors import Dhis2AccessError, Dhis2AnswerError


def read_analytics_settings(dhis2: Dhis2Client) -> AnalyticsSettings:
    """Read both, as whoever is logged in; the service user may.

    Raises:
        Dhis2UnavailableError: no answer.
    """
    # To this address older servers answer with a page of their servlet container.
    has_period_types = read_server(dhis2).has_new_importer
    return AnalyticsSettings(
        _read_shows_zeros(dhis2), _read_output_period_types(dhis2) if has_period_types else None
    )


def _read_shows_zeros(dhis2: Dhis2Client) -> bool | None:
    try:
        value = dhis2.get("systemSettings", key=SHOWS_ZEROS).get(SHOWS_ZEROS)
    except (Dhis2AccessError, Dhis2AnswerError):
        return None
    return value if isinstance(value, bool) else None


def _read_output_period_types(dhis2: Dhis2Client) -> tuple[str, ...] | None:
    try:
        listed = dhis2.get_list(OUTPUT_PERIOD_TYPES)
    except (Dhis2AccessError, Dhis2AnswerError):
        return None
    return tuple(str(each["name"]) for each in listed if isinstance(each, dict) and "name" in each)
