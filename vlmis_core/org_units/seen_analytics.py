"""What the evening's refresh saw of the analytics of DHIS2, for the notice above the pages."""

import logging

from vlmis_core.database import Database
from vlmis_core.dhis2.analytics_settings import AnalyticsSettings
from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.dhis2.read_analytics_settings import read_analytics_settings
from vlmis_core.errors import VlmisError

_LOG = logging.getLogger(__name__)


def look_at_analytics(dhis2: Dhis2Client) -> AnalyticsSettings:
    """Read the settings of analytics; nothing is known of them where DHIS2 does not tell."""
    try:
        return read_analytics_settings(dhis2)
    except VlmisError as error:  # What dashboards show is no reason to keep an old tree.
        _LOG.warning("%s", error)
        return AnalyticsSettings()


def find_analytics_settings(database: Database) -> AnalyticsSettings:
    """Return what the newest refresh saw of the analytics of DHIS2; nothing before the first."""
    with database.transaction() as tx:
        seen = tx.row("org_units/select_analytics_settings")
    if seen is None:
        return AnalyticsSettings()
    types = seen.output_period_types
    return AnalyticsSettings(seen.shows_zeros, None if types is None else tuple(types))
