"""What DHIS2 must be told, and what its answers mean. Pure: no I/O, no clock, no settings."""
