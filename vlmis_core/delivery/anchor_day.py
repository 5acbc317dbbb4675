"""Anchor the newest frozen day in DHIS2's data store, and read the anchors that are there.

A key per stock day is created once and never changed by this system: the first anchor counts.
"""

import logging

from vlmis_core.database import Database
from vlmis_core.delivery.production import check_production
from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.dhis2.data_store import create_entry, read_entries, read_entry
from vlmis_core.errors import VlmisError
from vlmis_core.freeze.anchors import Anchor, read_anchor
from vlmis_core.settings import Settings

NAMESPACE = "vlmis-anchors"

_LOG = logging.getLogger(__name__)


def anchor_newest_day(database: Database, dhis2: Dhis2Client, settings: Settings) -> bool:
    """Keep the digest of the newest frozen day in DHIS2; return whether DHIS2 holds it now.

    Whatever fails is a warning in the log and nothing else: the push is done, and the digest of the
    next day covers this one.

    Args:
        database: The VLMIS database, as the pipeline.
        dhis2: The server.
        settings: Of the deployment; where it is not production, nothing is sent.
    """
    try:
        if not check_production(database, dhis2, settings):
            return False
        anchor = read_anchor(database)
        key = anchor.day.isoformat()
        if create_entry(dhis2, NAMESPACE, key, {"day": key, "digest": anchor.digest}):
            return True
        kept = read_entry(dhis2, NAMESPACE, key).get("digest")
    except VlmisError as error:
        _LOG.warning("The newest frozen day was not anchored, the push itself is done: %s", error)
        return False
    if kept != anchor.digest:
        _LOG.error(
            "%s was anchored in DHIS2 with another digest (%s): run vlmis eod audit --dhis2.",
            anchor,
            kept,
        )
    return kept == anchor.digest


def read_anchors(dhis2: Dhis2Client) -> list[Anchor]:
    """Read every anchor that DHIS2 holds, oldest first; a value that is no anchor is passed over.

    Raises:
        Dhis2AccessError: DHIS2 refused the user.
        Dhis2UnavailableError: no answer that can be read.
    """
    found = []
    for key, entry in read_entries(dhis2, NAMESPACE).items():
        try:
            found.append(Anchor.parse(f"{key}:{entry.get('digest')}"))
        except VlmisError as error:
            _LOG.warning("In DHIS2's data store: %s", error)
    return sorted(found)
