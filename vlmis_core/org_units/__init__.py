"""The replica of the DHIS2 org-unit tree."""
