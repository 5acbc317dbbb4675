"""The metadata that DHIS2 needs: made, compared and checked."""
