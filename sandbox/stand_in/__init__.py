"""A DHIS2 that answers like real servers of both importers."""
