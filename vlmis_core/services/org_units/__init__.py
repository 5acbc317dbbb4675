"""The replica of DHIS2's org units: read, compare, apply."""
