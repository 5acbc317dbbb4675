"""The metadata that DHIS2 needs: plan it, make it, check it."""
