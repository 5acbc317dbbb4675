"""DHIS2 for pages that ask it while somebody waits: as the service user, and not for long."""

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends

from vlmis_core.deployment import open_client
from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.settings import load_settings

LONGEST_WAIT_SECONDS = 30


def open_dhis2() -> Dhis2Client:
    """The DHIS2 of the settings; nothing is sent yet.

    Raises:
        SettingsError: no address, or no credentials.
    """
    return open_client(load_settings(), longest_wait_seconds=LONGEST_WAIT_SECONDS)


def dhis2_opener() -> Callable[[], Dhis2Client]:
    """How a page opens DHIS2, once it has to ask. Tests put theirs in its place."""
    return open_dhis2


Dhis2Opener = Annotated[Callable[[], Dhis2Client], Depends(dhis2_opener)]
