"""The replica of the DHIS2 org-unit tree."""

from vlmis_core.org_units.refresh_org_units import (
    apply_org_units,
    diff_org_units,
    read_org_units,
)

__all__ = ["apply_org_units", "diff_org_units", "read_org_units"]
