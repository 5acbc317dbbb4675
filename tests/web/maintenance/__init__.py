"""The maintenance pages, beside a stand-in of DHIS2."""
